"""A robust mean of engagement per creator and channel, and the definitions that others use (method, 2.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from scoring.core.benchmark import CHANNELS
from scoring.core.features import distinct, numbers
from scoring.core.grouped import Groups, group_count, group_max, group_mean, group_sum, ratio
from scoring.core.weights import CONSTANTS, Constants

COUNTED: Mapping[str, str] = {
    "rate": "engagements",
    "view_rate": "engagements",
    "comment_rate": "comments",
}
"""What each measured channel counts; the fourth channel is what files report."""
NAMES = ("platform", "channel", "cell")

Columns = dict[str, np.ndarray]


@dataclass(frozen=True, slots=True)
class CreatorMeans:
    """Pass 1, in rows per creator and channel; small, so that chunks can be put together for the fit.

    means: profile_id, platform, channel, m, scale, within (weighted mean square around m), n, n_eff, months
    (mean age), noise (counting variance), x.
    cells: profile_id, platform, channel, cell, x, m, n_eff, weight; the same creator's posts of one cell.
    platform, channel and cell are categoricals.
    """

    means: pd.DataFrame
    cells: pd.DataFrame

    @classmethod
    def together(cls, chunks: Sequence[Self]) -> Self:
        return cls(_together([chunk.means for chunk in chunks]), _together([chunk.cells for chunk in chunks]))


def _together(frames: list[pd.DataFrame]) -> pd.DataFrame:
    columns = {}
    for name in frames[0].columns:
        parts = [frame[name] for frame in frames]
        if name in NAMES:
            parts = [part.astype("category") for part in parts]
            columns[name] = union_categoricals(parts, sort_categories=True)
        else:
            columns[name] = np.concatenate([part.to_numpy() for part in parts])
    return pd.DataFrame(columns, copy=False)


def creator_means(
    profiles: pd.DataFrame,
    posts: pd.DataFrame,
    reported: pd.DataFrame | None = None,
    c: Constants = CONSTANTS,
) -> CreatorMeans:
    """Winsorised, recency-weighted means of ln engagement per creator and channel (section 2.2).

    posts are `PostFeatures.posts`; a reported figure enters as channel "reported" (2.7).
    """
    cell_names = list(posts["cell"].cat.categories)
    groups = Groups(posts["code"].to_numpy(), len(profiles))
    found = [_channel_means(posts, channel, groups, c) for channel in COUNTED]
    claims = _reported_means(profiles, reported, c)
    many = len(claims["code"])
    claimed = {name: claims[name] for name in ("code", "x", "m", "n_eff")}
    claimed |= {"cell": np.full(many, len(cell_names)), "weight": np.ones(many)}
    return CreatorMeans(
        _frame(profiles, [*(means for means, _ in found), claims], cell_names),
        _frame(profiles, [*(cells for _, cells in found), claimed], cell_names),
    )


def _frame(profiles: pd.DataFrame, channels: list[Columns], cell_names: list[str]) -> pd.DataFrame:
    """The rows of all channels under each other, with names for the numbers."""
    columns = {name: np.concatenate([own[name] for own in channels]) for name in channels[0]}
    code = columns.pop("code")
    platform, names = distinct(profiles["platform"])
    channel = np.repeat(np.arange(len(CHANNELS)), [len(own["code"]) for own in channels])
    if "cell" in columns:
        columns["cell"] = pd.Categorical.from_codes(columns["cell"], [*cell_names, ""], validate=False)
    return pd.DataFrame(
        {
            "profile_id": profiles["profile_id"].to_numpy()[code],
            "platform": pd.Categorical.from_codes(platform[code], names, validate=False),
            "channel": pd.Categorical.from_codes(channel, CHANNELS, validate=False),
            **columns,
        },
        copy=False,
    )


def _channel_means(
    posts: pd.DataFrame, channel: str, groups: Groups, c: Constants
) -> tuple[Columns, Columns]:
    """(means, cells): what is known per profile with posts in this channel, and per profile and cell. groups:
    the posts by profile."""
    size = groups.size
    middle, spread = groups.median_and_spread(posts[channel].to_numpy(), posts["weight"].to_numpy())
    names = ("code", channel, "weight", "age", "x", COUNTED[channel], "video")
    code, y, a, age, x, counted, video = _usable(channel, posts, names)
    # All posts of a profile are of one platform: its feed and its videos are the cells it can have.
    pair = code * 2 + video
    posts_of = group_count(pair, 2 * size)
    n = posts_of.reshape(size, 2).sum(axis=1)
    measured = np.fmax(c.mad_to_sd * spread, c.scale_floor)
    scale = np.where(n >= c.scale_posts, measured, c.scale_default)
    reach = c.winsor_width * scale
    clipped = np.clip(y, (middle - reach)[code], (middle + reach)[code])
    sums = [group_sum(pair, own, 2 * size) for own in (a, a * a, clipped * a, x * a)]
    there = np.flatnonzero(n)
    total, squares, sum_m, sum_x = (own.reshape(size, 2).sum(axis=1)[there] for own in sums)
    mean = np.zeros(size)
    mean[there] = sum_m / total
    away = clipped - mean[code]
    means = {
        "code": there,
        "m": mean[there],
        "scale": scale[there],
        "within": group_sum(code, a * away * away, size)[there] / total,
        "n": n[there],
        "n_eff": total**2 / squares,
        "months": group_sum(code, age * a, size)[there] / total / 30,
        "noise": group_sum(code, 1 / (counted + 1), size)[there] / n[there] ** 2,
        "x": sum_x / total,
    }
    cell = np.zeros(2 * size, dtype=np.int64)
    cell[posts["code"].to_numpy() * 2 + posts["video"].to_numpy()] = posts["cell"].cat.codes.to_numpy()
    there = np.flatnonzero(posts_of)
    total, squares, sum_m, sum_x = (own[there] for own in sums)
    cells = {
        "code": there // 2,
        "cell": cell[there],
        "x": sum_x / total,
        "m": sum_m / total,
        "n_eff": total**2 / squares,
        "weight": total,
    }
    return means, cells


def _usable(channel: str, posts: pd.DataFrame, names: Sequence[str]) -> list[np.ndarray]:
    """The columns of these names where the channel has a value."""
    there = np.isfinite(posts[channel].to_numpy())
    columns = [posts[name].to_numpy() for name in names]
    return columns if there.all() else [column[there] for column in columns]


def _reported_means(profiles: pd.DataFrame, reported: pd.DataFrame | None, c: Constants) -> Columns:
    """One row per profile whose file claims a rate or an average, worth `reported_n_eff` posts."""
    followers = numbers(profiles, "followers")
    if reported is None or not len(reported):
        reported = pd.DataFrame({"profile_id": profiles["profile_id"].iloc[:0]})
    code = pd.Index(profiles["profile_id"]).get_indexer(reported["profile_id"])
    size = np.where(code >= 0, followers[code], np.nan) if len(followers) else np.empty(0)
    size = np.where(size > 0, size, np.nan)
    average = numbers(reported, "average_likes") + np.nan_to_num(numbers(reported, "average_comments"))
    rate = numbers(reported, "engagement_rate")
    rate = np.where(np.isnan(rate), average / size, rate)
    usable = np.isfinite(rate) & np.isfinite(size)
    code, first = np.unique(code[usable], return_index=True)
    size, rate = size[usable][first], rate[usable][first]
    ones = np.ones(len(code))
    return {
        "code": code,
        "m": np.log(rate + c.count_offset / size),
        "scale": c.reported_scale * ones,
        # As if its posts had this very scale.
        "within": c.reported_scale**2 * (1 - 1 / c.reported_n_eff) * ones,
        "n": np.zeros(len(code), dtype=np.int64),
        "n_eff": c.reported_n_eff * ones,
        "months": 0 * ones,
        "noise": 0 * ones,
        "x": np.log(size) - np.log(c.reference_followers),
    }


def plain_rates(posts: pd.DataFrame, size: int) -> pd.DataFrame:
    """The definitions that others use, per profile: fractions of followers, NaN without visible posts.

    median_rate (median of likes + comments ...), mean_rate (their plain mean), likes_rate (median of likes
    only), top_ratio (best post over the median post), visible and hidden (posts with likes shown and not).
    """
    hidden, code, engagements, likes, followers, x = (
        posts[name].to_numpy() for name in ("hidden", "code", "engagements", "likes", "followers", "x")
    )
    seen = ~hidden & np.isfinite(x)
    engagements = np.where(seen, engagements, np.nan)
    rate = engagements / followers
    groups = Groups(code, size)
    middle = groups.median(engagements)
    top = group_max(code[seen], engagements[seen], size)
    return pd.DataFrame(
        {
            "median_rate": groups.median(rate),
            "mean_rate": group_mean(code[seen], rate[seen], size),
            "likes_rate": groups.median(likes / followers),
            "top_ratio": ratio(top, middle),
            "best_rate": group_max(code[seen], rate[seen], size),
            "visible": group_count(code[~hidden], size),
            "hidden": group_count(code[hidden], size),
        },
        copy=False,
    )
