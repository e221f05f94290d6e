"""What shortlist decisions say about the weights (method, section 6, "Feedback"): a maximum a posteriori
pairwise logistic model on the same log scores, held to the weights that a brief has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from scoring.core.schema import CRITERIA
from scoring.core.weights import CONSTANTS, Constants


@dataclass(frozen=True, slots=True)
class Pair:
    """Two creators that a person saw on one page: `kept` was chosen over `rejected`. Both are scores 0..1 in
    the order of CRITERIA, NaN where unknown; brief says for which brief."""

    brief: int
    kept: np.ndarray
    rejected: np.ndarray


@dataclass(frozen=True, slots=True)
class Learned:
    """weights: {criterion: weight} making 1, None while the decisions are too few; pairs and briefs they rest
    on; agreed, before: the share of the pairs that the new and the old weights order as the person did."""

    weights: Mapping[str, float] | None
    pairs: int
    briefs: int
    agreed: float = 0.0
    before: float = 0.0


def learn(pairs: Sequence[Pair], weights: Mapping[str, float], c: Constants = CONSTANTS) -> Learned:
    """The weights that pairs suggest, held to `weights` (all eight, making 1) where they say little.

    A criterion that one of the two lacks says nothing about this pair. Nothing is learned from fewer pairs or
    briefs than it takes to do better than the weights as they are.
    """
    briefs = len({pair.brief for pair in pairs})
    if len(pairs) < c.feedback_pairs or briefs < c.feedback_briefs:
        return Learned(None, len(pairs), briefs)
    start = np.array([weights[criterion] for criterion in CRITERIA])
    gaps = differences(pairs, c)
    found = minimize(
        _loss,
        start,
        args=(gaps, start, c),
        jac=_slope,
        method="SLSQP",
        bounds=[(0.0, 1.0)] * len(start),
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1, "jac": np.ones_like},
        options={"maxiter": 500, "ftol": 1e-10},
    )
    learned = np.clip(found.x, 0, None)
    learned = np.round(learned / learned.sum(), 9)
    if not found.success or _loss(learned, gaps, start, c) > _loss(start, gaps, start, c):
        return Learned(None, len(pairs), briefs)
    return Learned(
        dict(zip(CRITERIA, map(float, learned), strict=True)),
        len(pairs),
        briefs,
        agreement(gaps, learned),
        agreement(gaps, start),
    )


def differences(pairs: Sequence[Pair], c: Constants = CONSTANTS) -> np.ndarray:
    """ln kept - ln rejected, pairs x criteria; 0 where either is unknown."""
    kept, rejected = (np.array([getattr(pair, side) for pair in pairs]) for side in ("kept", "rejected"))
    gap = np.log(np.clip(kept, c.score_floor, 1)) - np.log(np.clip(rejected, c.score_floor, 1))
    return np.where(np.isfinite(gap), gap, 0.0)


def agreement(gaps: np.ndarray, weights: np.ndarray) -> float:
    """The share of pairs of which the weights put the kept one first; a tie counts half."""
    lead = gaps @ weights
    return float((lead > 0).mean() + (lead == 0).mean() / 2)


def _loss(w: np.ndarray, gaps: np.ndarray, start: np.ndarray, c: Constants) -> float:
    lead = c.feedback_steepness * (gaps @ w)
    return float(np.logaddexp(0, -lead).sum() + c.feedback_prior * ((w - start) ** 2).sum())


def _slope(w: np.ndarray, gaps: np.ndarray, start: np.ndarray, c: Constants) -> np.ndarray:
    pull = -c.feedback_steepness * expit(-c.feedback_steepness * (gaps @ w))
    return gaps.T @ pull + 2 * c.feedback_prior * (w - start)
