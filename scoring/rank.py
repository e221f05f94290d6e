"""Ranking candidates for a brief, with the features that scoring stored.

Few candidates are read from the database and sorted here. Of many it is the columns that tell who stands
where (`rank_in_columns`); those that are shown are then read and scored like few.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import numpy as np

from scoring.among import Candidates
from scoring.core.candidates import AT, Scored, not_asked
from scoring.core.diversity import Traits, similarity, size_thirds, vary
from scoring.core.results import INTERVALS_OF, INTERVALS_TO, Explained, Teller
from scoring.core.schema import CRITERIA, Brief, Ranking, Result
from scoring.rank_in_columns import in_columns
from scoring.rank_pool import Pool, pool_of
from scoring.rank_question import Question, question_of
from scoring.rank_window import Window
from scoring.run import latest_run


class Sorted(Protocol):
    """Candidates sorted out for a question. total: how many are ranked; withheld and left_out: as `Ranking`
    says."""

    total: int
    withheld: Mapping[int, str]
    left_out: Mapping[str, int]

    def window(self, first: int, end: int, drawn: int, alone: bool) -> Window:
        """Those at these places, from 0, in the order of the ranking, and some others; `drawn` from the first
        on if that can be had; medians are not needed with `alone`."""

    def needs_data(self, teller: Teller) -> Sequence[Result]:
        """Those of whom too little is known."""

    def ranks(self, ids: Iterable[int], weights: Mapping[str, float] | None = None) -> dict[int, int]:
        """{id: rank} of those of `ids` that can be ranked, with other weights where given."""

    def scored(self, ids: Sequence[int]) -> Pool:
        """A pool in which those of `ids` are that can be ranked."""


def rank_profiles(
    brief: Brief,
    profiles: Candidates,
    now: datetime,
    top: int = 200,
    alone: bool = False,
    only: int | None = None,
    varied: bool = False,
    intervals: bool = True,
    beside: Mapping[str, float] | None = None,
    page: int = 1,
) -> Ranking:
    """The candidates ranked for the brief, best first, `top` of them with their parts in words.

    profiles: see `scoring.among`. Candidates outside the hard limits (platform, country, language, size band,
    dormant, demo beside real) are counted in `left_out` by reason, not ranked; those whose source's terms
    forbid it are in `withheld`. Scores rest on the stored features and the frozen benchmark of the last run,
    so one candidate never changes another's score; a curated niche counts at once. With `alone` each result
    is left without what it only is among others: rank, its interval, what their median would give; with
    `only`, a profile id, everybody is ranked and that one alone explained. With `varied` the best are
    re-ordered so that those near each other are less alike; ranks stay, and `alike` says who was moved down
    for whom. Without `intervals` results lack the interval of their rank, which is most of the work for a
    small catalogue; beyond `INTERVALS_TO` none has one. `beside` are weights like a brief's, for the rank
    with which `otherwise` is filled. With `page` the results are those of this page of `top`, or of the last
    one. Costs a fixed number of queries. `now` must be aware. Reads only.
    """
    question = question_of(brief, now)
    found = sorted_out(question, profiles)
    if only is not None:
        rank = found.ranks([only]).get(only)
        first, end = (rank - 1, rank) if rank else (0, 0)
    else:
        first = top * (min(page, max(1, -(-found.total // max(top, 1)))) - 1)
        end = min(first + top, found.total)
    drawn = _drawn(end) if intervals and not alone else 0
    window = found.window(first, end, drawn, alone)
    teller = window.teller(question, drawn, alone)
    mixed, alike = _varied(window.pool, question) if varied and not window.first else (None, {})

    def shown(place: int) -> Result:
        return teller.ranked(place if mixed is None or place >= len(mixed) else int(mixed[place]))

    inside = slice(first - window.first, end - window.first)
    if only is not None:
        inside = _place_of(only, window.pool)
    ranked = Explained(len(window.pool.scored.order), shown)[inside]
    run = latest_run(window.is_demo)
    left = not_asked(question.brief, question.wanted)
    ids = {result.profile_id for result in ranked}
    return Ranking(
        ranked=ranked,
        total=found.total,
        needs_data=found.needs_data(teller),
        withheld=found.withheld,
        left_out=dict(found.left_out),
        notes=question.notes,
        version=question.version,
        run_id=run.pk if run else None,
        alike=alike,
        weights={c: float(question.weights[AT[c]]) for c in CRITERIA if c not in left},
        otherwise={} if beside is None else found.ranks(ids, beside),
    )


def _drawn(end: int) -> int:
    """How many of the best take part in the draws where results down to this rank are told."""
    return min(max(INTERVALS_OF, 2 * end), INTERVALS_TO) if end <= INTERVALS_TO else 0


def _place_of(profile_id: int, pool: Pool) -> slice:
    place = np.flatnonzero(pool.ids == profile_id)
    return slice(place[0], place[0] + 1) if len(place) else slice(0)


def scores_among(
    brief: Brief, profiles: Candidates, ids: Iterable[int], now: datetime
) -> dict[int, tuple[int, np.ndarray]]:
    """{profile id: (rank among `profiles`, its scores in the order of CRITERIA, NaN where unknown)} of those
    of `ids` that can be ranked. The same cost as a ranking without its words."""
    found = sorted_out(question_of(brief, now), profiles)
    ranks = found.ranks(ids)
    pool = found.scored(list(ranks))
    parts = dict(zip(pool.ids.tolist(), pool.scored.parts[pool.scored.order], strict=True))
    return {pk: (ranks[pk], parts[pk]) for pk in sorted(ranks, key=ranks.get) if pk in parts}


def best_scores(
    brief: Brief,
    profiles: Candidates,
    now: datetime,
    top: int | None = None,
    also: Iterable[int] = (),
) -> dict[int, float]:
    """{profile id: score 0..100} of those that can be ranked, best first: at most `top` and, behind them,
    those of `also`. The same cost as a ranking without its words."""
    found = sorted_out(question_of(brief, now), profiles)
    window = found.window(0, found.total if top is None else min(top, found.total), 0, True)
    scores = _scores(window.pool, top)
    if missing := found.ranks(set(also) - scores.keys()) if also else {}:
        others = _scores(found.scored(list(missing)))
        scores |= {pk: others[pk] for pk in sorted(missing, key=missing.get) if pk in others}
    return scores


def _scores(pool: Pool, top: int | None = None) -> dict[int, float]:
    best = pool.scored.order[:top]
    return dict(zip(pool.ids[:top].tolist(), pool.scored.whole.score[best].tolist(), strict=True))


def sorted_out(question: Question, profiles: Candidates) -> Sorted:
    """The candidates by the columns where they are many, else out of the database."""
    return in_columns(question, profiles) or _InDatabase(question, profiles)


class _InDatabase:
    """Candidates that are all read and scored; see `Sorted`."""

    def __init__(self, question: Question, profiles: Candidates):
        self.question, self.pool = question, pool_of(question, profiles)
        self.total = len(self.pool.scored.order)
        self.withheld, self.left_out = self.pool.withheld, self.pool.left_out

    def window(self, first: int, end: int, drawn: int, alone: bool) -> Window:
        """Everybody."""
        return Window(self.pool)

    def needs_data(self, teller: Teller) -> Sequence[Result]:
        """As `Sorted` says."""
        return Explained(len(self.pool.scored.short), teller.short)

    def ranks(self, ids: Iterable[int], weights: Mapping[str, float] | None = None) -> dict[int, int]:
        """As `Sorted` says."""
        wanted = set(ids)
        everybody = self.pool.ids if weights is None else self.pool.ids_with(self.question, weights)
        return {int(pk): place for place, pk in enumerate(everybody, 1) if pk in wanted}

    def scored(self, ids: Sequence[int]) -> Pool:
        """Everybody."""
        return self.pool


def _varied(pool: Pool, question: Question) -> tuple[np.ndarray, dict[int, int]]:
    """(places of the best in a varied order, {id of one moved down: id of the one it is like})."""
    scored: Scored = pool.scored
    best = scored.order[: question.constants.varied_top]
    own = pool.candidates.iloc[best]
    followers = own["followers"].to_numpy(dtype=float)
    brief = question.brief
    traits = Traits(
        scored.shares[best],
        own["platform"].to_numpy(dtype=object),
        own["language"].fillna("").to_numpy(dtype=object),
        size_thirds(followers, brief.min_followers, brief.max_followers),
    )
    found = vary(scored.whole.score[best], similarity(traits))
    ids = own["profile_id"].tolist()
    return found.order, {ids[moved]: ids[like] for moved, like in found.like.items()}
