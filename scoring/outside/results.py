"""What is written of each account: niche shares, engagement and the score that needs no brief."""

import numpy as np
import pandas as pd
import pyarrow as pa

from scoring.core.benchmark import Benchmark
from scoring.core.combine import composite
from scoring.core.features import numbers
from scoring.core.lexicon import Lexicon
from scoring.core.measure import Measured
from scoring.core.niche_fit import root_shares
from scoring.core.schema import (
    AUTHENTICITY,
    CONSISTENCY,
    COST,
    CRITERIA,
    ENGAGEMENT,
    FRESHNESS,
    NICHE,
    REPLIES,
    TIER,
)
from scoring.core.weights import CONSTANTS, Constants, brief_weights

NEEDS_A_BRIEF = frozenset({NICHE, TIER, FRESHNESS})
"""What the score of a file leaves out: nothing says which niche, size or freshness is wanted."""
OTHER = "other"
TIE = 1e-9
FIGURES = (
    "engagement_rate", "er_low", "er_high", "n_posts", "percentile", "sponsored_share", "authenticity",
    "coverage", "score",
)  # fmt: skip


def niche_columns(lexicon: Lexicon, level: int) -> list[str]:
    """Names of the columns of shares: every root, and at level 2 every leaf as root/leaf after them."""
    names = [f"p_{slug}" for slug in lexicon.roots]
    return names + ([f"p_{slug}" for slug in leaf_slugs(lexicon)] if level == 2 else [])


def leaf_slugs(lexicon: Lexicon) -> list[str]:
    """root/leaf for each leaf."""
    return [
        f"{lexicon.roots[root]}/{leaf}" for leaf, root in zip(lexicon.leaves, lexicon.parent, strict=True)
    ]


def schema(lexicon: Lexicon, level: int, id_type: pa.DataType) -> pa.Schema:
    """The columns of the results, in order."""
    kinds = {"n_posts": pa.int64()}
    figures = [(name, kinds.get(name, pa.float64())) for name in FIGURES]
    shares = [(name, pa.float64()) for name in niche_columns(lexicon, level)]
    return pa.schema([("profile_id", id_type), ("niche", pa.string()), *shares, *figures])


def usual_rates(profiles: pd.DataFrame, benchmark: Benchmark, c: Constants = CONSTANTS) -> pd.DataFrame:
    """What accounts of each one's platform and size get, and the range of nine in ten of them: er, er_low and
    er_high, NaN where nothing is usual or the rate would not be shown."""
    followers = numbers(profiles, "followers")
    x = np.log(np.where(followers >= c.rate_followers, followers, np.nan)) - np.log(c.reference_followers)
    usual, reach = np.full(len(profiles), np.nan), np.full(len(profiles), np.nan)
    platforms = profiles["platform"].astype(str).to_numpy()
    for platform in np.unique(platforms):
        norm, own = benchmark.norm("rate", platform), platforms == platform
        if norm.pooled:
            usual[own], reach[own] = norm.pooled.at(x[own]), c.z90 * np.sqrt(norm.tau2)
    rates = {"er": usual, "er_low": usual - reach, "er_high": usual + reach}
    return pd.DataFrame({name: np.exp(values) for name, values in rates.items()})


def results(
    measured: Measured,
    usual: pd.DataFrame,
    undated: np.ndarray,
    lexicon: Lexicon,
    level: int,
    c: Constants = CONSTANTS,
) -> pd.DataFrame:
    """One row a profile of the chunk, without its id: the columns of `schema`.

    usual: `usual_rates`, shown where no post counts; undated: True where a profile's posts have no dates, so
    that nothing is said of how regular they are.
    """
    standing = measured.engagement
    parts = {name: measured.score(name) for name in (ENGAGEMENT, AUTHENTICITY, COST, REPLIES)}
    parts[CONSISTENCY] = np.where(undated, np.nan, measured.consistency)
    weights = brief_weights({}, NEEDS_A_BRIEF)
    chosen = [criterion for criterion in CRITERIA if criterion in weights]
    whole = composite(
        np.column_stack([parts[criterion] for criterion in chosen]),
        np.array([weights[criterion] for criterion in chosen]),
        c,
    )
    judged = np.isfinite(parts[ENGAGEMENT])
    frame = _niches(measured, lexicon, level)
    frame["n_posts"] = np.nan_to_num(standing["n"].to_numpy(dtype=float)).astype(np.int64)
    unseen = (standing["basis"] == "").to_numpy()
    for name, shown in (("engagement_rate", "er"), ("er_low", "er_low"), ("er_high", "er_high")):
        frame[name] = np.where(unseen, usual[shown], standing[shown].to_numpy(dtype=float))
    frame["percentile"] = parts[ENGAGEMENT]
    frame["sponsored_share"] = measured.further[FRESHNESS]["share"]
    frame["authenticity"] = parts[AUTHENTICITY]
    frame["coverage"] = whole.coverage
    frame["score"] = np.where(judged, whole.score, np.nan)
    return frame


def _niches(measured: Measured, lexicon: Lexicon, level: int) -> pd.DataFrame:
    """The shares, and the slug of the largest; `other` where that is larger than each of them."""
    leaves, other = measured.niche.leaning[:, :-1], measured.niche.leaning[:, -1]
    roots = root_shares(measured.niche.leaning, lexicon)
    shares, slugs = (roots, list(lexicon.roots)) if level == 1 else (leaves, leaf_slugs(lexicon))
    best = shares.argmax(axis=1)
    most = shares[np.arange(len(shares)), best]
    names = np.where(most >= other - TIE, np.array(slugs, dtype=object)[best], OTHER)
    both = np.column_stack([roots, leaves]) if level == 2 else roots
    frame = pd.DataFrame(both, columns=niche_columns(lexicon, level))
    frame.insert(0, "niche", pd.Series(names, dtype=object))
    return frame
