"""Creator means and shrinkage against plain loops of the formulas (method, 2.2 and 2.4)."""

import numpy as np
import pytest
from pandas import DataFrame
from scipy.stats import norm as normal

from scoring.core.benchmark import Benchmark, Curve, Norm
from scoring.core.engagement import creator_means, own_scatter, plain_rates, shrink
from scoring.core.features import post_features
from tests.scoring.planted import NOW, post, posts_frame, profiles_frame
from tests.scoring.test_grouped import weighted_median

BENCHMARK = Benchmark({"rate": {"instagram": Norm(Curve(-3.9, -0.2, peers=50), {}, 0.4, 0.3, 0.1)}})


def means_of(*posts, profile=None, reported=None):
    profiles = profiles_frame(profile or {})
    found = post_features(profiles, posts_frame(*posts), NOW)
    return creator_means(profiles, found.posts, reported)


def row_of(pass_one, channel="rate"):
    rows = pass_one.means[pass_one.means["channel"] == channel]
    assert len(rows) == 1
    return rows.iloc[0]


def test_the_mean_is_winsorised_and_weighted_by_recency():
    ages = [4, 12, 40, 90, 150, 200, 300]
    likes = [100, 140, 90, 60_000, 120, 0, 110]
    row = row_of(means_of(*(post(age=a, likes=float(n)) for a, n in zip(ages, likes, strict=True))))
    y = [np.log((n + 10.5) / 20_000) for n in likes]
    a = [0.5 ** (age / 90) for age in ages]
    middle = weighted_median(list(zip(y, a, strict=True)))
    scale = max(1.4826 * weighted_median([(abs(v - middle), w) for v, w in zip(y, a, strict=True)]), 0.3)
    clipped = [min(max(v, middle - 2 * scale), middle + 2 * scale) for v in y]
    assert row["scale"] == pytest.approx(scale)
    assert row["m"] == pytest.approx(np.average(clipped, weights=a))
    assert row["within"] == pytest.approx(np.average((clipped - row["m"]) ** 2, weights=a))
    assert row["n_eff"] == pytest.approx(sum(a) ** 2 / sum(w * w for w in a))
    assert row["months"] == pytest.approx(np.average(ages, weights=a) / 30)
    assert row["noise"] == pytest.approx(np.mean([1 / (n + 11) for n in likes]) / 7)


def test_the_scale_is_measured_from_five_posts_on_and_has_a_floor():
    four = [post(age=5 + k, likes=10.0 * 4**k) for k in range(4)]
    assert row_of(means_of(*four))["scale"] == 0.8
    assert row_of(means_of(*[post(age=5 + k) for k in range(5)]))["scale"] == 0.3


def test_shrinkage_follows_the_formula():
    pass_one = means_of(*(post(age=5 + k, likes=400.0) for k in range(6)))
    row, found = row_of(pass_one), shrink(pass_one, BENCHMARK)
    found = found[found["channel"] == "rate"].iloc[0]
    scatter = (8 * 0.4 + row["n_eff"] * row["within"]) / (8 + row["n_eff"] - 1)
    variance = scatter / row["n_eff"] + row["noise"] + 0.01 * row["months"]
    trust = 0.3 / (0.3 + variance)
    theta = -3.9 + trust * (row["m"] + 3.9)
    assert found["mu"] == pytest.approx(-3.9)
    assert found["theta"] == pytest.approx(theta)
    assert found["theta_var"] == pytest.approx(trust * variance)
    assert found["score"] == pytest.approx(normal.cdf((theta + 3.9) / np.sqrt(0.3 + trust * variance)))
    low = theta - 1.645 * np.sqrt(trust * variance)
    assert found["low"] == pytest.approx(normal.cdf((low + 3.9) / np.sqrt(0.3)))


def test_one_post_is_trusted_little():
    for likes in (1.0, 20_000.0):
        found = shrink(means_of(post(likes=likes, comments=0.0)), BENCHMARK).iloc[-1]
        assert found["channel"] == "rate"
        trust = (found["theta"] - found["mu"]) / (found["m"] - found["mu"])
        assert 0.2 < trust < 0.45


def test_posts_that_differ_much_are_trusted_less_than_even_ones():
    def trust(*likes):
        pass_one = means_of(*(post(age=9, likes=n, comments=0.0) for n in likes))
        found = shrink(pass_one, BENCHMARK)
        found = found[found["channel"] == "rate"].iloc[0]
        return (found["theta"] - found["mu"]) / (found["m"] - found["mu"])

    assert trust(100.0, 3_000.0) < trust(540.0, 560.0)
    assert trust(40.0, 100.0, 200.0, 500.0, 900.0, 3_000.0) < trust(*[300.0] * 6)


def test_posts_all_alike_are_not_taken_for_certainty():
    own = {"within": np.zeros(1), "n_eff": np.full(1, 12.0)}
    assert own_scatter(own, 0.4)[0] == pytest.approx(8 * 0.4 / 19)
    assert own_scatter({"within": np.zeros(1), "n_eff": np.ones(1)}, 0.4)[0] == pytest.approx(0.4)


def test_cells_are_weighed_by_their_posts():
    cells = {"instagram:feed": Curve(-4.0), "instagram:video": Curve(-2.0)}
    benchmark = Benchmark({"rate": {"instagram": Norm(Curve(-3.0, peers=50), cells, 0.4, 0.3)}})
    pass_one = means_of(post(age=10), post(age=10), post(age=10), post(age=10, kind="short"))
    found = shrink(pass_one, benchmark)
    assert found.loc[found["channel"] == "rate", "mu"].iloc[0] == pytest.approx(-3.5)


def test_a_reported_figure_is_worth_three_posts():
    pass_one = means_of(reported=DataFrame({"profile_id": [1], "engagement_rate": [0.05]}))
    found = shrink(pass_one, BENCHMARK).iloc[0]
    variance = 0.64 / 3
    m = np.log(0.05 + 0.5 / 20_000)
    assert found["theta"] == pytest.approx(-3.9 + 0.3 / (0.3 + variance) * (m + 3.9))


def test_an_average_of_likes_becomes_a_rate():
    reported = DataFrame({"profile_id": [1], "average_likes": [900.0], "average_comments": [100.0]})
    assert row_of(means_of(reported=reported), "reported")["m"] == pytest.approx(np.log(1000.5 / 20_000))


def test_without_a_norm_nothing_is_scored_and_the_own_mean_is_shown():
    found = shrink(means_of(post(), post(age=40)), Benchmark())
    found = found[found["channel"] == "rate"].iloc[0]
    assert np.isnan(found["score"])
    assert found["theta"] == pytest.approx(np.log(110.5 / 20_000))


def test_the_definitions_of_others_are_plain_means_and_medians():
    posts = post_features(
        profiles_frame({}),
        posts_frame(post(likes=100.0), post(likes=200.0), post(likes=900.0), post(likes=np.nan)),
        NOW,
    ).posts
    row = plain_rates(posts, 1).iloc[0]
    assert row["median_rate"] == pytest.approx(210 / 20_000)
    assert row["mean_rate"] == pytest.approx((110 + 210 + 910) / 3 / 20_000)
    assert row["likes_rate"] == pytest.approx(200 / 20_000)
    assert row["top_ratio"] == pytest.approx(910 / 210)
    assert row[["visible", "hidden"]].tolist() == [3, 1]
