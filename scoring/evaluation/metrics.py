"""Measures of a ranking against what is true. Arrays are one value a creator."""

import numpy as np
from scipy.stats import rankdata

GRADES = (0.01, 0.03, 0.05, 0.07, 0.10)
"""Bounds of engagement rates that an unofficial InfluencerRank grades by; fixed before anything was
measured."""


def gains(rates: np.ndarray) -> np.ndarray:
    """2^grade - 1 of each engagement rate, a grade for each of GRADES that it reaches."""
    return 2.0 ** np.digitize(rates, GRADES) - 1


def ndcg(score: np.ndarray, gain: np.ndarray, k: int) -> float:
    """Normalised discounted gain of the k best by score; ties go by position."""
    discount = 1 / np.log2(np.arange(2, min(k, len(gain)) + 2))
    best = np.sort(gain)[::-1][:k] @ discount
    return float(gain[first(score, k)] @ discount / best) if best > 0 else float("nan")


def first(score: np.ndarray, k: int) -> np.ndarray:
    """Positions of the k largest, the larger first; what is not known stands last."""
    known = np.where(np.isnan(score), -np.inf, score)
    return np.argsort(-known, kind="stable")[:k]


def recall(score: np.ndarray, wanted: np.ndarray, k: int) -> float:
    """Share of the first k that are wanted, of as many as there could be."""
    return float(wanted[first(score, k)].sum() / min(k, wanted.sum()))


def overlap(one: np.ndarray, other: np.ndarray, k: int) -> float:
    """Share of the first k of one score that are among the first k of the other."""
    return len(np.intersect1d(first(one, k), first(other, k))) / k


def rank_biased_overlap(one: np.ndarray, other: np.ndarray, p: float = 0.9, depth: int = 100) -> float:
    """Mean agreement of two rankings, the top weighing most; extrapolated from `depth` (Webber 2010)."""
    mine, theirs = first(one, depth), first(other, depth)
    seen = [len(np.intersect1d(mine[:d], theirs[:d])) / d for d in range(1, depth + 1)]
    weights = p ** np.arange(depth)
    return float((1 - p) * (weights @ np.array(seen)) + seen[-1] * p**depth)


def spearman(one: np.ndarray, other: np.ndarray) -> float:
    """Rank correlation over the creators for whom both are known."""
    known = np.isfinite(one) & np.isfinite(other)
    return float(np.corrcoef(rankdata(one[known]), rankdata(other[known]))[0, 1])


def against_labels(found: np.ndarray, true: np.ndarray) -> dict[str, float]:
    """{"precision", "recall", "f1"} of what was found (True) against labels."""
    hits = float((found & true).sum())
    precision, recall = hits / max(found.sum(), 1), hits / max(true.sum(), 1)
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return {"precision": precision, "recall": recall, "f1": f1}
