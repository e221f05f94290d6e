"""The best forecast that planted posts allow: how much of an aim there is to be had at all."""

import numpy as np
from scipy.stats import norm

from scoring.core.weights import CONSTANTS
from scoring.evaluation.planted_engagement import BETWEEN, VIRAL, VIRAL_SHARE, WEEK, Planted, usual_level

ROUNDS = 8


def best_forecast(planted: Planted, before: np.ndarray, week: float, drift: float) -> np.ndarray:
    """ln rate of each creator `week` weeks back from now, foreseen by one who knows the law it is drawn from.

    before: which posts are seen; drift: of the truth a month. Known are what is usual for the size, how
    creators differ, each one's scale, how fast the truth wanders and how often a post goes viral: everything
    but the draws themselves. The mean of a Gaussian process whose posts count by the chance that they are not
    viral. NaN without posts.
    """
    followers = planted.profiles["followers"].to_numpy(dtype=float)
    engagements = (planted.posts["likes"] + planted.posts["comments"]).to_numpy(dtype=float)
    values = np.log(engagements + CONSTANTS.count_offset) - np.log(followers[planted.creator])
    usual = usual_level(followers)
    seen = np.flatnonzero(before)
    found = np.full(len(followers), np.nan)
    for rows in np.split(seen, np.flatnonzero(np.diff(planted.creator[seen])) + 1):
        if len(rows):
            who = planted.creator[rows[0]]
            weeks = planted.week[rows] + 1.0
            steps = drift**2 * WEEK / 30
            among = BETWEEN**2 + steps * np.minimum.outer(weeks, weeks)
            towards = BETWEEN**2 + steps * np.minimum(weeks, week + 1)
            own = _posterior(values[rows] - usual[who], among, towards, planted.scale[who])
            found[who] = usual[who] + own
    return found


def _posterior(y: np.ndarray, among: np.ndarray, towards: np.ndarray, scale: float) -> float:
    """The mean at the wanted time, posts reweighted in turn by the chance that they are plain ones."""
    level = np.full(len(y), np.median(y))
    for _ in range(ROUNDS):
        off = y - level
        plain = (1 - VIRAL_SHARE) * norm.pdf(off, scale=scale)
        low, high = VIRAL
        lifted = norm.cdf(off - low, scale=scale) - norm.cdf(off - high, scale=scale)
        chance = plain / (plain + VIRAL_SHARE * lifted / (high - low) + 1e-300)
        weights = np.linalg.solve(among + np.diag(scale**2 / np.maximum(chance, 1e-6)), y)
        level = among @ weights
    return float(towards @ weights)
