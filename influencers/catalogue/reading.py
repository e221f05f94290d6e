"""Accounts as arrays, by COPY: all that lists show, or some."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from django.db.models import QuerySet

from influencers.catalogue.shape import COLUMNS, MANY, TOLD, Column, pairs, singles
from influencers.copied_out import MOMENT, TEXT, WHOLE, copied_out
from influencers.models import Profile


@dataclass(frozen=True)
class Accounts:
    """Accounts in order of id.

    ids: int64 (n). numbers: {column: (n)}. told: {name: int64 (n)}. names: what the order by name compares,
    a text an account. pairs: {name: (row int32, value int64)}, several a row or none.
    """

    ids: np.ndarray
    numbers: dict[str, np.ndarray]
    told: dict[str, np.ndarray]
    names: list[bytes]
    pairs: dict[str, tuple[np.ndarray, np.ndarray]]


def read(ids: Iterable[int] | None = None) -> Accounts:
    """All accounts that lists show, or those of `ids` among them. Several queries: what a reader of all wants
    to agree must be read in one transaction that sees one state."""
    accounts = Profile.objects.shown()
    if ids is not None:
        if not (ids := sorted(ids)):
            return nobody()
        accounts = accounts.filter(pk__in=ids)
    kinds = {"id": WHOLE, **{name: column.kind for name, column in COLUMNS.items()}}
    kinds |= dict.fromkeys(TOLD, WHOLE) | {"name": TEXT, "handle": TEXT}
    found = copied_out(singles(accounts), kinds)
    own = found["id"].to_numpy(np.int64)
    return Accounts(
        ids=own,
        numbers={name: _array(found[name], column) for name, column in COLUMNS.items()},
        told={name: found[name].to_numpy(np.int64) for name in TOLD},
        # NUL, which no text of PostgreSQL has, sorts a shorter name before a longer one, as two columns do.
        names=[
            f"{name}\0{handle}".encode() for name, handle in zip(found["name"], found["handle"], strict=True)
        ],
        pairs={name: _pairs(pairs(name, accounts, ids), own) for name in MANY},
    )


def ids_of(rows: QuerySet) -> np.ndarray:
    """The ids that a query of ids finds, int64."""
    return copied_out(rows, {"id": WHOLE})["id"].to_numpy(np.int64)


def nobody() -> Accounts:
    """No account at all."""
    return Accounts(
        ids=np.empty(0, np.int64),
        numbers={name: np.empty(0, column.dtype) for name, column in COLUMNS.items()},
        told={name: np.empty(0, np.int64) for name in TOLD},
        names=[],
        pairs={name: (np.empty(0, np.int32), np.empty(0, np.int64)) for name in MANY},
    )


def _array(values: pd.Series, column: Column) -> np.ndarray:
    if column.kind == MOMENT:
        return values.to_numpy("datetime64[us]").astype(np.int64)
    return values.to_numpy(column.dtype)


def _pairs(rows: QuerySet, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    found = copied_out(rows, {"of": WHOLE, "value": WHOLE})
    of, values = found["of"].to_numpy(np.int64), found["value"].to_numpy(np.int64)
    at = np.searchsorted(ids, of)
    known = at < len(ids)
    known[known] = ids[at[known]] == of[known]
    return at[known].astype(np.int32), values[known]


def joined(some: Accounts, others: Accounts, without: Iterable[int]) -> Accounts:
    """Those of `some` that are not in `without`, and `others`, in order of id."""
    kept = np.flatnonzero(~np.isin(some.ids, np.fromiter(without, np.int64)))
    ids = np.concatenate([some.ids[kept], others.ids])
    order = np.argsort(ids, kind="stable")
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order))
    new_row = np.full(len(some.ids), -1, np.int32)
    new_row[kept] = place[: len(kept)]
    names = [*(some.names[row] for row in kept), *others.names]

    def both(one: np.ndarray, other: np.ndarray) -> np.ndarray:
        return np.concatenate([one[kept], other])[order]

    def pairs_of(name: str) -> tuple[np.ndarray, np.ndarray]:
        (rows, values), (other_rows, other_values) = some.pairs[name], others.pairs[name]
        stay = new_row[rows] >= 0
        found = np.concatenate([new_row[rows[stay]], place[len(kept) :][other_rows]])
        return found.astype(np.int32), np.concatenate([values[stay], other_values])

    return Accounts(
        ids=ids[order],
        numbers={name: both(some.numbers[name], others.numbers[name]) for name in some.numbers},
        told={name: both(some.told[name], others.told[name]) for name in some.told},
        names=[names[at] for at in order],
        pairs={name: pairs_of(name) for name in some.pairs},
    )
