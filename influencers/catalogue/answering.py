"""How the catalogue answers a question: the page's ids, the exact total, the counts beside each choice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from influencers.catalogue import bits
from influencers.catalogue.masks import VERIFIED, Masks, letters
from influencers.catalogue.orders import places
from influencers.catalogue.part import Part
from influencers.catalogue.shape import PLATFORMS
from influencers.columns import DEFAULT_SORT, NEAREST
from influencers.filter_kinds import UNKNOWN
from influencers.filters import ProfileFilter
from influencers.found import Counts, Found

_AT_FIRST = 1 << 15  # rows of an order that are looked at before more are: enough for most first pages


@dataclass(frozen=True)
class View:
    """A generation and what changed since. alive: rows of `base` that did not change; `patched` has the
    others as they are now, without those that are gone."""

    base: Part
    alive: bits.Words
    patched: Part

    @property
    def parts(self) -> tuple[tuple[Part, bits.Words], tuple[Part, bits.Words]]:
        """Each part with its rows that count."""
        return (self.base, self.alive), (self.patched, self.patched.everybody)


def find(view: View, question: ProfileFilter, sort: str, page: int, size: int) -> Found:
    """The answer to `question`; a page after the last one is the last one."""
    sides = _sides(view, question)
    ids, total, page = _on_page(view, sides, question, sort, page, size)
    names = ("platform", "tier", "niche", "country", "language", "verified", "contact", "tag")
    counted = sides if len(view.patched) else sides[:1]
    facets = {name: _added(side.facet(name) for side in counted) for name in names}
    return Found(ids, total, page, facets)


def count(view: View, question: ProfileFilter) -> int:
    """How many accounts answer `question`."""
    return sum(bits.count(side.among()) for side in _sides(view, question))


def ids_of_page(view: View, question: ProfileFilter, sort: str, page: int, size: int) -> list[int]:
    """The ids of one page of the answer, without the counts beside it."""
    return _on_page(view, _sides(view, question), question, sort, page, size)[0]


def counts_without(view: View, question: ProfileFilter) -> Counts:
    """{filter that is set: how many accounts there were without it}."""
    sides = _sides(view, question)
    return {name: sum(bits.count(side.among(name)) for side in sides) for name in sides[0].asked}


class _Side:
    """One part's share of an answer."""

    def __init__(self, question: ProfileFilter, part: Part, alive: bits.Words):
        self.question, self.part = question, part
        self.masks = Masks(question, part, alive)
        self.scope, self.asked = self.masks.scope(), self.masks.asked()
        self._all = reduce(np.bitwise_and, self.asked.values(), self.scope)

    def among(self, without: str = "") -> bits.Words:
        """The rows that every filter lets through but the one named."""
        if without not in self.asked:
            return self._all
        others = (rows for name, rows in self.asked.items() if name != without)
        return reduce(np.bitwise_and, others, self.scope)

    def facet(self, name: str) -> Counts:
        """{choice: how many rows have it}, under the other filters."""
        rows = self.among(name)
        if name == "tier":
            return {slug: bits.count(own & rows) for slug, own in self.masks.tiers.items()}
        if name == "contact":
            return {answer: bits.count(self.masks.contact(answer) & rows) for answer in ("yes", "no")}
        counts = self.part.held[name].counted(rows)
        match name:
            case "platform":
                return {PLATFORMS[at]: n for at, n in counts.items() if at < len(PLATFORMS)}
            case "verified":
                return {answer: counts[flag] for answer, flag in VERIFIED.items() if flag in counts}
            case "tag":
                return {str(pk): n for pk, n in counts.items() if str(pk) in self.question.tags}
            case "niche":
                return self._niches(counts, rows)
        return letters(counts)

    def _niches(self, counts: dict[int, int], rows: bits.Words) -> Counts:
        """Each niche, those of the first level with what is below them, and the accounts without any."""
        held, found = self.part.held["niche"], {}
        for slug, niche in self.question.niches.items():
            family = self.masks.family(niche)
            present = [pk for pk in family if pk in counts]
            n = counts[present[0]] if len(present) == 1 else bits.count(held.having_any(present) & rows)
            if n:
                found[slug] = n
        return found | {UNKNOWN: bits.count(self.masks.without_niche() & rows)}


def _sides(view: View, question: ProfileFilter) -> list[_Side]:
    _tell_who_is_there(view, question)
    return [_Side(question, part, alive) for part, alive in view.parts]


def _on_page(
    view: View, sides: list[_Side], question: ProfileFilter, sort: str, page: int, size: int
) -> tuple[list[int], int, int]:
    """(ids of the page, how many there are on all pages, the page)."""
    among = [side.among() for side in sides]
    total = sum(map(bits.count, among))
    page = min(page, max(1, -(-total // size)))
    start = (page - 1) * size
    if sort == NEAREST and (near := question.near):
        return _nearest(view, among, near)[start : start + size], total, page
    sort = DEFAULT_SORT if sort == NEAREST else sort
    return _page(view, among, sort, start, min(size, total - start)), total, page


def _added(shares: Iterable[Counts]) -> Counts:
    total: Counts = {}
    for share in shares:
        for value, n in share.items():
            total[value] = total.get(value, 0) + n
    return total


def _tell_who_is_there(view: View, question: ProfileFilter) -> None:
    """Whether there are real and fictional accounts at all, which a database of one kind is slow to say."""
    demo = sum(bits.count(part.held["demo"].having(1) & alive) for part, alive in view.parts)
    question.has_demo = bool(demo)
    question.has_real = sum(bits.count(alive) for _, alive in view.parts) > demo


def _nearest(view: View, among: list[bits.Words], near: Sequence[int]) -> list[int]:
    """Of the accounts in order of nearness those that are among the rows."""
    chosen = [
        part.ids[bits.unpack(rows, len(part))] for (part, _), rows in zip(view.parts, among, strict=True)
    ]
    order = np.array(near, np.int64)
    return order[np.isin(order, np.concatenate(chosen))].tolist()


def _page(view: View, among: list[bits.Words], sort: str, start: int, size: int) -> list[int]:
    """Ids of so many rows from `start` on, in this order, those of both parts in one."""
    if size <= 0:
        return []
    base, patched = view.base, view.patched
    few = patched.order(sort)
    few = few[bits.unpack(among[1], len(patched))[few]]
    before = places(patched, base, sort)[few] if len(few) else np.empty(0, np.int64)
    order, chosen = base.order(sort), bits.unpack(among[0], len(base))
    seen = _AT_FIRST
    while True:  # as far down the order as the page reaches, which mostly is not far
        rows = np.flatnonzero(chosen[order[:seen]])
        reached = len(few) if seen >= len(order) else int(np.searchsorted(before, seen))
        if seen >= len(order) or len(rows) + reached >= start + size:
            break
        seen *= 8
    few, before = few[:reached], before[:reached]
    at = np.searchsorted(rows, before) + np.arange(len(few))  # where they come among all
    inside = (at >= start) & (at < start + size)
    ids = np.empty(size, np.int64)
    is_base = np.ones(size, bool)
    is_base[at[inside] - start] = False
    ids[~is_base] = patched.ids[few[inside]]
    first = start - int(np.searchsorted(at, start))
    ids[is_base] = base.ids[order[rows[first : first + int(is_base.sum())]]]
    return ids.tolist()
