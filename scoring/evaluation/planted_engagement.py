"""Creators whose true engagement is known (method, 2.5), and how well the estimate finds it.

Synthetic: posts are lognormal around a truth that falls with size, which is what the estimate assumes. It
shows that the method works where its assumptions hold, not that real accounts follow them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from scoring.core.benchmark import Benchmark
from scoring.core.engagement import CreatorMeans, creator_means, fit_benchmark
from scoring.core.features import PostFeatures, post_features
from scoring.core.standing import standing
from scoring.core.weights import CONSTANTS
from scoring.evaluation.metrics import gains, ndcg, spearman
from scoring.evaluation.report import Row, row

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SEEDS, CREATORS = 10, 2_000
WEEK = 7
BETWEEN = 0.55
"""Log-sd between creators of one size."""
VIRAL_SHARE, VIRAL = 0.05, (1.5, 3.5)
"""How many posts go viral, and by how much, in logs."""


@dataclass(frozen=True, slots=True)
class Planted:
    """Drawn creators and all that was drawn of them.

    truth: ln engagement rate now; levels: the same a week a column, back from now; scale: of a creator's
    posts, in logs; creator, week: of each post, as positions in `levels`.
    """

    profiles: pd.DataFrame
    posts: pd.DataFrame
    truth: np.ndarray
    levels: np.ndarray
    scale: np.ndarray
    creator: np.ndarray
    week: np.ndarray


def usual_level(followers: np.ndarray) -> np.ndarray:
    """The ln engagement rate around which accounts of a size are drawn."""
    return np.log(0.03) - 0.25 * np.log(followers / CONSTANTS.reference_followers)


def planted_catalogue(
    size: int, seed: int, posts_each: float = 12, days: float = 150, drift: float = 0.0
) -> tuple[pd.DataFrame, pd.DataFrame, np.ndarray]:
    """(profiles, posts, true ln engagement rate now) of `plant`."""
    planted = plant(size, seed, posts_each, days, drift)
    return planted.profiles, planted.posts, planted.truth


def plant(size: int, seed: int, posts_each: float = 12, days: float = 150, drift: float = 0.0) -> Planted:
    """Creators with posts: negative binomial in number, 5% of them viral.

    drift: how far the truth wanders in a month, in logs, as a random walk by weeks back from now.
    """
    draw = np.random.default_rng(seed)
    followers = np.exp(draw.uniform(np.log(3_000), np.log(300_000), size)).round()
    truth = usual_level(followers) + draw.normal(0, BETWEEN, size)
    code = np.repeat(np.arange(size), draw.negative_binomial(1.0, 1 / (posts_each + 1), size))
    scale = np.exp(draw.normal(np.log(0.6), 0.2, size))
    viral = np.where(draw.random(len(code)) < VIRAL_SHARE, draw.uniform(*VIRAL, len(code)), 0)
    noise = draw.normal(0, 1, len(code)) * scale[code]
    weeks = int(days // WEEK) + 1
    levels = np.repeat(truth[:, None], weeks, axis=1)
    age = None
    if drift:
        age = draw.uniform(3.5, days, len(code))
        levels = levels + draw.normal(0, drift * np.sqrt(WEEK / 30), (size, weeks)).cumsum(axis=1)
        noise = noise + levels[code, (age // WEEK).astype(int)]
    else:
        noise = noise + truth[code]
    engagements = draw.poisson(np.exp(noise + viral) * followers[code])
    likes = draw.binomial(engagements, 0.95)
    age = draw.uniform(3.5, days, len(code)) if age is None else age
    profiles = pd.DataFrame(
        {"profile_id": np.arange(1, size + 1), "platform": "instagram", "followers": followers}
    )
    posts = pd.DataFrame(
        {
            "profile_id": code + 1,
            "post_id": [f"p{i}" for i in range(len(code))],
            "published_at": pd.Timestamp(NOW) - pd.to_timedelta(age, unit="D"),
            "kind": "photo",
            "likes": likes,
            "comments": engagements - likes,
        }
    )
    return Planted(profiles, posts, truth, levels, scale, code, (age // WEEK).astype(int))


@dataclass(frozen=True, slots=True)
class Estimates:
    """What is estimated of each profile, in their order: standing (its columns), theta (NaN nowhere: without
    posts what is usual for the size), winsorised (log mean, not shrunk), and what they rest on."""

    standing: pd.DataFrame
    theta: np.ndarray
    winsorised: np.ndarray
    features: PostFeatures
    means: CreatorMeans
    benchmark: Benchmark


def estimates(
    profiles: pd.DataFrame, posts: pd.DataFrame, now: datetime, benchmark: Benchmark | None = None
) -> Estimates:
    """The estimates of one platform's creators, against a benchmark fitted on themselves unless given."""
    features = post_features(profiles, posts, now)
    means = creator_means(profiles, features.posts)
    benchmark = benchmark or fit_benchmark(means)
    found = standing(profiles, features, means, benchmark)
    norm = benchmark.norm("rate", profiles["platform"].iloc[0])
    x = np.log(profiles["followers"].to_numpy(dtype=float)) - np.log(CONSTANTS.reference_followers)
    usual = norm.pooled.at(x) if norm.pooled else np.full(len(profiles), np.nan)
    theta = found["theta"].to_numpy(dtype=float)
    own = means.means[means.means["channel"] == "rate"].set_index("profile_id")["m"]
    winsorised = own.reindex(profiles["profile_id"]).to_numpy(dtype=float)
    theta = np.where(np.isnan(theta), usual, theta)
    return Estimates(found, theta, winsorised, features, means, benchmark)


