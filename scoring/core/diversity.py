"""A list whose members are not all alike: maximal marginal relevance (method, section 7; Carbonell and
Goldstein 1998). It re-orders what is shown and changes nobody's score."""

from dataclasses import dataclass

import numpy as np

from scoring.core.weights import CONSTANTS, Constants


@dataclass(frozen=True, slots=True)
class Traits:
    """What likeness is judged by, one row a creator: shares (creators x niches, rows sum to 1, NaN where
    unknown), platform and language ("" unknown), third (of the size band, 0..2)."""

    shares: np.ndarray
    platform: np.ndarray
    language: np.ndarray
    third: np.ndarray


def size_thirds(followers: np.ndarray, low: float, high: float) -> np.ndarray:
    """0, 1 or 2: the third of the band on the scale of logarithms; those outside belong to the nearest."""
    place = np.log(np.maximum(followers, 1) / low) / max(np.log(high / low), 1e-9)
    return np.clip(np.floor(3 * place), 0, 2).astype(int)


def divergence(shares: np.ndarray) -> np.ndarray:
    """Jensen-Shannon divergence of each two rows in bits, 0 (alike) to 1; 1 where one of them is unknown."""
    known = np.isfinite(shares).all(axis=1)
    p = np.where(known[:, None], shares, 0.0)
    own = _entropy(p)
    mixed = np.array([_entropy((p + row) / 2) for row in p]) if len(p) else np.empty((0, 0))
    found = np.clip(mixed - (own[:, None] + own[None, :]) / 2, 0.0, 1.0)
    return np.where(known[:, None] & known[None, :], found, 1.0)


def _entropy(p: np.ndarray) -> np.ndarray:
    return -(p * np.log2(np.where(p > 0, p, 1.0))).sum(axis=-1)


def similarity(traits: Traits, overlap: np.ndarray | None = None, c: Constants = CONSTANTS) -> np.ndarray:
    """Likeness of each two creators, 0..1.

    overlap: measured shares of common audience, NaN where not measured; it is then estimated from niches and
    language.
    """
    alike = 1 - divergence(traits.shares)
    speaks = (traits.language[:, None] == traits.language[None, :]) & (traits.language != "")[:, None]
    guess = c.overlap_least + c.overlap_most * alike * speaks
    common = guess if overlap is None else np.where(np.isfinite(overlap), overlap, guess)
    same = speaks & (traits.platform[:, None] == traits.platform[None, :])
    same &= traits.third[:, None] == traits.third[None, :]
    return c.alike_niches * alike + c.alike_audience * common + c.alike_kind * same


@dataclass(frozen=True, slots=True)
class Varied:
    """order: positions in the new order; like: {position: the position of the earlier one that it was moved
    down for}; weight: of the score beside unlikeness."""

    order: np.ndarray
    like: dict[int, int]
    weight: float


def vary(scores: np.ndarray, alike: np.ndarray, c: Constants = CONSTANTS) -> Varied:
    """The new order of creators that stand best first: the least alike one among the first that costs no more
    than `diversity_loss` of their mean score.

    One weight does not fit every list: where many fit the brief equally well it can be low, and where few do
    the same weight would pull up creators of other niches.
    """
    steps = round((c.diversity_lambda - c.diversity_least) / c.diversity_step)
    weights = [c.diversity_lambda - step * c.diversity_step for step in range(steps + 1)]
    # In a list as short as its first part nothing could change but the order.
    size = min(c.diversity_first, (len(scores) + 1) // 2)
    best, least = None, np.inf
    for weight in weights:
        found = vary_by(scores, alike, weight, c)
        first = found.order[:size]
        allowed = (1 - c.diversity_loss) * scores[:size].sum()
        within = mean_likeness(alike, first)
        if best is None or (scores[first].sum() >= allowed and within < least - 1e-9):
            best, least = found, within
    return best


def vary_by(scores: np.ndarray, alike: np.ndarray, weight: float, c: Constants = CONSTANTS) -> Varied:
    """The new order by one weight: each next one is the best by its score less its likeness to those before.
    scores 0..100.

    Likeness is mostly the mean over those before: the nearest one alone, as in the original, is soon the same
    for everybody in a list of one niche, and then nothing is gained.
    """
    size = len(scores)
    worth = weight * np.asarray(scores, dtype=float) / 100
    nearest, closest, total = np.zeros(size), np.full(size, -1), np.zeros(size)
    left = np.ones(size, dtype=bool)
    order = np.empty(size, dtype=int)
    like: dict[int, int] = {}
    for place in range(size):
        near = c.diversity_nearest * nearest + (1 - c.diversity_nearest) * total / max(place, 1)
        # Rounded, so that a tie goes to the one that stands first, on every machine.
        gain = np.round(np.where(left, worth - (1 - weight) * near, -np.inf), 12)
        chosen = int(np.argmax(gain))
        order[place] = chosen
        left[chosen] = False
        if place > chosen and nearest[chosen] >= c.alike_from:
            like[chosen] = int(closest[chosen])
        total += alike[chosen]
        nearer = alike[chosen] > nearest
        nearest[nearer], closest[nearer] = alike[chosen][nearer], chosen
    return Varied(order, like, weight)


def mean_likeness(alike: np.ndarray, rows: np.ndarray) -> float:
    """The mean likeness of each two of these rows; 0 for fewer than two."""
    pairs = alike[np.ix_(rows, rows)][np.triu_indices(len(rows), 1)]
    return float(pairs.mean()) if len(pairs) else 0.0
