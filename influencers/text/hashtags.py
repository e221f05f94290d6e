"""Hashtags split into words: by capitals and digits, then by known words."""

import re

from influencers.text.tokens import fold
from influencers.text.word_cuts import (
    MARKETS,
    MODELS,
    SHORTEST,
    SMALL_WORDS,
    Vocabulary,
    cheapest_cut,
    common_words,
)

_PARTS = re.compile(r"\d+|\D+")


def split_hashtag(tag: str, vocabulary: Vocabulary, keep_known: bool = True) -> list[str]:
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
        throughout = _segment(whole, vocabulary, keep_known)
        if len(parts := _by_capitals(part)) > 1:
            # "OOTDindonesia": capitals alone would cut it before the D.
            cut = [piece for one in parts for piece in _segment(fold(one), vocabulary, keep_known)]
            throughout = min(cut, throughout, key=lambda own: _unexplained(own, vocabulary))
        pieces += throughout
    return [piece for piece in pieces if piece]


def _by_capitals(part: str) -> list[str]:
    """XMLParser -> XML, Parser; adidasMY -> adidas, MY; text without a change of case stays whole."""
    if part.islower() or part.isupper() or not any(map(str.isupper, part)):
        return [part]
    pieces, start = [], 0
    for i in range(1, len(part)):
        before, here, after = part[i - 1], part[i], part[i + 1 : i + 2]
        if here.isupper() and (before.islower() or (before.isupper() and after.islower())):
            pieces.append(part[start:i])
            start = i
    return [*pieces, part[start:]]


def _segment(text: str, vocabulary: Vocabulary, keep_known: bool) -> list[str]:
    if (keep_known and text in vocabulary) or text in common_words() or len(text) <= SHORTEST:
        return [text]
    if not text.isalpha() and not text.isdigit() and any(letter.isdigit() for letter in text):
        return _around_digits(text, vocabulary)
    return cheapest_cut(text, vocabulary, keep_known)


def _unexplained(pieces: list[str], vocabulary: Vocabulary) -> int:
    """How many letters stand in pieces that nobody knows."""
    last = len(pieces) - 1
    return sum(
        len(piece)
        for at, piece in enumerate(pieces)
        if not piece.isdigit() and not _fits(piece, at, at == last, vocabulary)
    )


def _known(piece: str, vocabulary: Vocabulary) -> bool:
    """Listed itself, or as one of several ("pets")."""
    if piece in vocabulary or piece in common_words():
        return True
    return len(piece) > SHORTEST + 1 and piece[-1] == "s" and piece[:-1] in vocabulary


def _fits(piece: str, at: int, last: bool, vocabulary: Vocabulary) -> bool:
    """Whether a piece is known in its place, `at` being 0 for the first."""
    if len(piece) >= SHORTEST and _known(piece, vocabulary):
        return True
    if (piece in MARKETS and (last or not at)) or (piece in MODELS and last):
        return True
    return piece in SMALL_WORDS and bool(at) and not last


def _around_digits(text: str, vocabulary: Vocabulary) -> list[str]:
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
