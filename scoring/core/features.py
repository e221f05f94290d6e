"""What a post is worth: which posts count, and their values per follower, per view and in comments."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from scoring.core.grouped import group_count, group_max, rank_in_group
from scoring.core.weights import CONSTANTS, MOVING_KINDS, SHARES_COUNT, TEXT_NETWORKS, VIEW_SHARE, Constants

DAY = np.timedelta64(86_400_000_000, "us")
NUMBERS = ("likes", "comments", "shares", "views", "followers_then")


@dataclass(frozen=True, slots=True)
class PostFeatures:
    """Posts that count, and what was seen about each profile on the way.

    posts: sorted by profile, newest first. code (row of the profile), post_id, age (days), weight (recency),
    cell (platform:media), kind, sponsored_probability (NaN where frames have none), x (ln followers - ln
    reference), engagements, likes, comments, shares, views, rate (ln engagements per follower), view_rate (ln
    engagements per view), comment_rate; NaN where a value is not known or not usable; hidden (likes not
    shown).
    seen: one row a profile in the order of `profiles`: found, future, immature, last_age (days since the
    newest post, NaN without any), active_weeks (of the last 12).
    """

    posts: pd.DataFrame
    seen: pd.DataFrame


def numbers(frame: pd.DataFrame, name: str) -> np.ndarray:
    """A column as float64; NaN where absent, negative (platforms write -1 for hidden) or infinite."""
    if name not in frame:
        return np.full(len(frame), np.nan)
    values = pd.to_numeric(frame[name]).to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(values) & (values >= 0), values, np.nan)


def flags(frame: pd.DataFrame, name: str) -> np.ndarray:
    """A column as bool; False where absent or empty."""
    if name not in frame:
        return np.zeros(len(frame), dtype=bool)
    return frame[name].eq(True).fillna(False).to_numpy(dtype=bool)


def texts(frame: pd.DataFrame, name: str) -> pd.Series:
    """A column as str; "" where absent or empty."""
    if name not in frame:
        return pd.Series("", index=frame.index, dtype=object)
    return frame[name].astype(object).where(frame[name].notna(), "")


def age_in_days(moments: pd.Series, now: datetime) -> np.ndarray:
    """Days from each UTC moment to now; negative for the future."""
    stamps = pd.to_datetime(moments, utc=True).dt.tz_localize(None).to_numpy(dtype="datetime64[us]")
    return (np.datetime64(pd.Timestamp(now).tz_convert("UTC").tz_localize(None), "us") - stamps) / DAY


def maturity_days(platforms: np.ndarray, c: Constants) -> np.ndarray:
    """Age in days at which a post of each platform has most of its engagement."""
    days = {"youtube": c.maturity_youtube_days} | dict.fromkeys(TEXT_NETWORKS, c.maturity_text_days)
    return _by_value(platforms, lambda p: days.get(p, c.maturity_days), np.float64)


def cells(platforms: np.ndarray, kinds: np.ndarray) -> np.ndarray:
    """platform:video or platform:feed per post. TikTok and YouTube posts are videos unless said otherwise."""
    moving = _by_value(kinds, lambda k: k in MOVING_KINDS, bool)
    silent = _by_value(kinds, lambda k: not k, bool) & np.isin(platforms, ["tiktok", "youtube"])
    return np.where(moving | silent, platforms + ":video", platforms + ":feed").astype(object)


def view_shares(cell_names: np.ndarray) -> np.ndarray:
    """Weight of engagement per view in each cell, 0..1."""
    return _by_value(cell_names, lambda name: VIEW_SHARE.get(name, 0.0), np.float64)


def post_features(
    profiles: pd.DataFrame, posts: pd.DataFrame, now: datetime, c: Constants = CONSTANTS
) -> PostFeatures:
    """The posts that count for each profile (sections 2.1 and 8 of the method) with their values.

    profiles must have unique profile_id; posts of unknown profiles are ignored. The order of rows is
    irrelevant.
    """
    size = len(profiles)
    codes = pd.Index(profiles["profile_id"]).get_indexer(posts["profile_id"])
    known = posts.loc[codes >= 0].assign(code=codes[codes >= 0]).reset_index(drop=True)
    known["age"] = age_in_days(known["published_at"], now)
    for name in NUMBERS:
        known[name] = numbers(known, name)
    gone = flags(known, "is_repost") | flags(known, "is_deleted") | np.isnan(known["age"])
    own = known[~gone].sort_values(
        ["code", "age", "post_id", "likes"],
        ascending=[True, True, True, False],
        kind="stable",
        ignore_index=True,
    )
    own = own[~_repeated(own, c)]
    future = own["age"].to_numpy() < 0
    seen = _seen(own[~future], size)
    seen["future"] = group_count(own["code"].to_numpy()[future], size)
    own = own[~future & (own["age"].to_numpy() <= c.window_days)]
    platforms = texts(profiles, "platform").to_numpy()[own["code"].to_numpy()]
    young = own["age"].to_numpy() < maturity_days(platforms, c)
    seen["immature"] = group_count(own["code"].to_numpy()[young], size)
    own, platforms = own[~young], platforms[~young]
    newest = rank_in_group(own["code"].to_numpy()) < c.newest_posts
    return PostFeatures(_values(own[newest], platforms[newest], numbers(profiles, "followers"), c), seen)


def _values(own: pd.DataFrame, platforms: np.ndarray, followers: np.ndarray, c: Constants) -> pd.DataFrame:
    code = own["code"].to_numpy()
    likes, comments, views = (own[name].to_numpy() for name in ("likes", "comments", "views"))
    shares = np.where(np.isin(platforms, list(SHARES_COUNT)), np.nan_to_num(own["shares"].to_numpy()), 0)
    then = own["followers_then"].to_numpy()
    size = np.where(then > 0, then, followers[code])
    size = np.where(size > 0, size, np.nan)
    engagements = likes + np.nan_to_num(comments) + shares
    watched = np.where((views > 0) & (views >= likes), views, np.nan)
    return pd.DataFrame(
        {
            "code": code,
            "post_id": own["post_id"].to_numpy(),
            "age": own["age"].to_numpy(),
            "weight": 0.5 ** (own["age"].to_numpy() / c.half_life_days),
            "cell": cells(platforms, texts(own, "kind").to_numpy()),
            "kind": texts(own, "kind").to_numpy(),
            "sponsored_probability": numbers(own, "sponsored_probability"),
            "x": np.log(size) - np.log(c.reference_followers),
            "followers": size,
            "engagements": engagements,
            "likes": likes,
            "comments": comments,
            "shares": own["shares"].to_numpy(),
            "views": watched,
            "hidden": np.isnan(likes),
            "rate": np.log(engagements + c.count_offset) - np.log(size),
            "view_rate": np.log(engagements + c.count_offset) - np.log(watched + 1),
            "comment_rate": np.log(comments + c.count_offset) - np.log(size),
        }
    )


def _repeated(own: pd.DataFrame, c: Constants) -> np.ndarray:
    """True for a post whose id, or whose text within 24 hours, came before."""
    same_id = own.duplicated(["code", "post_id"]).to_numpy()
    text = texts(own, "caption").to_numpy()
    words = np.flatnonzero(_by_value(text, bool, bool) & ~same_id)
    if not len(words):
        return same_id
    kind = pd.factorize(text[words])[0]
    code, age = own["code"].to_numpy()[words], own["age"].to_numpy()[words]
    order = np.lexsort((-age, kind, code))
    same = (np.diff(code[order]) == 0) & (np.diff(kind[order]) == 0)
    soon = -np.diff(age[order]) * 24 <= c.duplicate_hours
    repeated = same_id.copy()
    repeated[words[order[1:][same & soon]]] = True
    return repeated


def _seen(own: pd.DataFrame, size: int) -> pd.DataFrame:
    code, age = own["code"].to_numpy(), own["age"].to_numpy()
    weeks = int(CONSTANTS.active_weeks)
    recent = age < weeks * 7
    active = np.unique(code[recent] * weeks + (age[recent] // 7).astype(np.int64))
    return pd.DataFrame(
        {
            "found": group_count(code, size),
            "last_age": -group_max(code, -age, size),
            "active_weeks": group_count(active // weeks, size),
        }
    )


def _by_value(values: np.ndarray, of: Callable[[Any], Any], dtype: type) -> np.ndarray:
    """of(value) for each value, called once per distinct value."""
    codes, distinct = pd.factorize(values, use_na_sentinel=False)
    return np.array([of(value) for value in distinct], dtype=dtype)[codes]
