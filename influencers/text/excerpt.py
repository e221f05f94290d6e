"""Where typed words stand in a text, and the few words around them: pure, by the same pieces as the index."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from influencers.text.index_terms import PIECE, bare
from influencers.text.tokens import fold

AROUND = 42
_MOST = 20_000
Span = tuple[int, int]


class Part(NamedTuple):
    """A piece of an excerpt; `hit`: it is what was looked for."""

    text: str
    hit: bool


def spans(text: str, typed: str, whole: bool = False) -> list[Span]:
    """Where (start, end) each piece of a typed word stands in `text`; [] where one of them is not in it. Its
    last piece may be the beginning of a longer one, unless `whole`."""
    folded, places = _folded(text[:_MOST])
    pieces = list(PIECE.finditer(folded))
    found: list[Span] = []
    for chain, is_run in _chains(fold(typed)):
        own = _runs(folded, chain[0]) if is_run else _words(pieces, chain, whole)
        if not own:
            return []
        found += own
    return sorted({(places[start], places[end - 1] + 1) for start, end in found})


def inside(text: str, typed: str) -> list[Span]:
    """Where `typed` stands anywhere in `text`, small and capital letters being the same."""
    at = text.lower().find(typed.lower())
    return [(at, at + len(typed))] if at >= 0 and len(text.lower()) == len(text) else []


def excerpt(text: str, marked: Sequence[Span], around: int = AROUND) -> tuple[Part, ...]:
    """The text around the first of the marked places, cut between words, in one line, with those places."""
    first, last = marked[0]
    start = _cut(text, max(0, first - around), first) if first > around else 0
    end = len(text) if last + around >= len(text) else text.rfind(" ", last, last + around)
    end = min(len(text), last + around) if end < last else end
    parts, at = [Part("…", False)] if start else [], start
    for begin, stop in marked:
        if begin < at or stop > end:
            continue
        parts += [Part(_line(text[at:begin]), False), Part(_line(text[begin:stop]), True)]
        at = stop
    parts += [Part(_line(text[at:end]), False), *([Part("…", False)] if end < len(text) else [])]
    return tuple(part for part in parts if part.text)


def shortened(text: str, most: int = 2 * AROUND) -> str:
    """The beginning of a text in one line, cut between words."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + "…"


def _folded(text: str) -> tuple[str, list[int]]:
    """The folded text, and of each of its characters the place of the one that it comes from."""
    letters = [fold(letter) for letter in text]
    places = [at for at, own in enumerate(letters) for _ in own]
    return "".join(letters), places


def _chains(folded: str) -> Iterable[tuple[list[str], bool]]:
    """Words that follow each other, and runs of unspaced scripts one by one (True)."""
    chain: list[str] = []
    for one in PIECE.finditer(folded):
        if one["run"]:
            if chain:
                yield chain, False
            yield [one[0]], True
            chain = []
        else:
            chain.append(bare(one[0]))
    if chain:
        yield chain, False


def _runs(folded: str, run: str) -> list[Span]:
    found, at = [], folded.find(run)
    while at >= 0:
        found.append((at, at + len(run)))
        at = folded.find(run, at + len(run))
    return found


def _words(pieces: Sequence, chain: Sequence[str], whole: bool) -> list[Span]:
    found, count = [], len(chain)
    for at in range(len(pieces) - count + 1):
        own = pieces[at : at + count]
        if all(_is(piece[0], word) for piece, word in zip(own[:-1], chain[:-1], strict=True)) and (
            _is(own[-1][0], chain[-1]) or not whole and _begins(own[-1][0], chain[-1])
        ):
            found.append((own[0].start(), own[-1].end()))
    return found


def _is(piece: str, word: str) -> bool:
    return word in (piece, bare(piece))


def _begins(piece: str, word: str) -> bool:
    return piece.startswith(word) or bare(piece).startswith(word)


def _cut(text: str, wanted: int, before: int) -> int:
    space = text.find(" ", wanted, before)
    return wanted if space < 0 else space + 1


def _line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")
