"""Rows of a benchmark: printed as a table and kept as JSON."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


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
    table = Table()
    for column in ("name", "value", "unit", "baseline", "ratio", "aim", "holds"):
        table.add_column(column, justify="left" if column in ("name", "unit", "aim") else "right")
    for row in rows:
        holds = {True: "yes", False: "NO", None: ""}[row.holds]
        table.add_row(
            row.name, _short(row.value), row.unit, _short(row.baseline), _short(row.ratio), row.aim, holds
        )
    Console(width=140).print(table)


def _short(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
