"""The words that tell of sponsored posts, from `scoring/data/sponsorship.json`, made ready to be found."""

import hashlib
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from influencers.text.tokens import CJK, fold

SPONSORSHIP_FILE = Path(__file__).parent.parent / "data" / "sponsorship.json"
STRONG, AMBIGUOUS, NEGATION, DISCLOSURE = "strong", "ambiguous", "negation", "affiliate disclosure"
GRADES = {"strong": STRONG, "ambiguous": AMBIGUOUS, "negations": NEGATION, "affiliate": DISCLOSURE}
UNSPACED = f"[{CJK}々]"
_UNSPACED = re.compile(UNSPACED)
# An apostrophe parts words ("d'affiliation"), but "isn't" stays one.
TOKEN = re.compile(r"#?\w+(?:'t\b)?")
_END = "\0"
"""Stands behind each of the texts that are looked at together."""
KEY, CALL_KEY, TEXT_END = 1, 2, 4
"""What a rough token tells; a word can be both of the first two."""
# Bytes of a text for the quick look: punctuation becomes a space, underscores go.
_SPACED = bytes(i if chr(i).isalnum() and i < 128 or i in b"#\0" else 32 for i in range(256))
_ALIFS = str.maketrans({"ا": "[اأإآ]", "ه": "[هة]", "ي": "[يى]"})


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
    put no spaces, found anywhere by `unspaced_words`; keys and letters: a text with none of these
    `quick_tokens` (KEY or CALL_KEY) and letters says no listed word and no call to action; begins: tokens
    that a term may begin with; plain: the data itself. together: groups of words; a sentence with one word of
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
    keys: Mapping[bytes, int]
    letters: "Letters"
    plain: Mapping[str, Any]
    digest: str


def tokens_of(text: str) -> list[str]:
    """The folded tokens of a listed word or phrase; hashtags without underscores, as texts are read."""
    return [token.replace("_", "") for token in TOKEN.findall(fold(text))]


def plain_letters(texts: Iterable[str]) -> bytes:
    """The texts without accents, "?" for each letter of other scripts than Latin, 0 behind each text."""
    joined = "".join(f"{text.replace(_END, ' ')}{_END}" for text in texts)
    if joined.isascii():
        return joined.encode()
    codes = _codes(unicodedata.normalize("NFKD", joined))
    codes = codes[(codes < 0x300) | (codes > 0x36F)]
    return np.where(codes < 0x80, codes, ord("?")).astype(np.uint8).tobytes()


def quick_tokens(plain: bytes) -> list[bytes]:
    """Rough tokens of `plain_letters`, in lower case, with a 0 behind those of each text."""
    return plain.lower().translate(_SPACED, b"_").replace(b"#", b" #").replace(b"\0", b" \0 ").split()


@dataclass(frozen=True, slots=True)
class Letters:
    """Listed texts that no rough token tells of, only their own letters: words, and calls to action. firsts:
    the letters that they begin with, by number."""

    keys: re.Pattern[str]
    calls: re.Pattern[str]
    firsts: np.ndarray

    def telling(self, texts: Sequence[str]) -> list[int]:
        """The texts that have one of the first letters, and one that is not Latin."""
        codes = _codes("".join(texts))
        ends = np.cumsum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)))
        places = np.flatnonzero(self.firsts[np.minimum(codes, len(self.firsts) - 1)])
        own = np.unique(np.searchsorted(ends, places, side="right")).tolist()
        return [at for at in own if not texts[at].isascii()]


def _codes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


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
    telling += data["codes"] + data["codes_after"]
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
        keys=_keys((*telling, *hosts), data["calls"]),
        letters=_letters(telling, data["calls"]),
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


def _key(text: str) -> list[bytes]:
    """The longest rough token of a listed text as written, and of its folded form."""
    found = []
    for form in (text, fold(text)):
        longest = max(quick_tokens(plain_letters([form])), key=len)
        if len(longest.lstrip(b"#")) > 1:
            found.append(longest)
    return found


def _keys(texts: Iterable[str], calls: Iterable[str]) -> dict[bytes, int]:
    """{rough token: what it tells}."""
    found = dict.fromkeys((key for text in texts for key in _key(text)), KEY)
    for key in (key for text in calls for key in _key(text)):
        found[key] = found.get(key, 0) | CALL_KEY
    return {**found, _END.encode(): TEXT_END}


def _letters(texts: Iterable[str], calls: Iterable[str]) -> Letters:
    words, called = _without_key(texts), _without_key(calls)
    firsts = np.zeros(0x10000, dtype=bool)
    firsts[[ord(first) for first, _ in words | called]] = True
    return Letters(_one_of(words), _one_of(called), firsts)


def _without_key(texts: Iterable[str]) -> set[tuple[str, str]]:
    """(first letter, pattern of the rest) of those listed texts that have no rough token."""
    parted = [re.sub(r"[#\[\]()「」_]", " ", text).split() for text in texts if not _key(text)]
    own = {max(parts, key=len) for parts in parted}
    own |= {fold(text) for text in own}
    # Each begins with a plain letter, so that the engine can leap to the next one.
    return {
        (first, text[1:].translate(_ALIFS))
        for text in own
        for first in _ALIFS.get(ord(text[0]), text[0]).strip("[]")
    }


def _one_of(texts: Iterable[tuple[str, str]]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(first + rest for first, rest in texts)) or "(?!)")


@cache
def default_sponsorship() -> SponsorshipLexicon:
    """The lexicon that ships with the app."""
    return build_sponsorship(json.loads(SPONSORSHIP_FILE.read_text(encoding="utf-8")))
