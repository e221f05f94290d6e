"""Engagement by size on the own catalogue, and how many times the engagement small accounts get (pure)."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from scoring.core.benchmark import Benchmark, Curve
from scoring.core.features import numbers, texts
from scoring.core.sample import drawn, place
from scoring.core.weights import CONSTANTS, Constants

SMALL, LARGE = (10_000, 50_000), 100_000
"""The question of the brief: accounts of 10k to 50k against those above 100k."""
BANDS = (0, 1_000, 5_000, 10_000, 50_000, 100_000, 500_000)
LEAST = 20
"""Accounts needed on each side before the question is answered (J)."""
POINTS, GRID, DRAWS = 600, 25, 4_000


def sizes(
    profiles: pd.DataFrame,
    engagement: pd.DataFrame,
    sample: Mapping[str, float],
    c: Constants = CONSTANTS,
) -> pd.DataFrame:
    """profile_id, platform, followers and rate of a chunk's accounts with enough posts that show their likes.

    rate is the median post's engagement over followers; engagement are the rows of `standing`.
    """
    rows = pd.DataFrame(
        {
            "profile_id": profiles["profile_id"].to_numpy(),
            "platform": texts(profiles, "platform").to_numpy(dtype=object),
            "followers": numbers(profiles, "followers"),
            "rate": numbers(engagement, "median_rate"),
        }
    )
    share = rows["platform"].map(lambda platform: sample.get(platform, 1.0)).to_numpy(dtype=float)
    enough = (numbers(engagement, "visible") >= c.peer_n_eff) & (rows["rate"] > 0).to_numpy()
    told = enough & (rows["followers"] >= c.rate_followers).to_numpy()
    return rows[told & drawn(rows["profile_id"].to_numpy(), share)].reset_index(drop=True)


def engagement_by_size(
    rows: pd.DataFrame, benchmark: Benchmark, c: Constants = CONSTANTS
) -> dict[str, dict[str, Any]]:
    """{platform: what its page shows} as JSON-ready values, from the rows of `sizes` in any order.

    n: accounts; points: [[followers, rate]] of some of them, rounded so that none can be told by them; curve:
    [[followers, usual rate, lower, upper]] as fitted, between which 90% of the accounts are expected; bands:
    [[from, n, median rate]]; answer: see `times`.
    """
    rows = rows.sort_values("profile_id", ignore_index=True)
    found = {}
    for platform, own in rows.groupby("platform", sort=True):
        norm = benchmark.norm("rate", str(platform))
        followers, rate = own["followers"].to_numpy(float), own["rate"].to_numpy(float)
        shown = np.argsort(place(own["profile_id"].to_numpy()), kind="stable")[:POINTS]
        found[str(platform)] = {
            "n": len(own),
            "points": [[_rounded(followers[at]), _rounded(rate[at], 3)] for at in shown],
            "curve": _curve(norm.pooled, norm.tau2, followers, c) if norm.pooled else [],
            "bands": _bands(followers, rate),
            "answer": times(followers, rate, c),
        }
    return found


def times(followers: np.ndarray, rate: np.ndarray, c: Constants = CONSTANTS) -> dict[str, Any]:
    """How many times the rate of large accounts small ones get: the ratio of the two medians with the 90%
    interval of a bootstrap over accounts (percentiles, Efron 1979); small and large are how many there are.

    times, low, high are None with fewer than LEAST on either side.
    """
    small = np.sort(rate[(followers >= SMALL[0]) & (followers <= SMALL[1])])
    large = np.sort(rate[followers > LARGE])
    answer: dict[str, Any] = dict.fromkeys(("times", "low", "high"))
    answer |= {"small": len(small), "large": len(large)}
    if min(len(small), len(large)) < LEAST:
        return answer
    generator = np.random.default_rng(c.draw_seed)
    ratios = _resampled_medians(small, generator) / _resampled_medians(large, generator)
    low, high = np.quantile(ratios, [0.05, 0.95])
    medians = float(np.median(small)), float(np.median(large))
    return answer | {
        "times": medians[0] / medians[1],
        "low": float(low),
        "high": float(high),
        "small_rate": medians[0],
        "large_rate": medians[1],
    }


def _resampled_medians(ordered: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Medians of DRAWS resamples of the ordered values, without drawing the resamples themselves: the k-th of
    n even draws from [0, 1) follows a beta law, and what it points at is the k-th of the resample."""
    n = len(ordered)
    k = (n + 1) // 2
    at = generator.beta(k, n + 1 - k, DRAWS)
    value = ordered[np.minimum((at * n).astype(int), n - 1)]
    if n % 2:
        return value
    after = at + (1 - at) * generator.beta(1, n - k, DRAWS)
    return (value + ordered[np.minimum((after * n).astype(int), n - 1)]) / 2


def _curve(curve: Curve, tau2: float, followers: np.ndarray, c: Constants) -> list[list[float]]:
    grid = np.geomspace(max(followers.min(), c.rate_followers), followers.max(), GRID)
    mu = curve.at(np.log(grid) - np.log(c.reference_followers))
    reach = c.z90 * np.sqrt(tau2)
    lines = (grid, np.exp(mu), np.exp(mu - reach), np.exp(mu + reach))
    return [[_rounded(value, 4) for value in point] for point in zip(*lines, strict=True)]


def _bands(followers: np.ndarray, rate: np.ndarray) -> list[list[float]]:
    """The bands that hold accounts: [from, number, median rate]."""
    band = np.searchsorted(BANDS, followers, side="right") - 1
    return [
        [BANDS[k], int((band == k).sum()), float(np.median(rate[band == k]))]
        for k in range(len(BANDS))
        if (band == k).any()
    ]


def _rounded(value: float, digits: int = 2) -> float:
    return float(f"{value:.{digits}g}")
