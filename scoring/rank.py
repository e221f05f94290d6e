"""Ranking candidates for a brief, with the features that scoring stored."""

from collections.abc import Iterable
from datetime import datetime

from scoring.core.schema import Brief, Ranking


def rank_profiles(brief: Brief, profiles: Iterable[int], now: datetime, top: int = 200) -> Ranking:
    """The candidates ranked for the brief, best first, each with its parts in words.

    profiles: a queryset of Profile (cheapest: it stays in the database) or an iterable of profile ids.
    Candidates outside the hard limits (platform, country, language, size band, dormant, demo beside real)
    are counted in `left_out` by reason, not ranked. Scores rest on the stored features and the frozen
    benchmark of the last run, so one candidate never changes another's score; a curated niche counts at once.
    Costs a fixed number of queries. `now` must be aware. Reads only.
    """
    raise NotImplementedError
