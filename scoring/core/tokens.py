"""Many texts taken apart at once: what each character is, is looked up in tables; Python sees distinct words.

`scan(texts)` gives the same words, hashtags and runs as `influencers.text.tokens` gives text by text (`fold`,
`without_hashtags`, `pieces`, `hashtags`, `cjk_runs`), as arrays over the whole batch. What a word means is
then asked once per distinct word.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from influencers.text.tokens import ADDRESS, CJK_RUN, PIECE, fold

LAST_LETTER = 0x32400
"""No letter is assigned from here on; higher characters are nothing but signs."""
_WORD, _PIECE, _RUN, _JOINER, _BLANK, _NO_TAG, _MELTS = 1, 2, 4, 8, 16, 32, 64
_MELTING = ((0x1100, 0x11FF), (0x3099, 0x309A), (0xA960, 0xA97F), (0xD7B0, 0xD7FF), (0xFF9E, 0xFFDC))
"""Characters that may melt into the one before them, other than accents, which folding drops."""
_UNKNOWN, _SPACE = 255, 0x20
_BASE = np.uint64(0x9E3779B97F4A7C15)
_BASE_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 1 << 64))
_SPREAD = np.uint64(0xD6E8FEB86659FD93)


@dataclass(frozen=True, slots=True)
class Spans:
    """Parts of texts, in the order of texts and places: text[k] is the number of the text, word[k] a position
    in `words`, the distinct ones in no particular order."""

    text: np.ndarray
    word: np.ndarray
    words: list[str]

    def __len__(self) -> int:
        return len(self.text)


@dataclass(frozen=True, slots=True)
class Tokens:
    """A batch of texts taken apart.

    pieces: folded words of spaced scripts, without hashtags and addresses; runs: unbroken Chinese, Japanese
    and Korean, folded, without hashtags and addresses; tags: hashtags as written, without their sign, repeats
    included.
    """

    size: int
    pieces: Spans
    runs: Spans
    tags: Spans


def scan(texts: Sequence[str]) -> Tokens:
    """The texts taken apart; time and memory grow with their length, not with their number."""
    joined, codes, ends = _joined(texts)
    kinds = _ALPHABET.kinds(codes)
    if (melting := (kinds & _MELTS) != 0).any():
        # Voiced kana in two parts or loose Korean letters: a table of single characters cannot do those.
        own = set(np.searchsorted(ends, np.flatnonzero(melting), side="right").tolist())
        whole = [unicodedata.normalize("NFKC", t) if at in own else t for at, t in enumerate(texts)]
        joined, codes, ends = _joined(whole)
        kinds = _ALPHABET.kinds(codes)
    first, last = _hashtags(codes, kinds)
    tags = _few(first + 1, last, ends, joined)
    plain = codes.copy()
    addresses = _within(*_addresses(codes, kinds, joined))
    plain[addresses], kinds[addresses] = _SPACE, _BLANK
    plain[_within(*_hashtags(plain, kinds))] = _SPACE
    folded, ends = _ALPHABET.folded(plain, ends)
    kinds = _ALPHABET.kinds(folded)
    text = _text(folded)
    pieces = _spans(_running(folded), *_stretches((kinds & _PIECE) != 0), ends, text)
    runs = _few(*_stretches((kinds & _RUN) != 0), ends, text)
    return Tokens(len(texts), pieces, runs, tags)


class _Alphabet:
    """What each character is and how it folds, found out when it is first seen."""

    def __init__(self) -> None:
        self._kind = np.full(LAST_LETTER + 1, _UNKNOWN, dtype=np.uint8)
        self._one = np.zeros(LAST_LETTER + 1, dtype=np.uint32)
        self._length = np.full(LAST_LETTER + 1, _UNKNOWN, dtype=np.uint8)
        self._several: dict[int, np.ndarray] = {}
        self._kind[LAST_LETTER], self._one[LAST_LETTER], self._length[LAST_LETTER] = 0, LAST_LETTER, 1

    def kinds(self, codes: np.ndarray) -> np.ndarray:
        found = self._kind.take(codes, mode="clip")
        if (new := codes[found == _UNKNOWN]).size:
            for code in np.unique(new).tolist():
                self._kind[code] = _kind(chr(code))
            found = self._kind.take(codes, mode="clip")
        return found

    def folded(self, codes: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(the folded characters, where the texts end among them). ends: where they end among `codes`."""
        lengths = self._length.take(codes, mode="clip")
        if (new := codes[lengths == _UNKNOWN]).size:
            for code in np.unique(new).tolist():
                self._learn(min(code, LAST_LETTER))
            lengths = self._length.take(codes, mode="clip")
        out = self._one.take(codes, mode="clip")
        changed = np.flatnonzero(lengths != 1)
        if not changed.size:
            return out, ends
        moved = np.concatenate(([0], np.cumsum(lengths[changed].astype(np.int64) - 1)))
        several = np.flatnonzero(lengths[changed] > 1)
        if several.size:
            out = np.repeat(out, lengths)
            for at, start in zip(
                changed[several].tolist(), (changed + moved[:-1])[several].tolist(), strict=True
            ):
                own = self._several[int(codes[at])]
                out[start : start + len(own)] = own
        else:
            out = out[lengths != 0]
        return out, ends + moved[np.searchsorted(changed, ends)]

    def _learn(self, code: int) -> None:
        becomes = fold(chr(code))
        self._length[code] = len(becomes)
        if len(becomes) == 1:
            self._one[code] = ord(becomes)
        elif becomes:
            self._several[code] = _codes(becomes)


