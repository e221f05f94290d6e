"""Hashtags split into words: by capitals and digits, then by known words."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Self

from influencers.text.tokens import fold

WORDS_FILE = Path(__file__).parent / "common_words.txt"
SHORTEST = 3
LONGEST = 24
_SMALL_WORDS = """
    a al am an as at by da de do el en go i if in is it la le me mi my no of on or os so to un up us we
"""
SMALL_WORDS = frozenset(_SMALL_WORDS.split())
"""Words of one or two letters that stand between longer ones."""
_MARKETS = """
    ae ar at au be bn br ca ch cl cn co cz de dk eg es eu fi fr gr hk id ie il in it jp ke kr kw lk ma mx my
    ng nl no nz om pe ph pk pl pt qa ro sa se sg th tr tw ua uk us uy ve vn za nyc usa uae
"""
MARKETS = frozenset(_MARKETS.split())
"""Countries and cities as they are put behind a brand ("adidasMY") or before a word ("sgfoodie")."""
MODELS = frozenset(["x", "s", "e", "r", "v", "pro", "max", "plus", "lite", "mini"])
"""What is put behind a product's name ("ultraboostx")."""
_PARTS = re.compile(r"\d+|\D+")
# What a piece costs, in twentieths: a known word the less the longer it is; what nobody knows by its letters.
# Chosen so that a short word is not torn out of a longer unknown one ("art" of "jakartans").
_WORD, _A_LETTER, _SMALL, _END, _UNKNOWN, _AN_UNKNOWN_LETTER = 48, 2, 36, 40, 30, 9
# A cut as one number, so that cuts compare as (cost, number of pieces, start of the last piece) would.
_COST, _PIECE, _NO_START = 1 << 40, 1 << 20, -1 << 20
_LONGEST_END = max(map(len, MARKETS | MODELS))
# Without a known word a text is cheapest whole, unless it is nothing but a market and a model ("nycmini").
_TWO_ENDS = 2 * _LONGEST_END


@cache
def common_words() -> frozenset[str]:
    """Common words, brands and places of `common_words.txt`."""
    lines = WORDS_FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


class Vocabulary(frozenset[str]):
    """Known folded words, with what makes looking for them inside a hashtag quick.

    costs: what each word costs as a piece, common words and plurals too; lengths: those of the words that
    begin with the same letters.
    """

    def __new__(cls, words: Iterable[str]) -> Self:
        self = super().__new__(cls, words)
        plurals = (f"{word}s" for word in self if len(word) > SHORTEST)
        known = {w for w in chain(self, plurals, common_words()) if SHORTEST <= len(w) <= LONGEST}
        self.costs = {word: _cost_of_word(len(word)) for word in known}
        lengths: dict[str, set[int]] = defaultdict(set)
        for word in known:
            lengths[word[:SHORTEST]].add(len(word))
        self.lengths = {start: sorted(own) for start, own in lengths.items()}
        return self


def _cost_of_word(length: int) -> int:
    return _WORD - _A_LETTER * min(length, 8)


def split_hashtag(tag: str, vocabulary: Collection[str], keep_known: bool = True) -> list[str]:
    """The folded words of a hashtag: "veganFood" and "veganfood" give ["vegan", "food"].

    First at underscores, changes of case and digits; then the cheapest cut into known words (`vocabulary`,
    folded, and common words, brands and places), with a market or a model's letter at the end ("adidasmy",
    "ULTRABOOSTX"). What no word explains stays a piece of its own. A part that is a known word itself stays
    whole, unless `keep_known` is False.
    """
    pieces: list[str] = []
    for part in tag.split("_"):
        whole = fold(part)
        if keep_known and whole in vocabulary:
            pieces.append(whole)
            continue
        by_capitals = [
            piece for one in _by_capitals(part) for piece in _segment(fold(one), vocabulary, keep_known)
        ]
        # "OOTDindonesia": capitals alone would cut it before the D.
        if len(by_capitals) > 1:
            throughout = _segment(whole, vocabulary, keep_known)
            by_capitals = min(by_capitals, throughout, key=lambda cut: _unexplained(cut, vocabulary))
        pieces += by_capitals
    return [piece for piece in pieces if piece]


def _by_capitals(part: str) -> list[str]:
    """XMLParser -> XML, Parser; adidasMY -> adidas, MY; text without a change of case stays whole."""
    if part.islower() or part.isupper():
        return [part]
    pieces, start = [], 0
    for i in range(1, len(part)):
        before, here, after = part[i - 1], part[i], part[i + 1 : i + 2]
        if here.isupper() and (before.islower() or (before.isupper() and after.islower())):
            pieces.append(part[start:i])
            start = i
    return [*pieces, part[start:]]


