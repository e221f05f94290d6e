"""What one engagement of a sponsored post costs, against what is usual (method, section 5, "Cost")."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from scoring.core.benchmark import Benchmark
from scoring.core.columns import Known, Part
from scoring.core.cost_words import LIKES_HIDDEN
from scoring.core.engagement import CreatorMeans, shrink
from scoring.core.features import distinct, numbers
from scoring.core.grouped import group_count, group_mean
from scoring.core.parts import FirstPass, FurtherCriterion, SecondPass
from scoring.core.prices import Prices, prices
from scoring.core.schema import AUTHENTICITY, COST
from scoring.core.weights import CONSTANTS, Constants

SEEN = (
    "profile_id", "platform", "m", "within", "n", "n_eff", "months", "noise", "followers", "ratio", "price",
)  # fmt: skip


def sponsored_ratio(
    posts: pd.DataFrame, size: int, c: Constants = CONSTANTS
) -> tuple[np.ndarray, np.ndarray]:
    """(engagement of a sponsored post over that of another one, number of sponsored posts) per profile.

    posts are `PostFeatures.posts`. Shrunk in logs to the usual ratio, which stands where posts of either sort
    are missing.
    """
    code, rate, chance = (posts[name].to_numpy() for name in ("code", "rate", "sponsored_probability"))
    known = np.isfinite(rate)
    paid, other = known & (chance >= c.sponsored_from), known & ~(chance >= c.sponsored_from)
    gap = group_mean(code[paid], rate[paid], size) - group_mean(code[other], rate[other], size)
    n = np.where(np.isfinite(gap), group_count(code[paid], size), 0)
    usual = np.log(c.sponsored_ratio)
    ratio = (c.sponsored_strength * usual + n * np.nan_to_num(gap)) / (c.sponsored_strength + n)
    return np.exp(ratio), n


def expected_engagements(
    followers: np.ndarray, theta: np.ndarray, ratio: np.ndarray, authenticity: np.ndarray
) -> np.ndarray:
    """Engagements of one sponsored post on the median scale, NaN where size or rate is unknown."""
    size = np.where(followers > 0, followers, np.nan)
    return size * np.exp(theta) * ratio * (0.5 + 0.5 * authenticity)


def cost_score(cpe: np.ndarray, usual: np.ndarray, estimated: np.ndarray, c: Constants = CONSTANTS):
    """0..1 from a cost per engagement and the usual one: .5 at the usual, 1 for nothing; an estimated price
    moves it half as far from .5."""
    score = 1 / (1 + (cpe / usual) ** c.cost_power)
    return np.where(estimated, 0.5 + 0.5 * (score - 0.5), score)


def observe(first: FirstPass, c: Constants = CONSTANTS) -> pd.DataFrame:
    """One row a profile and cell of its posts, of those with enough posts to say what is usual."""
    profiles = first.frames.profiles
    means, cells = first.means.means, first.means.cells
    means = means[((means["channel"] == "rate") & (means["n_eff"] >= c.peer_n_eff)).to_numpy()]
    cells = cells[(cells["channel"] == "rate").to_numpy()]
    index = pd.Index(profiles["profile_id"])
    code = index.get_indexer(means["profile_id"])
    ratio, _ = sponsored_ratio(first.features.posts, len(profiles), c)
    price = prices(profiles, first.frames.fees, first.features.posts, c).usd
    own = {"followers": numbers(profiles, "followers"), "ratio": ratio, "price": price}
    means = means.assign(**{name: values[code] for name, values in own.items()})
    row = np.full(len(profiles), -1)
    row[code] = np.arange(len(means))
    row = row[index.get_indexer(cells["profile_id"])]
    seen = means[list(SEEN)].iloc[row[row >= 0]].reset_index(drop=True)
    return seen.assign(**{name: cells[name].array[row >= 0] for name in ("cell", "x", "weight")})


def freeze(seen: pd.DataFrame, benchmark: Benchmark, c: Constants = CONSTANTS) -> dict[str, Any]:
    """{"platforms": {platform: {"cpe", "peers"}}, "all": the same over all}: median costs per engagement,
    everybody taken to be as authentic as one of whom nothing is known."""
    means = seen[list(SEEN)].drop_duplicates("profile_id").assign(channel="rate")
    cells = seen[["profile_id", "platform", "cell", "x", "weight"]].assign(channel="rate")
    known = shrink(CreatorMeans(means.reset_index(drop=True), cells.reset_index(drop=True)), benchmark)
    if not len(known):
        return {"platforms": {}, "all": None}
    assumed = np.full(len(known), c.authenticity_unknown)
    expected = expected_engagements(
        *(known[name].to_numpy(dtype=float) for name in ("followers", "theta", "ratio")), assumed
    )
    cpe = pd.Series(known["price"].to_numpy(dtype=float) / expected).dropna()
    by = {str(name): _usual(own) for name, own in cpe.groupby(known["platform"].loc[cpe.index])}
    return {
        "platforms": {name: own for name, own in by.items() if own["peers"] >= c.peers_own_level},
        "all": _usual(cpe) if len(cpe) >= c.peers_own_level else None,
    }


def _usual(cpe: pd.Series) -> dict[str, Any]:
    return {"cpe": float(cpe.median()), "peers": len(cpe)}


def measure(second: SecondPass, frozen: Mapping[str, Any], c: Constants = CONSTANTS) -> Part:
    """score, expected, ratio, sponsored_posts, cpe, usual_cpe, peers, of_all (the usual is that of all
    platforms), log_sd (of the price), missing, and what `Prices` tells of the price."""
    profiles, engagement = second.first.frames.profiles, second.engagement
    size = len(profiles)
    price = prices(profiles, second.first.frames.fees, second.first.features.posts, c)
    ratio, paid = sponsored_ratio(second.first.features.posts, size, c)
    seemed = second.parts[AUTHENTICITY]["score"]
    authenticity = np.where(np.isnan(seemed), c.authenticity_unknown, seemed)
    usable = engagement["basis"].isin(["measured", "reported"]) & ~engagement["doubtful"]
    theta = np.where(usable, engagement["theta"], np.nan)
    expected = expected_engagements(numbers(profiles, "followers"), theta, ratio, authenticity)
    platform, names = distinct(profiles["platform"])
    usual = [_of_platform(frozen, name) or {} for name in names]
    usual_cpe = np.array([own.get("cpe", np.nan) for own in usual], dtype=float)[platform]
    cpe = np.where(price.usd == 0, 0.0, price.usd / expected)
    score = np.where(cpe == 0, 1.0, cost_score(cpe, usual_cpe, price.estimated, c))
    missing = _missing(price, expected, usual_cpe, engagement, names[platform])
    return {
        "score": np.where(missing == "", score, np.nan),
        "missing": missing,
        "expected": expected,
        "ratio": ratio,
        "sponsored_posts": paid,
        "authenticity": authenticity,
        "cpe": cpe,
        "usual_cpe": usual_cpe,
        "peers": np.array([own.get("peers", 0) for own in usual])[platform],
        "of_all": np.array([name not in frozen.get("platforms", {}) for name in names])[platform],
        "log_sd": np.where(price.estimated, c.price_log_sd, 0.0),
        "price": price.usd,
        "estimated": price.estimated,
        **{name: Known(values) for name, values in price.fee.items()},
    }


def _of_platform(frozen: Mapping[str, Any], platform: str) -> Mapping[str, Any] | None:
    return frozen.get("platforms", {}).get(platform) or frozen.get("all")


def _missing(
    price: Prices, expected: np.ndarray, usual: np.ndarray, engagement: pd.DataFrame, platforms: np.ndarray
) -> np.ndarray:
    """Why there is no score, per profile; "" where there is one. Nothing has to be known of a creator who
    works without a fee."""
    why = np.where(np.isfinite(usual), "", "too few peers on " + platforms + " to compare with")
    unforeseen = ~np.isfinite(expected)
    told = engagement["missing"].to_numpy(dtype=object)[unforeseen]
    told = np.where(told == "", "engagement not known", told)
    hidden = (engagement["basis"] == "comments").to_numpy()[unforeseen]
    why[unforeseen] = np.where(hidden, LIKES_HIDDEN, told)
    why = np.where(price.problem == "", why, price.problem)
    why[price.usd == 0] = ""
    return why


COST_PART = FurtherCriterion(COST, measure, observe, freeze)
