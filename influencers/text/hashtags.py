"""Hashtags split into words: by capitals, then by known words."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Self

from influencers.text.tokens import fold

SHORTEST = 3
_FILLERS = """
    a al and at by de del der die do el en for from go i in is la las le les los me mi my no of on our
    por the to un una und us we with you your addict blog blogger community daily day days girl girls
    goals gram guide ideas inspiration inspo insta instagood life lifestyle love lover lovers man men
    mood new official online photooftheday pic post share shop stagram story team time tips today tok
    tutorial video vlog woman women world year best top big little happy healthy quick easy simple real
    good great fun 2023 2024 2025 2026
"""
FILLERS = frozenset(_FILLERS.split())
LONGEST = 24
_ALL = tuple(range(SHORTEST, LONGEST + 1))
_SHORT_FILLERS = {
    first: tuple({len(word) for word in FILLERS if word[0] == first and len(word) < SHORTEST})
    for first in {word[0] for word in FILLERS if len(word) < SHORTEST}
}


class Vocabulary(frozenset[str]):
    """Known folded words, with what makes looking for them inside a hashtag quick."""

    def __new__(cls, words: Iterable[str]) -> Self:
        self = super().__new__(cls, words)
        lengths: dict[str, set[int]] = defaultdict(set)
        for word in self | FILLERS:
            if SHORTEST <= len(word) <= LONGEST:
                lengths[word[:SHORTEST]].add(len(word))
        self.lengths = {start: tuple(own) for start, own in lengths.items()}
        return self


def split_hashtag(tag: str, vocabulary: Collection[str], keep_known: bool = True) -> list[str]:
    """The folded words of a hashtag: "veganFood" and "veganfood" give ["vegan", "food"].

    Where there is no capital or underscore, known words (`vocabulary`, folded, and common fillers) of at
    least
    three letters are looked for from the left so that as few letters as possible stay unexplained; what stays
    unexplained is kept as a piece of its own. A part that is a known word itself stays whole, unless
    `keep_known` is False.
    """
    pieces: list[str] = []
    for part in tag.split("_"):
        whole = fold(part)
        if keep_known and whole in vocabulary:
            pieces.append(whole)
            continue
        for piece in _by_capitals(part):
            pieces += _segment(fold(piece), vocabulary, keep_known)
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
    if (keep_known and text in vocabulary) or text in FILLERS or len(text) < 2 * SHORTEST:
        return [text]
    known = _known(text, vocabulary)
    if not any(known):
        return [text]
    # best[i]: (letters unexplained, number of words, start of the last piece) for the first i letters.
    best: list[tuple[int, int, int]] = [(0, 0, 0)] + [(len(text), 0, 0)] * len(text)
    for start, ends in enumerate(known):
        loose, words, _ = best[start]
        if best[start + 1] > (loose + 1, words, start):
            best[start + 1] = (loose + 1, words, start)
        for end in ends:
            if (keep_known or end - start < len(text)) and best[end] > (loose, words + 1, start):
                best[end] = (loose, words + 1, start)
    if best[-1][0] > len(text) // 2:
        return [text]
    return _pieces(text, best, vocabulary)


def _known(text: str, vocabulary: Collection[str]) -> list[list[int]]:
    """For each letter the ends of the known words and fillers that begin with it."""
    lengths = vocabulary.lengths if isinstance(vocabulary, Vocabulary) else None
    found = []
    for start in range(len(text)):
        rest = text[start : start + LONGEST]
        long = _ALL if lengths is None else lengths.get(rest[:SHORTEST], ())
        found.append(
            [
                start + n
                for n in (*_SHORT_FILLERS.get(rest[0], ()), *long)
                if n <= len(rest) and (rest[:n] in FILLERS or n >= SHORTEST and rest[:n] in vocabulary)
            ]
        )
    return found


def _pieces(text: str, best: list[tuple[int, int, int]], vocabulary: Collection[str]) -> list[str]:
    pieces: list[str] = []
    end, loose = len(text), ""
    while end > 0:
        start = best[end][2]
        piece = text[start:end]
        if piece in vocabulary or piece in FILLERS:
            pieces += [loose] * bool(loose)
            pieces.append(piece)
            loose = ""
        else:
            loose = piece + loose
        end = start
    return [*([loose] if loose else []), *reversed(pieces)]
