"""What a post is worth: which posts count, and their values per follower, per view and in comments."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from scoring.core.grouped import group_count, rank_in_group
from scoring.core.weights import CONSTANTS, MOVING_KINDS, SHARES_COUNT, TEXT_NETWORKS, VIEW_SHARE, Constants

DAY = np.timedelta64(86_400_000_000, "us")
SILENT_VIDEOS = frozenset({"tiktok", "youtube"})
"""Platforms whose posts are videos where nothing else is said."""


@dataclass(frozen=True, slots=True)
class OwnPosts:
    """The posts of the profiles themselves, each once and no reposts, whether they count or not: in the order
    of profiles, newest first. at (row of the posts given), code (row of the profile), age (days)."""

    at: np.ndarray
    code: np.ndarray
    age: np.ndarray

    def where(self, keep: np.ndarray) -> "OwnPosts":
        return self if keep.all() else OwnPosts(self.at[keep], self.code[keep], self.age[keep])


@dataclass(frozen=True, slots=True)
class PostFeatures:
    """Posts that count, and what was seen about each profile on the way.

    posts: sorted by profile, newest first. code (row of the profile), age (days), weight (recency), cell
    (platform:media, a categorical), video (its media), kind (a categorical), sponsored_probability (NaN where
    it was not read), x (ln followers - ln reference), engagements, likes, comments, shares, views, rate (ln
    engagements per follower), view_rate (ln engagements per view), comment_rate; NaN where a value is not
    known or not usable; hidden (likes not shown).
    seen: one row a profile in the order of `profiles`: found, future, immature, last_age (days since the
    newest post, NaN without any), active_weeks (of the last 12).
    own: all posts that these were taken from.
    """

    posts: pd.DataFrame
    seen: pd.DataFrame
    own: OwnPosts


def numbers(frame: pd.DataFrame, name: str) -> np.ndarray:
    """A column as float64; NaN where absent, negative (platforms write -1 for hidden) or infinite."""
    if name not in frame:
        return np.full(len(frame), np.nan)
    return _usable(_floats(frame[name]))


def _floats(column: pd.Series) -> np.ndarray:
    if column.dtype == np.float64:
        return column.to_numpy()
    return pd.to_numeric(column).to_numpy(dtype=np.float64, na_value=np.nan)


def _usable(values: np.ndarray) -> np.ndarray:
    return np.where((values >= 0) & (values < np.inf), values, np.nan)


def flags(frame: pd.DataFrame, name: str) -> np.ndarray:
    """A column as bool; False where absent or empty."""
    if name not in frame:
        return np.zeros(len(frame), dtype=bool)
    return frame[name].eq(True).fillna(False).to_numpy(dtype=bool)


def texts(frame: pd.DataFrame, name: str) -> pd.Series:
    """A column as str; "" where absent or empty."""
    if name not in frame:
        return pd.Series("", index=frame.index, dtype=object)
    column = frame[name].astype(object)
    return column if column.notna().all() else column.where(column.notna(), "")


def age_in_days(moments: pd.Series, now: datetime) -> np.ndarray:
    """Days from each UTC moment to now; negative for the future."""
    return _before(moments, now) / DAY


def _before(moments: pd.Series, now: datetime) -> np.ndarray:
    """The time from each UTC moment to now, timedelta64 in microseconds."""
    stamps = pd.to_datetime(moments, utc=True).dt.tz_localize(None).to_numpy(dtype="datetime64[us]")
    return np.datetime64(pd.Timestamp(now).tz_convert("UTC").tz_localize(None), "us") - stamps


def distinct(column: pd.Series | None, size: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """(for each row the position of its value, the distinct values as str with "" for what is empty).

    Without a column: `size` rows of "".
    """
    if column is None:
        return np.zeros(size, dtype=np.int64), np.array([""], dtype=object)
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, values = column.cat.codes.to_numpy(), column.cat.categories
    else:
        codes, values = pd.factorize(column)
    names = [str(value) for value in values]
    kept = [k for k, name in enumerate(names) if name]
    # Empty texts and absent ones are one and the same, or the name "" would stand there twice.
    place = np.full(len(names) + 1, len(kept))
    place[kept] = np.arange(len(kept))
    return place[codes], np.array([*(names[k] for k in kept), ""], dtype=object)


def maturity_days(platform: str, c: Constants = CONSTANTS) -> float:
    """Age in days at which a post of this platform has most of its engagement."""
    if platform == "youtube":
        return c.maturity_youtube_days
    return c.maturity_text_days if platform in TEXT_NETWORKS else c.maturity_days


def post_features(
    profiles: pd.DataFrame, posts: pd.DataFrame, now: datetime, c: Constants = CONSTANTS
) -> PostFeatures:
    """The posts that count for each profile (sections 2.1 and 8 of the method) with their values.

    profiles must have unique profile_id; posts of unknown profiles are ignored. The order of rows is
    irrelevant.
    """
    size = len(profiles)
    every = _own_posts(profiles, posts, now)
    own = every.where(~_repeated(posts, every, c))
    future = own.age < 0
    seen = _seen(own.where(~future), size, c)
    seen["future"] = group_count(own.code[future], size)
    own = own.where(~future & (own.age <= c.window_days))
    platform, names = distinct(profiles["platform"])
    young = own.age < np.array([maturity_days(name, c) for name in names])[platform][own.code]
    seen["immature"] = group_count(own.code[young], size)
    own = own.where(~young)
    own = own.where(rank_in_group(own.code) < c.newest_posts)
    kept = _Kept(posts, own.at, own.code, own.age, platform[own.code], names)
    return PostFeatures(_values(kept, numbers(profiles, "followers"), c), seen, every)


def _own_posts(profiles: pd.DataFrame, posts: pd.DataFrame, now: datetime) -> OwnPosts:
    code = pd.Index(profiles["profile_id"]).get_indexer(posts["profile_id"])
    before = _before(posts["published_at"], now)
    kept = (code >= 0) & ~(flags(posts, "is_repost") | flags(posts, "is_deleted") | np.isnat(before))
    at = _newest_first(posts, np.flatnonzero(kept), code, before)
    own = OwnPosts(at, code[at], before[at] / DAY)
    return own.where(~_same_id(posts["post_id"], own))


@dataclass(frozen=True, slots=True)
class _Kept:
    """The posts that count: their rows of `posts`, and the profile, age and platform of each."""

    posts: pd.DataFrame
    at: np.ndarray
    code: np.ndarray
    age: np.ndarray
    platform: np.ndarray
    platforms: np.ndarray

    def numbers(self, name: str) -> np.ndarray:
        if name not in self.posts:
            return np.full(len(self.at), np.nan)
        return _usable(_floats(self.posts[name])[self.at])


def _newest_first(posts: pd.DataFrame, rows: np.ndarray, code: np.ndarray, before: np.ndarray) -> np.ndarray:
    """The rows by profile, newest first; posts of the same moment by id and then by likes, most first."""
    own, ticks = code[rows].astype(np.int64), before[rows].astype(np.int64)
    first = ticks.min(initial=0)
    span = int(ticks.max(initial=0)) - int(first) + 1
    if span * (int(own.max(initial=0)) + 1) >= 1 << 62:
        return rows[_by_all(posts, rows, own, ticks)]
    key = own * span + (ticks - first)
    order = np.argsort(key)
    key = key[order]
    same = key[1:] == key[:-1]
    tied = np.flatnonzero(np.append(same, False) | np.append(False, same)) if same.any() else ()
    if len(tied):
        unclear = np.sort(order[tied])
        order[tied] = unclear[_by_all(posts, rows[unclear], own[unclear], ticks[unclear])]
    return rows[order]


def _by_all(posts: pd.DataFrame, rows: np.ndarray, code: np.ndarray, ticks: np.ndarray) -> np.ndarray:
    some = posts.iloc[rows]
    frame = pd.DataFrame(
        {"code": code, "ticks": ticks, "post_id": some["post_id"].array, "likes": numbers(some, "likes")}
    )
    up = [True, True, True, False]
    return frame.sort_values(
        ["code", "ticks", "post_id", "likes"], ascending=up, kind="stable"
    ).index.to_numpy()


def _values(kept: _Kept, followers: np.ndarray, c: Constants) -> pd.DataFrame:
    likes, comments, views, then = (
        kept.numbers(name) for name in ("likes", "comments", "views", "followers_then")
    )
    followers = np.where(followers > 0, followers, np.nan)
    size, log_size = followers[kept.code], np.log(followers)[kept.code]
    dated = np.flatnonzero(then > 0)
    size[dated] = then[dated]
    log_size[dated] = np.log(then[dated])
    kind, cell, video = _kinds(kept)
    counted = np.array([name in SHARES_COUNT for name in kept.platforms])[kept.platform]
    told = kept.numbers("shares")
    engagements = likes + np.nan_to_num(comments) + np.where(counted, np.nan_to_num(told), 0.0)
    gained = np.log(engagements + c.count_offset)
    watched = np.flatnonzero((views > 0) & (views >= likes))
    view_rate = np.full(len(views), np.nan)
    view_rate[watched] = gained[watched] - np.log(views[watched] + 1)
    return pd.DataFrame(
        {
            "code": kept.code,
            "age": kept.age,
            "weight": 0.5 ** (kept.age / c.half_life_days),
            "cell": cell,
            "video": video,
            "kind": kind,
            "sponsored_probability": kept.numbers("sponsored_probability"),
            "x": log_size - np.log(c.reference_followers),
            "followers": size,
            "engagements": engagements,
            "likes": likes,
            "comments": comments,
            "shares": told,
            "views": np.where((views > 0) & (views >= likes), views, np.nan),
            "hidden": np.isnan(likes),
            "rate": gained - log_size,
            "view_rate": view_rate,
            "comment_rate": np.log(comments + c.count_offset) - log_size,
        },
        copy=False,
    )


def _kinds(kept: _Kept) -> tuple[pd.Categorical, pd.Categorical, np.ndarray]:
    """(kind of each post, its cell, whether that is one of videos): platform:video or platform:feed.

    TikTok and YouTube posts are videos unless said otherwise.
    """
    kind, kinds = distinct(kept.posts.get("kind"), len(kept.posts))
    kind = kind[kept.at]
    moving = np.array(
        [[k in MOVING_KINDS or (not k and p in SILENT_VIDEOS) for k in kinds] for p in kept.platforms]
    )
    video = moving.ravel()[kept.platform * len(kinds) + kind]
    # Sorted, so that the names alone say which cell comes first.
    names = sorted(f"{p}:{media}" for p in set(kept.platforms) for media in ("feed", "video"))
    numbered = np.array([names.index(f"{p}:{m}") for p in kept.platforms for m in ("feed", "video")])
    cell = pd.Categorical.from_codes(numbered[kept.platform * 2 + video], names, validate=False)
    return pd.Categorical.from_codes(kind, kinds, validate=False), cell, video


def view_share(cell: str) -> float:
    """Weight of engagement per view in a cell, 0..1."""
    return VIEW_SHARE.get(cell, 0.0)


def _repeated(posts: pd.DataFrame, own: OwnPosts, c: Constants) -> np.ndarray:
    """True for a post whose text came before, within 24 hours."""
    repeated = np.zeros(len(own.at), dtype=bool)
    if "caption" not in posts or len(own.at) < 2:
        return repeated
    # Only a post that has a neighbour in time can have a twin in time: the texts of the others are not read.
    close = (np.diff(own.code) == 0) & (np.diff(own.age) * 24 <= c.duplicate_hours + 1e-6)
    words = np.flatnonzero(np.append(close, False) | np.append(False, close))
    text = texts(posts.iloc[own.at[words]], "caption").to_numpy()
    said = text != ""
    words, kind = words[said], pd.factorize(text[said])[0]
    code, age = own.code[words], own.age[words]
    order = np.lexsort((-age, kind, code))
    same = (np.diff(code[order]) == 0) & (np.diff(kind[order]) == 0)
    soon = -np.diff(age[order]) * 24 <= c.duplicate_hours
    repeated[words[order[1:][same & soon]]] = True
    return repeated


def _same_id(ids: pd.Series, own: OwnPosts) -> np.ndarray:
    """True for a post whose id the same profile had before."""
    if ids.dtype == np.int64 and (np.diff(ids.to_numpy()) > 0).all():
        return np.zeros(len(own.at), dtype=bool)
    return pd.DataFrame({"code": own.code, "post_id": ids.array[own.at]}).duplicated().to_numpy()


def _seen(own: OwnPosts, size: int, c: Constants) -> pd.DataFrame:
    """What was found of each profile."""
    code, age = own.code, own.age
    weeks = int(c.active_weeks)
    recent = age < weeks * 7
    active = code[recent] * weeks + (age[recent] // 7).astype(np.int64)
    active = active[np.diff(active, prepend=-1) > 0]
    last = np.full(size, np.nan)
    newest = np.diff(code, prepend=-1) > 0
    last[code[newest]] = age[newest]
    return pd.DataFrame(
        {
            "found": group_count(code, size),
            "last_age": last,
            "active_weeks": group_count(active // weeks, size),
        }
    )
