"""Signals to check in words: the figure, when it would count, what it needs and what there was."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from scipy.special import ndtr

from scoring.core.signals import ACCOUNT, COMMENTS, GHOST, GROUPS, GROWTH, LIKES

LABELS: Mapping[str, str] = {
    "jump": "Followers in a week",
    "ghost": "Engagement for the size: low",
    "excess": "Engagement for the size: high",
    "spread": "Spread of likes",
    "ratio": "Comments per like",
    "generic": "Generic comments",
    "pod": "The same people under every post",
    "following": "Accounts followed",
}
GROUP_OF: Mapping[str, str] = {
    "jump": GROWTH,
    "ghost": GHOST,
    "excess": GHOST,
    "spread": LIKES,
    "ratio": LIKES,
    "generic": COMMENTS,
    "pod": COMMENTS,
    "following": ACCOUNT,
}
NEEDED: Mapping[str, str] = {
    "jump": "weeks with a reading of followers",
    "ghost": "recent posts",
    "excess": "recent posts",
    "spread": "posts with visible likes",
    "ratio": "posts with likes and comments",
    "generic": "comments",
    "pod": "commented posts",
    "following": "followers",
}
NO_FIGURE: Mapping[str, str] = {
    "jump": "no two readings a week apart",
    "ghost": "too few accounts of this platform to compare with",
    "excess": "comments are not known, so high likes cannot be judged",
    "spread": "no figure",
    "ratio": "too few accounts of this platform to compare with",
    "generic": "no figure",
    "pod": "the source does not tell who wrote",
    "following": "not told how many it follows",
}


@dataclass(frozen=True, slots=True)
class SignalLine:
    """One signal as a page shows it.

    group: of GROUPS; data: how much there was and how much it needs;
    figure: what was found, "" where nothing could be; range: where it would begin to count and count in full;
    p: 0..1, None where there was too little data, then `missing` says what it needs; to_check: it counts.
    """

    name: str
    group: str
    label: str
    data: str
    figure: str
    range: str
    p: float | None
    missing: str
    to_check: bool


def signal_lines(row: Mapping[str, Any]) -> list[SignalLine]:
    """Every signal of a stored part: those that count most first, those with too little data last."""
    signals = row.get("signals") or {}
    lines = [_line(name, signals[name]) for name in LABELS if name in signals]
    return sorted(lines, key=lambda line: (line.p is None, -(line.p or 0.0)))


def _line(name: str, stored: Sequence[Any]) -> SignalLine:
    value, p, had, needs, low, high, *more = stored
    extra = more[0] if more else {}
    missing = ""
    if p is None:
        missing = f"needs {_count(needs)} {NEEDED[name]}, has {_count(had or 0)}"
        if (had or 0) >= needs:
            missing = NO_FIGURE[name]
    return SignalLine(
        name=name,
        group=GROUP_OF[name],
        label=LABELS[name],
        data=f"{_count(had or 0)} {NEEDED[name]} (needs {_count(needs)})",
        figure="" if value is None or (had or 0) < needs else _figure(name, value, p, extra),
        range=_range(name, low, high, extra),
        p=p,
        missing=missing,
        to_check=bool(p),
    )


def _figure(name: str, value: float, p: float | None, extra: Mapping[str, Any]) -> str:
    match name:
        case "jump":
            return _jump(value, p, extra)
        case "ghost" | "excess":
            return f"more engagement than {_share(value)} of accounts of this size"
        case "spread":
            return f"likes of a usual post differ by {_spread(value)}"
        case "ratio":
            return f"{_per_hundred(extra.get('share'))} comments per 100 likes"
        case "generic":
            return f"{value:.0%} of comments would fit under any post or repeat another"
        case "pod":
            people = extra.get("people") or 0
            return f"{value:.0%} of comments by {people} people who stand under most posts"
    return f"follows {value:.2g} accounts per follower"


def _jump(value: float, p: float | None, extra: Mapping[str, Any]) -> str:
    week = f" in the week to {_day(extra['day'])}" if extra.get("day") else " in a week"
    if p:
        return f"followers jumped {value:.0%}{week} without a post that explains it"
    why = ", with a post behind it" if extra.get("explained") else ""
    return f"at most {value:+.1%}{week}{why}"


def _range(name: str, low: float, high: float, extra: Mapping[str, Any]) -> str:
    match name:
        case "jump":
            return f"counts from {low:.0%} in a week that no post explains, fully from {high:.0%}"
        case "ghost":
            return f"counts below {_share(low)}, fully below {_share(high)}"
        case "excess":
            return f"counts above {_share(low)}, unless comments are high too"
        case "spread":
            usual = f"usual here {_spread(extra['usual'])}, " if extra.get("usual") else ""
            return f"{usual}counts below {_spread(low)}, fully below {_spread(high)}"
        case "ratio":
            if not extra.get("usual") or "scale" not in extra:
                return "held against what is usual on its platform"
            usual, reach = extra["usual"], math.exp(low * extra["scale"])
            few, many = _per_hundred(usual / reach), _per_hundred(usual * reach)
            return f"usual here {_per_hundred(usual)}, counts below {few} and above {many}"
        case "generic" | "pod":
            return f"counts from {low:.0%}, fully from {high:.0%}"
    return f"counts from {low:g}, fully from {high:g}"


def authenticity_words(row: Mapping[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    """(value, why it is missing, evidence) of a stored part."""
    if row.get("score") is None:
        return "", "nothing to look at yet: no posts, comments or follower history", ()
    groups = f"{row['groups']} of {len(GROUPS)} groups"
    found = [line for line in signal_lines(row) if line.to_check]
    if not found:
        return f"no signals in {groups}", "", ()
    if row["band"] == "no signals":
        return f"no strong signals in {groups}", "", tuple(f"Weak: {line.figure}" for line in found)
    word = "several signals to check" if row["band"] == "several signals" else "check"
    rest = tuple(f"To check: {line.figure}" for line in found[1:])
    return f"{word}: {found[0].figure}", "", (*rest, f"Looked at {groups}")


def replies_words(row: Mapping[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    """(value, why it is missing, evidence) of a stored part of community replies."""
    if row.get("score") is None:
        return "", row.get("missing") or "no comments read", ()
    value = f"answered {row['answered']} of {_count(row['comments'])} comments"
    if row.get("hours") is not None:
        value += f", usually within {_hours(row['hours'])}"
    usual = f"Usual on this platform: {row['usual']:.0%} ({row['peers']} creators)"
    return value, "", (usual,)


def _hours(hours: float) -> str:
    if hours < 1:
        return "an hour"
    return f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.0f} days"


def _spread(log_sd: float) -> str:
    return f"a factor of {math.exp(log_sd):.2g}"


def _share(deviations: float) -> str:
    """The share of a normal law below so many deviations, never quite all or none."""
    share = min(max(100 * float(ndtr(deviations)), 0.1), 99.9)
    return f"{share:.0f}%" if 1 <= share <= 99 else f"{share:.1f}%"


def _per_hundred(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.2g}"


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%b %Y}"


def _count(number: float) -> str:
    return f"{number:,.0f}"
