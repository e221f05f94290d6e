"""What was found wrong in the files: named by row, field and mend, and counted."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TextIO

SHOWN = 100
"""At most so many are named one by one; the rest is in the counts."""


class Refused(Exception):
    """The call or a file as a whole cannot be used; `str()` says what it is and what to do."""


@dataclass
class Problems:
    """Problems in the order in which they were found; memory does not grow with their number."""

    named: list[str] = field(default_factory=list)
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    rows_left_out: Counter[str] = field(default_factory=Counter)

    def leave_out(self, file: str, row: int, name: str, value: object, reason: str) -> None:
        """A row that cannot be used at all."""
        self.add(file, row, name, value, reason, "the row is left out")
        self.rows_left_out[file] += 1

    def add(self, file: str, row: int, name: str, value: object, reason: str, mend: str) -> None:
        """One cell or row. `row` is as a spreadsheet shows it; `mend` says what was done instead."""
        if len(self.named) < SHOWN:
            shown = "" if value is None or value == "" else f" {str(value)[:60]!r}"
            self.named.append(f"{file} row {row}, {name}{shown}: {reason}; {mend}.")
        self.counts[file, name, f"{reason}; {mend}"] += 1

    def count(self, file: str, name: str, reason: str, times: int) -> None:
        """Something that is true of many rows and not worth naming each."""
        if times:
            self.counts[file, name, reason] += times

    def tell(self, out: TextIO) -> None:
        """Names the first ones, then counts all by field and reason."""
        for line in self.named:
            out.write(line + "\n")
        more = sum(self.counts.values()) - len(self.named)
        if self.counts and more:
            out.write("In all:\n")
            for (file, name, reason), times in self.counts.items():
                out.write(f"  {times:,} x {file} {name}: {reason}\n")
