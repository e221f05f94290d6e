"""Signals in the comments of others: words that fit under any post, and the same circle under every post
(method, section 3: group comments)."""

import numpy as np
import pandas as pd

from scoring.core.features import flags, numbers, texts
from scoring.core.grouped import group_count, group_mean
from scoring.core.signals import COMMENTS, Signal
from scoring.core.weights import CONSTANTS, Constants


def comments_of_others(profiles: pd.DataFrame, comments: pd.DataFrame) -> pd.DataFrame:
    """The comments that stand directly under posts and are not the creator's, in the order given.

    With code (row of the profile), and numbers in the place of names: post, person and same (who wrote it,
    and its wording; -1 where unknown or without words). Numbers mean nothing but "the same".
    """
    if not len(comments):
        none = np.empty(0, dtype=np.int64)
        return pd.DataFrame(dict.fromkeys(("code", "post", "person", "same"), none))
    code = pd.Index(profiles["profile_id"]).get_indexer(comments["profile_id"])
    keep = (code >= 0) & ~flags(comments, "is_creator") & ~flags(comments, "answers")
    own = comments[keep].assign(code=code[keep].astype(np.int64))
    for number, name in (("post", "post_id"), ("person", "author"), ("same", "wording")):
        values = own[name] if name in own else texts(own, name)
        empty = (values == "").to_numpy() | values.isna().to_numpy()
        own[number] = np.where(empty, -1, pd.factorize(values)[0])
    return own


def comment_signals(profiles: pd.DataFrame, comments: pd.DataFrame, c: Constants = CONSTANTS) -> list[Signal]:
    """Shares of generic or repeated comments, and of comments by people under nearly every post.

    comments: COMMENTS of the schema; an optional `mutual` (True, False, NaN unknown) says whether the creator
    comments on its author's posts too: who is known not to get that back belongs to no circle.
    """
    size = len(profiles)
    own = comments_of_others(profiles, comments)
    code, same = own["code"].to_numpy(), own["same"].to_numpy()
    repeated = (same >= 0) & (_times(code, same) > 1)
    weak = flags(own, "is_generic") | (numbers(own, "words") == 0) | repeated
    generic = group_mean(code, weak, size)
    circle, people, posts = _circle(own, size, c)
    return [
        Signal(
            "generic", COMMENTS, generic, group_count(code, size), c.generic_comments, c.generic_low,
            c.generic_high,
        ),
        Signal(
            "pod", COMMENTS, circle, posts, c.pod_posts, c.pod_low, c.pod_high, people < c.pod_people,
            {"people": people},
        ),
    ]  # fmt: skip


def _circle(own: pd.DataFrame, size: int, c: Constants) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(share of comments by regulars, number of regulars, commented posts) per profile; the share is NaN
    where the source does not tell who wrote."""
    signed = own[(own["person"] >= 0).to_numpy()]
    code, person, post = (signed[name].to_numpy() for name in ("code", "person", "post"))
    posts = group_count(code[_first(code, post)], size)
    pair, at = np.unique(_paired(code, person), return_inverse=True)
    owner = np.zeros(len(pair), dtype=np.int64)
    owner[at] = code
    under = group_count(at[_first(at, post)], len(pair))
    regular = under >= np.maximum(c.pod_presence * posts[owner], 2)
    if "mutual" in signed:
        one_sided = signed["mutual"].eq(False).fillna(False).to_numpy(dtype=bool)
        regular &= group_count(at[one_sided], len(pair)) == 0
    share = group_mean(code, regular[at], size)
    return share, group_count(owner[regular], size), posts


def _paired(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """One number for each pair; both are numbers of 0 and more."""
    return first * (second.max(initial=0) + 1) + second


def _first(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Positions at which a pair stands for the first time."""
    return np.unique(_paired(first, second), return_index=True)[1]


def _times(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """How often the pair of each row stands there in all."""
    _, at, number = np.unique(_paired(first, second + 1), return_inverse=True, return_counts=True)
    return number[at]
