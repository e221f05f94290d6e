"""The measures that the evaluation judges by."""

import numpy as np
import pytest

from scoring.evaluation.metrics import (
    first,
    gains,
    ndcg,
    overlap,
    rank_biased_overlap,
    recall,
    spearman,
)

SCORE = np.array([0.1, 0.9, 0.5, np.nan])


def test_unknown_scores_stand_last():
    assert first(SCORE, 4).tolist() == [1, 2, 0, 3]


def test_grades_are_those_fixed_in_advance():
    assert gains(np.array([0.005, 0.01, 0.04, 0.2])).tolist() == [0, 1, 3, 31]


def test_ndcg_is_1_for_the_best_order_and_counts_by_place():
    assert ndcg(np.array([3.0, 2.0, 1.0]), np.array([31.0, 3.0, 0.0]), 2) == pytest.approx(1)
    late = ndcg(np.array([1.0, 2.0]), np.array([1.0, 0.0]), 2)
    assert late == pytest.approx(1 / np.log2(3))


def test_recall_and_overlap_count_the_top_only():
    assert recall(SCORE, np.array([True, True, False, False]), 2) == 0.5
    assert overlap(np.arange(6.0), np.arange(6.0)[::-1], 3) == 0
    assert overlap(np.arange(6.0), np.arange(6.0), 3) == 1


def test_rank_biased_overlap_is_1_for_the_same_order_and_minds_the_top():
    order = np.arange(100.0)
    assert rank_biased_overlap(order, order) == pytest.approx(1)
    top, bottom = order.copy(), order.copy()
    top[[99, 0]] = top[[0, 99]]
    bottom[[1, 0]] = bottom[[0, 1]]
    assert rank_biased_overlap(order, top) < rank_biased_overlap(order, bottom)


def test_spearman_leaves_out_what_is_not_known():
    assert spearman(np.array([1.0, 2.0, 3.0, np.nan]), np.array([1.0, 4.0, 9.0, 0.0])) == pytest.approx(1)
