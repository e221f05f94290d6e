"""Size against the band of the brief (method, section 5)."""

import numpy as np

from scoring.core.weights import CONSTANTS, Constants


def tier_score(followers: np.ndarray, low: float, high: float, c: Constants = CONSTANTS) -> np.ndarray:
    """1 inside [low, high], linear in ln followers to the floor at half and double; NaN if unknown."""
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.log(np.where(followers > 0, followers, np.nan))
    outside = np.maximum(0.0, np.maximum(np.log(low) - size, size - np.log(high))) / np.log(c.near_miss)
    return np.maximum(c.score_floor, 1 - (1 - c.score_floor) * outside)
