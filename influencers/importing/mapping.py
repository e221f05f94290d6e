# ruff: noqa: SIM905 - word lists read best as they are
"""What a table's columns are taken for, and what a person must still say. Pure."""

from dataclasses import dataclass, field

from influencers.importing.addresses import platform_of_words
from influencers.importing.headings import AVERAGES, COUNTS, FIELDS, RATE
from influencers.importing.numbers import Style

PLATFORMS = frozenset(
    "instagram tiktok youtube bluesky mastodon x threads twitch facebook pinterest snapchat linkedin".split()
)
UNITS = {"percent": True, "fraction": False}
SCALES = {"exact": 1.0, "thousands": 1e3, "millions": 1e6}


class BadMapping(ValueError):
    """An answer that does not fit the file: an unknown column or field; `str()` says which."""


@dataclass(frozen=True)
class Column:
    """One column of the file and what it is taken for; `field` is empty where it is left out."""

    index: int
    heading: str
    field: str = ""
    platform: str = ""
    unit: str = ""
    note: str = ""
    style: Style = Style()
    day_first: bool | None = True
    sure: float = 0.0

    @property
    def spec(self) -> str:
        """The column's field as it is written in `--map` and in forms: `tiktok.followers`,
        `engagement_rate_percent`.
        """
        if not self.field:
            return ""
        return (
            (f"{self.platform}." if self.platform else "")
            + self.field
            + (f"_{self.unit}" if self.unit else "")
        )


@dataclass(frozen=True)
class Question:
    """What a person must say before the import can go on."""

    field: str
    column: str
    text: str
    choices: tuple[str, ...]


@dataclass
class Mapping:
    """How a table is read: its columns, the platform (empty: each row tells), and what is still open."""

    columns: list[Column]
    platform: str = ""
    platform_from: str = ""
    missing: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def unmapped(self) -> list[str]:
        return [column.heading for column in self.columns if not column.field]

    @property
    def chosen(self) -> dict[str, str]:
        return {column.heading: column.spec for column in self.columns if column.field}

    @property
    def wide(self) -> list[str]:
        """Platforms that have identity columns of their own, where a row may hold several accounts."""
        found = {
            c.platform for c in self.columns if c.platform and c.field in ("handle", "url", "platform_id")
        }
        return sorted(found) if len(found) > 1 else []


def parse_spec(spec: str) -> tuple[str, str, str]:
    """(platform, field, unit) of `tiktok.engagement_rate_percent`; ("", "", "") for `ignore`. Raises
    BadMapping.
    """
    spec = spec.strip().lower().replace("-", "_")
    if spec in ("", "ignore", "none", "skip"):
        return "", "", ""
    platform, dot, rest = spec.rpartition(".")
    platform = platform_of_words(platform) or platform
    if dot and platform not in PLATFORMS:
        raise BadMapping(f"{platform!r} is no platform; known are {', '.join(sorted(PLATFORMS))}.")
    rest = {"email": "contact", "niche": "category", "verified": "is_verified", "posts": "posts_count"}.get(
        rest, rest
    )
    for unit in UNITS:
        if rest == f"{RATE}_{unit}":
            return platform, RATE, unit
    for unit in SCALES:
        name = rest.removesuffix(f"_{unit}")
        if name != rest and name in (*COUNTS, *AVERAGES):
            return platform, name, unit
    if rest not in FIELDS:
        raise BadMapping(f"{rest!r} is no field; known are {', '.join(FIELDS)}.")
    return platform, rest, ""
