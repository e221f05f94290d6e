"""What a text may say of sponsorship, told by a quick look at many texts at once: rough tokens, and the first
letters of words in scripts that have none."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product, repeat

import numpy as np

from influencers.text.language import COMMON_WORDS
from influencers.text.tokens import CJK, fold
from scoring.core.brands import BONDS

WORDS, CODES, LINKS, CALLS = 1, 2, 4, 8
"""What a text may hold: a listed word, a promo code, an affiliate link, a call to action."""
ANYTHING = WORDS | CODES | LINKS | CALLS
_END = 16
# Anywhere behind a "#": other scripts became spaces.
_BONDS = re.compile(rb"#[^\0#]*(?:" + "|".join(BONDS).encode() + b")")
_CODE_LIKE = re.compile(rb"[A-Z][A-Z][A-Z0-9]*[0-9]")
# Beyond these no character becomes a plain letter, and no word is listed.
_LAST = 0x1FFFF
_OTHER, _FIRST, _SEVERAL = ord("?"), 0x80, 0x81
"""Of other scripts; a letter that one of the words begins with which have no rough token; several at once."""
_DROPPED = re.compile("[\u0300-\u036f\u200c\u200d\ufe0f]")
_ARABIC_MARKS = "\u0640\u0670\u064b-\u065f"
_LOOSE = re.compile(f"[{_ARABIC_MARKS}\u1100-\u11ff\u3099\u309a]")
_MARKS = re.compile(f"[{_ARABIC_MARKS}]")
# Bytes of a text as tokens: small letters, a space for punctuation; marks and underscores go.
_SPACED = bytes(
    ord(chr(i).lower()) if i < 128 and (chr(i).isalnum() or i in b"#\0") else 32 for i in range(256)
)
_UNSPACED = re.compile(f"[{CJK}々]")
_ALIFS = str.maketrans({"ا": "[اأإآ]", "ه": "[هة]", "ي": "[يى]"})


@dataclass(frozen=True, slots=True)
class Keys:
    """tokens: {rough token: what it tells}; words: {their first two letters as a number: (what they tell,
    the listed texts without a rough token that begin so)}; beginnings: these numbers; plain: what each
    character becomes."""

    tokens: Mapping[bytes, int]
    words: Mapping[int, Sequence[tuple[int, re.Pattern[str]]]]
    beginnings: np.ndarray
    plain: np.ndarray

    def told(self, texts: Sequence[str]) -> np.ndarray:
        """What each text may hold; it holds nothing else. Costs a few microseconds a text."""
        if not len(texts):
            return np.zeros(0, dtype=np.uint8)
        own, codes, plain = self._plain(texts)
        rough = plain.tobytes().translate(_SPACED, b"_")
        tokens = rough.replace(b"#", b" #").replace(b"\0", b" \0 ").split()
        kinds = np.fromiter(map(self.tokens.get, tokens, repeat(0)), dtype=np.uint8, count=len(tokens))
        ends = np.flatnonzero(kinds == _END)
        told = np.bitwise_or.reduceat(kinds, np.concatenate(([0], ends[:-1] + 1))) & ANYTHING
        told[_of_bonds(rough)] |= WORDS
        ends = np.flatnonzero(codes == 0)
        starts = np.concatenate(([0], ends[:-1] + 1)).tolist()
        told[np.searchsorted(ends, np.flatnonzero(plain == ord("=")))] |= LINKS
        capital = (plain >= ord("A")) & (plain <= ord("Z"))
        for at in _each(ends, np.flatnonzero(capital[1:] & capital[:-1])):
            if _CODE_LIKE.search(plain[starts[at] : ends[at]].tobytes()):
                told[at] |= CODES
        places, numbers = self._beginnings(codes, plain)
        for place, at, number in zip(places, np.searchsorted(ends, places).tolist(), numbers, strict=True):
            for kind, words in self.words[number]:
                if words.match(own[at], place - starts[at]):
                    told[at] |= kind
        return told

    def _plain(self, texts: Sequence[str]) -> tuple[Sequence[str], np.ndarray, np.ndarray]:
        """(the texts, their characters with a 0 behind each, the same as plain letters)."""
        codes = _codes(texts)
        plain = self.plain.take(codes, mode="clip")
        if (several := np.flatnonzero(plain == _SEVERAL)).size:
            # Ligatures, loose Korean letters, Arabic marks: their texts are brought to one form.
            texts = list(texts)
            for at in _each(np.flatnonzero(codes == 0), several):
                texts[at] = _one_form(texts[at])
            codes = _codes(texts)
            plain = self.plain.take(codes, mode="clip")
        return texts, codes, plain

    def _beginnings(self, codes: np.ndarray, plain: np.ndarray) -> tuple[list[int], list[int]]:
        """(places where words without a rough token may begin, the numbers of their first two letters)."""
        places = np.flatnonzero(plain == _FIRST)
        first = codes[places].astype(np.int64) << 32
        found = [(own, np.isin(own, self.beginnings)) for own in (first, first | codes[places + 1])]
        return (
            np.concatenate([places[there] for _, there in found]).tolist(),
            np.concatenate([own[there] for own, there in found]).tolist(),
        )


def build_keys(listed: Mapping[int, Iterable[str]]) -> Keys:
    """The keys of listed texts: {what they tell: texts}."""
    tokens = {b"\0": _END}
    words: dict[int, list[tuple[int, re.Pattern[str]]]] = defaultdict(list)
    for kind, texts in listed.items():
        without: set[str] = set()
        for text in texts:
            # Words of scripts without spaces are found inside others, where no rough token stands alone.
            keys = set() if _UNSPACED.search(text) else _key(text)
            without |= set() if keys else _longest_part(text)
            if kind != WORDS:
                # Listed words are other ones as hashtags; these are looked for behind a "#" too.
                keys |= {b"#" + key.lstrip(b"#") for key in keys}
            tokens |= {key: tokens.get(key, 0) | kind for key in keys}
        begins: dict[int, list[str]] = defaultdict(list)
        for word in sorted(without):
            for number in _begins(word):
                begins[number].append(re.escape(word).translate(_ALIFS))
        for number, own in begins.items():
            words[number].append((kind, re.compile("|".join(own))))
    plain = _plain_letters().copy()
    plain[[number >> 32 for number in words]] = _FIRST
    return Keys(tokens, dict(words), np.array(sorted(words), dtype=np.int64), plain)


def _codes(texts: Sequence[str]) -> np.ndarray:
    joined = "\0".join(texts) + "\0"
    if joined.count("\0") != len(texts):
        joined = "".join(text.replace("\0", " ") + "\0" for text in texts)
    return np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _of_bonds(rough: bytes) -> list[int]:
    """The texts with a hashtag that may tell of a bond with a brand (`brands.BONDS`)."""
    places = np.array([found.start() for found in _BONDS.finditer(rough)], dtype=np.int64)
    return _each(np.flatnonzero(np.frombuffer(rough, np.uint8) == 0), places)


def _each(ends: np.ndarray, places: np.ndarray) -> list[int]:
    """The texts that these places are in, each once. ends: of the texts."""
    return np.unique(np.searchsorted(ends, places)).tolist()


def _one_form(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKC", text))


@cache
def _plain_letters() -> np.ndarray:
    """The byte that each character becomes."""
    return np.array([_plain(chr(code)) for code in range(_LAST + 1)], dtype=np.uint8)


def _plain(letter: str) -> int:
    """A letter without its accent; "_", which is left out, for the accent alone."""
    parts = _DROPPED.sub("", unicodedata.normalize("NFKD", letter))
    if not parts:
        return ord("_")
    if parts.isascii() and (len(parts) == 1 or not any(part.isalnum() or part in "#=" for part in parts)):
        return ord(parts[0])
    whole = unicodedata.normalize("NFKC", letter) == letter
    return _OTHER if whole and not _LOOSE.match(letter) else _SEVERAL


def _rough(text: str) -> list[bytes]:
    plain = _plain_letters().take(_codes([_one_form(text)])[:-1], mode="clip")
    return plain.tobytes().translate(_SPACED, b"_").replace(b"#", b" #").split()


def _key(text: str) -> set[bytes]:
    """The most telling rough token of a listed text as written, and of its folded form."""
    found = set()
    for form in (text, fold(text)):
        tokens = [token for token in _rough(form) if len(token.lstrip(b"#")) > 1 or form.isascii()]
        if tokens:
            found.add(max(tokens, key=lambda token: (token.decode() not in COMMON_WORDS, len(token))))
    return found


def _longest_part(text: str) -> set[str]:
    """The longest word of a listed text that has no rough token, as written and folded."""
    longest = max(re.split(r"[\x00-\x7f「」]+", _one_form(text)), key=len)
    return {longest, fold(longest)} - {""}


def _begins(word: str) -> Iterator[int]:
    """The first two letters (0 for none) of a word as a number, in each of its spellings."""
    first, second = (_ALIFS.get(ord(letter), letter).strip("[]") for letter in word[:2].ljust(2, "\0"))
    return (ord(a) << 32 | ord(b) for a, b in product(first, second))
