"""The orders of Discover over columns, row for row those of `influencers.columns`."""

from typing import Protocol

import numpy as np

from influencers.catalogue.shape import COLUMNS

# What each sort compares; `influencers.columns.SORTS` says the same in SQL.
_COMPARED = {
    "standing": ("percentile", "engagement_rate"),
    "engagement": ("engagement_rate",),
    "followers": ("followers",),
    "growth": ("growth_30d",),
    "last_post": ("last_post_at",),
    "added": ("created_at",),
    "posts": ("posts_count",),
    "sponsored": ("sponsored_share",),
    "authenticity": ("authenticity",),
    "replies": ("replies",),
}
ORDERS = tuple(sign + sort for sort in (*_COMPARED, "name") for sign in ("", "-"))


class Rows(Protocol):
    """What has an order."""

    ids: np.ndarray

    def number(self, column: str) -> np.ndarray: ...
    def name(self, row: int) -> bytes: ...
    def order(self, sort: str) -> np.ndarray: ...


def order_of_rows(part: Rows, sort: str) -> np.ndarray:
    """All rows in this order: unknown values last, equal ones by id, from the top where the sort is."""
    down, name = sort.startswith("-"), sort.removeprefix("-")
    size = len(part.ids)
    if name == "name":
        names = [part.name(row) for row in range(size)]
        found = np.array(sorted(range(size), key=names.__getitem__), np.int32)
        return found[::-1] if down else found
    rows = np.arange(size)[::-1] if down else np.arange(size)
    keys = _keys(part, name, down, rows)
    return rows[np.argsort(keys[0], kind="stable") if len(keys) == 1 else np.lexsort(keys[::-1])]


def places(few: Rows, among: Rows, sort: str) -> np.ndarray:
    """For each row of `few` how many rows of `among` come before it, int64."""
    order, size = among.order(sort), len(few.ids)
    low, high = np.zeros(size, np.int64), np.full(size, len(order), np.int64)
    before = _before_by_name if sort.endswith("name") else _before_by_number
    while (open_ := np.flatnonzero(low < high)).size:
        middle = (low[open_] + high[open_]) >> 1
        earlier = before(among, order[middle], few, open_, sort)
        low[open_[earlier]] = middle[earlier] + 1
        high[open_[~earlier]] = middle[~earlier]
    return low


def _before_by_number(one: Rows, rows: np.ndarray, other: Rows, others: np.ndarray, sort: str) -> np.ndarray:
    """Whether each row of `one` comes before that of `other` beside it."""
    down, name = sort.startswith("-"), sort.removeprefix("-")
    sign = -1 if down else 1
    mine = [*_keys(one, name, down, rows), sign * one.ids[rows]]
    theirs = [*_keys(other, name, down, others), sign * other.ids[others]]
    before, equal = np.zeros(len(rows), bool), np.ones(len(rows), bool)
    for a, b in zip(mine, theirs, strict=True):
        before |= equal & (a < b)
        equal &= a == b
    return before


def _before_by_name(one: Rows, rows: np.ndarray, other: Rows, others: np.ndarray, sort: str) -> np.ndarray:
    pairs = zip(rows.tolist(), others.tolist(), strict=True)
    earlier = [(one.name(a), one.ids[a]) < (other.name(b), other.ids[b]) for a, b in pairs]
    return ~np.array(earlier) if sort.startswith("-") else np.array(earlier)


def _keys(part: Rows, name: str, down: bool, rows: np.ndarray) -> list[np.ndarray]:
    """Numbers that are smaller where a row comes earlier, the weightiest first."""
    return [_key(part.number(column)[rows], column, down) for column in _COMPARED[name]]


def _key(values: np.ndarray, column: str, down: bool) -> np.ndarray:
    if COLUMNS[column].dtype == "f8":
        return np.where(np.isnan(values), np.inf, -values if down else values)
    unknown = values == COLUMNS[column].unknown
    return np.where(unknown, np.iinfo(np.int64).max, -values if down else values)