def _segment(text: str, vocabulary: Collection[str], keep_known: bool) -> list[str]:
    if (keep_known and text in vocabulary) or text in common_words() or len(text) <= SHORTEST:
        return [text]
    if not text.isalpha() and not text.isdigit() and any(letter.isdigit() for letter in text):
        return _around_digits(text, vocabulary)
    known = _known_words(text, vocabulary)
    if not known and keep_known and _TWO_ENDS < len(text) <= LONGEST:
        return [text]
    _add_short(known, text)
    return _cheapest(text, known, keep_known)


def _cheapest(text: str, known: Mapping[int, list[tuple[int, int]]], whole: bool) -> list[str]:
    """The cheapest cut; known: {end: [(start, cost)]}; whole: it may be a single piece."""
    # best[i]: the cheapest cut of the first i letters. begins[i]: the same, less the letters of an unknown
    # piece that begins there, so that the least of them is the best beginning whatever the end.
    size, best, begins, least = len(text), [0], [0], 0
    for end in range(1, size + 1):
        alone = end == size and not whole
        # A model's letter at the end is known, though it would cost less as one that is not.
        model = end == size and text[-1] in MODELS
        if alone or model or end > LONGEST:
            least = min(begins[max(end - LONGEST, int(alone)) : end - model])
        elif begins[-1] < least:
            least = begins[-1]
        cut = least + (_UNKNOWN + _AN_UNKNOWN_LETTER * end) * _COST + _PIECE
        for start, cost in known.get(end, ()):
            own = (best[start] & _NO_START) + cost * _COST + _PIECE + start
            if own < cut and (start or not alone):
                cut = own
        best.append(cut)
        begins.append((cut & _NO_START) + end - _AN_UNKNOWN_LETTER * end * _COST)
    pieces: list[str] = []
    end = size
    while end > 0:
        start = best[end] & ~_NO_START
        pieces.append(text[start:end])
        end = start
    return pieces[::-1]


def _known_words(text: str, vocabulary: Collection[str]) -> dict[int, list[tuple[int, int]]]:
    """{end: [(start, cost)]} of the known words inside a text."""
    found: dict[int, list[tuple[int, int]]] = {}
    size = len(text)
    if isinstance(vocabulary, Vocabulary):
        lengths, costs = vocabulary.lengths, vocabulary.costs
        for start in range(size - SHORTEST + 1):
            for length in lengths.get(text[start : start + SHORTEST], ()):
                if cost := costs.get(text[start : start + length]):
                    found.setdefault(start + length, []).append((start, cost))
        return found
    for start in range(size - SHORTEST + 1):
        for end in range(start + SHORTEST, min(size, start + LONGEST) + 1):
            if _known(text[start:end], vocabulary):
                found.setdefault(end, []).append((start, _cost_of_word(end - start)))
    return found


def _add_short(known: dict[int, list[tuple[int, int]]], text: str) -> None:
    """Adds small words inside the text, and markets and models at its ends, where they are no words."""
    size = len(text)
    for start in range(1, size - 1):
        for end in (start + 1, start + 2):
            if end < size and text[start:end] in SMALL_WORDS:
                known.setdefault(end, []).append((start, _SMALL))
    for length in range(1, min(_LONGEST_END, size - 1) + 1):
        for start, end in ((0, length), (size - length, size)):
            piece = text[start:end]
            if piece in MARKETS or (start and piece in MODELS):
                own = known.setdefault(end, [])
                if all(at != start for at, _ in own):
                    own.append((start, _END))


def _unexplained(pieces: list[str], vocabulary: Collection[str]) -> int:
    """How many letters stand in pieces that nobody knows."""
    last = len(pieces) - 1
    return sum(
        len(piece)
        for at, piece in enumerate(pieces)
        if not piece.isdigit() and not _fits(piece, at, at == last, vocabulary)
    )


def _known(piece: str, vocabulary: Collection[str]) -> bool:
    """Listed itself, or as one of several ("pets")."""
    if piece in vocabulary or piece in common_words():
        return True
    return len(piece) > SHORTEST + 1 and piece[-1] == "s" and piece[:-1] in vocabulary


def _fits(piece: str, at: int, last: bool, vocabulary: Collection[str]) -> bool:
    """Whether a piece is known in its place, `at` being 0 for the first."""
    if len(piece) >= SHORTEST and _known(piece, vocabulary):
        return True
    if (piece in MARKETS and (last or not at)) or (piece in MODELS and last):
        return True
    return piece in SMALL_WORDS and bool(at) and not last


def _around_digits(text: str, vocabulary: Collection[str]) -> list[str]:
    """ "iphone15promax" -> iphone, 15, pro, max; "ps5games" -> ps5, games: a listed word with its digits
    stays together."""
    parts = _PARTS.findall(text)
    pieces: list[str] = []
    at = 0
    while at < len(parts):
        joined = "".join(parts[at : at + 2])
        if at + 1 < len(parts) and (joined in vocabulary or joined in common_words()):
            pieces.append(joined)
            at += 2
        else:
            pieces += [parts[at]] if parts[at].isdigit() else _segment(parts[at], vocabulary, True)
            at += 1
    return pieces
