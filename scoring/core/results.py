"""Scored candidates put into words, only for those that are shown."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, overload

import numpy as np
import pandas as pd

from scoring.core import explain
from scoring.core.authenticity_words import authenticity_words, replies_words
from scoring.core.candidates import AT, Scored, draw_from
from scoring.core.combine import at_median, pool_medians, rank_intervals
from scoring.core.cost_words import cost_words
from scoring.core.freshness_words import freshness_words
from scoring.core.lexicon import Lexicon
from scoring.core.niche_fit import Target
from scoring.core.schema import (
    AUTHENTICITY,
    CONSISTENCY,
    COST,
    CRITERIA,
    ENGAGEMENT,
    FRESHNESS,
    LABELS,
    NICHE,
    REPLIES,
    TIER,
    Brief,
    Part,
    Result,
)
from scoring.core.weights import CONSTANTS, Constants

Words = tuple[str, str, tuple[str, ...]]

WORDS: Mapping[str, Callable[[dict[str, Any], Brief], Words]] = {
    ENGAGEMENT: lambda row, brief: explain.engagement_words(row),
    CONSISTENCY: lambda row, brief: explain.consistency_words(row),
    COST: lambda row, brief: cost_words(row),
    FRESHNESS: freshness_words,
    AUTHENTICITY: lambda row, brief: authenticity_words(row),
    REPLIES: lambda row, brief: replies_words(row),
}
"""(value, why it is missing, evidence) of a stored part, by criterion."""
INTERVALS_OF = 500
"""At least so many of the best take part in the draws; who stands far below does not change a rank above."""
INTERVALS_TO = 2_000
"""The last rank whose interval is told, and the most that take part in the draws: each draw ranks all of them
anew, hundreds of times for a page."""


class Explained(Sequence[Result]):
    """Results that are made when they are looked at; its length costs nothing."""

    def __init__(self, size: int, make: Callable[[int], Result]):
        self._size, self._make = size, make

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, at: int) -> Result: ...
    @overload
    def __getitem__(self, at: slice) -> list[Result]: ...
    def __getitem__(self, at: int | slice) -> Result | list[Result]:
        if isinstance(at, slice):
            return [self._make(i) for i in range(*at.indices(self._size))]
        return self._make(range(self._size)[at])


class Teller:
    """Makes the Result of a candidate; with `alone` without what it only is among others.

    drawn: of so many of the best the interval of their rank is told, which takes most of the time; medians:
    of all that are ranked, where the candidates are only some of them; first: how many stand before the first
    of them.
    """

    def __init__(
        self,
        candidates: pd.DataFrame,
        scored: Scored,
        brief: Brief,
        wanted: Target,
        lexicon: Lexicon,
        drawn: int,
        alone: bool = False,
        c: Constants = CONSTANTS,
        medians: np.ndarray | None = None,
        first: int = 0,
    ):
        # Lists, because a frame that is asked cell by cell takes most of the time.
        names = ("profile_id", "followers", "parts", "badges", "words")
        self.ids, self.followers, self.stored, self.badges, self.words = (
            candidates[name].tolist() for name in names
        )
        self.scored, self.brief = scored, brief
        self.wanted, self.lexicon, self.c = wanted, lexicon, c
        self.alone, self.first = alone, first
        self.medians = np.full(scored.parts.shape, np.nan)
        best = scored.order[:drawn]
        self.drawn = len(best)
        if not alone:
            usual = pool_medians(scored.parts[scored.order], c) if medians is None else medians
            self.medians = at_median(scored.parts, scored.whole, usual, c)
        if self.drawn:
            self.low, self.high, self.top20 = rank_intervals(draw_from(scored, best, c), scored.weights, c)

    def ranked(self, place: int) -> Result:
        """The result at this place of the ranking among these candidates, from 0."""
        at = int(self.scored.order[place])
        parts = self._parts(at)
        drawn = place < self.drawn
        return Result(
            profile_id=self.ids[at],
            score=float(self.scored.whole.score[at]),
            coverage=float(self.scored.whole.coverage[at]),
            rank=None if self.alone else self.first + place + 1,
            rank_low=int(min(self.low[place], place + 1)) if drawn else None,
            rank_high=int(max(self.high[place], place + 1)) if drawn else None,
            chance_top20=float(self.top20[place]) if drawn else None,
            parts=parts,
            badges=tuple(self.badges[at] or ()),
        )

    def short(self, place: int) -> Result:
        """The result at this place of the list that needs data, from 0."""
        at = int(self.scored.short[place])
        parts = self._parts(at)
        coverage = float(self.scored.whole.coverage[at])
        lacking = [
            f"{part.label.lower()} ({part.missing})"
            for part in parts
            if part.missing and self.scored.weights[AT[part.criterion]] > 0
        ]
        return Result(
            profile_id=self.ids[at],
            score=None,
            coverage=coverage,
            rank=None,
            rank_low=None,
            rank_high=None,
            chance_top20=None,
            parts=parts,
            badges=tuple(self.badges[at] or ()),
            note=explain.coverage_note(coverage, lacking),
        )

    def _parts(self, at: int) -> tuple[Part, ...]:
        shown = [k for k in CRITERIA if self.scored.weights[AT[k]] > 0 or k == NICHE]
        return tuple(self._part(at, criterion) for criterion in shown)

    def _part(self, at: int, criterion: str) -> Part:
        k = AT[criterion]
        score = self.scored.parts[at, k]
        value, missing, evidence = self._words(at, criterion)
        known = bool(np.isfinite(score)) and self.scored.weights[k] > 0
        median = self.medians[at, k]
        return Part(
            criterion=criterion,
            label=LABELS[criterion],
            score=float(score) if known else None,
            weight=float(self.scored.whole.weights[at, k]),
            points_lost=float(self.scored.whole.lost[at, k]),
            value=value,
            missing="" if known else missing or explain.NOT_SCORED,
            at_median=float(median) if known and np.isfinite(median) else None,
            evidence=evidence,
        )

    def _words(self, at: int, criterion: str) -> tuple[str, str, tuple[str, ...]]:
        stored = self.stored[at]
        if criterion == TIER:
            return explain.tier_words(self.followers[at], self.brief.min_followers, self.brief.max_followers)
        if stored is None and not (criterion == NICHE and self._knows_niche(at)):
            return "", "", ()
        if criterion == NICHE:
            basis = self.scored.niche_basis[at]
            row = (stored or {}).get("niche", {})
            meant = None if self.scored.meant is None else float(self.scored.meant[at])
            return explain.niche_words(
                self._niches(at), basis, row, self.words[at] or (), self.wanted.asked, meant
            )
        if criterion in WORDS and criterion in stored:
            return WORDS[criterion](stored[criterion], self.brief)
        return "", "", ()

    def _knows_niche(self, at: int) -> bool:
        meant = self.scored.meant
        return bool(self.scored.niche_basis[at]) or (meant is not None and bool(np.isfinite(meant[at])))

    def _niches(self, at: int) -> list[tuple[str, float]]:
        shares = self.scored.shares[at][:-1]
        if not np.isfinite(shares).all():
            return []
        best = np.argsort(-shares, kind="stable")[:3]
        return [(self.lexicon.names[self.lexicon.leaves[k]], float(shares[k])) for k in best]
