"""The hard limits of a brief, which decide who is ranked at all: one list of tests for frames and columns."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

import numpy as np
import pandas as pd

from scoring.core.features import age_in_days, numbers
from scoring.core.schema import Brief
from scoring.core.weights import CONSTANTS, Constants

Test = tuple[np.ndarray, str]
"""(those who fail a limit, what is true of them in words)."""


class Facts(Protocol):
    """What the limits look at, an array element a candidate: followers (NaN unknown), demo."""

    followers: np.ndarray
    demo: np.ndarray

    def chosen(self, name: str, wanted: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
        """(whose platform, country or language is unknown, whose is one of those wanted)."""

    def silent(self, days: float) -> np.ndarray:
        """Whose last post is older than so many days; not those of whom none is known."""


def tests_of(facts: Facts, brief: Brief, only_demo: bool, c: Constants) -> Iterator[Test]:
    """The tests in the order in which they are told; each is worked out when it is asked for.

    only_demo: whether demo candidates are ranked, else the real ones are.
    """
    if only_demo:
        yield ~facts.demo, "real creators, never ranked with demo ones"
    else:
        yield facts.demo, "demo creators, never ranked with real ones"
    low, high = size_band(brief, c)
    yield from _chosen(facts, brief.platforms, "platform")
    yield ~(facts.followers > 0), "followers unknown"
    yield facts.followers < low, f"fewer than {low:,.0f} followers"
    yield facts.followers > high, f"more than {high:,.0f} followers"
    yield from _chosen(facts, brief.countries, "country")
    yield from _chosen(facts, brief.languages, "language")
    if not brief.dormant:
        yield facts.silent(c.dormant_days), f"no post for {c.dormant_days:.0f} days"


def size_band(brief: Brief, c: Constants = CONSTANTS) -> tuple[float, float]:
    """(fewest, most followers) of those who are ranked."""
    low, high = float(brief.min_followers), float(brief.max_followers)
    return (low / c.near_miss, high * c.near_miss) if brief.near_misses else (low, high)


def _chosen(facts: Facts, wanted: tuple[str, ...], name: str) -> Iterator[Test]:
    if wanted:
        unknown, inside = facts.chosen(name, wanted)
        yield unknown, f"{name} unknown"
        yield ~inside, f"another {name}"


class FrameFacts:
    """The facts in a frame: platform, followers, country, language, is_demo, last_post_at (UTC, NaT where
    unknown)."""

    def __init__(self, candidates: pd.DataFrame, now: datetime):
        self.candidates, self.now = candidates, now
        self.followers = numbers(candidates, "followers")
        self.demo = candidates["is_demo"].to_numpy(dtype=bool)

    def chosen(self, name: str, wanted: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
        """As `Facts` says."""
        values = self.candidates[name].fillna("").str.casefold().to_numpy(dtype=object)
        return values == "", np.isin(values, [value.casefold() for value in wanted])

    def silent(self, days: float) -> np.ndarray:
        """As `Facts` says."""
        return age_in_days(self.candidates["last_post_at"], self.now) > days


def left_out(candidates: pd.DataFrame, brief: Brief, now: datetime, c: Constants = CONSTANTS) -> np.ndarray:
    """For each candidate (as in `FrameFacts`) the first hard limit that it fails, in words; "" for those to
    be ranked."""
    facts = FrameFacts(candidates, now)
    only_demo = bool(facts.demo.all()) if brief.demo is None else brief.demo
    tests = list(tests_of(facts, brief, only_demo, c))
    return np.select([test for test, _ in tests], [why for _, why in tests], default="").astype(object)
