"""Signals in the comments of others: words that fit under any post, and the same circle under every post
(method, section 3: group comments)."""

import numpy as np
import pandas as pd

from scoring.core.features import flags, numbers, texts
from scoring.core.grouped import group_count, group_mean, group_sum
from scoring.core.signals import COMMENTS, Signal
from scoring.core.weights import CONSTANTS, Constants

OWN = ("code", "post", "post_id", "published_at", "author", "wording")


def comments_of_others(profiles: pd.DataFrame, comments: pd.DataFrame) -> pd.DataFrame:
    """The comments that stand directly under posts and are not the creator's, with code (row of the profile),
    post and person (numbers of their own), in an order that does not depend on that of the rows."""
    code = pd.Index(profiles["profile_id"]).get_indexer(comments["profile_id"])
    keep = (code >= 0) & ~flags(comments, "is_creator") & ~flags(comments, "answers")
    own = comments[keep].assign(code=code[keep])
    if not len(own):
        return own.reindex(columns=list(dict.fromkeys([*own.columns, *OWN])))
    posts, ids = pd.factorize(own["post_id"], sort=True)
    own["post"] = own["code"] * len(ids) + posts
    own["author"] = texts(own, "author")
    own["wording"] = texts(own, "wording")
    return own.sort_values(["post", "published_at", "author", "wording"], ignore_index=True, kind="stable")


def comment_signals(profiles: pd.DataFrame, comments: pd.DataFrame, c: Constants = CONSTANTS) -> list[Signal]:
    """Shares of generic or repeated comments, and of comments by people under nearly every post.

    comments: COMMENTS of the schema; an optional `mutual` (True, False, NaN unknown) says whether the creator
    comments on its author's posts too: who is known not to be answered so belongs to no circle.
    """
    size = len(profiles)
    own = comments_of_others(profiles, comments)
    code = own["code"].to_numpy(dtype=np.int64)
    empty_words = numbers(own, "words") == 0
    repeated = (own["wording"] != "").to_numpy() & own.duplicated(["code", "wording"], keep=False).to_numpy()
    weak = flags(own, "is_generic") | empty_words | repeated
    generic = group_mean(code, weak.astype(float), np.ones(len(own)), size)
    circle, people, posts = _circle(own, code, size, c)
    return [
        Signal(
            "generic", COMMENTS, generic, group_count(code, size), c.generic_comments, c.generic_low,
            c.generic_high,
        ),
        Signal(
            "pod", COMMENTS, circle, posts, c.pod_posts, c.pod_low, c.pod_high, people < c.pod_people,
            {"people": people.tolist()},
        ),
    ]  # fmt: skip


def _circle(
    own: pd.DataFrame, code: np.ndarray, size: int, c: Constants
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(share of comments by regulars, number of regulars, commented posts) per profile; the share is NaN
    where the source does not tell who wrote."""
    signed = (own["author"] != "").to_numpy()
    posts = group_count(own.loc[signed].drop_duplicates("post")["code"].to_numpy(dtype=np.int64), size)
    pairs = own[signed].drop_duplicates(["code", "author", "post"])
    known = pairs.groupby(["code", "author"], sort=True).size().rename("under").reset_index()
    at = known["code"].to_numpy(dtype=np.int64)
    regular = known["under"].to_numpy() >= np.maximum(c.pod_presence * posts[at], 2)
    if "mutual" in own:
        told = own[signed].groupby(["code", "author"], sort=True)["mutual"].first().to_numpy(dtype=object)
        regular &= np.array([value is not False for value in told], dtype=bool)
    people = group_count(at[regular], size)
    circle = pd.MultiIndex.from_frame(known.loc[regular, ["code", "author"]])
    inside = pd.MultiIndex.from_frame(own[["code", "author"]]).isin(circle) & signed
    written = group_sum(code, signed.astype(float), size)
    share = np.divide(
        group_sum(code, inside.astype(float), size), written, out=np.full(size, np.nan), where=written > 0
    )
    return share, people, posts
