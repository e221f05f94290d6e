"""False alarms of the growth signal on real series: daily subscribers and views of YouTube channels.

Nobody knows whether one of these channels bought subscribers; every alarm is counted as a false one, which
makes the figure an upper bound. The views gained in a day stand for a post of that day: a jump is explained
when that many people watched.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from scoring.core.follower_jumps import jump_signal
from scoring.core.frames import Frames
from scoring.core.measure import first_pass
from scoring.core.signals import Signal
from scoring.core.weights import CONSTANTS

FILE = "channels_daily_dev.csv"
YEAR = timedelta(days=365)
# A series has a "post" a day, more than the newest 200 that scoring looks at.
DAILY = replace(CONSTANTS, newest_posts=400)
ADDED = (0.10, 0.20)
"""Subscribers added within two days to see how many purchases would be found in the same series."""


def evaluate(folder: Path | str) -> dict[str, float]:
    """channel_years looked at, alarms (share of them with an unexplained jump), alarms_unexplained (if no
    views were known to explain a jump), recall_10 and recall_20 of subscribers added at a random day.

    Raises FileNotFoundError where the series are not there.
    """
    path = Path(folder) / FILE
    if not path.exists():
        raise FileNotFoundError(f"No series of channels at {path}.")
    found: dict[str, list[np.ndarray]] = {}
    draw = np.random.default_rng(7)
    series = _read(path)
    newest = series["day"].max()
    for now in (newest, newest - YEAR):
        year = series[(series["day"] > now - YEAR) & (series["day"] <= now)]
        moment = (now + timedelta(hours=23)).to_pydatetime()
        signal = _signal(year, moment)
        spoke = signal.p > 0
        kept = signal.known
        results = {"alarms": spoke, "alarms_unexplained": _signal(_without_views(year), moment).p > 0}
        for share in ADDED:
            results[f"recall_{share:.0%}".rstrip("%")] = _signal(_with_added(year, share, draw), moment).p > 0
        for name, values in results.items():
            found.setdefault(name, []).append(values[kept])
    years = float(sum(len(values) for values in found["alarms"]))
    return {"channel_years": years} | {n: float(np.concatenate(v).mean()) for n, v in found.items()}


def _read(path: Path) -> pd.DataFrame:
    """profile_id, day (UTC, the last reading of each), followers, gained (views since the day before)."""
    raw = pd.read_csv(path)
    series = pd.DataFrame(
        {
            "profile_id": pd.factorize(raw["id"], sort=True)[0] + 1,
            "day": pd.to_datetime(raw["retrievedAt"], utc=True, format="%Y-%m-%d %H:%M:%S UTC").dt.floor("D"),
            "followers": pd.to_numeric(raw["statistics.subscriberCount"]),
            "views": pd.to_numeric(raw["statistics.viewCount"]),
        }
    )
    series = series.sort_values(["profile_id", "day", "views"]).drop_duplicates(
        ["profile_id", "day"], keep="last"
    )
    gained = series.groupby("profile_id")["views"].diff()
    return series.assign(gained=gained.where(gained >= 0)).reset_index(drop=True)


def _signal(year: pd.DataFrame, now: datetime) -> Signal:
    newest = year.drop_duplicates("profile_id", keep="last")
    profiles = newest[["profile_id", "followers"]].assign(platform="youtube").reset_index(drop=True)
    posts = pd.DataFrame(
        {
            "profile_id": year["profile_id"],
            "post_id": np.arange(len(year)),
            "published_at": year["day"] + pd.Timedelta(hours=12),
            "kind": "video",
            "likes": year["gained"],
        }
    )
    frames = Frames(
        profiles, posts[year["gained"].notna()], snapshots=year[["profile_id", "day", "followers"]]
    )
    first = first_pass(frames, now, DAILY)
    return jump_signal(profiles, first.features.posts, frames.snapshots, now, DAILY)


def _without_views(year: pd.DataFrame) -> pd.DataFrame:
    """The same days with the same views on each: nothing stands out."""
    return year.assign(gained=year.groupby("profile_id")["gained"].transform("median"))


def _with_added(year: pd.DataFrame, share: float, draw: np.random.Generator) -> pd.DataFrame:
    """Followers added to each channel within two days, a month or more from either end of its series."""
    days = year.groupby("profile_id")["day"]
    first, last = days.transform("min"), days.transform("max")
    place = pd.Series(draw.random(year["profile_id"].max() + 1))[year["profile_id"]].to_numpy()
    start = first + (last - first - pd.Timedelta(days=60)) * place + pd.Timedelta(days=30)
    since = (year["day"] - start) / pd.Timedelta(days=2)
    size = year.groupby("profile_id")["followers"].transform("first")
    return year.assign(followers=year["followers"] + size * share * since.clip(0, 1))
