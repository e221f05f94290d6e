"""A table of the same measures of several accounts: which differ, and which is best."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

HIGHER, LOWER = 1, -1
"""Which value of a measure is better."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of one account: text, "" where it is not known and `note` says why; note: who told it and
    when, or what it rests on; value is compared with the others of the row; best: none of them is better."""

    text: str
    note: str = ""
    value: float | None = None
    best: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of all accounts, in their order. differs: not all have the same; help: what is measured."""

    label: str
    cells: Sequence[Cell]
    help: str = ""
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Rows that belong together."""

    title: str
    rows: Sequence[Row]
    note: str = ""


def row(label: str, cells: Iterable[Cell], better: int = 0, help: str = "") -> Row:
    """A row that knows whether its cells differ. better: HIGHER or LOWER marks its best cells, where one is
    better than another; 0 where no value is."""
    cells = list(cells)
    known = [better * cell.value for cell in cells if cell.value is not None] if better else []
    if len(known) > 1 and max(known) > min(known):
        best = max(known)
        cells = [replace(c, best=c.value is not None and better * c.value == best) for c in cells]
    return Row(label, cells, help, len({cell.text for cell in cells}) > 1)
