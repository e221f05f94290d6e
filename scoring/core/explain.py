"""Scores in words: what each criterion rests on, what is missing and why, and badges."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from scoring.core.weights import CONSTANTS, Constants

NOT_SCORED = "not scored yet"
_BADGES_NEED = (
    "last_age", "top_ratio", "visible", "hidden", "best_rate", "immature", "future", "found", "basis",
    "doubtful",
)  # fmt: skip


def percent(value: float) -> str:
    """A fraction as per cent with as many digits as it bears: 0.0412 -> "4.1%", 0.00042 -> "0.04%"."""
    number = value * 100
    return f"{number:.2f}%" if number < 0.095 else f"{number:.1f}%"


def count(number: float, thing: str) -> str:
    """ "1 post", "23 posts"."""
    return f"{number:,.0f} {thing}" + "s" * (round(number) != 1)


def engagement_words(row: Mapping[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    """(value, why it is missing, evidence) of a stored engagement part; value "" when nothing is known."""
    missing = row.get("missing") or ""
    basis = row.get("basis") or ""
    posts = count(row.get("n") or 0, "post")
    if basis == "reported" and row.get("claimed") is not None:
        value = f"{percent(row['claimed'])} reported by a file, no posts to check it"
    elif basis == "comments":
        value = f"likes hidden, judged by comments on {posts}"
    elif row.get("er") is not None:
        value = f"{percent(row['er'])} ({percent(row['er_low'])[:-1]}–{percent(row['er_high'])}), {posts}"
    else:
        value = ""
    if row.get("score") is None or missing:
        return value, missing or "no posts yet", ()
    among = "reported figures of accounts" if row.get("reported_alone") else "accounts"
    value += f", better than {100 * row['score']:.0f}% of {among} of this size"
    return value, "", tuple(_engagement_evidence(row))


def _engagement_evidence(row: Mapping[str, Any]) -> list[str]:
    lines = []
    if row.get("typical") is not None and row.get("basis") != "comments":
        lines.append(f"Usual for this size: {percent(row['typical'])} ({count(row['peers'] or 0, 'peer')})")
    if row.get("floored"):
        lines.append("Peers are too similar or too few to tell apart well: take this with care")
    if row.get("low") is not None:
        lines.append(
            f"Between {100 * row['low']:.0f}% and {100 * row['high']:.0f}% of peers, at 90% certainty"
        )
    if row.get("median_rate") is not None:
        lines.append(
            f"By other definitions: median post {percent(row['median_rate'])}, "
            f"mean {percent(row['mean_rate'])}, likes only {percent(row['likes_rate'])}"
        )
    return lines


def niche_words(
    shares: Sequence[tuple[str, float]],
    basis: str,
    row: Mapping[str, Any],
    words: Sequence[str],
    asked: bool,
    meant: float | None = None,
) -> tuple[str, str, tuple[str, ...]]:
    """(value, missing, evidence) of the niche part. shares: (name, share) of the niches, largest first;
    meant: how near the creator is to the brief by meaning, None or NaN where that is not known."""
    if not asked:
        return "", "the brief names no niche", ()
    near = (
        () if meant is None or meant != meant else (f"Meaning near to the brief: {100 * meant:.0f} of 100",)
    )
    if not shares:
        read = row.get("texts") or 0
        if near:
            return "no niche named; compared by meaning", "", near
        return "", f"no niche word in the bio or {count(read, 'post')}", ()
    value = ", ".join(f"{name} {100 * share:.0f}%" for name, share in shares[:3] if share >= 0.05)
    value = value or "mostly about other things"
    if basis == "curated":
        return f"{value}, set by a curator", "", near
    if basis == "reported":
        return f"{value}, as a file calls it", "", near
    means = "words and meaning" if row.get("meaning") else "words"
    if row.get("telling"):
        value += f", by the {means} of {row['telling']} of {count(row['texts'], 'post')}"
    else:
        value += f", by the {means} of the bio alone"
    return value, "", ((f"Words: {', '.join(words)}",) if words else ()) + near


def tier_words(followers: float | None, low: float, high: float) -> tuple[str, str, tuple[str, ...]]:
    """(value, missing, evidence) of the size part."""
    if not followers:
        return "", "followers unknown", ()
    side = "below" if followers < low else "above" if followers > high else "inside"
    return f"{followers:,.0f} followers, {side} {low:,.0f} to {high:,.0f}", "", ()


def consistency_words(row: Mapping[str, Any], c: Constants = CONSTANTS) -> tuple[str, str, tuple[str, ...]]:
    """(value, missing, evidence) of the consistency part."""
    if row.get("score") is None:
        return "", "no posts yet", ()
    days = int(row["last_age"])
    last = f"{count(days, 'day')} ago" if days else "within a day"
    return f"posted in {row['active_weeks']:.0f} of the last {c.active_weeks:.0f} weeks, last {last}", "", ()


def coverage_note(coverage: float, missing: Sequence[str]) -> str:
    """Why a creator is in the list that needs data."""
    what = "; ".join(missing)
    return f"Only {100 * coverage:.0f}% of what the brief asks for is known: {what}."


def badges(engagement: pd.DataFrame, c: Constants = CONSTANTS) -> list[list[str]]:
    """Short texts about each creator's engagement that a reader should see beside the score; engagement is
    `standing`."""
    found: list[list[str]] = [[] for _ in range(len(engagement))]
    known = {name: engagement[name].to_numpy() for name in _BADGES_NEED}
    future, seen = known["future"], known["future"] + known["found"]
    reported = known["basis"] == "reported"

    def tell(where: np.ndarray, words: Callable[..., str], *names: str) -> None:
        at = np.flatnonzero(where)
        for row, *values in zip(at, *(known[name][at] for name in names), strict=True):
            found[row].append(words(*values))

    tell(
        known["last_age"] > c.dormant_days,
        lambda days: f"dormant: no post for {count(int(days), 'day')}",
        "last_age",
    )
    tell(
        (known["top_ratio"] >= c.top_post_ratio) & (known["visible"] >= c.scale_posts),
        lambda times: f"top post {times:.0f}x median",
        "top_ratio",
    )
    tell(
        known["hidden"] > 0,
        lambda hidden, visible: f"likes hidden on {hidden} of {count(hidden + visible, 'post')}",
        "hidden",
        "visible",
    )
    tell(known["best_rate"] > c.high_rate, lambda: "engagement above 50% of followers")
    tell(known["immature"] > 0, lambda posts: f"{count(posts, 'post')} too fresh to count", "immature")
    dated = "{} dated in the future".format
    doubtful = future > c.future_share * seen
    tell((future > 0) & ~doubtful, lambda posts: dated(count(posts, "post")), "future")
    tell((future > 0) & doubtful, lambda posts: dated(count(posts, "post")) + ": check the data", "future")
    tell(reported & known["doubtful"], lambda: "reported rate to check")
    tell(reported & ~known["doubtful"], lambda: "reported")
    return found
