"""A score taken apart for a reader: a line a criterion, whose points lost add up to 100 - score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from scoring.core.schema import (
    AUTHENTICITY,
    CONSISTENCY,
    COST,
    ENGAGEMENT,
    FRESHNESS,
    NICHE,
    REPLIES,
    TIER,
    Part,
    Result,
)

MEDIANS = {
    NICHE: "a median niche fit",
    ENGAGEMENT: "a median engagement",
    TIER: "a median size",
    AUTHENTICITY: "a median authenticity",
    FRESHNESS: "a median freshness",
    COST: "a median cost",
    REPLIES: "a median reply rate",
    CONSISTENCY: "a median consistency",
}
SMALLEST_CHANGE = 0.5
"""A criterion at the median that would change the score by less is not worth a word."""


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion. share is the part of the weight in per cent; lost is in points, rounded to tenths; start
    is where these points begin on a bar from 0 to 100, after the score and the lines before; what_if says
    which score a median criterion would give."""

    part: Part
    lost: float
    share: float
    start: float = 0.0
    what_if: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A score with one decimal, the lines in order of points lost, the criteria that are not known, and what
    would help most: (label of a criterion, score if it alone stood at the candidates' median), or nothing."""

    score: float | None
    lost: float
    lines: list[Line]
    missing: list[Part]
    best_change: tuple[str, float] | None


def explain(result: Result | None) -> Explanation | None:
    """The explanation of a result; nothing for no result. The lines' `lost` add up to `lost` exactly."""
    if result is None:
        return None
    known = [part for part in result.parts if part.score is not None]
    missing = [part for part in result.parts if part.score is None]
    if result.score is None:
        return Explanation(None, 0.0, [Line(p, 0.0, 100 * p.weight) for p in known], missing, None)
    score = round(result.score, 1)
    lost = in_tenths([part.points_lost for part in known], round(100 - score, 1))
    ordered = sorted(zip(known, lost, strict=True), key=lambda pair: -pair[0].points_lost)
    lines, start = [], score
    for part, points in ordered:
        lines.append(Line(part, points, 100 * part.weight, start, _what_if(part, score)))
        start = round(start + points, 1)
    gains = [(p.at_median, p.label) for p in known if p.at_median is not None]
    best = max(gains, default=(0.0, ""))
    change = (best[1], round(best[0], 1)) if round(best[0], 1) > score else None
    return Explanation(score, round(100 - score, 1), lines, missing, change)


def _what_if(part: Part, score: float) -> str:
    if part.at_median is None or abs(part.at_median - score) < SMALLEST_CHANGE:
        return ""
    return f"with {MEDIANS.get(part.criterion, 'a median one')}: {part.at_median:.0f}"


def in_tenths(amounts: Sequence[float], whole: float) -> list[float]:
    """`amounts` rounded to tenths so that they add up to `whole`, by the largest remainders."""
    if not amounts:
        return []
    scaled = [10 * amount for amount in amounts]
    floors = [int(value) for value in scaled]
    spare = round(10 * whole) - sum(floors)
    for place in sorted(range(len(scaled)), key=lambda i: floors[i] - scaled[i])[: max(spare, 0)]:
        floors[place] += 1
    if spare < 0:
        # The whole was rounded down below the sum of the floors: take it from the largest.
        floors[max(range(len(floors)), key=floors.__getitem__)] += spare
    return [tenths / 10 for tenths in floors]


def thaw(frozen: Mapping[str, Any] | None) -> Result | None:
    """The Result that `Result.as_dict` froze, also one frozen by an older version with fewer fields."""
    if not frozen:
        return None
    own = {f.name for f in fields(Result)}
    of_part = {f.name for f in fields(Part)}
    parts = tuple(
        Part(**{k: tuple(v) if k == "evidence" else v for k, v in part.items() if k in of_part})
        for part in frozen["parts"]
    )
    plain = {k: v for k, v in frozen.items() if k in own}
    return Result(**plain | {"parts": parts, "badges": tuple(frozen.get("badges", ()))})
