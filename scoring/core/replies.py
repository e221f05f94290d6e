"""Community replies: how often and how soon a creator answers those who comment (method, section 5).

It says something of talk with followers, not of how fast a brand gets an answer.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from scoring.core.benchmark import Benchmark
from scoring.core.columns import Part, Short, rounded
from scoring.core.comment_signals import comments_of_others
from scoring.core.features import age_in_days, distinct, flags, texts
from scoring.core.grouped import group_count, group_median, group_sum, rank_in_group
from scoring.core.parts import FirstPass, FurtherCriterion, SecondPass
from scoring.core.schema import REPLIES
from scoring.core.weights import CONSTANTS, Constants

QUANTILES = 101


def reply_figures(first: FirstPass, c: Constants = CONSTANTS) -> pd.DataFrame:
    """One row a profile: platform, comments (the first of each post that count), answered, hours (median to
    the first reply, NaN without any), read (comments by others of any age)."""
    frames, size = first.frames, len(first.frames.profiles)
    own = comments_of_others(frames.profiles, frames.comments)
    read = group_count(own["code"].to_numpy(dtype=np.int64), size)
    counted = _counted(own, first, c)
    code = counted["code"].to_numpy(dtype=np.int64)
    hours = counted["hours"].to_numpy(dtype=float)
    replied = np.isfinite(hours)
    platform, names = distinct(frames.profiles["platform"])
    return pd.DataFrame(
        {
            "platform": names[platform],
            "comments": group_count(code, size),
            "answered": group_sum(code, replied.astype(float), size),
            "hours": group_median(code[replied], hours[replied], size),
            "read": read,
        }
    )


def _counted(own: pd.DataFrame, first: FirstPass, c: Constants) -> pd.DataFrame:
    """The first comments under each post of the right age, with the hours to the creator's first reply."""
    posts, comments = first.frames.posts, first.frames.comments
    if not len(own):
        return own.assign(hours=np.nan)
    posted = posts.drop_duplicates("post_id").set_index("post_id")["published_at"]
    old = age_in_days(own["post_id"].map(posted), first.now)
    own = own[(old >= c.replies_young_days) & (old <= c.replies_old_days)]
    written = age_in_days(own["published_at"], first.now)
    named = texts(own, "comment_id").to_numpy(dtype=object)
    order = np.lexsort((pd.factorize(named, sort=True)[0], -written, own["post"].to_numpy()))
    order = order[rank_in_group(own["post"].to_numpy()[order]) < c.replies_a_post]
    own, written = own.iloc[order], written[order]
    reply = comments[flags(comments, "is_creator") & flags(comments, "answers")]
    replied = pd.Series(age_in_days(reply["published_at"], first.now), index=texts(reply, "answers_to"))
    earliest = replied.groupby(level=0).max()
    hours = 24 * (written - earliest.reindex(named[order]).to_numpy())
    return own.assign(hours=np.maximum(hours, 0.0))


def observe(first: FirstPass, c: Constants = CONSTANTS) -> pd.DataFrame:
    """Comments and answers of the profiles whose replies can be judged."""
    seen = reply_figures(first, c)
    return seen.loc[seen["comments"] >= c.replies_comments, ["platform", "comments", "answered"]]


def freeze(seen: pd.DataFrame, benchmark: Benchmark, c: Constants = CONSTANTS) -> dict[str, Any]:
    """{platform: {"usual" reply rate, "quantiles" of the shrunk rates, "peers"}}; none under 10 creators."""
    frozen = {}
    for platform, own in seen.groupby("platform", sort=True):
        if len(own) < c.peers_own_level:
            continue
        usual = float(own["answered"].sum() / own["comments"].sum())
        rates = shrunk(own["answered"].to_numpy(), own["comments"].to_numpy(), usual, c)
        quantiles = np.quantile(np.sort(rates), np.linspace(0, 1, QUANTILES))
        frozen[str(platform)] = {"usual": usual, "quantiles": quantiles.tolist(), "peers": len(own)}
    return frozen


def shrunk(answered: np.ndarray, comments: np.ndarray, usual: float, c: Constants = CONSTANTS) -> np.ndarray:
    """Reply rates drawn towards what is usual, as if 20 comments had been answered so."""
    return (c.replies_prior * usual + answered) / (c.replies_prior + comments)


def measure(second: SecondPass, frozen: Mapping[str, Any], c: Constants = CONSTANTS) -> Part:
    """score (where it is missing, `missing` says why), rate (shrunk), comments, answered, hours, usual and
    peers of the platform."""
    seen = reply_figures(second.first, c)
    platform, comments, answered, hours = (
        seen[name].to_numpy() for name in ("platform", "comments", "answered", "hours")
    )
    score, rate, usual = (np.full(len(seen), np.nan) for _ in range(3))
    peers = np.zeros(len(seen), dtype=np.int64)
    for name, reference in frozen.items():
        mine = platform == name
        usual[mine], peers[mine] = reference["usual"], reference["peers"]
        own = mine & (comments >= c.replies_comments)
        rate[own] = shrunk(answered[own], comments[own], reference["usual"], c)
        standing = _standing(rate[own], np.array(reference["quantiles"]))
        soon = np.nan_to_num(np.exp(-hours[own] / c.replies_hours))
        score[own] = np.maximum((1 - c.replies_speed) * standing + c.replies_speed * soon, c.score_floor)
    return {
        "score": rounded(score),
        "missing": _missing(np.isfinite(score), comments, seen["read"].to_numpy(), platform, c),
        "rate": Short(rate),
        "comments": comments,
        "answered": answered.astype(np.int64),
        "hours": Short(hours),
        "usual": usual,
        "peers": peers,
    }


def _standing(rate: np.ndarray, quantiles: np.ndarray) -> np.ndarray:
    """Share of the platform's creators with a lower rate, those with the same counted half."""
    tie = 1e-9
    below = np.searchsorted(quantiles, rate - tie, side="left")
    upto = np.searchsorted(quantiles, rate + tie, side="right")
    return (below + upto) / 2 / len(quantiles)


def _missing(
    known: np.ndarray, comments: np.ndarray, read: np.ndarray, platform: np.ndarray, c: Constants
) -> np.ndarray:
    """Why there is no score, in words; "" where there is one."""
    why = np.where(known, "", "no comments read").astype(object)
    for at in np.flatnonzero(~known & (read > 0)):
        why[at] = (
            f"needs {c.replies_comments} comments under posts of the last {c.replies_old_days:.0f} days, "
            f"has {comments[at]:.0f}"
            if comments[at] < c.replies_comments
            else f"too few creators on {platform[at]} with comments read to compare with"
        )
    return why


REPLIES_PART = FurtherCriterion(REPLIES, measure, observe, freeze)
