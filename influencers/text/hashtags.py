"""Hashtags split into words: by capitals and digits, then by known words."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cache
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
# What a piece costs: a known word the less the longer it is; what nobody knows by its letters. Chosen so that
# a short word is not torn out of a longer unknown one ("art" of "jakartans").
_WORD, _A_LETTER, _SMALL, _END, _UNKNOWN, _AN_UNKNOWN_LETTER = 2.4, 0.1, 1.8, 2.0, 1.5, 0.45


_SHORT = range(1, 5)
"""Lengths of small words, markets and models."""
_ANY = range(5, LONGEST + 1)


@cache
def common_words() -> frozenset[str]:
    """Common words, brands and places of `common_words.txt`."""
    lines = WORDS_FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


class Vocabulary(frozenset[str]):
    """Known folded words, with what makes looking for them inside a hashtag quick."""

    def __new__(cls, words: Iterable[str]) -> Self:
        self = super().__new__(cls, words)
        lengths: dict[str, set[int]] = defaultdict(set)
        for word in self:
            lengths[word[:SHORTEST]] |= {len(word), len(word) + 1}
        for word in common_words():
            lengths[word[:SHORTEST]].add(len(word))
        self.lengths = {start: sorted(own - {*_SHORT}) for start, own in lengths.items()}
        return self


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
        throughout = _segment(whole, vocabulary, keep_known) if len(by_capitals) > 1 else by_capitals
        pieces += min(by_capitals, throughout, key=lambda cut: _unexplained(cut, vocabulary))
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
    if any(letter.isdigit() for letter in text) and not text.isdigit():
        return _around_digits(text, vocabulary)
    prices = _prices(text, vocabulary)
    if not prices and keep_known and len(text) <= LONGEST:
        return [text]
    # best[i]: (cost, number of pieces, start of the last piece) of the cheapest cut of the first i letters.
    best: list[tuple[float, int, int]] = [(0.0, 0, 0)]
    for end in range(1, len(text) + 1):
        options = []
        for start in range(max(0, end - LONGEST), end):
            if start or end < len(text) or keep_known:
                cost, number, _ = best[start]
                own = prices.get((start, end), _UNKNOWN + _AN_UNKNOWN_LETTER * (end - start))
                options.append((round(cost + own, 6), number + 1, start))
        if not options:
            options = [(_UNKNOWN + _AN_UNKNOWN_LETTER * end, 1, 0)]
        best.append(min(options))
    pieces: list[str] = []
    end = len(text)
    while end > 0:
        start = best[end][2]
        pieces.append(text[start:end])
        end = start
    return pieces[::-1]


def _prices(text: str, vocabulary: Collection[str]) -> dict[tuple[int, int], float]:
    """{(start, end): what the piece costs} for the pieces of a text that are known in their place."""
    lengths = vocabulary.lengths if isinstance(vocabulary, Vocabulary) else None
    prices = {}
    for start in range(len(text)):
        long = _ANY if lengths is None else lengths.get(text[start : start + SHORTEST], ())
        for length in (*_SHORT, *long):
            end = start + length
            if end <= len(text) and length <= LONGEST:
                price = _price(text[start:end], start, end == len(text), vocabulary)
                if price is not None:
                    prices[start, end] = price
    return prices


def _unexplained(pieces: list[str], vocabulary: Collection[str]) -> int:
    """How many letters stand in pieces that nobody knows."""
    last = len(pieces) - 1
    return sum(
        len(piece)
        for at, piece in enumerate(pieces)
        if not piece.isdigit() and _price(piece, at, at == last, vocabulary) is None
    )


def _known(piece: str, vocabulary: Collection[str]) -> bool:
    """Listed itself, or as one of several ("pets")."""
    if piece in vocabulary or piece in common_words():
        return True
    return len(piece) > SHORTEST + 1 and piece[-1] == "s" and piece[:-1] in vocabulary


def _price(piece: str, start: int, last: bool, vocabulary: Collection[str]) -> float | None:
    """What a piece that is known in its place costs; None for others."""
    if len(piece) >= SHORTEST and _known(piece, vocabulary):
        return _WORD - _A_LETTER * min(len(piece), 8)
    if (piece in MARKETS and (last or not start)) or (piece in MODELS and last):
        return _END
    return _SMALL if piece in SMALL_WORDS and start and not last else None


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
