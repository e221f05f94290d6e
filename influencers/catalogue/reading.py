"""Accounts as arrays, by COPY: all that lists show, or some."""

from collections.abc import Iterable
from dataclasses import dataclass
from tempfile import TemporaryFile

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from influencers.catalogue.shape import COLUMNS, MANY, TOLD, numbers, pairs, texts
from influencers.copying import copy_out
from influencers.models import Profile

_HEAD, _TAIL = 19, 2  # bytes around the rows of a binary COPY


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
    kinds = ["i8", *(column.dtype for column in COLUMNS.values()), *["i8"] * len(TOLD)]
    found = _fixed(numbers(accounts), kinds)
    own, values, told = found[0], found[1 : 1 + len(COLUMNS)], found[1 + len(COLUMNS) :]
    return Accounts(
        ids=own,
        numbers=dict(zip(COLUMNS, values, strict=True)),
        told=dict(zip(TOLD, told, strict=True)),
        names=_names(texts(accounts)),
        pairs={name: _pairs(pairs(name, accounts, ids), own) for name in MANY},
    )


def ids_of(rows: QuerySet) -> np.ndarray:
    """The ids that a query of ids finds, int64."""
    try:
        return _fixed(rows, ["i8"])[0]
    except EmptyResultSet:
        return np.empty(0, np.int64)


def nobody() -> Accounts:
    """No account at all."""
    return Accounts(
        ids=np.empty(0, np.int64),
        numbers={name: np.empty(0, column.dtype) for name, column in COLUMNS.items()},
        told={name: np.empty(0, np.int64) for name in TOLD},
        names=[],
        pairs={name: (np.empty(0, np.int32), np.empty(0, np.int64)) for name in MANY},
    )


def _fixed(rows: QuerySet, kinds: list[str]) -> list[np.ndarray]:
    """The columns of a query all of whose values take eight bytes."""
    row = np.dtype(
        [("fields", ">i2")] + [(f"{part}{at}", kind) for at, own in enumerate(kinds)
                               for part, kind in (("bytes", ">i4"), ("value", f">{own}"))]
    )  # fmt: skip
    with TemporaryFile() as file:
        copy_out(rows, file, binary=True)
        count, rest = divmod(file.tell() - _HEAD - _TAIL, row.itemsize)
        if rest:
            raise ValueError("A value of the catalogue is unknown or not of eight bytes.")
        if not count:
            return [np.empty(0, kind) for kind in kinds]
        mapped = np.memmap(file, row, "r", _HEAD, (count,))
        return [mapped[f"value{at}"].astype(kind) for at, kind in enumerate(kinds)]


def _names(rows: QuerySet) -> list[bytes]:
    with TemporaryFile() as file:
        copy_out(rows, file)
        file.seek(0)
        lines = file.read().split(b"\n")[:-1]
    # NUL, which no text of PostgreSQL has, sorts a shorter name before a longer one, as two columns do.
    return [_plain(line) if b"\\" in line else line.replace(b"\t", b"\0") for line in lines]


def _plain(line: bytes) -> bytes:
    return b"\0".join(
        part.replace(b"\\\\", b"\0").replace(b"\\n", b"\n").replace(b"\\t", b"\t").replace(b"\\r", b"\r")
        .replace(b"\\b", b"\b").replace(b"\\f", b"\f").replace(b"\\v", b"\v").replace(b"\0", b"\\")
        for part in line.split(b"\t")
    )  # fmt: skip


def _pairs(rows: QuerySet, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    of, values = _fixed(rows, ["i8", "i8"])
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
