"""Is what an account will get next foreseen? Fitted on the posts up to a day, held against those after it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from influencers.importing.numbers import Style
from scoring.core.features import numbers
from scoring.core.weights import CONSTANTS, SHARES_COUNT
from scoring.evaluation.metrics import gains, ndcg, recall, spearman
from scoring.evaluation.oracle import best_forecast
from scoring.evaluation.planted_engagement import NOW, WEEK, Planted, estimates, plant
from scoring.evaluation.report import Row, row
from scoring.outside.cells import counts

SEEDS, CREATORS, DAYS, LEAST = 3, 1_500, 30, 3
STARTS = (30, 60, 90)
"""Days before the end at which a forecast is made."""
REREAD_DAYS = 13
"""Mean days between the two readings of the TikTok videos."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Creators with posts on both sides of the day. future: median ln rate afterwards; guesses: {estimator:
    its ln rate}; sd: of our forecast of that median; kept: which of all creators these are."""

    future: np.ndarray
    guesses: dict[str, np.ndarray]
    sd: np.ndarray
    kept: np.ndarray


def forecast(
    profiles: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame, now: datetime, days: int, least: int
) -> Forecast:
    """What is estimated `now` from the posts before, and what at least `least` posts after it got, on average
    `days` / 2 later."""
    made = estimates(profiles, before, now)
    size = numbers(profiles, "followers")
    place = pd.Index(profiles["profile_id"]).get_indexer(after["profile_id"])
    shared = np.isin(profiles["platform"].to_numpy()[place], list(SHARES_COUNT))
    counted = numbers(after, "likes") + np.nan_to_num(numbers(after, "comments"))
    counted = counted + np.where(shared, np.nan_to_num(numbers(after, "shares")), 0)
    value = pd.Series(np.log(counted + CONSTANTS.count_offset) - np.log(size[place]))
    later = value.groupby(place).agg(["median", "size"]).reindex(np.arange(len(profiles)))
    kept = (later["size"] >= least).to_numpy() & (made.standing["n"] > 0).to_numpy()
    norm = made.benchmark.norm("rate", profiles["platform"].iloc[0])
    count = later["size"].to_numpy()[kept]
    # The median of k posts scatters by pi/2 sigma2 / k around what is forecast. One or two posts have no
    # median that leaves outliers out: they scatter as posts do that nothing pulled in.
    each = np.where(count > 2, np.pi / 2 * norm.sigma2, _plain_scatter(made.features.posts))
    scatter = each / count + norm.drift**2 * days / 60
    stand = made.standing[kept]
    newest = made.features.posts.drop_duplicates("code").set_index("code")["rate"]
    guesses = {
        "ours": made.theta[kept],
        "median": _log(stand["median_rate"]),
        "mean": _log(stand["mean_rate"]),
        "last post": newest.reindex(np.arange(len(size))).to_numpy()[kept],
        "fewest followers": -np.log(size[kept]),
    }
    sd = np.sqrt(stand["theta_var"].to_numpy(dtype=float) + scatter)
    return Forecast(later["median"].to_numpy()[kept], guesses, sd, kept)


def _plain_scatter(posts: pd.DataFrame) -> float:
    """The variance of single posts around their creator's mean, outliers and all; from all who have two."""
    rated = posts[np.isfinite(posts["rate"].to_numpy())].groupby("code")["rate"]
    spread = rated.agg(["var", "size"]).dropna()
    return float(np.average(spread["var"], weights=spread["size"] - 1))


def _log(rates: pd.Series) -> np.ndarray:
    return np.log(np.maximum(rates.to_numpy(dtype=float), 1e-6))


def evaluate(seeds: int = SEEDS, creators: int = CREATORS) -> list[Row]:
    """Means over seeds and days of forecast, on planted creators whose truth drifts by 10% a month."""
    found = []
    for seed in range(seeds):
        planted = plant(creators, 100 + seed, 24, 300, CONSTANTS.drift_per_month)
        found += [_planted_measures(planted, start) for start in STARTS]
    means = pd.DataFrame(found).mean()
    return told("Hold-out, planted", "the next 30 days", means) + _headroom(means) + _ranking(means)


def _planted_measures(planted: Planted, start: int) -> dict[str, float]:
    """The measures of a forecast `start` days before now, and what the best there can be would reach."""
    day, published = NOW - timedelta(days=start), planted.posts["published_at"]
    before, soon = published <= day, (published > day) & (published <= day + timedelta(days=DAYS))
    made = forecast(planted.profiles, planted.posts[before], planted.posts[soon], day, DAYS, LEAST)
    middle = (start - DAYS / 2) / WEEK
    best = best_forecast(planted, before.to_numpy(), middle, CONSTANTS.drift_per_month)[made.kept]
    then = planted.levels[made.kept, round(middle)]
    extra = {"rho best": spearman(best, made.future), "rho truth": spearman(then, made.future)}
    return _measures(made) | extra


