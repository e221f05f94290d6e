"""Which rows have which value, of a platform or a niche: bits for frequent ones, row numbers for rare."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from influencers.catalogue import bits

# From this share of the rows on, bits are counted sooner than row numbers are looked up one by one.
_FREQUENT = 1 / 256
PARTS = ("values", "starts", "rows", "frequent", "bits")


@dataclass(frozen=True)
class Held:
    """values: int64 (k), ascending. Value i has rows[starts[i]:starts[i + 1]], or where frequent[i] is not
    -1 the set bits[frequent[i]]."""

    size: int
    values: np.ndarray
    starts: np.ndarray
    rows: np.ndarray
    frequent: np.ndarray
    bits: np.ndarray

    @classmethod
    def opened(cls, size: int, arrays: Mapping[str, np.ndarray], name: str) -> "Held":
        """What `arrays` keeps under `name`."""
        return cls(size, *(arrays[f"{name}.{part}"] for part in PARTS))

    def kept(self, name: str) -> dict[str, np.ndarray]:
        """The arrays that `opened` reads."""
        return {f"{name}.{part}": getattr(self, part) for part in PARTS}

    def having(self, value: int) -> bits.Words:
        """The rows that have this value."""
        at = int(np.searchsorted(self.values, value))
        if at == len(self.values) or self.values[at] != value:
            return bits.nothing(self.size)
        if self.frequent[at] >= 0:
            return self.bits[self.frequent[at]]
        return bits.of_rows(self.rows[self.starts[at] : self.starts[at + 1]], self.size)

    def having_any(self, values) -> bits.Words:
        """The rows that have one of these values."""
        found = bits.nothing(self.size)
        for value in values:
            found |= self.having(value)
        return found

    def column(self) -> np.ndarray:
        """The value of each row, where each has one: int64 (rows)."""
        found = np.empty(self.size, np.int64)
        for at, value in enumerate(self.values):
            if self.frequent[at] >= 0:
                found[bits.unpack(self.bits[self.frequent[at]], self.size)] = value
            else:
                found[self.rows[self.starts[at] : self.starts[at + 1]]] = value
        return found

    def counted(self, among: bits.Words) -> dict[int, int]:
        """{value: how many rows of the set have it}, without those that none has."""
        counts = np.zeros(len(self.values), np.int64)
        if len(self.rows):
            found = bits.hits(among, self.rows)
            counts[self._rare] = np.add.reduceat(found, self.starts[:-1][self._rare])
        for at in np.flatnonzero(self.frequent >= 0):
            counts[at] = bits.count(self.bits[self.frequent[at]] & among)
        present = np.flatnonzero(counts)
        return dict(zip(self.values[present].tolist(), counts[present].tolist(), strict=True))

    @cached_property
    def _rare(self) -> np.ndarray:
        return np.flatnonzero(self.frequent < 0)


def held(rows: np.ndarray, values: np.ndarray, size: int) -> Held:
    """Which of `size` rows have which value, from pairs of a row and a value."""
    order = np.lexsort((rows, values))
    rows, values = rows[order].astype(np.int32), values[order]
    known, first, counts = np.unique(values, return_index=True, return_counts=True)
    often = counts >= max(size * _FREQUENT, 1) if size else np.zeros(0, bool)
    sets = [bits.of_rows(rows[first[at] : first[at] + counts[at]], size) for at in np.flatnonzero(often)]
    frequent = np.where(often, np.cumsum(often) - 1, -1)
    rare = np.where(often, 0, counts)
    return Held(
        size=size,
        values=known.astype(np.int64),
        starts=np.concatenate([[0], np.cumsum(rare)]).astype(np.int64),
        rows=rows[~np.repeat(often, counts)],
        frequent=frequent.astype(np.int32),
        bits=np.array(sets, np.uint64).reshape(len(sets), -(-size // 64)),
    )
