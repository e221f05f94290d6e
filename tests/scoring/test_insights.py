"""Engagement by size: the curve, and the answer to how many times small accounts get."""

import numpy as np
import pandas as pd
import pytest

from scoring.core.benchmark import Benchmark
from scoring.core.frames import Frames
from scoring.core.frozen import freeze
from scoring.core.insights import LEAST, engagement_by_size, sizes, times
from scoring.core.measure import first_pass, observe
from scoring.core.standing import standing
from tests.scoring.planted import NOW, planted_catalogue

DRAW = np.random.default_rng(7)


def accounts(small: int, large: int, factor: float = 2.0) -> tuple[np.ndarray, np.ndarray]:
    """Followers and rates; small ones get `factor` times the rate."""
    followers = np.concatenate([DRAW.uniform(10_000, 50_000, small), DRAW.uniform(100_001, 900_000, large)])
    usual = np.where(followers <= 50_000, 0.02 * factor, 0.02)
    return followers, usual * np.exp(DRAW.normal(0, 0.6, small + large))


def test_the_answer_finds_what_was_planted_within_its_interval():
    answer = times(*accounts(800, 500))
    assert answer["low"] < 2 < answer["high"]
    assert answer["low"] < answer["times"] < answer["high"]
    assert (answer["small"], answer["large"]) == (800, 500)
    assert answer["times"] == pytest.approx(answer["small_rate"] / answer["large_rate"])


def test_the_interval_holds_the_truth_nine_times_in_ten():
    inside = 0
    for _ in range(200):
        answer = times(*accounts(60, 41))
        inside += answer["low"] <= 2 <= answer["high"]
    assert 0.84 <= inside / 200 <= 0.97


def test_the_quick_bootstrap_is_the_plain_one():
    followers, rate = accounts(50, 31)
    answer = times(followers, rate)
    generator = np.random.default_rng(3)
    small, large = rate[:50], rate[50:]
    plain = [
        np.median(generator.choice(small, 50)) / np.median(generator.choice(large, 31)) for _ in range(6_000)
    ]
    low, high = np.quantile(plain, [0.05, 0.95])
    assert (answer["low"], answer["high"]) == pytest.approx((low, high), rel=0.05)


def test_too_few_on_a_side_is_no_answer():
    answer = times(*accounts(500, LEAST - 1))
    assert (answer["times"], answer["large"]) == (None, LEAST - 1)
    assert times(np.empty(0), np.empty(0))["times"] is None


def test_the_edges_of_the_question():
    followers = np.array([9_999.0, 10_000, 50_000, 50_001, 100_000, 100_001])
    answer = times(followers, np.full(6, 0.02))
    assert (answer["small"], answer["large"]) == (2, 1)


def planted_rows() -> tuple[pd.DataFrame, Benchmark]:
    profiles, posts, _ = planted_catalogue(1_500, 11)
    frames = Frames(profiles, posts)
    benchmark = freeze([observe(frames, NOW)]).benchmark
    first = first_pass(frames, NOW)
    return sizes(profiles, standing(profiles, first.features, first.means, benchmark), {}), benchmark


def test_the_curve_follows_the_planted_one_and_most_accounts_are_in_its_band():
    rows, benchmark = planted_rows()
    told = engagement_by_size(rows, benchmark)["instagram"]
    for followers, usual, low, high in told["curve"]:
        truth = 0.03 * (followers / 20_000) ** -0.25
        assert usual == pytest.approx(truth, rel=0.2)
        assert low < usual < high
    curve = np.array(told["curve"])
    low, high = (np.interp(np.log(rows["followers"]), np.log(curve[:, 0]), curve[:, k]) for k in (2, 3))
    assert rows["rate"].between(low, high).mean() > 0.7
    assert told["n"] == len(rows) == sum(number for _, number, _ in told["bands"])
    assert told["answer"]["times"] == pytest.approx((27_000 / 180_000) ** -0.25, rel=0.35)


def test_the_order_of_rows_is_irrelevant_and_points_are_rounded():
    rows, benchmark = planted_rows()
    told = engagement_by_size(rows, benchmark)
    assert engagement_by_size(rows.sample(frac=1, random_state=2), benchmark) == told
    assert all(float(f"{followers:.2g}") == followers for followers, _ in told["instagram"]["points"])


def test_nobody_is_told_about_without_enough_posts():
    profiles, posts, _ = planted_catalogue(50, 5)
    posts = posts.groupby("profile_id").head(4)
    first = first_pass(Frames(profiles, posts), NOW)
    found = sizes(profiles, standing(profiles, first.features, first.means, Benchmark()), {})
    assert found.empty
    assert engagement_by_size(found, Benchmark()) == {}
