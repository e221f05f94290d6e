"""What a creator posts, kind by kind, and engagement as others define it. For reading only: nothing of it is
scored."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from scoring.core.columns import Lists, Named, Part
from scoring.core.features import numbers
from scoring.core.grouped import Groups, group_count, group_mean, group_median, group_sum, ratio
from scoring.core.parts import FurtherCriterion, SecondPass
from scoring.core.weights import CONSTANTS, Constants

CONTENT = "content"
COUNTS = ("likes", "comments", "shares", "views")


def measure(second: SecondPass, frozen: Mapping[str, Any], c: Constants = CONSTANTS) -> Part:
    """Of the posts that engagement is measured on: posts (how many), kinds (see `kinds`), usual ({count:
    median over posts that show it}), definitions (see `definitions`)."""
    profiles, posts = second.first.frames.profiles, second.first.features.posts
    groups = Groups(posts["code"].to_numpy(), len(profiles))
    usual = np.column_stack([groups.median(posts[name].to_numpy()) for name in COUNTS])
    known = np.isfinite(usual)
    return {
        "score": None,
        "posts": groups.counts,
        "kinds": kinds(posts, len(profiles)),
        "usual": Named(known.sum(axis=1), np.array(COUNTS)[np.nonzero(known)[1]], usual[known]),
        "definitions": definitions(profiles, posts),
    }


def kinds(posts: pd.DataFrame, size: int) -> Lists:
    """Per profile an entry a kind, the most frequent first: kind, n, share (of posts), engagement (share of
    all engagements, missing where likes are hidden), times (its median engagement per follower over that of
    the other kinds together, missing with fewer than 3 posts on either side)."""
    code, kind = posts["code"].to_numpy(), posts["kind"].cat.codes.to_numpy()
    names = np.array(posts["kind"].cat.categories, dtype=object)
    width = max(len(names), 1)
    cell = code * width + kind
    table = group_count(cell, size * width)
    there = np.flatnonzero(table)
    owner, which = np.divmod(there, width)
    gained = np.nan_to_num(posts["engagements"].to_numpy())
    n, total = table[there], group_count(code, size)
    own, all_gained = group_sum(cell, gained, size * width)[there], group_sum(code, gained, size)
    columns = {
        "kind": names[which],
        "n": n,
        "share": n / total[owner],
        "engagement": ratio(own, all_gained[owner]),
        "times": _against_others(posts["rate"].to_numpy(), code, kind, size, width)[there],
    }
    order = np.lexsort((np.argsort(np.argsort(names))[which], -n, owner))
    return Lists(group_count(owner, size), {name: values[order] for name, values in columns.items()})


ENOUGH = 3


def _against_others(
    rates: np.ndarray, code: np.ndarray, kind: np.ndarray, size: int, width: int
) -> np.ndarray:
    """For each creator and kind (creators x kinds, flat) the median engagement of this kind over that of the
    creator's other kinds; NaN with fewer than ENOUGH posts on either side. The posts stand in the order of
    their creators; kinds are numbers below `width`."""
    known = np.isfinite(rates)
    rates, code, kind = rates[known], code[known], kind[known]
    cell = code * width + kind
    posts = group_count(code, size)
    inside = group_count(cell, size * width)
    enough = np.flatnonzero((inside >= ENOUGH) & (posts.repeat(width) - inside >= ENOUGH))
    # Every post once for each such kind of its creator.
    repeats = posts[enough // width]
    starts = (np.cumsum(posts) - posts)[enough // width]
    post = np.arange(repeats.sum()) + np.repeat(starts - np.cumsum(repeats) + repeats, repeats)
    at = np.repeat(np.arange(len(enough)), repeats)
    beside = kind[post] != (enough % width)[at]
    times = np.full(size * width, np.nan)
    own, others = (group_median(at[of], rates[post[of]], len(enough)) for of in (~beside, beside))
    times[enough] = np.exp(own - others)
    return times


def definitions(profiles: pd.DataFrame, posts: pd.DataFrame) -> Part:
    """Engagement as others count it, per profile, over today's followers: mean (likes + comments), median (of
    the same), likes (median of likes alone), views (likes + comments of all posts with views over their
    views); fractions, NaN where not known. n and n_views: the posts behind them."""
    size = len(profiles)
    followers = numbers(profiles, "followers")
    followers = np.where(followers > 0, followers, np.nan)
    groups = Groups(posts["code"].to_numpy(), size)
    code, likes, comments, views = (posts[name].to_numpy() for name in ("code", "likes", "comments", "views"))
    both = likes + np.nan_to_num(comments)
    shown = np.isfinite(likes)
    seen = shown & (views > 0)
    gained, viewed = (group_sum(code[seen], values[seen], size) for values in (both, views))
    return {
        "mean": group_mean(code[shown], both[shown], size) / followers,
        "median": groups.median(both) / followers,
        "likes": groups.median(likes) / followers,
        "views": ratio(gained, viewed),
        "n": group_count(code[shown], size),
        "n_views": group_count(code[seen], size),
    }


CONTENT_PART = FurtherCriterion(CONTENT, measure)
