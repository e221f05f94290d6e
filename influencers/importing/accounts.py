"""What one row of a file came to: the accounts that it names and the cells that could not be used. Pure."""

import datetime
from dataclasses import dataclass
from typing import NamedTuple

from influencers.importing.headings import AVERAGES, RATE

FIGURES = (RATE, *AVERAGES)


class Problem(NamedTuple):
    """A cell that was not used: its row, the column's field, what stood there, why, and whether the row fell
    with it.
    """

    field: str
    value: str
    reason: str
    fatal: bool = False


class Account(NamedTuple):
    """One account as a row tells it; the order of the fields is that of the staging table."""

    platform: str
    handle: str
    platform_id: str | None = None
    url: str | None = None
    name: str | None = None
    bio: str | None = None
    country: str | None = None
    language: str | None = None
    contact: str | None = None
    category: str | None = None
    is_verified: bool | None = None
    followers: int | None = None
    following: int | None = None
    posts_count: int | None = None
    as_of: datetime.date | None = None
    engagement_rate: float | None = None
    avg_likes: float | None = None
    avg_comments: float | None = None
    avg_views: float | None = None
    avg_shares: float | None = None
    avg_engagement: float | None = None


@dataclass(frozen=True)
class Row:
    """What one row of the file came to; without accounts it is rejected, and a problem says why. `named` is
    whom it names all the same: (platform, handle, id), as far as that could be read.
    """

    sheet: str
    number: int
    cells: list[str]
    accounts: list[Account]
    problems: list[Problem]
    named: tuple[str, str, str | None] | None = None

    @property
    def rejected(self) -> bool:
        return not self.accounts


class Rejected(Exception):
    """Raised where a row cannot be taken; `problem` says why, `named` whom it names where that is known."""

    named: tuple[str, str, str | None] | None = None

    def __init__(self, field: str, value: str, reason: str):
        super().__init__(reason)
        self.problem = Problem(field, value, reason, True)
