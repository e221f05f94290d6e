"""A pool of candidates whose niches, languages, platforms and sizes are known, scored for a brief of a broad
niche: what a varied order can gain is known from it."""

from dataclasses import dataclass

import numpy as np

from scoring.core.combine import composite, order
from scoring.core.diversity import Traits, mean_likeness, size_thirds
from scoring.core.schema import CRITERIA
from scoring.core.weights import DEFAULT_WEIGHTS

LEAVES = 40


def planted_pool(size: int, seed: int, top: int = 200) -> tuple[np.ndarray, Traits]:
    """(scores of the `top` best of `size`, best first, and their traits). The brief asks for the first 8 of
    40 niches; a creator has one main niche and some of two others."""
    draw = np.random.default_rng(seed)
    main = draw.integers(0, LEAVES, size)
    shares = np.full((size, LEAVES + 1), 0.0)
    rows = np.arange(size)
    weight = draw.uniform(0.5, 0.9, size)
    shares[rows, main] += weight
    for _ in range(2):
        shares[rows, draw.integers(0, LEAVES + 1, size)] += (1 - weight) / 2
    followers = np.exp(draw.uniform(np.log(5_000), np.log(100_000), size))
    parts = np.clip(draw.beta(3, 2, (size, len(CRITERIA))), 0.05, 1)
    parts[:, 0] = np.clip(shares[:, :8].sum(axis=1), 0.05, 1)
    parts[:, 1] = draw.uniform(0.05, 1, size)
    parts[:, 2] = 1
    whole = composite(parts, np.array([DEFAULT_WEIGHTS[c] for c in CRITERIA]))
    best = order(whole.score, whole.coverage, whole.score, rows)[:top]
    language = draw.choice(["en", "de", "fr", "es", "it"], size, p=[0.4, 0.2, 0.15, 0.15, 0.1])
    platform = draw.choice(["instagram", "tiktok", "youtube"], size, p=[0.5, 0.3, 0.2])
    traits = Traits(
        shares[best],
        platform.astype(object)[best],
        language.astype(object)[best],
        size_thirds(followers[best], 5_000, 100_000),
    )
    return whole.score[best], traits


@dataclass(frozen=True, slots=True)
class TradeOff:
    """What a varied list of the first `size` gives against the plain one, as fractions: less_alike (fall of
    the mean likeness within the list) and loss (fall of the mean score)."""

    less_alike: float
    loss: float


def trade_off(scores: np.ndarray, alike: np.ndarray, varied: np.ndarray, size: int = 20) -> TradeOff:
    """How much less alike and how much worse the first of a varied order are than those of the plain one."""
    plain, first = np.arange(min(size, len(scores))), varied[:size]
    return TradeOff(
        1 - mean_likeness(alike, first) / mean_likeness(alike, plain),
        1 - scores[first].mean() / scores[plain].mean(),
    )
