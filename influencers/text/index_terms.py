"""Texts as PostgreSQL's text search keeps them and is asked for them: lexemes with positions, and queries.

Words are kept whole and found by their beginning. Scripts that write no spaces are kept as pairs of
characters that follow each other, with each run's last character alone, so that any part of a run is found
as a phrase, and one character as the beginning of a pair. Arabic words stand there with and without article.
"""

import re
from collections.abc import Iterable, Sequence

from influencers.text.tokens import CJK, fold

# Beside Chinese, Japanese and Korean: Thai, Lao, Burmese and Khmer, with their vowel signs.
_UNSPACED = f"{CJK}々ー\u0e01-\u0e4e\u0e80-\u0ecd\u1000-\u109f\u1780-\u17d3"
# Vowel signs of Indian scripts are no letters for `\w`.
_INDIAN = "\u0900-\u0963\u0966-\u0dff"
_SIGNS = "\u2190-\u2bff\U0001f000-\U0001faff"
PIECE = re.compile(f"(?P<run>[{_UNSPACED}]+)|(?P<word>(?:[^\\W_{_UNSPACED}]|[{_INDIAN}])+)|[{_SIGNS}]")
_ARTICLE = re.compile(r"(?:[وبكف]?ال|لل)(?=\w{3})")
# Of one text so much is read, and words are cut at so many letters: beyond it nobody searches.
_READ, _LONGEST = 20_000, 60
MOST_TAGS = 300


def lexemes(handle: str, texts: Iterable[str], tags: Sequence[str]) -> str:
    """What is to be found of an account, as a literal of PostgreSQL's `tsvector`: its handle in pieces and in
    one, its texts, and its hashtags as words and as a whole ("#tag"), the first 300 of them."""
    places: dict[str, list[int]] = {}
    name = fold(without_home(handle))
    at = _read(name, places, 1)
    places.setdefault("".join(one[0] for one in PIECE.finditer(name))[:_LONGEST], [])
    for text in texts:
        at = _read(fold(text[:_READ]), places, at)
    for tag in tags[:MOST_TAGS]:
        folded = fold(tag)
        at = _read(folded, places, at)
        places.setdefault(f"#{folded}"[:_LONGEST], [])
    places.pop("", None)
    return " ".join(_quoted(one) + _positions(own) for one, own in places.items())


def without_home(handle: str) -> str:
    """A handle without what all handles of Bluesky's own server end with."""
    return handle[: -len(".bsky.social")] if handle.lower().endswith(".bsky.social") else handle


def word_query(folded: str, whole: bool = False) -> str:
    """A `tsquery` for one typed word that is folded, "" where nothing of it can be looked for.

    Its pieces must follow each other, the last may go on; not where `whole`. Runs of unspaced scripts are
    found anywhere.
    """
    parts: list[str] = []
    chain: list[str] = []
    for one in PIECE.finditer(folded):
        if run := one["run"]:
            parts += [_chained(chain, True), _run_query(run)]
            chain = []
        else:
            chain.append(bare(one[0])[:_LONGEST])
    parts.append(_chained(chain, whole))
    return " & ".join(part for part in parts if part)


def tag_query(tag: str) -> str:
    """A `tsquery` for exactly this hashtag, which is folded and without its sign."""
    return _quoted(f"#{tag}"[:_LONGEST])


def bare(word: str) -> str:
    """A folded word without the Arabic article."""
    return _ARTICLE.sub("", word, count=1) if word[0] >= "\u0600" else word


def _read(folded: str, places: dict[str, list[int]], at: int) -> int:
    """Notes where each lexeme of a text stands, `at` being the first place; the first one after a gap."""
    for one in PIECE.finditer(folded):
        if run := one["run"]:
            for start in range(len(run)):
                places.setdefault(run[start : start + 2], []).append(at + start)
            at += len(run)
            continue
        word = one[0][:_LONGEST]
        for form in {word, bare(word)}:
            places.setdefault(form, []).append(at)
        at += 1
    return at + 1


def _chained(words: Sequence[str], whole: bool) -> str:
    if not words:
        return ""
    return " <-> ".join(map(_quoted, words)) + ("" if whole else ":*")


def _run_query(run: str) -> str:
    if len(run) == 1:
        return f"{_quoted(run)}:*"
    return "(" + " <-> ".join(_quoted(run[at : at + 2]) for at in range(len(run) - 1)) + ")"


def _quoted(lexeme: str) -> str:
    # No text of PostgreSQL holds NUL.
    return "'" + lexeme.replace("\x00", "").replace("\\", "\\\\").replace("'", "''") + "'"


def _positions(places: Sequence[int]) -> str:
    # PostgreSQL counts places up to 16,383, and keeps 255 of a lexeme.
    told = ",".join(str(place) for place in places[:255] if place < 16_384)
    return f":{told}" if told else ""
