"""Earned media value: what a usual post's engagement would cost as advertising, by an editable table."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from scoring.models.media_value import MediaValue

EMV_FILE = Path(__file__).parent / "data" / "emv.json"
COUNT_OF = {"like": "likes", "comment": "comments", "share": "shares", "view": "views"}


def sync_media_values(model: type[MediaValue] = MediaValue) -> int:
    """Adds the values of the data file that the table lacks and returns how many; a person's own stay."""
    told = json.loads(EMV_FILE.read_text(encoding="utf-8"))["values"]
    known = set(model.objects.values_list("platform", "what"))
    fresh = [model(**row) for row in told if (row["platform"], row["what"]) not in known]
    model.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


@dataclass(frozen=True, slots=True)
class Earned:
    """usd: value of one usual post in US dollars; lines: (how many, value of one); sources: who says so."""

    usd: Decimal
    lines: list[tuple[float, MediaValue]]
    sources: list[str]


def media_values(platforms: Collection[str]) -> dict[str, list[MediaValue]]:
    """{platform: its values, likes first}. One query."""
    found: dict[str, list[MediaValue]] = {}
    for value in MediaValue.objects.filter(platform__in=platforms):
        found.setdefault(value.platform, []).append(value)
    order = list(COUNT_OF)
    return {name: sorted(own, key=lambda value: order.index(value.what)) for name, own in found.items()}


def value_of(values: Iterable[MediaValue], counts: Mapping[str, float | None]) -> Earned | None:
    """The value of a post with these counts by the values of its platform; None where they say nothing of
    what is known."""
    lines = [
        (counts[COUNT_OF[value.what]], value)
        for value in values
        if counts.get(COUNT_OF[value.what]) is not None
    ]
    if not lines:
        return None
    total = sum((Decimal(str(count)) * value.usd for count, value in lines), Decimal(0))
    return Earned(total, lines, list(dict.fromkeys(value.source for _, value in lines)))


def earned(platform: str, usual: Mapping[str, float]) -> Earned | None:
    """The value of a post with these counts ({likes, comments, shares, views: usual number}), None where the
    table says nothing of what is known. One query."""
    return earned_of_many([(platform, usual)])[0]


def earned_of_many(posts: Sequence[tuple[str, Mapping[str, float]]]) -> list[Earned | None]:
    """The same of several (platform, counts), in their order. One query."""
    values = media_values({platform for platform, _ in posts})
    return [value_of(values.get(platform, ()), usual) for platform, usual in posts]
