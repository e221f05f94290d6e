"""Conditions of the database (`Q`) on accounts, answered from columns as far as they tell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from django.db.models import Q, QuerySet

from influencers.catalogue import bits
from influencers.catalogue.answering import View
from influencers.catalogue.part import Part
from influencers.catalogue.reading import ids_of
from influencers.catalogue.shape import COLUMNS, FLAG, PLATFORMS, code_of, number_of
from influencers.models import Profile

LOOKUPS = {"pk": {"in"}, "is_verified": {"exact", "isnull"}}
LOOKUPS |= dict.fromkeys(COLUMNS, {"gte", "lte", "isnull"})
LOOKUPS |= dict.fromkeys(("platform", "country", "language"), {"in", "exact"})
"""What columns tell of a field; of anything else the database says who it is."""
NO_CONTACT = ("contact", "")
_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Checked:
    """ids: of all accounts (n). among: which of them were asked about; met: for each condition who meets it,
    each bool (n)."""

    ids: np.ndarray
    among: np.ndarray
    met: list[np.ndarray]
    parts: Sequence[Part]

    def numbers(self, name: str, rows: np.ndarray) -> np.ndarray:
        """A field that is a number, of these rows: float, NaN where it is not known; moments as seconds since
        1970."""
        column, found = COLUMNS[name], np.concatenate([part.number(name) for part in self.parts])[rows]
        if column.dtype == "f8":
            return found
        numbers = np.where(found == column.unknown, np.nan, found)
        return numbers / 1e6 if column.unknown < -1 else numbers

    def texts(self, name: str, rows: np.ndarray) -> np.ndarray:
        """Platform, country or language of these rows; "" where it is not known."""
        codes = np.concatenate([part.held[name].column() for part in self.parts])[rows]
        known, at = np.unique(codes, return_inverse=True)
        told = [*PLATFORMS, ""].__getitem__ if name == "platform" else code_of
        return np.array([told(code) for code in known], dtype=object)[at]


def check(view: View, conditions: Sequence[Q], demo: bool, without: Iterable[int]) -> Checked:
    """Who meets each condition, of the fictional accounts or of the real ones who may be found."""
    parts = [part for part, _ in view.parts]
    among = [_scope(part, alive, demo, without) for part, alive in view.parts]
    met = []
    for condition in conditions:
        asked = condition if _tell(condition) else Q(pk__in=Profile.objects.filter(condition).order_by())
        asked = _with_ids(asked)
        met.append(np.concatenate([_rows(part, asked) for part in parts]))
    return Checked(np.concatenate([part.ids for part in parts]), np.concatenate(among), met, parts)


def anybody_real(view: View) -> bool:
    """Whether there are real accounts that may be found."""
    return any(_scope(part, alive, False, ()).any() for part, alive in view.parts)


def _scope(part: Part, alive: bits.Words, demo: bool, without: Iterable[int]) -> np.ndarray:
    fictional = part.held["demo"].having(1)
    rows = alive & fictional if demo else alive & ~fictional & part.held["discoverable"].having(1)
    found = bits.unpack(rows, len(part))
    found[part.rows_of(list(without))] = False
    return found


def _tell(condition: Q | tuple, negated: bool = False) -> bool:
    """Whether columns tell who meets this."""
    if isinstance(condition, Q):
        negated |= condition.negated
        return condition.connector in (Q.AND, Q.OR) and all(_tell(one, negated) for one in condition.children)
    if condition == NO_CONTACT:
        return True
    name, _, lookup = condition[0].partition("__")
    # Of whom a field is not known, neither a condition nor its opposite holds; the key is always known.
    return (lookup or "exact") in LOOKUPS.get(name, ()) and (name == "pk" or not negated)


def _with_ids(condition: Q) -> Q:
    """The same, where a query names accounts with what it finds."""
    found = condition.copy()
    found.children = [_with_ids(one) if isinstance(one, Q) else _found(*one) for one in condition.children]
    return found


def _found(lookup: str, value) -> tuple:
    if isinstance(value, QuerySet):
        value = ids_of(value if value.query.values_select else value.values_list("pk"))
    return lookup, value


def _rows(part: Part, condition: Q | tuple) -> np.ndarray:
    if condition == NO_CONTACT:
        return ~bits.unpack(part.held["has_contact"].having(1), len(part))
    if isinstance(condition, tuple):
        name, _, lookup = condition[0].partition("__")
        return _leaf(part, name, lookup or "exact", condition[1])
    join = np.logical_or if condition.connector == Q.OR else np.logical_and
    found = [_rows(part, one) for one in condition.children]
    rows = join.reduce(found) if found else np.ones(len(part), bool)
    return ~rows if condition.negated else rows


def _leaf(part: Part, name: str, lookup: str, value) -> np.ndarray:
    if name in COLUMNS:
        return _number(part, name, lookup, value)
    if name == "pk":
        found = np.zeros(len(part), bool)
        found[part.rows_of(value)] = True
        return found
    if name == "is_verified":
        flags = [FLAG[value]] if lookup == "exact" else [FLAG[None]] if value else [FLAG[True], FLAG[False]]
        return bits.unpack(part.held["verified"].having_any(flags), len(part))
    values = value if lookup == "in" else [value]
    if name == "platform":
        values = [PLATFORMS.index(one) for one in values if one in PLATFORMS]
    else:
        values = [number_of(one) for one in values]
    return bits.unpack(part.held[name].having_any(values), len(part))


def _number(part: Part, name: str, lookup: str, value) -> np.ndarray:
    numbers, column = part.number(name), COLUMNS[name]
    unknown = np.isnan(numbers) if column.dtype == "f8" else numbers == column.unknown
    if lookup == "isnull":
        return unknown if value else ~unknown
    if isinstance(value, datetime):
        value = (value - _BEGIN) // timedelta(microseconds=1)
    return (numbers >= value if lookup == "gte" else numbers <= value) & ~unknown
