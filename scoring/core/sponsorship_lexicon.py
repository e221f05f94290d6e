"""The words that tell of sponsored posts, from `scoring/data/sponsorship.json`, made ready to be found."""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from influencers.text.tokens import CJK, fold
from scoring.core.sponsorship_keys import CALLS, CODES, LINKS, WORDS, Keys, build_keys

SPONSORSHIP_FILE = Path(__file__).parent.parent / "data" / "sponsorship.json"
STRONG, AMBIGUOUS, NEGATION, DISCLOSURE = "strong", "ambiguous", "negation", "affiliate disclosure"
GRADES = {"strong": STRONG, "ambiguous": AMBIGUOUS, "negations": NEGATION, "affiliate": DISCLOSURE}
UNSPACED = f"[{CJK}々]"
_UNSPACED = re.compile(UNSPACED)
# An apostrophe parts words ("d'affiliation"), but "isn't" stays one.
TOKEN = re.compile(r"#?\w+(?:'t\b)?")


@dataclass(frozen=True, slots=True)
class Term:
    """One listed word or phrase: how it is shown, and {language: grade}.

    bound: counts only in a language that lists it; label: a common word, which counts only as a label: with
    '#', at the start, in brackets or alone on its line; set_off: at the start only before a sign ("Ad | My
    look", but not "Ad astra"); bracketed: counts only in brackets.
    """

    text: str
    grades: Mapping[str, str]
    bound: bool = False
    label: bool = False
    bracketed: bool = False
    set_off: bool = False

    def grade(self, spoken: Callable[[Collection[str]], str]) -> str | None:
        """The grade in the language of the text, which is only asked for where it decides; None where the
        word means nothing in it. spoken: gives it, told the languages that list the word."""
        told = set(self.grades.values())
        if len(told) == 1 and not self.bound:
            return next(iter(told))
        return self.grades.get(spoken(self.grades.keys()))


@dataclass(frozen=True, slots=True)
class SponsorshipLexicon:
    """words: terms of one token; phrases: by first token, the longest first; unspaced: terms of scripts that
    put no spaces, found anywhere by `unspaced_words`; keys: tell what a text may say; begins: tokens that
    a term may begin with; plain: the data itself. together: groups of words; a sentence with one word of
    each says the same as a term, unless it has a word of `together_not`; together_firsts: the words of all
    first groups."""

    words: Mapping[str, Term]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], Term], ...]]
    unspaced: Mapping[str, Term]
    unspaced_words: re.Pattern[str]
    begins: frozenset[str]
    together: tuple[tuple[frozenset[str], ...], ...]
    together_firsts: frozenset[str]
    together_not: frozenset[str]
    not_before: frozenset[str]
    not_after: frozenset[str]
    unspaced_nots: re.Pattern[str]
    keys: Keys
    plain: Mapping[str, Any]
    digest: str


def tokens_of(text: str) -> list[str]:
    """The folded tokens of a listed word or phrase; hashtags without underscores, as texts are read."""
    return [token.replace("_", "") for token in TOKEN.findall(fold(text))]


def build_sponsorship(data: Mapping[str, Any]) -> SponsorshipLexicon:
    """A lexicon from data of the shape of `scoring/data/sponsorship.json`."""
    grades = _grades(data)
    words, phrases, unspaced = _tables(grades, data)
    languages = data["languages"].values()
    before, after = ({fold(w) for own in languages for w in own[n]} for n in ("not_before", "not_after"))
    together = tuple(
        tuple(frozenset(fold(word) for word in group) for group in groups)
        for own in data["together"].values()
        for groups in own
    )
    telling = [text for text, own in grades.items() if set(own.values()) != {NEGATION}]
    telling += [tag for tag, term in words.items() if set(term.grades.values()) != {NEGATION}]
    telling += [word for groups in together for word in groups[0]]
    codes = data["codes"] + data["codes_after"]
    hosts = [host.rpartition(".")[0] for host in (*data["affiliate_hosts"], *data["shorteners"])]
    return SponsorshipLexicon(
        words=words,
        phrases={k: tuple(sorted(own, key=lambda pair: -len(pair[0]))) for k, own in phrases.items()},
        unspaced=unspaced,
        unspaced_words=_any_of(unspaced),
        begins=frozenset(words) | frozenset(phrases),
        together=together,
        together_firsts=frozenset(word for groups in together for word in groups[0]),
        together_not=frozenset(data["together_not"]),
        not_before=frozenset(before),
        not_after=frozenset(after),
        unspaced_nots=_any_of(w for w in before | after if _UNSPACED.search(w)),
        keys=build_keys({WORDS: telling, CODES: codes, LINKS: hosts, CALLS: data["calls"]}),
        plain=data,
        digest=hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest(),
    )


def _grades(data: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """{text: {language: grade}} of everything that is listed."""
    grades: dict[str, dict[str, str]] = defaultdict(dict)
    for code, listed in data["languages"].items():
        for name, grade in GRADES.items():
            for text in listed[name]:
                for language in (code, *listed["also"]):
                    grades[text].setdefault(language, grade)
    return grades


def _tables(
    grades: Mapping[str, Mapping[str, str]], data: Mapping[str, Any]
) -> tuple[dict[str, Term], dict[str, list[tuple[tuple[str, ...], Term]]], dict[str, Term]]:
    """(words, phrases, unspaced) of the lexicon; what is listed without '#' also counts as a hashtag,
    and a hashtag that leaves no doubt also as a label without it."""
    common, bound = ({fold(text) for text in data[name]} for name in ("common", "bound"))
    words: dict[str, Term] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], Term]]] = defaultdict(list)
    unspaced: dict[str, Term] = {}
    for text, own in grades.items():
        term = Term(text, own, fold(text) in bound, fold(text) in common, text[0] in "[(「")
        bare = text.strip("[]()「」")
        tokens = tokens_of(bare)
        if _UNSPACED.search(text) and not text.startswith("#"):
            _add(unspaced, fold(bare), term)
        elif len(tokens) == 1:
            _add(words, tokens[0], term)
        else:
            phrases[tokens[0]].append((tuple(tokens), term))
        if not text.startswith("#") and not term.bracketed:
            joined = "#" + "".join(tokens)
            _add(words, joined, Term(joined, own, term.bound))
    _add_labels(words, unspaced, {fold(text) for text in data["never_bare"]})
    return words, phrases, unspaced


def _add_labels(words: dict[str, Term], unspaced: dict[str, Term], never: set[str]) -> None:
    """Adds the hashtags that leave no doubt as labels without their sign, but for those in `never`."""
    for key, term in list(words.items()):
        if key.startswith("#") and STRONG in term.grades.values() and key not in never:
            bare = key[1:]
            table = unspaced if _UNSPACED.search(bare) else words
            if bare not in table or table[bare].bracketed:
                table[bare] = Term(term.text.lstrip("#"), term.grades, term.bound, label=True, set_off=True)


def _add(table: dict[str, Term], key: str, term: Term) -> None:
    """Languages that list the same word share one term."""
    known = table.get(key)
    if known is None:
        table[key] = term
    else:
        bound, label = known.bound or term.bound, known.label and term.label
        bracketed = known.bracketed and term.bracketed
        table[key] = Term(known.text, {**term.grades, **known.grades}, bound, label, bracketed)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, longest_first)) or "(?!)")


@cache
def default_sponsorship() -> SponsorshipLexicon:
    """The lexicon that ships with the app."""
    return build_sponsorship(json.loads(SPONSORSHIP_FILE.read_text(encoding="utf-8")))
