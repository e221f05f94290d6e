"""A client link as a table or as JSON: the same cells as the page, and no others."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from campaigns.choices import Verdict
from campaigns.sharing.page import SharedCreator, SharedPage
from influencers.spreadsheet import Share

FIRST = ("Creator", "Platform", "Demo")
LAST = ("Decision", "Reason", "Decided by", "Decided at")


def header(page: SharedPage) -> tuple[str, ...]:
    """Names of the columns."""
    return (*FIRST, *page.columns, *LAST)


def rows(page: SharedPage) -> Iterator[tuple]:
    """A row for each creator under `header`; rates are fractions."""
    return (_row(creator) for creator in page.creators)


def data(page: SharedPage) -> dict[str, Any]:
    """The page as JSON-ready values; times in ISO form, amounts as texts."""
    names = [name.lower().replace(",", "").replace(" ", "_") for name in header(page)]
    return {
        "title": page.title,
        "last_day": page.last_day.isoformat(),
        "creators": [dict(zip(names, map(_plain, row), strict=True)) for row in rows(page)],
    }


def _row(creator: SharedCreator) -> tuple:
    values = tuple(value for cell in creator.cells for value in cell.told.values)
    said = creator.decision
    decision = (Verdict(said.verdict).label, said.text, said.by, said.at) if said else ("", "", "", None)
    return (creator.heading, creator.platform, creator.is_demo, *values, *decision)


def _plain(value):
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Share):
        return float(value)
    return str(value) if isinstance(value, Decimal) else value