def _kind(sign: str) -> int:
    word = sign == "_" or sign.isalnum()
    return (
        _WORD * word
        + _PIECE * bool(PIECE.fullmatch(sign))
        + _RUN * bool(CJK_RUN.fullmatch(sign))
        + _JOINER * (sign == "\u200c")
        + _BLANK * sign.isspace()
        + _NO_TAG * (word or sign in "&/")
        + _MELTS * any(low <= ord(sign) <= high for low, high in _MELTING)
    )


_ALPHABET = _Alphabet()


def _joined(texts: Sequence[str]) -> tuple[str, np.ndarray, np.ndarray]:
    """(all texts with a line end behind each, their characters, the place behind each text's line end)."""
    joined = "\n".join(texts) + "\n"
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    return joined, _codes(joined), np.cumsum(lengths + 1)


def _codes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _text(codes: np.ndarray) -> str:
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


def _stretches(inside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(first, behind the last) of each unbroken stretch of True; the last element must be False."""
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    if inside.size and inside[0]:
        edges = np.concatenate(([0], edges))
    return edges[::2], edges[1::2]


def _hashtags(codes: np.ndarray, kinds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(place of the sign, place behind the tag) of each hashtag."""
    signs = np.flatnonzero((codes == 0x23) | (codes == 0xFF03))
    before = kinds[np.maximum(signs - 1, 0)] & _NO_TAG
    follows = (kinds[np.minimum(signs + 1, len(codes) - 1)] & _WORD) != 0
    signs = signs[((before == 0) | (signs == 0)) & follows]
    ends = np.flatnonzero((kinds & (_WORD | _JOINER)) == 0)
    return signs, ends[np.searchsorted(ends, signs + 1)] if len(signs) else signs


def _addresses(codes: np.ndarray, kinds: np.ndarray, joined: str) -> tuple[np.ndarray, np.ndarray]:
    """(first, behind the last) of links and mail addresses, looked for where one of their signs stands."""
    ats = np.flatnonzero(codes == 0x40)
    # A mention is no address: something stands before the sign of one.
    signs = [ats[(kinds[np.maximum(ats - 1, 0)] & _BLANK) == 0]]
    colons = np.flatnonzero(codes == 0x3A)
    signs.append(colons[codes[np.minimum(colons + 1, len(codes) - 1)] == 0x2F])
    dots = np.flatnonzero(codes == 0x2E)
    signs.append(dots[codes[np.maximum(dots - 1, 0)] == 0x77])
    places = np.concatenate(signs)
    if not len(places):
        return places, places
    blanks = np.flatnonzero((kinds & _BLANK) != 0)
    after = np.unique(np.searchsorted(blanks, places))
    firsts, lasts = [], []
    starts = np.where(after > 0, blanks[after - 1] + 1, 0)
    for start, end in zip(starts.tolist(), blanks[after].tolist(), strict=True):
        for match in ADDRESS.finditer(joined[start:end]):
            firsts.append(start + match.start())
            lasts.append(start + match.end())
    return np.array(firsts, dtype=np.int64), np.array(lasts, dtype=np.int64)


def _within(firsts: np.ndarray, lasts: np.ndarray) -> np.ndarray:
    """The places of these stretches."""
    lengths = lasts - firsts
    return np.arange(lengths.sum()) + np.repeat(firsts - np.cumsum(lengths) + lengths, lengths)


def _few(firsts: np.ndarray, lasts: np.ndarray, ends: np.ndarray, text: str) -> Spans:
    """The stretches with their texts, which are soon compared where there are few."""
    number: dict[str, int] = {}
    own = (text[a:b] for a, b in zip(firsts.tolist(), lasts.tolist(), strict=True))
    word = np.fromiter((number.setdefault(w, len(number)) for w in own), dtype=np.int64, count=len(firsts))
    return Spans(np.searchsorted(ends, firsts, side="right"), word, list(number))


def _spans(running: np.ndarray, firsts: np.ndarray, lasts: np.ndarray, ends: np.ndarray, text: str) -> Spans:
    """The stretches with their texts, alike ones found by a hash of 64 bits: a polynomial over the characters
    modulo 2^64, brought back to the same exponent wherever the stretch stands."""
    hashes = (running[lasts] - running[firsts]) * _powers(len(running))[1][firsts]
    word, distinct = pd.factorize(hashes)
    at = np.empty(len(distinct), dtype=np.int64)
    at[word] = np.arange(len(word))  # any place of each will do
    words = [text[a:b] for a, b in zip(firsts[at].tolist(), lasts[at].tolist(), strict=True)]
    return Spans(np.searchsorted(ends, firsts, side="right"), word, words)


def _running(codes: np.ndarray) -> np.ndarray:
    """The running sums of the polynomial, 0 before the first character."""
    values = codes.astype(np.uint64)
    values += np.uint64(1)
    values *= _SPREAD
    values ^= values >> np.uint64(29)
    values *= _powers(len(codes))[0][: len(codes)]
    sums = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum(values, out=sums[1:])
    return sums


def _powers(size: int) -> tuple[np.ndarray, np.ndarray]:
    if len(_POWERS[0]) < size:
        for at, base in enumerate((_BASE, _BASE_INVERSE)):
            filled = np.full(max(size, 1 << 16), base)
            filled[0] = 1
            _POWERS[at] = np.cumprod(filled)
    return _POWERS[0], _POWERS[1]


_POWERS = [np.ones(1, dtype=np.uint64), np.ones(1, dtype=np.uint64)]


def together(*spans: Spans) -> Iterable[tuple[int, str]]:
    """(text, word) of several kinds of spans, for looking at what was found."""
    for own in spans:
        for text, word in zip(own.text.tolist(), own.word.tolist(), strict=True):
            yield text, own.words[word]
