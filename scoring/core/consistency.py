"""Whether a creator posts regularly, lately, and about the same things (method, section 5)."""

import numpy as np

from scoring.core.weights import CONSTANTS, Constants

SHARES = (0.4, 0.3, 0.3)


def focus(niche_shares: np.ndarray) -> np.ndarray:
    """1 - entropy / ln K per row: 1 for one niche only, 0 for all alike; NaN for a row of NaN."""
    k = niche_shares.shape[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        surprise = np.where(niche_shares > 0, -niche_shares * np.log(niche_shares), 0.0)
    known = np.isfinite(niche_shares).all(axis=1)
    return np.where(known, 1 - surprise.sum(axis=1) / np.log(k), np.nan)


def consistency_score(
    active_weeks: np.ndarray, last_age: np.ndarray, focused: np.ndarray, c: Constants = CONSTANTS
) -> np.ndarray:
    """.4 active weeks of 12 + .3 recency + .3 focus, 0.05..1; NaN without posts.

    Where the niche is not known the other two parts share its weight.
    """
    regular = active_weeks / c.active_weeks
    recent = np.exp(-np.maximum(0, last_age - c.silence_grace_days) / c.silence_decay_days)
    known = np.isfinite(focused)
    total = SHARES[0] * regular + SHARES[1] * recent + SHARES[2] * np.where(known, focused, 0.0)
    return np.maximum(c.score_floor, total / np.where(known, 1.0, SHARES[0] + SHARES[1]))
