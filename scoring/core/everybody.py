"""Columns that were written once together with those of creators who changed since, as one."""

from collections.abc import Iterator, Sequence

import numpy as np

from scoring.core.score_columns import ScoreColumns

BLOCK = 1 << 16


def blocks_of(size: int) -> Iterator[slice]:
    """Slices that together are all; each is so long that a few columns of it fit into a processor's cache."""
    return (slice(start, min(start + BLOCK, size)) for start in range(0, size, BLOCK))


class Everybody:
    """Rows of several columns behind each other. alive: which of them count; who changed counts once, in the
    later columns."""

    def __init__(self, *parts: ScoreColumns):
        self.parts = parts
        self.starts = np.cumsum([0, *(len(part) for part in parts)])
        self.alive = np.ones(len(self), dtype=bool)

    def __len__(self) -> int:
        return int(self.starts[-1])

    def blocks(self) -> Iterator[tuple[ScoreColumns, slice, slice]]:
        """(columns, a block of their rows, where it stands among all)."""
        for part, start in zip(self.parts, self.starts, strict=False):
            for block in blocks_of(len(part)):
                yield part, block, slice(int(start) + block.start, int(start) + block.stop)

    def take(self, name: str, rows: np.ndarray) -> np.ndarray:
        """The values of a column with one element a creator."""
        found = np.empty(len(rows), dtype=getattr(self.parts[0], name).dtype)
        for part, start, end in zip(self.parts, self.starts, self.starts[1:], strict=False):
            here = (rows >= start) & (rows < end)
            found[here] = getattr(part, name)[rows[here] - start]
        return found

    def named(self, name: str, rows: np.ndarray, value: str) -> np.ndarray:
        """Whether a column with names has this value in each row."""
        found = np.zeros(len(rows), dtype=bool)
        for part, start, end in zip(self.parts, self.starts, self.starts[1:], strict=False):
            if value in part.names[name]:
                here = (rows >= start) & (rows < end)
                code = list(part.names[name]).index(value)
                found[here] = getattr(part, name)[rows[here] - start] == code
        return found

    def rows_of(self, ids: Sequence[int] | np.ndarray) -> np.ndarray:
        """The rows of these creators that count, -1 for those of whom none does."""
        wanted = np.asarray(ids, dtype=np.int64)
        found = np.full(len(wanted), -1)
        for part, start in zip(self.parts, self.starts, strict=False):
            if len(part):
                at = np.minimum(np.searchsorted(part.ids, wanted), len(part) - 1)
                there = (part.ids[at] == wanted) & self.alive[start + at]
                found[there] = start + at[there]
        return found

    def followed_by(self, changed: ScoreColumns, ids: Sequence[int]) -> "Everybody":
        """The first of these columns with those of creators who changed behind them. ids: who changed since
        the last time, of whom some may be gone."""
        found = Everybody(self.parts[0], changed)
        first = len(self.parts[0])
        found.alive[:first] = self.alive[:first]
        rows = self.rows_of(ids)
        found.alive[rows[(rows >= 0) & (rows < first)]] = False
        return found
