"""The curve of peers: robust, pooled where there are few, frozen to the byte."""

import json

import numpy as np
import pytest

from scoring.core.benchmark import Benchmark, Curve, fit_cell, fit_curve
from scoring.core.engagement import creator_means, fit_benchmark
from scoring.core.features import post_features
from tests.scoring.planted import NOW, planted_catalogue, post, posts_frame, profiles_frame


def test_a_line_is_found_in_spite_of_outliers():
    x = np.linspace(-2, 2, 60)
    y = -3.5 - 0.25 * x
    y[::12] += 6
    curve = fit_curve(x, y)
    assert curve.level == pytest.approx(-3.5, abs=0.05)
    assert curve.slope == pytest.approx(-0.25, abs=0.05)


def test_a_bend_is_taken_only_where_it_predicts_better():
    x = np.linspace(-2, 2, 400)
    noise = np.random.default_rng(1).normal(0, 0.1, 400)
    assert fit_curve(x, -3 + 0.2 * x - 0.4 * x * x + noise).bend == pytest.approx(-0.4, abs=0.05)
    assert abs(fit_curve(x, -3 + 0.2 * x + noise).bend) < 0.01
    assert fit_curve(x[::2], (-3 - 0.4 * x * x)[::2]).bend == 0


def test_peers_of_one_size_give_a_level():
    curve = fit_curve(np.full(30, 0.7), np.full(30, -3.0))
    assert curve.at(np.array([0.7])) == pytest.approx(-3.0)


def test_a_small_cell_borrows_from_its_platform():
    pooled = Curve(-3.0, -0.2, 0.0, 200)
    x = np.linspace(-1, 1, 40)
    own = fit_cell(x, -2 + 0.5 * x, pooled)
    level = fit_cell(x[:20], pooled.at(x[:20]) + 1, pooled)
    borrowed = fit_cell(x[:9], x[:9], pooled)
    assert own.slope == pytest.approx(0.5)
    assert (level.slope, level.level, level.fit) == (-0.2, pytest.approx(-2.0), "own level")
    assert (borrowed.level, borrowed.slope, borrowed.fit) == (-3.0, -0.2, "platform")
    assert fit_cell(x[:20], x[:20], None) is None


def catalogue(creators: int, posts_each: int, **values):
    profiles = profiles_frame(*({"followers": 10_000.0 + 500 * k} for k in range(creators)))
    posts = posts_frame(
        *(
            post(p, age=5 + k, likes=100.0 + 7 * p + k, **values)
            for p in profiles["profile_id"]
            for k in range(posts_each)
        )
    )
    return creator_means(profiles, post_features(profiles, posts, NOW).posts)


def test_fewer_than_ten_peers_make_no_norm():
    assert fit_benchmark(catalogue(9, 8)).norm("rate", "instagram").pooled is None
    assert fit_benchmark(catalogue(10, 8)).norm("rate", "instagram").pooled.peers == 10
    assert fit_benchmark(catalogue(30, 4)).norm("rate", "instagram").pooled is None


def test_peers_too_similar_stand_at_the_floor_and_it_is_said():
    norm = fit_benchmark(catalogue(12, 8)).norm("rate", "instagram")
    assert norm.tau2 == 0.02
    assert norm.floored


def test_the_variances_are_those_of_the_formula():
    profiles, posts, _ = planted_catalogue(400, 5)
    means = creator_means(profiles, post_features(profiles, posts, NOW).posts)
    norm = fit_benchmark(means).norm("rate", "instagram")
    own = means.means[means.means["channel"] == "rate"]
    peers = own[own["n_eff"] >= 5]
    around = peers["n_eff"] * peers["within"]
    assert norm.sigma2 == pytest.approx(around.sum() / (peers["n_eff"] - 1).sum())
    scatter = (8 * norm.sigma2 + around) / (8 + peers["n_eff"] - 1)
    variance = scatter / peers["n_eff"] + peers["noise"] + 0.1**2 * peers["months"]
    curve = norm.cells["instagram:feed"]
    between = ((peers["m"] - curve.at(peers["x"])) ** 2 - variance).mean()
    assert norm.tau2 == pytest.approx(between, rel=1e-9)
    assert variance.mean() <= norm.tau2


def test_peers_whose_posts_are_all_alike_leave_a_smallest_scatter():
    assert fit_benchmark(catalogue(12, 8)).norm("rate", "instagram").sigma2 == pytest.approx(0.3**2)


def test_a_benchmark_survives_json_unchanged():
    profiles, posts, _ = planted_catalogue(120, 2)
    benchmark = fit_benchmark(creator_means(profiles, post_features(profiles, posts, NOW).posts))
    assert Benchmark.from_dict(json.loads(json.dumps(benchmark.to_dict()))) == benchmark


def test_an_account_of_unknown_size_is_no_peer_though_its_views_are_known():
    profiles = profiles_frame(*({"platform": "tiktok", "followers": 3_000.0 * 1.2**k} for k in range(20)), {})
    profiles.loc[20, ["platform", "followers"]] = ["tiktok", np.nan]
    posts = posts_frame(*(post(p, age=20 + k, views=2_000.0 + p) for p in range(1, 22) for k in range(8)))
    found = post_features(profiles, posts, NOW)
    norm = fit_benchmark(creator_means(profiles, found.posts)).norm("view_rate", "tiktok")
    assert norm.pooled.peers == 20
    assert np.isfinite([norm.pooled.slope, norm.tau2, *(curve.level for curve in norm.cells.values())]).all()
