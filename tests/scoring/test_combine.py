"""The composite, its points lost, order and intervals (method, 6), with size and consistency (5)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.core.combine import at_median, composite, order, pool_medians, rank_intervals
from scoring.core.consistency import consistency_score, focus
from scoring.core.schema import CRITERIA, Brief
from scoring.core.tier import tier_score
from scoring.core.weights import DEFAULT_WEIGHTS, PRESETS, brief_weights

WEIGHTS = np.array([DEFAULT_WEIGHTS[k] for k in CRITERIA])
ROW = st.lists(st.one_of(st.floats(0.05, 1), st.just(np.nan)), min_size=8, max_size=8)


@given(st.lists(ROW, min_size=1, max_size=5))
def test_points_lost_add_up_exactly(rows):
    whole = composite(np.array(rows), WEIGHTS)
    known = np.isfinite(whole.score)
    assert whole.lost.sum(axis=1)[known] == pytest.approx((100 - whole.score)[known], abs=1e-9)
    assert (whole.lost >= 0).all()
    assert whole.lost[~np.isfinite(rows)].sum() == 0


def test_the_score_is_the_weighted_geometric_mean_of_what_is_known():
    row = np.array([[0.5, 0.8, 1.0, np.nan, np.nan, np.nan, np.nan, 0.3]])
    whole = composite(row, WEIGHTS)
    known = [0, 1, 2, 7]
    expected = np.exp(np.average(np.log(row[0, known]), weights=WEIGHTS[known]))
    assert whole.score[0] == pytest.approx(100 * expected)
    assert whole.coverage[0] == pytest.approx(0.35 + 0.25 + 0.10 + 0.03)
    assert whole.weights[0].sum() == pytest.approx(1)


def test_a_perfect_creator_loses_nothing_and_an_unknown_one_has_no_score():
    whole = composite(np.array([np.ones(8), np.full(8, np.nan)]), WEIGHTS)
    assert whole.score[0] == 100
    assert whole.lost[0].tolist() == [0] * 8
    assert np.isnan(whole.score[1])
    assert whole.coverage[1] == 0


def test_the_counterfactual_is_the_score_with_that_part_at_the_median():
    parts = np.array([[0.5, 0.8, 1.0, np.nan, np.nan, np.nan, np.nan, 0.3]])
    whole = composite(parts, WEIGHTS)
    medians = np.full(8, 0.6)
    found = at_median(parts, whole, medians)
    changed = parts.copy()
    changed[0, 1] = 0.6
    assert found[0, 1] == pytest.approx(composite(changed, WEIGHTS).score[0])
    assert np.isnan(found[0, 3])


def test_the_median_of_a_pool_of_one_is_a_half():
    assert pool_medians(np.array([[0.9] * 8])).tolist() == [0.5] * 8
    assert pool_medians(np.array([[0.2] * 8, [0.4] * 8, [0.9] * 8])).tolist() == [0.4] * 8


def test_ties_go_by_coverage_then_theta_then_id():
    score = np.array([50.0, 50, 50, 50, 60])
    coverage = np.array([0.7, 0.8, 0.8, 0.8, 0.6])
    theta = np.array([0.0, np.nan, -3, -3, 0])
    assert order(score, coverage, theta, np.array([1, 2, 9, 4, 5])).tolist() == [4, 3, 2, 1, 0]


def test_intervals_are_repeatable_and_narrow_for_the_certain():
    parts = np.array([[0.9] * 8, [0.5] * 8, [0.45] * 8])

    def draw(generator):
        return np.clip(parts + generator.normal(0, [[0.0], [0.1], [0.1]], (3, 8)), 0.05, 1)

    low, high, top = rank_intervals(draw, WEIGHTS)
    again = rank_intervals(draw, WEIGHTS)
    assert (low[0], high[0]) == (1, 1)
    assert low[1] == 2
    assert high[1] == 3
    assert top.tolist() == [1, 1, 1]
    assert [a.tolist() for a in again] == [low.tolist(), high.tolist(), top.tolist()]


def test_weights_of_a_brief_replace_and_leave_out():
    weights = brief_weights({"engagement": 0.5}, frozenset({"niche"}))
    assert sum(weights.values()) == pytest.approx(1)
    assert weights["engagement"] == pytest.approx(0.5 / 0.9)
    assert "niche" not in weights
    with pytest.raises(ValueError, match="above 0"):
        brief_weights(dict.fromkeys(CRITERIA, 0.0))


def test_presets_sum_to_one():
    for name, weights in PRESETS.items():
        assert sum(weights.values()) == pytest.approx(1), name


@pytest.mark.parametrize(
    "wrong", [{"min_followers": 0}, {"min_followers": 9, "max_followers": 8}, {"weights": {"luck": 1}}]
)
def test_a_brief_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError):  # noqa: PT011 - any of the three messages
        Brief(**wrong)


def test_size_is_full_inside_the_band_and_falls_to_its_floor_at_half_and_double():
    found = tier_score(np.array([5_000, 30_000, 100_000, 2_500, 200_000, 1e6, 0, np.nan]), 5_000, 100_000)
    assert found[:6] == pytest.approx([1, 1, 1, 0.05, 0.05, 0.05])
    assert np.isnan(found[6:]).all()
    halfway = tier_score(np.array([100_000 * np.sqrt(2)]), 5_000, 100_000)
    assert halfway[0] == pytest.approx(1 - 0.95 / 2)


def test_consistency_follows_its_formula():
    found = consistency_score(np.array([6, 12, 0]), np.array([37.0, 3, np.nan]), np.array([0.5, np.nan, 1]))
    assert found[0] == pytest.approx(0.4 * 0.5 + 0.3 * np.exp(-1) + 0.3 * 0.5)
    assert found[1] == pytest.approx(1)
    assert np.isnan(found[2])


def test_focus_is_one_for_one_niche_and_nothing_for_all_alike():
    found = focus(np.array([[1.0, 0, 0, 0], [0.25] * 4, [np.nan] * 4]))
    assert found[:2] == pytest.approx([1, 0])
    assert np.isnan(found[2])
