"""How much a ranking moves when scores, weights or one post a creator are a little different."""

import numpy as np
import pandas as pd

from scoring.core.combine import composite
from scoring.core.schema import CRITERIA, ENGAGEMENT, TIER
from scoring.core.tier import tier_score
from scoring.core.weights import CONSTANTS, DEFAULT_WEIGHTS
from scoring.evaluation.metrics import first, overlap, rank_biased_overlap
from scoring.evaluation.planted_engagement import NOW, Estimates, estimates, planted_catalogue
from scoring.evaluation.report import Row, row

CREATORS, ROUNDS, SEEDS = 1_000, 40, 3
DROPS = 200
"""Catalogues in which one post a creator is lost. A median of 50 ranks differs by more than 1 between them,
so that three say little, and of 40 the standard error is 0.2."""
SCORE_JITTER = 0.05
WEIGHTS = np.array([DEFAULT_WEIGHTS[criterion] for criterion in CRITERIA])


def evaluate(
    seeds: int = SEEDS, creators: int = CREATORS, rounds: int = ROUNDS, drops: int = DROPS
) -> list[Row]:
    """Means over seeds and rounds. Engagement and size are measured of planted creators, the other criteria
    drawn at random, independent of them."""
    found = pd.DataFrame(_jittered(seed, creators, rounds) for seed in range(seeds)).mean()
    moved = np.array([_dropped(seed, creators) for seed in range(drops)])
    error = moved.std() / np.sqrt(drops)
    drawn = "criteria without data are drawn"
    return [
        *row("Stability: overlap@20, scores jittered by .05", found["scores"], ">= .75", note=drawn),
        *row(
            "Stability: overlap@20, weights jittered by exp N(0, .2)", found["weights"], ">= .85", note=drawn
        ),
        *row("Stability: RBO(.9), scores jittered", found["scores rbo"]),
        *row("Stability: RBO(.9), weights jittered", found["weights rbo"]),
        *row(
            "Stability: median rank change in the top 50, one post dropped",
            float(moved.mean()),
            "<= 3",
            note=f"mean of {drops} catalogues, standard error {error:.2g}; "
            f"of the first three {moved[:3].mean():.3g}",
        ),
    ]


def _candidates(
    draw: np.random.Generator, seed: int, creators: int
) -> tuple[np.ndarray, pd.DataFrame, pd.DataFrame, Estimates]:
    """(criteria of each, profiles, posts, what is estimated of them)."""
    profiles, posts, _ = planted_catalogue(creators, 200 + seed)
    made = estimates(profiles, posts, NOW)
    parts = draw.beta(2.0, 2.0, (creators, len(CRITERIA)))
    parts[:, CRITERIA.index(TIER)] = tier_score(profiles["followers"].to_numpy(), 5_000, 100_000)
    parts[:, CRITERIA.index(ENGAGEMENT)] = made.standing["score"].to_numpy(dtype=float)
    return parts, profiles, posts, made


def _jittered(seed: int, creators: int, rounds: int) -> dict[str, float]:
    """How much of a ranking is left when its scores or weights are a little different."""
    draw = np.random.default_rng([seed, 7])
    parts, *_ = _candidates(draw, seed, creators)
    whole = composite(parts, WEIGHTS).score
    out: dict[str, list[float]] = {name: [] for name in ("scores", "scores rbo", "weights", "weights rbo")}
    for _ in range(rounds):
        moved = np.clip(parts + draw.normal(0, SCORE_JITTER, parts.shape), CONSTANTS.score_floor, 1)
        weights = WEIGHTS * np.exp(draw.normal(0, CONSTANTS.weight_jitter, len(WEIGHTS)))
        for name, other in (
            ("scores", composite(moved, WEIGHTS).score),
            ("weights", composite(parts, weights / weights.sum()).score),
        ):
            out[name].append(overlap(whole, other, 20))
            out[f"{name} rbo"].append(rank_biased_overlap(whole, other))
    return {name: float(np.mean(values)) for name, values in out.items()}


def _dropped(seed: int, creators: int) -> float:
    """Median change of rank among the first 50 when every creator loses a post."""
    parts, profiles, posts, made = _candidates(np.random.default_rng([seed, 7]), seed, creators)
    before = composite(parts, WEIGHTS).score
    # As in the app: what a creator loses is measured against the benchmark that is frozen.
    fewer = posts.drop(posts.groupby("profile_id").sample(1, random_state=seed).index)
    parts[:, CRITERIA.index(ENGAGEMENT)] = estimates(profiles, fewer, NOW, made.benchmark).standing["score"]
    after = np.argsort(first(composite(parts, WEIGHTS).score, creators), kind="stable")
    return float(np.median(np.abs(after[first(before, 50)] - np.arange(50))))
