"""What is read from the text of a comment before the text is forgotten. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from influencers.text.language import guess_language
from influencers.text.tokens import cjk_runs, fold, pieces

LINK = re.compile(r"https?://\S+|www\.\S+|\b[\w-]+\.(?:com|net|org|shop|store|link|ly|me|io)\b/?\S*", re.I)
MENTION = re.compile(r"(?<![\w/])@[\w.-]+(?:@[\w.-]+)?")
# A comment of at most so many words can be wholly made of the words that everybody writes under everything.
GENERIC_WORDS = 4
PRAISE_WORDS = 8


@dataclass(frozen=True, slots=True)
class CommentFeatures:
    """length in characters; words (two CJK characters count as one); emoji and mentions are counts; language
    as a code or "".

    is_generic: it would fit under any post: only emoji, only mentions, or a few words of the generic list;
    is_praise: short and with a word of praise; is_spam_like: it advertises; plain: the folded words alone, to
    recognise the same comment elsewhere, "" where there are none.
    """

    length: int
    words: int
    emoji: int
    mentions: int
    language: str
    has_question: bool
    has_link: bool
    is_generic: bool
    is_praise: bool
    is_spam_like: bool
    plain: str


def features_of(text: str) -> CommentFeatures:
    """The features of a comment's text."""
    links, mentions = LINK.findall(text), MENTION.findall(text)
    bare = MENTION.sub(" ", LINK.sub(" ", text))
    folded = fold(bare)
    said, runs = pieces(folded), cjk_runs(folded)
    count = len(said) + sum(-(-len(run) // 2) for run in runs)
    lists = _lists()
    praise = any(word in lists["praise"] for word in said) or _any_in(lists["praise"], runs)
    return CommentFeatures(
        length=len(text),
        words=count,
        emoji=sum(map(_is_emoji, text)),
        mentions=len(mentions),
        language=guess_language(bare) if count else "",
        has_question=any(sign in bare for sign in "?？؟"),
        has_link=bool(links),
        is_generic=not count or (count <= GENERIC_WORDS and _all_generic(said, runs)),
        is_praise=praise and count <= PRAISE_WORDS,
        is_spam_like=_advertises(folded, bool(links), len(mentions), lists["spam"]),
        plain=" ".join([*said, *runs]),
    )


def _all_generic(said: list[str], runs: list[str]) -> bool:
    lists = _lists()
    usual = lists["generic"] | lists["praise"]
    return all(word in usual for word in said) and all(_any_in(usual, [run]) for run in runs)


def _any_in(usual: frozenset[str], runs: list[str]) -> bool:
    return any(word in run for run in runs for word in usual if cjk_runs(word))


def _advertises(folded: str, link: bool, mentions: int, phrases: frozenset[str]) -> bool:
    hits = sum(phrase in folded for phrase in phrases)
    return hits >= 2 or (hits >= 1 and (link or mentions > 0))


def _is_emoji(character: str) -> bool:
    """Whether a character is a picture; what only changes the one before it is not counted."""
    return unicodedata.category(character) == "So" and character > "\u2000"


@cache
def _lists() -> dict[str, frozenset[str]]:
    """{"generic", "praise", "spam"}: folded words and phrases of `comment_words.txt`."""
    found: dict[str, set[str]] = {}
    name = ""
    for line in (Path(__file__).parent / "comment_words.txt").read_text().splitlines():
        if line.startswith("["):
            name = line.strip("[]")
        elif line and not line.startswith("#"):
            found.setdefault(name, set()).update(fold(word.strip()) for word in line.split(","))
    return {key: frozenset(words) for key, words in found.items()}
