"""A varied order: less alike for little, without touching a score."""

import numpy as np
import pytest

from scoring.core.diversity import Traits, divergence, similarity, size_thirds, vary, vary_by
from scoring.core.weights import CONSTANTS as C
from tests.scoring.planted_variety import planted_pool, trade_off


def traits(shares, platform="instagram", language="en", third=0) -> Traits:
    size = len(shares)
    return Traits(
        np.array(shares, dtype=float),
        np.full(size, platform, dtype=object),
        np.full(size, language, dtype=object),
        np.full(size, third),
    )


def test_divergence_is_0_for_the_same_1_for_nothing_in_common_and_1_where_unknown():
    found = divergence(np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0], [np.nan] * 3]))
    assert found[0] == pytest.approx([0, 0, 1, 1])
    assert found[3] == pytest.approx([1, 1, 1, 1])
    half = divergence(np.array([[1.0, 0.0], [0.5, 0.5]]))
    assert half[0, 1] == pytest.approx(0.3113, abs=1e-4)


def test_likeness_adds_niches_audience_and_kind():
    same = similarity(traits([[1, 0], [1, 0], [0, 1]]))
    assert same[0, 1] == pytest.approx(0.5 + 0.3 * 0.12 + 0.2)
    assert same[0, 2] == pytest.approx(0.3 * 0.02 + 0.2)
    assert similarity(traits([[1, 0], [1, 0]], language=""))[0, 1] == pytest.approx(0.5 + 0.3 * 0.02)
    measured = np.array([[np.nan, 0.6], [0.6, np.nan]])
    assert similarity(traits([[1, 0], [1, 0]]), measured)[0, 1] == pytest.approx(0.5 + 0.3 * 0.6 + 0.2)


def test_thirds_of_the_size_band():
    found = size_thirds(np.array([1.0, 5_000, 14_000, 40_000, 100_000, 900_000]), 5_000, 100_000)
    assert found.tolist() == [0, 0, 1, 2, 2, 2]
    assert size_thirds(np.array([10_000.0]), 10_000, 10_000).tolist() == [0]


def test_a_twin_is_moved_down_and_told_like_whom():
    alike = similarity(traits([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]))
    found = vary_by(np.array([60.0, 59.0, 58.0, 57.0]), alike, 0.75)
    assert found.order.tolist() == [0, 2, 3, 1]
    assert found.like == {1: 0}


def test_nothing_moves_where_nobody_is_more_alike_and_ties_go_to_the_better():
    apart = np.full((4, 4), 0.3)
    assert vary(np.array([60.0, 50.0, 40.0, 30.0]), apart).order.tolist() == [0, 1, 2, 3]
    assert vary(np.full(3, 50.0), np.full((3, 3), 0.9)).order.tolist() == [0, 1, 2]
    assert vary(np.empty(0), np.empty((0, 0))).order.tolist() == []


def test_the_first_stays_first_and_everybody_stays_in():
    scores, own = planted_pool(500, 3)
    found = vary(scores, similarity(own))
    assert found.order[0] == 0
    assert sorted(found.order) == list(range(len(scores)))
    places = np.argsort(found.order)
    assert all(places[moved] > moved and places[like] < places[moved] for moved, like in found.like.items())


@pytest.mark.parametrize("size", [10, 20])
def test_a_varied_list_is_a_quarter_less_alike_for_three_per_cent_of_the_score(size):
    gains = []
    for seed in range(12):
        scores, own = planted_pool(2_000, seed)
        alike = similarity(own)
        gains.append(trade_off(scores, alike, vary(scores, alike).order, size))
    assert np.mean([gain.less_alike for gain in gains]) >= 0.25
    assert np.mean([gain.loss for gain in gains]) <= 0.03


def test_a_list_that_few_fit_loses_no_more_than_is_allowed():
    # Six bakers fit; everybody else is of another niche and scores far less.
    scores = np.r_[np.linspace(70, 66, 6), np.linspace(30, 20, 30)]
    shares = np.eye(40)[[0] * 6 + list(range(1, 31))]
    alike = similarity(traits(shares))
    found = vary(scores, alike)
    assert trade_off(scores, alike, found.order).loss <= C.diversity_loss
    assert set(found.order[:6]) == set(range(6))
    assert vary_by(scores, alike, 0.25).order[1] > 5
