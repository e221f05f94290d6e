"""Rows of the evaluation: printed as a table and kept as JSON, in the shape of the benchmarks' rows."""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from scoring.core.weights import CONSTANTS, VERSION


@dataclass(frozen=True, slots=True)
class Row:
    """One measured value beside a baseline of the same run.

    value: None where nothing could be measured, then note says why. against: what the baseline is. ratio:
    value over baseline. holds: None where the row has no aim or no value. measured_with: the `stamp` of the
    method, put there when the rows are written.
    """

    name: str
    value: float | None
    unit: str = ""
    baseline: float | None = None
    ratio: float | None = None
    aim: str = ""
    holds: bool | None = None
    against: str = ""
    note: str = ""
    measured_with: str = ""


AIMS: dict[str, Callable[[float, float], bool]] = {
    ">=": lambda value, limit: value >= limit,
    "<=": lambda value, limit: value <= limit,
}


def row(
    name: str,
    value: float,
    aim: str = "",
    baselines: dict[str, float] | None = None,
    unit: str = "",
    note: str = "",
) -> list[Row]:
    """The row of a value, and one for each further baseline. aim: ">= .84", "<= 3", ".85-.95" or ""."""
    known = list((baselines or {}).items())
    first = known[0] if known else ("", None)
    ratio = value / first[1] if first[1] else None
    own = Row(name, float(value), unit, first[1], ratio, aim, meets(value, aim), first[0], note)
    return [own, *[Row(f"{name}, by {label}", float(other), unit) for label, other in known[1:]]]


def meets(value: float, aim: str) -> bool | None:
    """Whether a value reaches its aim; None without one."""
    if not aim:
        return None
    if aim[:2] in AIMS:
        return bool(AIMS[aim[:2]](value, float(aim[2:])))
    low, high = aim.split("-")
    return bool(float(low) <= value <= float(high))


def absent(name: str, why: str) -> Row:
    """A row that could not be measured here."""
    return Row(name, None, note=why)


def report_path() -> Path:
    """Where the last evaluation lies."""
    var = os.environ.get("HANDPICK_VAR") or Path(__file__).parents[2] / "var"
    return Path(var) / "reports" / "evaluate.json"


def stamp() -> str:
    """What is measured with: the version and a hash of the constants."""
    digest = hashlib.sha256(json.dumps(CONSTANTS.as_dict(), sort_keys=True).encode()).hexdigest()
    return f"version {VERSION}, constants `{digest[:12]}`"


def write(rows: Sequence[Row], path: Path) -> None:
    """Writes the rows as JSON, each with what it was measured with."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(row) | {"measured_with": stamp()} for row in rows], indent=1) + "\n")


def read(path: Path) -> list[Row]:
    """The rows of the last evaluation; [] where there was none."""
    return [Row(**row) for row in json.loads(path.read_text())] if path.exists() else []


HEADINGS = ("test", "value", "aim", "holds", "baseline", "which is", "note")


def cells(row: Row) -> tuple[str, ...]:
    """A row as texts, under HEADINGS."""
    value = "not run" if row.value is None else short(row.value) + (f" {row.unit}" if row.unit else "")
    holds = {True: "yes", False: "NO", None: ""}[row.holds]
    return row.name, value, row.aim, holds, short(row.baseline), row.against, row.note


def table(rows: Sequence[Row]) -> str:
    """The rows for a terminal."""
    return aligned([HEADINGS, *map(cells, rows)])


def aligned(lines: Sequence[Sequence[str]]) -> str:
    """Lines of cells as text, each column as wide as its widest cell."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    padded = [[cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines]
    return "\n".join("  ".join(line).rstrip() for line in padded)


def short(value: float | None) -> str:
    """A figure with three digits, or whole from 100 on; "" for None."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
