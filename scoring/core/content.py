"""What a creator posts, kind by kind, and engagement as others define it. For reading only: nothing of it is
scored."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from scoring.core.features import numbers, texts
from scoring.core.grouped import group_count, group_mean, group_median, group_sum
from scoring.core.parts import FurtherCriterion, Row, SecondPass
from scoring.core.weights import CONSTANTS, Constants

CONTENT = "content"
COUNTS = ("likes", "comments", "shares", "views")


def measure(second: SecondPass, frozen: Mapping[str, Any], c: Constants = CONSTANTS) -> list[Row]:
    """A part a profile, of the posts that engagement is measured on: posts (how many), kinds (see `kinds`),
    usual ({count: median over posts that show it}), definitions (see `definitions`)."""
    profiles, posts = second.first.frames.profiles, second.first.features.posts
    size = len(profiles)
    found = kinds(posts, size)
    plain = definitions(profiles, posts)
    code = posts["code"].to_numpy()
    usual = {name: _median(code, posts[name].to_numpy(), size) for name in COUNTS}
    total = group_count(code, size)
    return [
        {
            "score": None,
            "posts": int(total[at]),
            "kinds": found[at],
            "usual": {name: float(values[at]) for name, values in usual.items() if np.isfinite(values[at])},
            "definitions": plain[at],
        }
        for at in range(size)
    ]


def kinds(posts: pd.DataFrame, size: int) -> list[list[Row]]:
    """Per profile a row a kind, the most frequent first: kind, n, share (of posts), engagement (share of all
    engagements, None where likes are hidden), times (its median engagement per follower over that of the
    other kinds together, None with fewer than 3 posts on either side)."""
    code = posts["code"].to_numpy()
    kind, names = pd.factorize(texts(posts, "kind").to_numpy(dtype=object), sort=True)
    width = max(len(names), 1)
    pair, back = np.unique(code * width + kind, return_inverse=True)
    owner, which = pair // width, pair % width
    n = group_count(back, len(pair))
    gained = np.nan_to_num(posts["engagements"].to_numpy())
    own, all_gained = group_sum(back, gained, len(pair)), group_sum(code, gained, size)
    total = group_count(code, size)
    rates = posts["rate"].to_numpy()
    found: list[list[Row]] = [[] for _ in range(size)]
    for at in np.lexsort((which, -n, owner)):
        person = int(owner[at])
        found[person].append(
            {
                "kind": str(names[which[at]]),
                "n": int(n[at]),
                "share": float(n[at] / total[person]),
                "engagement": float(own[at] / all_gained[person]) if all_gained[person] > 0 else None,
                "times": None,
            }
        )
    _compare(found, code, kind, names, rates)
    return found


ENOUGH = 3


def _compare(found: list[list[Row]], code: np.ndarray, kind: np.ndarray, names, rates: np.ndarray) -> None:
    """Fills in `times` of those who post more than one kind."""
    edges = np.searchsorted(code, np.arange(len(found) + 1))
    for person, rows in enumerate(found):
        if len(rows) < 2:
            continue
        mine = slice(edges[person], edges[person + 1])
        known = np.isfinite(rates[mine])
        own_kind, own_rate = kind[mine][known], rates[mine][known]
        for row in rows:
            inside = names[own_kind] == row["kind"]
            if ENOUGH <= inside.sum() <= len(inside) - ENOUGH:
                row["times"] = float(np.exp(np.median(own_rate[inside]) - np.median(own_rate[~inside])))


def definitions(profiles: pd.DataFrame, posts: pd.DataFrame) -> list[Row]:
    """Engagement as others count it, per profile, over today's followers: mean (likes + comments), median (of
    the same), likes (median of likes alone), views (likes + comments of all posts with views over their
    views); fractions, None where not known. n and n_views: the posts behind them."""
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
    columns = {
        "mean": group_mean(code, both, ones, size) / followers,
        "median": group_median(code, both, ones, size) / followers,
        "likes": group_median(code, likes, ones, size) / followers,
        "views": np.divide(
            group_sum(code[seen], both[seen], size), viewed, out=np.full(size, np.nan), where=viewed > 0
        ),
    }
    n, n_views = group_count(code, size), group_count(code[seen], size)
    return [
        {name: float(v[at]) if np.isfinite(v[at]) else None for name, v in columns.items()}
        | {"n": int(n[at]), "n_views": int(n_views[at])}
        for at in range(size)
    ]


def _median(code: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    known = np.isfinite(values)
    return group_median(code[known], values[known], np.ones(int(known.sum())), size)


CONTENT_PART = FurtherCriterion(CONTENT, measure)
