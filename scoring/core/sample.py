"""Which creators a fit looks at, so that its memory does not grow with the catalogue."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from scoring.core.engagement import CreatorMeans
from scoring.core.frozen import Observed
from scoring.core.weights import CONSTANTS, Constants

FIT_SAMPLE = 40_000
"""Creators of one platform that benchmarks are fitted on, on average; with fewer, all of them are (J)."""
_SPAN = float(2**53)


def shares_to_fit(accounts: Mapping[str, int], most: int = FIT_SAMPLE) -> dict[str, float]:
    """{platform: share of its accounts that a fit looks at}, 1 where there are at most `most`."""
    return {platform: min(1.0, most / number) if number else 1.0 for platform, number in accounts.items()}


def drawn(ids: np.ndarray, share: np.ndarray | float) -> np.ndarray:
    """Whether each id is in a sample of this share: by its own hash, so that neither the other ids nor
    their order change the answer."""
    return place(ids) < share


def place(ids: np.ndarray) -> np.ndarray:
    """A fixed number of [0, 1) for each id, as if drawn evenly (mixer of SplitMix64, Steele et al. 2014)."""
    with np.errstate(over="ignore"):
        z = np.asarray(ids).astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return (z >> np.uint64(11)).astype(np.float64) / _SPAN


def for_fit(seen: Observed, sample: Mapping[str, float], c: Constants = CONSTANTS) -> Observed:
    """What a fit needs of a chunk: creators who are in the sample of their platform and post enough to be
    peers. Rows of further criteria stay where they name no profile, and else by the same draw."""
    means = seen.means.means
    inside = _inside(means["profile_id"], means["platform"], sample)
    posting = (means["n_eff"] >= c.peer_n_eff) | (means["channel"] == "reported")
    kept = means[inside & posting.to_numpy()]
    cells = seen.means.cells[seen.means.cells["profile_id"].isin(kept["profile_id"])]
    least = min(sample.values(), default=1.0)
    further = {
        name: rows[drawn(rows["profile_id"].to_numpy(), _share_of(rows, sample, least))]
        if "profile_id" in rows
        else rows
        for name, rows in seen.further.items()
    }
    return Observed(CreatorMeans(kept, cells), further, seen.profiles, seen.posts)


def _inside(ids: pd.Series, platforms: pd.Series, sample: Mapping[str, float]) -> np.ndarray:
    return drawn(ids.to_numpy(), platforms.map(lambda p: sample.get(p, 1.0)).to_numpy(dtype=float))


def _share_of(rows: pd.DataFrame, sample: Mapping[str, float], least: float) -> np.ndarray | float:
    """Rows that name no platform are drawn by the smallest share, which is in every other."""
    if "platform" not in rows:
        return least
    return rows["platform"].map(lambda p: sample.get(p, 1.0)).to_numpy(dtype=float)
