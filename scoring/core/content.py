"""What a creator posts, kind by kind, and engagement as others define it. For reading only: nothing of it is
scored."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from scoring.core.columns import Lists, Named, Part
from scoring.core.features import numbers, texts
from scoring.core.grouped import group_count, group_mean, group_median, group_sum
from scoring.core.parts import FurtherCriterion, SecondPass
from scoring.core.weights import CONSTANTS, Constants

CONTENT = "content"
COUNTS = ("likes", "comments", "shares", "views")


def measure(second: SecondPass, frozen: Mapping[str, Any], c: Constants = CONSTANTS) -> Part:
    """Of the posts that engagement is measured on: posts (how many), kinds (see `kinds`), usual ({count:
    median over posts that show it}), definitions (see `definitions`)."""
    profiles, posts = second.first.frames.profiles, second.first.features.posts
    size, code = len(profiles), posts["code"].to_numpy()
    usual = np.column_stack([_median(code, posts[name].to_numpy(), size) for name in COUNTS])
    known = np.isfinite(usual)
    return {
        "score": None,
        "posts": group_count(code, size),
        "kinds": kinds(posts, size),
        "usual": Named(known.sum(axis=1), np.array(COUNTS)[np.nonzero(known)[1]], usual[known]),
        "definitions": definitions(profiles, posts),
    }


def kinds(posts: pd.DataFrame, size: int) -> Lists:
    """Per profile an entry a kind, the most frequent first: kind, n, share (of posts), engagement (share of
    all engagements, missing where likes are hidden), times (its median engagement per follower over that of
    the other kinds together, missing with fewer than 3 posts on either side)."""
    code = posts["code"].to_numpy()
    kind, names = pd.factorize(texts(posts, "kind").to_numpy(dtype=object), sort=True)
    width = max(len(names), 1)
    pair, back = np.unique(code * width + kind, return_inverse=True)
    owner, which = pair // width, pair % width
    n = group_count(back, len(pair))
    gained = np.nan_to_num(posts["engagements"].to_numpy())
    own, all_gained = group_sum(back, gained, len(pair)), group_sum(code, gained, size)
    total = group_count(code, size)
    times = _against_others(posts["rate"].to_numpy(), code, back, owner)
    gains = np.divide(own, all_gained[owner], out=np.full(len(pair), np.nan), where=all_gained[owner] > 0)
    order = np.lexsort((which, -n, owner))
    columns = {
        "kind": names[which],
        "n": n,
        "share": n / total[owner],
        "engagement": gains,
        "times": times,
    }
    return Lists(group_count(owner, size), {name: values[order] for name, values in columns.items()})


ENOUGH = 3


def _against_others(rates: np.ndarray, code: np.ndarray, pair: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """For each pair of creator and kind the median engagement of this kind over that of the creator's other
    kinds; NaN with fewer than ENOUGH posts on either side. pair: the pair of each post; owner: the creator of
    each pair, in order."""
    size = len(owner)
    known = np.flatnonzero(np.isfinite(rates))
    first, last = np.searchsorted(owner, code[known]), np.searchsorted(owner, code[known], side="right")
    # Every post once for each other kind of its creator.
    repeats = last - first
    post = np.repeat(known, repeats)
    other = (
        np.repeat(first, repeats) + np.arange(len(post)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    )
    outside = other != pair[post]
    post, other = post[outside], other[outside]
    inside = group_median(pair[known], rates[known], size)
    beside = group_median(other, rates[post], size)
    enough = (group_count(pair[known], size) >= ENOUGH) & (group_count(other, size) >= ENOUGH)
    return np.where(enough, np.exp(inside - beside), np.nan)


def definitions(profiles: pd.DataFrame, posts: pd.DataFrame) -> Part:
    """Engagement as others count it, per profile, over today's followers: mean (likes + comments), median (of
    the same), likes (median of likes alone), views (likes + comments of all posts with views over their
    views); fractions, NaN where not known. n and n_views: the posts behind them."""
    size = len(profiles)
    followers = numbers(profiles, "followers")
    followers = np.where(followers > 0, followers, np.nan)
    shown = posts[np.isfinite(posts["likes"].to_numpy())]
    code, likes = shown["code"].to_numpy(), shown["likes"].to_numpy()
    both = likes + np.nan_to_num(shown["comments"].to_numpy())
    ones = np.ones(len(shown))
    views = shown["views"].to_numpy()
    seen = views > 0
    viewed = group_sum(code[seen], views[seen], size)
    gained = group_sum(code[seen], both[seen], size)
    return {
        "mean": group_mean(code, both, ones, size) / followers,
        "median": group_median(code, both, size) / followers,
        "likes": group_median(code, likes, size) / followers,
        "views": np.divide(gained, viewed, out=np.full(size, np.nan), where=viewed > 0),
        "n": group_count(code, size),
        "n_views": group_count(code[seen], size),
    }


def _median(code: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    known = np.isfinite(values)
    return group_median(code[known], values[known], size)


CONTENT_PART = FurtherCriterion(CONTENT, measure)
