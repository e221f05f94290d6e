"""What was measured, in columns, and as the JSON in which it is stored: a text a profile.

A column is one of
- an array or list with an entry a profile: numbers (null where not finite), truth values, or what JSON knows;
- one text, number, truth value or None, which is the same for all profiles;
- a mapping of names to columns, an object a profile; a tuple of columns, an array of fixed length a profile;
- `Short`, `Known`, `Lists` or `Named`.

Texts are made column by column and filled into one pattern, because a dict a profile takes most of the time.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson

Column = Any
"""See above."""
Part = Mapping[str, Column]
"""One criterion of some profiles: `score` (0..1, NaN where it is missing) and whatever its words need."""
_TENS = np.array([float(10**k) for k in range(23)])
"""The powers of ten that a float64 holds exactly."""


@dataclass(frozen=True, slots=True)
class Short:
    """Numbers that are only shown: four digits of them are stored."""

    values: np.ndarray


@dataclass(frozen=True, slots=True)
class Known:
    """A member of an object that is left out where it is null; it may not be the first one."""

    values: Column


@dataclass(frozen=True, slots=True)
class Lists:
    """An array of any length a profile. counts: entries of each; entries: a column over the entries of all of
    them, in the order of the profiles."""

    counts: np.ndarray
    entries: Column


@dataclass(frozen=True, slots=True)
class Named:
    """An object with any members a profile. counts: members of each; names, values: of all of them, in the
    order of the profiles."""

    counts: np.ndarray
    names: Sequence[str]
    values: Column


def json_rows(column: Column, size: int) -> list[str]:
    """The column as JSON, a text for each of `size` profiles."""
    pattern, pieces = _laid_out(column, size)
    return [pattern % row for row in zip(*pieces, strict=True)] if pieces else [pattern % ()] * size


def rows(column: Column, size: int) -> list[Any]:
    """What `json_rows` says, read again."""
    return [orjson.loads(row) for row in json_rows(column, size)]


def rounded(values: np.ndarray) -> np.ndarray:
    """The numbers with four digits, rounded as `f"{value:.4g}"` does."""
    values = np.asarray(values, dtype=float)
    known = np.isfinite(values) & (values != 0)
    power = 3 - np.floor(np.log10(np.abs(values), where=known, out=np.zeros(values.shape))).astype(int)
    power[np.abs(power) > 22] = 0
    up, down = _TENS[np.maximum(power, 0)], _TENS[np.maximum(-power, 0)]
    scaled = values * up / down
    size = np.abs(np.where(known, scaled, 1_000.0))
    found = np.rint(scaled) * down / up
    # Halves, of which the scaling may have made or unmade one, and what is out of reach of the powers.
    unclear = (np.abs(size - np.floor(size) - 0.5) < 1e-6) | (size < 999) | (size > 10_001)
    for at in np.flatnonzero(unclear):
        found[at] = float(f"{values[at]:.4g}")
    return found


def _laid_out(column: Column, size: int) -> tuple[str, list[Sequence[str]]]:
    """(a pattern for `%`, for each of its gaps a text a profile)."""
    match column:
        case Mapping():
            return _members(column, size)
        case tuple():
            parts = [_laid_out(own, size) for own in column]
            inside = ",".join(pattern for pattern, _ in parts)
            return f"[{inside}]", [piece for _, pieces in parts for piece in pieces]
        case Lists():
            entries = json_rows(column.entries, int(column.counts.sum()))
            return "[%s]", [_joined(column.counts, entries)]
        case Named():
            values = json_rows(column.values, int(column.counts.sum()))
            members = [f"{name}:{value}" for name, value in zip(_texts(column.names), values, strict=True)]
            return "{%s}", [_joined(column.counts, members)]
        case Short():
            return "%s", [_texts(rounded(column.values))]
        case np.ndarray() | list():
            return "%s", [_texts(column)]
    return json.dumps(column, ensure_ascii=False).replace("%", "%%"), []


def _members(column: Mapping[str, Column], size: int) -> tuple[str, list[Sequence[str]]]:
    inside, pieces = "", []
    for name, own in column.items():
        start = ("," if inside else "") + f'"{name}":'
        if isinstance(own, Known):
            inside += "%s"
            pieces.append(["" if text == "null" else start + text for text in json_rows(own.values, size)])
        else:
            pattern, more = _laid_out(own, size)
            inside += start + pattern
            pieces += more
    return f"{{{inside}}}", pieces


def _joined(counts: np.ndarray, entries: Sequence[str]) -> list[str]:
    ends = np.cumsum(counts)
    bounds = zip((ends - counts).tolist(), ends.tolist(), strict=True)
    return [",".join(entries[first:end]) for first, end in bounds]


def _texts(values: np.ndarray | Sequence[Any]) -> list[str]:
    if isinstance(values, np.ndarray):
        if values.dtype.kind in "biuf":
            whole = orjson.dumps(np.ascontiguousarray(values), option=orjson.OPT_SERIALIZE_NUMPY)
            return whole[1:-1].decode().split(",") if len(values) else []
        values = values.tolist()
    return [orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode() for value in values]
