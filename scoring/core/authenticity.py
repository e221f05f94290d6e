"""Authenticity: signals to check, by independent groups (method, section 3). Never a verdict on a person."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from scoring.core.benchmark import Benchmark
from scoring.core.columns import Part, Short, rounded
from scoring.core.comment_signals import comment_signals
from scoring.core.engagement_signals import fit_likes, ghost_signals, like_figures, like_signals
from scoring.core.features import numbers
from scoring.core.follower_jumps import jump_signal
from scoring.core.parts import FirstPass, FurtherCriterion, SecondPass
from scoring.core.schema import AUTHENTICITY
from scoring.core.signals import ACCOUNT, Signal, bands, judge
from scoring.core.weights import CONSTANTS, Constants

FIGURES = ("value", "p", "had", "needs", "low", "high")
"""What stands in a stored signal, in this order; further words of its own follow as a dict."""


def observe(first: FirstPass, c: Constants = CONSTANTS) -> pd.DataFrame:
    """Spread of likes and comments per like of each profile that has enough posts for one of them."""
    seen = like_figures(first.features.posts, len(first.frames.profiles))
    enough = (seen["spread_posts"] >= c.spread_posts) | (seen["ratio_posts"] >= c.ratio_posts)
    return seen[enough].reset_index(drop=True)


def freeze(seen: pd.DataFrame, benchmark: Benchmark, c: Constants = CONSTANTS) -> dict[str, Any]:
    """What is usual of both on the whole catalogue."""
    return fit_likes(seen, c)


def signals_of(second: SecondPass, frozen: Mapping[str, Any], c: Constants = CONSTANTS) -> list[Signal]:
    """Every signal of a chunk, an entry a profile."""
    frames, posts = second.first.frames, second.first.features.posts
    figures = like_figures(posts, len(frames.profiles))
    return [
        jump_signal(frames.profiles, posts, frames.snapshots, second.first.now, c),
        *ghost_signals(frames.profiles, second.engagement, c),
        *like_signals(figures, frozen, c),
        *comment_signals(frames.profiles, frames.comments, c),
        following_signal(frames.profiles, c),
    ]


def following_signal(profiles: pd.DataFrame, c: Constants = CONSTANTS) -> Signal:
    """Accounts followed per follower."""
    followers, following = numbers(profiles, "followers"), numbers(profiles, "following")
    ratio = following / np.where(followers > 0, followers, np.nan)
    had = np.nan_to_num(followers)
    return Signal("following", ACCOUNT, ratio, had, c.following_followers, c.following_low, c.following_high)


def measure(second: SecondPass, frozen: Mapping[str, Any], c: Constants = CONSTANTS) -> Part:
    """score (missing where nothing could be looked at), a, coverage, groups, band and {signal: [*FIGURES, its
    further words]}."""
    signals = signals_of(second, frozen, c)
    verdict = judge(signals, len(second.first.frames.profiles), c)
    a = rounded(verdict.a)
    return {
        "score": rounded(verdict.score),
        "a": a,
        "coverage": Short(verdict.coverage),
        "groups": verdict.groups,
        "band": np.where(verdict.groups > 0, bands(a, c), ""),
        "signals": {signal.name: _stored(signal) for signal in signals},
    }


def _stored(signal: Signal) -> tuple[Any, ...]:
    figures = [Short(values) for values in (signal.value, signal.p, signal.had)]
    extra = (signal.extra,) if signal.extra else ()
    return *figures, signal.needs, signal.low, signal.high, *extra


AUTHENTICITY_PART = FurtherCriterion(AUTHENTICITY, measure, observe, freeze)
