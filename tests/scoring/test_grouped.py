"""Group medians, ranks and sums against plain loops."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.core.grouped import Groups, group_max, group_mean, group_median, rank_in_group

GROUPED = st.lists(
    st.tuples(st.integers(0, 4), st.floats(-5, 5), st.floats(0.01, 1)), min_size=1, max_size=40
)


def weighted_median(pairs: list[tuple[float, float]]) -> float:
    pairs = sorted(pairs)
    half = sum(w for _, w in pairs) / 2
    running = 0.0
    for k, (value, weight) in enumerate(pairs):
        running += weight
        if abs(running - half) <= 1e-9 * half and k + 1 < len(pairs):
            return (value + pairs[k + 1][0]) / 2
        if running >= half:
            return value
    return pairs[-1][0]


def weighted_medians(codes, values, weights, size):
    order = np.argsort(codes, kind="stable")
    return Groups(codes[order], size).median_and_spread(values[order], weights[order])[0]


@given(GROUPED)
def test_the_weighted_median_of_each_group_is_that_of_a_plain_loop(rows):
    codes, values, weights = (np.array(column) for column in zip(*rows, strict=True))
    found = weighted_medians(codes, values, weights, 5)
    for group in range(5):
        own = [(v, w) for c, v, w in rows if c == group]
        if not own:
            assert np.isnan(found[group])
        else:
            assert found[group] == pytest.approx(weighted_median(own), abs=1e-9)


def test_equal_weights_give_the_usual_median():
    codes = np.array([0, 0, 0, 0, 1, 1, 1])
    values = np.array([4.0, 1, 2, 9, 7, 5, 6])
    assert group_median(codes, values, 2).tolist() == [3.0, 6.0]
    assert weighted_medians(codes, values, np.ones(7), 2).tolist() == [3.0, 6.0]


@given(GROUPED)
def test_one_group_does_not_change_another_by_a_bit(rows):
    codes, values, weights = (np.array(column) for column in zip(*rows, strict=True))
    alone = codes == codes[0]

    def means(codes, values, weights, size):
        return group_mean(codes, values, size, weights)

    for of_groups in (weighted_medians, means):
        together = of_groups(codes, values, weights, 5)[codes[0]]
        assert together == of_groups(codes[alone], values[alone], weights[alone], 5)[codes[0]]


def test_ranks_start_again_in_each_group_and_the_largest_is_found():
    codes = np.array([0, 0, 2, 2, 2])
    assert rank_in_group(codes).tolist() == [0, 1, 0, 1, 2]
    largest = group_max(codes, np.array([1.0, 3, 2, 5, 4]), 3)
    assert largest[[0, 2]].tolist() == [3, 5]
    assert np.isnan(largest[1])
