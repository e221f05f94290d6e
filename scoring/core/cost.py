"""What one engagement of a sponsored post costs, against what is usual (method, section 5, "Cost")."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from scoring.core.benchmark import Benchmark
from scoring.core.engagement import CreatorMeans, shrink
from scoring.core.features import numbers, texts
from scoring.core.grouped import group_count, group_mean, plain
from scoring.core.parts import FirstPass, FurtherCriterion, Row, SecondPass
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
    known = posts[np.isfinite(posts["rate"].to_numpy())]
    code, rate = known["code"].to_numpy(), known["rate"].to_numpy()
    paid = np.nan_to_num(numbers(known, "sponsored_probability")) >= c.sponsored_from
    ones = np.ones(len(known))
    gap = group_mean(code, rate, paid * ones, size) - group_mean(code, rate, ~paid * ones, size)
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
    ratio, _ = sponsored_ratio(first.features.posts, len(profiles), c)
    own = pd.DataFrame(
        {
            "profile_id": profiles["profile_id"].to_numpy(),
            "followers": numbers(profiles, "followers"),
            "ratio": ratio,
            "price": prices(profiles, first.frames.fees, first.features.posts, c).usd,
        }
    )
    means, cells = first.means.means, first.means.cells
    means = means[(means["channel"] == "rate") & (means["n_eff"] >= c.peer_n_eff)].merge(own, on="profile_id")
    cells = cells.loc[cells["channel"] == "rate", ["profile_id", "cell", "x", "weight"]]
    return means[list(SEEN)].merge(cells, on="profile_id")


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


def measure(second: SecondPass, frozen: Mapping[str, Any], c: Constants = CONSTANTS) -> list[Row]:
    """A part a profile: score, expected, ratio, sponsored_posts, cpe, usual_cpe, peers, of_all (the usual is
    that of all platforms), log_sd (of the price), missing, and what `Prices` tells of the price."""
    profiles, engagement = second.first.frames.profiles, second.engagement
    size = len(profiles)
    price = prices(profiles, second.first.frames.fees, second.first.features.posts, c)
    ratio, paid = sponsored_ratio(second.first.features.posts, size, c)
    told = [row.get("score") for row in second.parts.get(AUTHENTICITY, [{}] * size)]
    authenticity = np.array([c.authenticity_unknown if own is None else own for own in told], dtype=float)
    usable = np.isin(engagement["basis"].to_numpy(), ["measured", "reported"]) & ~engagement[
        "doubtful"
    ].to_numpy(bool)
    theta = np.where(usable, engagement["theta"].to_numpy(dtype=float), np.nan)
    expected = expected_engagements(numbers(profiles, "followers"), theta, ratio, authenticity)
    platforms = texts(profiles, "platform").to_list()
    usual = [_of_platform(frozen, platform) for platform in platforms]
    usual_cpe = np.array([own["cpe"] if own else np.nan for own in usual], dtype=float)
    cpe = np.where(price.usd == 0, 0.0, price.usd / expected)
    score = np.where(cpe == 0, 1.0, cost_score(cpe, usual_cpe, price.estimated, c))
    missing = _missing(price, expected, usual_cpe, engagement, platforms)
    known = np.array([not why for why in missing], dtype=bool)
    columns = {
        "score": plain(np.where(known, score, np.nan)),
        "missing": missing,
        "expected": plain(expected),
        "ratio": ratio.tolist(),
        "sponsored_posts": paid.tolist(),
        "authenticity": authenticity.tolist(),
        "cpe": plain(cpe),
        "usual_cpe": plain(usual_cpe),
        "peers": [own["peers"] if own else 0 for own in usual],
        "of_all": [platform not in frozen.get("platforms", {}) for platform in platforms],
        "log_sd": np.where(price.estimated, c.price_log_sd, 0.0).tolist(),
    }
    told_prices = price.rows()
    rows = zip(*columns.values(), strict=True)
    return [dict(zip(columns, row, strict=True)) | own for row, own in zip(rows, told_prices, strict=True)]


def _of_platform(frozen: Mapping[str, Any], platform: str) -> Mapping[str, Any] | None:
    return frozen.get("platforms", {}).get(platform) or frozen.get("all")


def _missing(
    price: Prices, expected: np.ndarray, usual: np.ndarray, engagement: pd.DataFrame, platforms: list[str]
) -> list[str]:
    """Why there is no score, per profile; "" where there is one. Nothing has to be known of a creator who
    works without a fee."""
    free = (price.usd == 0).tolist()
    foreseen, comparable = np.isfinite(expected).tolist(), np.isfinite(usual).tolist()
    found = []
    for at, (basis, why) in enumerate(zip(engagement["basis"], engagement["missing"], strict=True)):
        if free[at] or (foreseen[at] and comparable[at] and not price.problem[at]):
            found.append("")
        elif price.problem[at]:
            found.append(price.problem[at])
        elif not foreseen[at]:
            hidden = "likes are hidden, so engagements cannot be foretold"
            found.append(hidden if basis == "comments" else why or "engagement not known")
        else:
            found.append(f"too few peers on {platforms[at]} to compare with")
    return found


COST_PART = FurtherCriterion(COST, measure, observe, freeze)
