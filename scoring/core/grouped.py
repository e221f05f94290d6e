"""Sums, medians and counts per group without a Python loop, each independent of the other groups.

Groups are given as integer codes 0..size-1. Where rows must be in the order of their groups it is said.
"""

import numpy as np

TIE = 1e-9
"""Relative distance within which a running weight counts as exactly half."""


def group_sum(codes: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    """The sum of the values per group, float64 of length `size`; 0 for an empty group."""
    return np.bincount(codes, weights=values, minlength=size)


def group_count(codes: np.ndarray, size: int) -> np.ndarray:
    """The number of rows per group."""
    return np.bincount(codes, minlength=size)


def group_mean(codes: np.ndarray, values: np.ndarray, weights: np.ndarray, size: int) -> np.ndarray:
    """The weighted mean per group; NaN for a group without weight."""
    total = group_sum(codes, weights, size)
    return np.divide(
        group_sum(codes, values * weights, size), total, out=np.full(size, np.nan), where=total > 0
    )


def group_max(codes: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    """The largest value per group; NaN for an empty group."""
    largest = np.full(size, -np.inf)
    np.maximum.at(largest, codes, values)
    return np.where(np.isneginf(largest), np.nan, largest)


def group_median(codes: np.ndarray, values: np.ndarray, weights: np.ndarray, size: int) -> np.ndarray:
    """The weighted median per group (the usual median where weights are equal); NaN for an empty group."""
    order = np.lexsort((values, codes))
    codes, values, weights = codes[order], values[order], weights[order]
    medians = np.full(size, np.nan)
    if not len(codes):
        return medians
    first = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
    groups = codes[first]
    last = np.r_[first[1:], len(codes)] - 1
    running = np.cumsum(weights)
    before = running[first] - weights[first]
    half = (running[last] - before) / 2
    at = np.clip(np.searchsorted(running, before + half * (1 - TIE)), first, last)
    exactly_half = (running[at] - before <= half * (1 + TIE)) & (at < last)
    medians[groups] = np.where(exactly_half, (values[at] + values[np.minimum(at + 1, last)]) / 2, values[at])
    return medians


def rank_in_group(codes_in_order: np.ndarray) -> np.ndarray:
    """0, 1, 2 ... within each group, for rows that stand in the order of their groups."""
    if not len(codes_in_order):
        return np.empty(0, dtype=np.int64)
    starts = np.r_[True, codes_in_order[1:] != codes_in_order[:-1]]
    position = np.arange(len(codes_in_order))
    return position - np.maximum.accumulate(np.where(starts, position, 0))
