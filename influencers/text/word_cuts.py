"""Letters without spaces cut into known words, as cheaply as can be."""

from collections.abc import Iterable
from functools import cache
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Self

from ahocorasick import Automaton

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
# What a piece costs, in twentieths: a known word the less the longer it is; what nobody knows by its letters.
# Chosen so that a short word is not torn out of a longer unknown one ("art" of "jakartans").
_WORD, _A_LETTER, _SMALL, _END, _UNKNOWN, _AN_UNKNOWN_LETTER = 48, 2, 36, 40, 30, 9
# A cut as one number, so that cuts compare as (cost, number of pieces, start of the last piece) would.
_COST, _PIECE, _NO_START, _NEVER = 1 << 40, 1 << 20, -1 << 20, 1 << 60
Piece = tuple[int, int, int]
"""(start, end, cost) of a known piece of a text."""
Costs = tuple[int, int, int, int]
"""Of a piece inside a text, at its end, at its beginning, and of the whole text; 0 where it is no piece."""


@cache
def common_words() -> frozenset[str]:
    """Common words, brands and places of `common_words.txt`."""
    lines = WORDS_FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


class Vocabulary(frozenset[str]):
    """Known folded words. pieces: finds them in a text with their (length, Costs), common words, plurals,
    small words, markets and models too."""

    pieces: Automaton

    def __new__(cls, words: Iterable[str]) -> Self:
        self = super().__new__(cls, words)
        plurals = (f"{word}s" for word in self if len(word) > SHORTEST)
        known = {w for w in chain(self, plurals, common_words()) if SHORTEST <= len(w) <= LONGEST}
        self.pieces = Automaton()
        for piece in SMALL_WORDS | MARKETS | MODELS:
            self.pieces.add_word(piece, (len(piece), _costs_of_short(piece)))
        # One object for each length, as there are a hundred thousand words.
        worth = {n: (n, (_WORD - _A_LETTER * min(n, 8),) * 4) for n in range(SHORTEST, LONGEST + 1)}
        for word in known:
            self.pieces.add_word(word, worth[len(word)])
        self.pieces.make_automaton()
        return self


def _costs_of_short(piece: str) -> Costs:
    market = _END * (piece in MARKETS)
    return _SMALL * (piece in SMALL_WORDS), market or _END * (piece in MODELS), market, 0


def cheapest_cut(text: str, vocabulary: Vocabulary, whole: bool) -> list[str]:
    """The pieces of the cheapest cut of a folded text; whole: it may stay a single piece."""
    size = len(text)
    known = _known_pieces(text, vocabulary)
    if size > LONGEST:
        # Longer stretches that nobody knows are of several pieces, the later ones as long as can be.
        cost = _UNKNOWN + _AN_UNKNOWN_LETTER * LONGEST
        known += [(end - LONGEST, end, cost) for end in range(LONGEST, size + 1)]
        known.sort(key=itemgetter(1))
    else:
        known = _worth_it(known, size, whole)
        if not known and whole:
            return [text]
    best = _cheapest(text, known, whole)
    pieces: list[str] = []
    end = size
    while end > 0:
        start = best[end] & ~_NO_START
        pieces.append(text[start:end])
        end = start
    return pieces[::-1]


def _known_pieces(text: str, vocabulary: Vocabulary) -> list[Piece]:
    size = len(text)
    return [
        (end - length, end, cost)
        for last, (length, costs) in vocabulary.pieces.iter(text)
        if (cost := costs[2 * ((end := last + 1) == length) + (end == size)])
    ]


def _worth_it(known: list[Piece], size: int, whole: bool) -> list[Piece]:
    """The pieces without those that cost more than their letters would in an unknown piece beside them, where
    there is always one beside them."""
    starts, ends = {own[0] for own in known}, {own[1] for own in known}
    starts.add(size)
    ends.add(0)
    return [
        (start, end, cost)
        for start, end, cost in known
        if cost < _AN_UNKNOWN_LETTER * (end - start)
        or (start in ends and end in starts)
        or (not whole and (not start or end == size))
    ]


def _cheapest(text: str, known: list[Piece], whole: bool) -> dict[int, int]:
    """{number of letters: their cheapest cut}, for the whole text and wherever a piece of it ends. known: in
    the order of their ends."""
    size = len(text)
    best = {0: 0}
    # Cuts after which an unknown piece may begin, less its letters up to there, so that they compare whatever
    # its end.
    begins = [(0, 0)]

    def with_unknown(end: int, last: int) -> int:
        least = _NEVER
        for at, own in begins:
            if own < least and end - LONGEST <= at < last:
                least = own
        return least + (_UNKNOWN + _AN_UNKNOWN_LETTER * end) * _COST + _PIECE

    for start, end, cost in known:
        if start:
            unknown = with_unknown(start, start)
            best[start] = min(unknown, best.get(start, unknown))
        elif end == size and not whole:
            continue
        cut = (best[start] & _NO_START) + cost * _COST + _PIECE + start
        if cut <= best.get(end, cut):
            best[end] = cut
            begins.append((end, (cut & _NO_START) + end - _AN_UNKNOWN_LETTER * end * _COST))
    if not whole:
        # A text that must be cut may lose its first letter.
        best.setdefault(1, with_unknown(1, 1))
        begins[0] = (1, (best[1] & _NO_START) + 1 - _AN_UNKNOWN_LETTER * _COST)
    # A model's letter at the end is known, though it would cost less as one that is not.
    cut = with_unknown(size, size - (text[-1] in MODELS))
    best[size] = min(cut, best.get(size, cut))
    return best
