"""Rows of a benchmark: printed as a table and kept as JSON."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from scoring.evaluation.report import aligned, short


@dataclass(frozen=True)
class Row:
    """One measured value beside its baseline of the same run.

    ratio: value against baseline as the aim words it. holds: None where the row has no aim.
    """

    name: str
    value: float
    unit: str
    baseline: float | None = None
    ratio: float | None = None
    aim: str = ""
    holds: bool | None = None


def write(rows: list[Row], path: Path) -> None:
    """Writes the rows to `path` and prints them; rows of other benchmarks that stand there are kept."""
    names = {row.name.split(":")[0] for row in rows}
    kept = []
    if path.exists():
        kept = [row for row in json.loads(path.read_text()) if row["name"].split(":")[0] not in names]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([*kept, *[asdict(row) for row in rows]], indent=1) + "\n")
    print(_table(rows))


def _table(rows: list[Row]) -> str:
    lines = [["name", "value", "unit", "baseline", "ratio", "aim", "holds"]]
    for row in rows:
        holds = {True: "yes", False: "NO", None: ""}[row.holds]
        figures = short(row.baseline), short(row.ratio)
        lines.append([row.name, short(row.value), row.unit, *figures, row.aim, holds])
    return aligned(lines)
