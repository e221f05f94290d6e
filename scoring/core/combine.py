"""One score from the criteria: a weighted geometric mean that can be taken apart again (method, section 6).

Arrays are creators x criteria; NaN marks a criterion that is not known for a creator.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scoring.core.weights import CONSTANTS, Constants


@dataclass(frozen=True, slots=True)
class Composite:
    """score 0..100 (NaN where nothing is known), coverage 0..1, weights (renormalised per creator), lost
    points.

    lost sums to 100 - score in every row.
    """

    score: np.ndarray
    coverage: np.ndarray
    weights: np.ndarray
    lost: np.ndarray


def composite(parts: np.ndarray, weights: np.ndarray, c: Constants = CONSTANTS) -> Composite:
    """The composite of each row; `weights` sum to 1 over the criteria the brief asks for."""
    known = np.isfinite(parts)
    counted = np.where(known, weights, 0.0)
    coverage = counted.sum(axis=1)
    share = np.divide(counted, coverage[:, None], out=np.zeros_like(counted), where=coverage[:, None] > 0)
    cost = share * loss_of(parts, c)
    total = cost.sum(axis=1)
    score = np.where(coverage > 0, 100 * np.exp(-total), np.nan)
    part_of_loss = np.divide(cost, total[:, None], out=np.zeros_like(cost), where=total[:, None] > 0)
    return Composite(score, coverage, share, (100 - np.nan_to_num(score, nan=100.0))[:, None] * part_of_loss)


def loss_of(parts: np.ndarray, c: Constants = CONSTANTS) -> np.ndarray:
    """What scores (0..1) take from the logarithm of the whole, before weights; 0 where unknown."""
    return np.abs(np.log(np.clip(np.where(np.isfinite(parts), parts, 1.0), c.score_floor, 1.0)))


def order(score: np.ndarray, coverage: np.ndarray, theta: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """Row numbers, best first: by score, then coverage, then theta, then the smaller id."""
    lowest = np.where(np.isfinite(theta), theta, -np.inf)
    return np.lexsort((ids, -lowest, -np.round(coverage, 9), -np.round(score, 9)))


def at_median(
    parts: np.ndarray, whole: Composite, medians: np.ndarray, c: Constants = CONSTANTS
) -> np.ndarray:
    """The whole score of each creator if one criterion alone stood at the median of the candidates.

    creators x criteria; NaN where the criterion is not known for the creator or the median is not known.
    """
    floor = np.clip(parts, c.score_floor, 1.0)
    ratio = np.clip(medians, c.score_floor, 1.0)[None, :] / floor
    return np.where(np.isfinite(parts), whole.score[:, None] * ratio**whole.weights, np.nan)


def pool_medians(parts: np.ndarray, c: Constants = CONSTANTS) -> np.ndarray:
    """Median of each criterion, none below the floor, over the candidates that have it; .5 where fewer than
    two have."""
    parts = np.maximum(c.score_floor, parts)
    enough = np.isfinite(parts).sum(axis=0) >= 2
    medians = np.full(parts.shape[1], 0.5)
    if enough.any():
        medians[enough] = np.nanmedian(parts[:, enough], axis=0)
    return medians


def rank_intervals(
    draw: Callable[[np.random.Generator], np.ndarray], weights: np.ndarray, c: Constants = CONSTANTS
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(5% rank, 95% rank, chance of the top 20) per creator.

    draw gives one possible set of scores, creators x criteria. In each draw the weights are varied too, alike
    for all creators, because nobody knows them to a per cent. The seed is fixed.
    """
    generator = np.random.default_rng(c.draw_seed)
    rounds = []
    for _ in range(c.draws):
        jittered = weights * np.exp(generator.normal(0, c.weight_jitter, len(weights)))
        drawn = composite(draw(generator), jittered / jittered.sum(), c).score
        places = np.empty(len(drawn), dtype=np.int32)
        places[np.argsort(-drawn, kind="stable")] = np.arange(1, len(drawn) + 1)
        rounds.append(places)
    ranks = np.array(rounds)
    low, high = np.quantile(ranks, [0.05, 0.95], axis=0, method="nearest")
    return low.astype(int), high.astype(int), (ranks <= 20).mean(axis=0)