def _headroom(found: pd.Series) -> list[Row]:
    """How far above the raw median anybody could come."""
    name = "Hold-out, planted: Spearman above the raw median's"
    best, truth = (float(found[f"rho {who}"] - found["rho median"]) for who in ("best", "truth"))
    return [
        *row(f"{name}, the best forecast there can be", best, note="knows all of the law but the draws"),
        *row(f"{name}, the truth itself", truth, note="what later posts leave open is chance"),
    ]


def reread(folder: Path) -> list[Row]:
    """Videos read again 7 to 22 days later, each foreseen from the other videos of its creator."""
    first, again = (_videos(folder / name) for name in ("raw_data.csv", "recrawled_1v.csv"))
    profiles = first.drop_duplicates("profile_id")[["profile_id", "followers"]]
    profiles = profiles[profiles["followers"] > 0].assign(platform="tiktok").reset_index(drop=True)
    again = again[again["profile_id"].isin(profiles["profile_id"])]
    others = first[
        first["profile_id"].isin(profiles["profile_id"]) & ~first["post_id"].isin(again["post_id"])
    ]
    now = first["read_at"].max().to_pydatetime()
    made = forecast(profiles, others, again, now, 2 * REREAD_DAYS, 1)
    note = f"{len(made.future):,} creators with other videos; all chosen for going viral"
    return told("Hold-out, TikTok", "videos read again", pd.Series(_measures(made)), note)


def told(name: str, what: str, found: pd.Series, note: str = "") -> list[Row]:
    """The rows of a hold-out, from its measures."""
    gain = float(found["rho ours"] - found["rho median"])
    error = float(found["mae ours"] / found["mae median"])
    return [
        *row(f"{name}: Spearman with {what}", found["rho ours"], ">= .70", _of(found, "rho"), note=note),
        *row(f"{name}: Spearman above the raw median's", gain, ">= .03"),
        *row(f"{name}: mean error in logs over the raw median's", error, "<= 1"),
        *row(f"{name}: share inside the 90% interval", found["inside"], ".85-.95"),
    ]


def _ranking(found: pd.Series) -> list[Row]:
    measures = {"ndcg10": "NDCG@10", "ndcg50": "NDCG@50", "recall": "Recall@20 of the top tenth"}
    rows = []
    for key, words in measures.items():
        rows += row(f"Ranking by future rate, planted: {words}", found[f"{key} ours"], "", _of(found, key))
    return rows


def _of(found: pd.Series, measure: str) -> dict[str, float]:
    names = ("median", "mean", "last post", "fewest followers")
    return {name: float(found[f"{measure} {name}"]) for name in names}


def _videos(path: Path) -> pd.DataFrame:
    raw = pd.read_csv(path, dtype=str, keep_default_na=False)
    names = {"vid_nlike": "likes", "vid_ncomment": "comments", "vid_nshare": "shares", "vid_nview": "views"}
    names |= {"user_nfollower": "followers"}
    # A handful of cells are words; such a figure stays unknown.
    figures = {
        new: counts(raw[old].astype(object), Style(), lambda *_: None, whole=True)
        for old, new in names.items()
    }
    ids = raw["user_name"].map(lambda name: int(hashlib.sha256(name.encode()).hexdigest()[:12], 16))
    moments = {
        "published_at": pd.to_datetime(raw["vid_postTime"], utc=True),
        "read_at": pd.to_datetime(raw["vid_scrapeTime"], utc=True),
    }
    return pd.DataFrame({"profile_id": ids, "post_id": raw["vid_id"], "kind": "video", **moments, **figures})


def _measures(made: Forecast) -> dict[str, float]:
    gain = gains(np.exp(made.future))
    top = made.future >= np.quantile(made.future, 0.9)
    out = {"inside": float((np.abs(made.guesses["ours"] - made.future) <= CONSTANTS.z90 * made.sd).mean())}
    for name, guess in made.guesses.items():
        out[f"rho {name}"] = spearman(guess, made.future)
        out[f"mae {name}"] = float(np.mean(np.abs(guess - made.future)))
        out[f"ndcg10 {name}"], out[f"ndcg50 {name}"] = ndcg(guess, gain, 10), ndcg(guess, gain, 50)
        out[f"recall {name}"] = recall(guess, top, 20)
    return out
