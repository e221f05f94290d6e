"""Sums, medians and counts per group without a Python loop, each independent of the other groups.

Groups are given as integer codes 0..size-1. Where rows must be in the order of their groups it is said.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

TIE = 1e-9
"""Relative distance within which a running weight counts as exactly half."""
_IN_CACHE = 1 << 14
"""Values that are sorted at a time; so many and what is made of them stay in a processor's own cache."""


def group_sum(codes: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    """The sum of the values per group, float64 of length `size`; 0 for an empty group."""
    return np.bincount(codes, weights=values, minlength=size)


def group_count(codes: np.ndarray, size: int) -> np.ndarray:
    """The number of rows per group."""
    return np.bincount(codes, minlength=size)


def group_mean(
    codes: np.ndarray, values: np.ndarray, size: int, weights: np.ndarray | None = None
) -> np.ndarray:
    """The mean per group, weighted where weights are given; NaN for a group without weight."""
    if weights is None:
        return ratio(group_sum(codes, values, size), group_count(codes, size))
    return ratio(group_sum(codes, values * weights, size), group_sum(codes, weights, size))


def ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """part / whole; NaN where the whole is not above 0."""
    return np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)


def group_max(codes: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    """The largest value per group; NaN for an empty group."""
    largest = np.full(size, -np.inf)
    np.maximum.at(largest, codes, values)
    return np.where(np.isneginf(largest), np.nan, largest)


def group_median(codes: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    """The median per group of what is not NaN; NaN for an empty group."""
    if (np.diff(codes) < 0).any():
        order = np.argsort(codes, kind="stable")
        codes, values = codes[order], values[order]
    return Groups(codes, size).median(values)


def rank_in_group(codes_in_order: np.ndarray) -> np.ndarray:
    """0, 1, 2 ... within each group, for rows that stand in the order of their groups."""
    if not len(codes_in_order):
        return np.empty(0, dtype=np.int64)
    starts = np.r_[True, codes_in_order[1:] != codes_in_order[:-1]]
    position = np.arange(len(codes_in_order))
    return position - np.maximum.accumulate(np.where(starts, position, 0))


class Groups:
    """Rows that stand in the order of their groups, laid out once for several medians.

    Groups of about the same length are put under each other as the rows of a table, filled up at the end, so
    that one call sorts many of them.
    """

    def __init__(self, codes_in_order: np.ndarray, size: int):
        self.size = size
        self.rows = len(codes_in_order)
        self.counts = group_count(codes_in_order, size)
        self._tables = list(self._laid_out())

    def _laid_out(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """(groups, table of row numbers; the number of rows itself where a group is shorter)."""
        starts = np.cumsum(self.counts) - self.counts
        widths = [1]
        while widths[-1] < self.counts.max(initial=0):
            widths.append(max(widths[-1] + 1, widths[-1] * 5 // 4))
        alike = np.searchsorted(widths, self.counts)
        by_width = np.argsort(alike, kind="stable")
        by_width = by_width[self.counts[by_width] > 0]
        edges = np.flatnonzero(np.diff(alike[by_width], prepend=-1))
        for first, last in pairwise([*edges.tolist(), len(by_width)]):
            width = widths[alike[by_width[first]]]
            step = max(1, _IN_CACHE // width)
            for at in range(first, last, step):
                groups = by_width[at : min(at + step, last)]
                place = np.arange(width)
                table = starts[groups, None] + place
                table[place >= self.counts[groups, None]] = self.rows
                yield groups, table

    def median(self, values: np.ndarray) -> np.ndarray:
        """The median per group of what is not NaN; NaN for an empty group."""
        values = np.append(values, np.nan)
        found = np.full(self.size, np.nan)
        for groups, table in self._tables:
            found[groups] = _median(values[table])
        return found

    def median_and_spread(self, values: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(weighted median, weighted median of the distances from it) per group, of what is not NaN; NaN for
        an empty group."""
        there = ~np.isnan(values)
        values = np.append(np.where(there, values, np.inf), np.inf)
        weights = np.append(np.where(there, weights, 0.0), 0.0)
        median, spread = np.full(self.size, np.nan), np.full(self.size, np.nan)
        for groups, table in self._tables:
            first = np.arange(0, table.size, table.shape[1])
            middle, own, heavy = _weighted_median(values[table], weights[table], first)
            middle[np.isinf(middle)] = np.nan
            own -= middle[:, None]
            median[groups] = middle
            spread[groups] = _weighted_median(np.abs(own, out=own), heavy, first)[0]
        return median, spread


def _median(values: np.ndarray) -> np.ndarray:
    """The median of each row of what is not NaN."""
    values.sort(axis=1)
    counts = values.shape[1] - np.isnan(values).sum(axis=1)
    row = np.arange(len(values))
    return (values[row, (counts - 1) // 2] + values[row, counts // 2]) / 2


def _weighted_median(
    values: np.ndarray, weights: np.ndarray, first: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(the median of each row, the values in order, their weights); first: place of each row's beginning."""
    order = np.argsort(values, axis=1)
    order += first[:, None]
    values, weights = values.ravel()[order], weights.ravel()[order]
    running = np.cumsum(weights, axis=1)
    half = running[:, -1] / 2
    place = np.count_nonzero(running < (half * (1 - TIE))[:, None], axis=1)
    at = first + place
    median = values.ravel()[at]
    # The last value is never tied: there the running weight is the whole.
    tied = np.flatnonzero((half > 0) & (running.ravel()[at] <= half * (1 + TIE)))
    median[tied] = (median[tied] + values.ravel()[at[tied] + 1]) / 2
    return median, values, weights
