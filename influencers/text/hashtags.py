"""Hashtags split into words: by capitals, then by known words."""

from collections.abc import Collection

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
    # best[i]: (letters unexplained, number of words, start of the last piece) for the first i letters.
    best: list[tuple[int, int, int]] = [(0, 0, 0)]
    for end in range(1, len(text) + 1):
        options = []
        for start in range(max(0, end - 24), end):
            whole = end - start == len(text) and not keep_known
            known = text[start:end] in vocabulary and end - start >= SHORTEST and not whole
            if known or text[start:end] in FILLERS:
                options.append((best[start][0], best[start][1] + 1, start))
        options.append((best[end - 1][0] + 1, best[end - 1][1], end - 1))
        best.append(min(options))
    if best[-1][0] > len(text) // 2:
        return [text]
    return _pieces(text, best, vocabulary)


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