def evaluate(seeds: int = SEEDS, creators: int = CREATORS) -> list[Row]:
    """Means over the seeds: rank correlation, NDCG@20 by grades, error of those with few posts, coverage."""
    found = pd.DataFrame(_of_seed(seed, creators) for seed in range(seeds)).mean()

    def against(measure: str, *others: str) -> dict[str, float]:
        return {name: float(found[f"{measure} {name}"]) for name in others}

    plain = ("winsorised mean", "median", "mean")
    return [
        *row("Planted engagement: Spearman", found["rho"], ">= .84", against("rho", *plain)),
        *row(
            "Planted engagement: NDCG@20",
            found["ndcg"],
            ">= .60",
            against("ndcg", *plain),
            note="gain 2^grade - 1, grades at rates of .01 .03 .05 .07 .10",
        ),
        *row("Planted engagement: RMSE in logs, 1-3 posts", found["rmse"], "<= .45", against("rmse", *plain)),
        *row("Planted engagement: share inside the 90% interval", found["inside"], ".85-.95"),
        *row(
            "Planted engagement: Spearman with the next 12 posts", found["next"], "", against("next", *plain)
        ),
    ]


def _of_seed(seed: int, creators: int) -> dict[str, float]:
    profiles, posts, truth = planted_catalogue(creators, seed)
    made = estimates(profiles, posts, NOW)
    few = made.standing["n"].between(1, 3).to_numpy()
    reach = CONSTANTS.z90 * np.sqrt(made.standing["theta_var"].to_numpy(dtype=float))
    shown = np.isfinite(reach)
    measured = {"": made.theta, **{f" {name}": values for name, values in _plain(made)}}
    after = _next_posts(truth, seed)
    out: dict[str, float] = {"inside": float((np.abs(made.theta - truth) <= reach)[shown].mean())}
    for name, values in measured.items():
        out[f"rho{name}"] = spearman(values, truth)
        out[f"next{name}"] = spearman(values, after)
        out[f"ndcg{name}"] = ndcg(values, gains(np.exp(truth)), 20)
        out[f"rmse{name}"] = float(np.sqrt(np.mean((values - truth)[few] ** 2)))
    return out


def _next_posts(truth: np.ndarray, seed: int, count: int = 12) -> np.ndarray:
    """Median ln rate of the next posts of each creator, drawn as the others were."""
    draw = np.random.default_rng([seed, 1])
    scale = np.exp(draw.normal(np.log(0.6), 0.2, (len(truth), 1)))
    viral = np.where(draw.random((len(truth), count)) < 0.05, draw.uniform(1.5, 3.5, (len(truth), count)), 0)
    drawn = truth[:, None] + draw.normal(0, 1, (len(truth), count)) * scale + viral
    return np.median(drawn, axis=1)


def _plain(made: Estimates) -> Iterator[tuple[str, np.ndarray]]:
    """The estimators of others as logs; who has no posts gets the middle of the rest."""
    for name, values in (
        ("winsorised mean", made.winsorised),
        ("median", _log(made.standing["median_rate"])),
        ("mean", _log(made.standing["mean_rate"])),
    ):
        yield name, np.where(np.isnan(values), np.nanmedian(values), values)


def _log(rates: pd.Series) -> np.ndarray:
    return np.log(np.maximum(rates.to_numpy(dtype=float), 1e-6))
