"""A ranking of many candidates: the columns tell who stands where, and who is shown is read and scored."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import overload

import numpy as np
from django.conf import settings
from django.db.models import QuerySet

from influencers.copied_out import WHOLE, copied_out
from influencers.search import check
from influencers.terms import withheld_sources, words_of_terms
from scoring.among import Among, Candidates, as_query
from scoring.catalogue.standing import everybody_now
from scoring.core.candidates import weights_of
from scoring.core.column_ranking import (
    Asked,
    Placed,
    best,
    meant_by_row,
    medians,
    place,
    places,
    short_in_order,
)
from scoring.core.everybody import Everybody
from scoring.core.meaning import scale_of
from scoring.core.niche_fit import sought_in
from scoring.core.results import INTERVALS_OF, INTERVALS_TO, Teller
from scoring.core.schema import Result
from scoring.core.score_columns import DEMO, OPEN, SHOWN
from scoring.rank_pool import Pool, around_for, pool_of
from scoring.rank_question import Question
from scoring.rank_window import Window

READ_MOST = INTERVALS_TO
"""So many of the best are read and scored where a page reaches so far; behind them only the page is."""
MARGIN = 1e-5
"""How far, as a share, a score of the columns may be from that of the core."""
AT_ONCE = 200


def in_columns(question: Question, profiles: Candidates) -> "InColumns | None":
    """The candidates sorted out by the columns; None where they are few and where there are no columns."""
    if not isinstance(profiles, Among | QuerySet):
        profiles = list(profiles)
        if len(profiles) <= min(INTERVALS_OF, settings.CATALOGUE_FROM):
            return None
    everybody = everybody_now(question.lexicon, question.constants, settings.CATALOGUE_FROM)
    return InColumns(question, everybody, profiles) if everybody else None


def among_of(everybody: Everybody, profiles: Candidates) -> np.ndarray:
    """Which rows are candidates."""
    if isinstance(profiles, Among) and not profiles.limits:
        wanted = SHOWN | DEMO if profiles.demo else SHOWN | OPEN
        told = SHOWN | DEMO | (0 if profiles.demo else OPEN)
        found = everybody.alive.copy()
        for columns, block, at in everybody.blocks():
            found[at] &= (columns.flags[block] & told) == wanted
        out = everybody.rows_of(list(profiles.without))
        found[out[out >= 0]] = False
        return found
    found = np.zeros(len(everybody), dtype=bool)
    rows = everybody.rows_of(_ids_of(profiles))
    found[rows[rows >= 0]] = True
    return found


def _ids_of(profiles: Candidates) -> np.ndarray:
    if not isinstance(profiles, Among | QuerySet):
        return np.array(profiles, dtype=np.int64)
    if isinstance(profiles, Among) and (found := check(profiles.limits, profiles.demo, profiles.without)):
        return found.ids[np.logical_and.reduce([found.among, *found.met])]
    query = as_query(profiles).order_by().values_list("pk")
    return copied_out(query, {"pk": WHOLE})["pk"].to_numpy()


class InColumns:
    """Candidates sorted out by columns; see `rank.Sorted`."""

    def __init__(self, question: Question, everybody: Everybody, profiles: Candidates):
        self.question, self.everybody, self.profiles = question, everybody, profiles
        self.among = among_of(everybody, profiles)
        brief = question.brief
        only_demo = self._only_demo() if brief.demo is None else brief.demo
        around = around_for(question, only_demo)
        scale = scale_of(question.wanted.vector, around) if around else None
        self.asked = Asked(
            brief,
            question.weights,
            sought_in(question.wanted, question.lexicon.parent, question.constants),
            only_demo,
            question.now,
            tuple(withheld_sources()),
            meant_by_row(everybody, scale) if scale else None,
            question.constants,
        )
        self.placed: Placed = place(everybody, self.among, self.asked)
        self.total, self.left_out = self.placed.total, self.placed.left_out

    def _only_demo(self) -> bool:
        """Whether all candidates are fictional."""
        return all(
            bool((columns.flags[block][self.among[at]] & DEMO).all())
            for columns, block, at in self.everybody.blocks()
        )

    def window(self, first: int, end: int, drawn: int, alone: bool) -> Window:
        """The best down to the end of the stretch, where that is not far; else the stretch alone, whose ranks
        have no interval."""
        usual = None if alone else self.medians
        if end <= READ_MOST:
            rows = best(self.placed, self.everybody, min(max(end, drawn), READ_MOST), MARGIN)
            return Window(self._read(rows), 0, usual)
        rows = best(self.placed, self.everybody, end)[first:]
        return Window(self._read(rows), first, usual)

    def needs_data(self, teller: Teller) -> Sequence[Result]:
        """As `Sorted` says; read when it is looked at."""
        return _Short(self, teller.alone)

    def ranks(self, ids: Iterable[int], weights: Mapping[str, float] | None = None) -> dict[int, int]:
        """As `Sorted` says."""
        placed = self.placed
        if weights is not None:
            brief = replace(self.question.brief, weights=weights)
            asked = replace(self.asked, weights=weights_of(brief, self.question.wanted))
            placed = place(self.everybody, self.among, asked)
        wanted = np.array(sorted(set(ids)), dtype=np.int64)
        rows = self.everybody.rows_of(wanted)
        there = rows >= 0
        found = places(placed, self.everybody, rows[there])
        return {int(pk): int(rank) for pk, rank in zip(wanted[there], found, strict=True) if rank}

    def scored(self, ids: Sequence[int]) -> Pool:
        """Those of these ids that are candidates by now, whatever the columns say, and can be ranked."""
        if not isinstance(self.profiles, Among | QuerySet):
            # Of hundreds of thousands of ids the database would read each.
            return pool_of(self.question_of_kind, sorted(set(ids).intersection(self.profiles)))
        return pool_of(self.question_of_kind, as_query(self.profiles).filter(pk__in=ids))

    @cached_property
    def question_of_kind(self) -> Question:
        """The question for some of the candidates, of the kind that all of them are of."""
        brief = replace(self.question.brief, demo=self.asked.only_demo)
        return replace(self.question, brief=brief)

    @cached_property
    def withheld(self) -> dict[int, str]:
        """As `Sorted` says, the largest first."""
        rows = np.flatnonzero(self.placed.held)
        rows = rows[np.argsort(-self.everybody.take("followers", rows), kind="stable")]
        words = dict.fromkeys(self.everybody.take("ids", rows).tolist(), "")
        for key in self.asked.withheld:
            told = f"not ranked: {words_of_terms(key)}"
            bound = self.everybody.named("source", rows, key) | self.everybody.named(
                "bound_source", rows, key
            )
            words |= dict.fromkeys(self.everybody.take("ids", rows[bound]).tolist(), told)
        return words

    @cached_property
    def medians(self) -> np.ndarray:
        """The median of each criterion over those that are ranked."""
        return medians(self.placed, self.everybody, self.asked)

    @cached_property
    def short(self) -> np.ndarray:
        """Ids of those of whom too little is known, in the order in which they are told."""
        return self.everybody.take("ids", short_in_order(self.placed, self.everybody))

    def _read(self, rows: np.ndarray) -> Pool:
        return self.scored(self.everybody.take("ids", rows).tolist())


class _Short(Sequence[Result]):
    """Those of whom too little is known, read and put into words when they are looked at."""

    def __init__(self, found: InColumns, alone: bool):
        self.found, self.alone = found, alone

    def __len__(self) -> int:
        return len(self.found.short)

    def __iter__(self) -> Iterator[Result]:
        for start in range(0, len(self), AT_ONCE):
            yield from self[start : start + AT_ONCE]

    @overload
    def __getitem__(self, at: int) -> Result: ...
    @overload
    def __getitem__(self, at: slice) -> list[Result]: ...
    def __getitem__(self, at: int | slice) -> Result | list[Result]:
        if not isinstance(at, slice):
            place = range(len(self))[at]
            return self[place : place + 1][0]
        pool = self.found.scored(self.found.short[at].tolist())
        window = Window(pool, medians=None if self.alone else self.found.medians)
        teller = window.teller(self.found.question_of_kind, 0, self.alone)
        return [teller.short(place) for place in range(len(pool.scored.short))]
