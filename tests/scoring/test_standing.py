"""Which channel speaks for a creator, and the edge cases of the method's section 8."""

import numpy as np
import pytest
from pandas import DataFrame

from scoring.core.benchmark import Benchmark, Curve, Norm
from scoring.core.columns import rows
from scoring.core.engagement import creator_means, fit_benchmark
from scoring.core.explain import badges, consistency_words, engagement_words
from scoring.core.features import post_features
from scoring.core.standing import standing
from tests.scoring.planted import NOW, post, posts_frame, profiles_frame


def norm(level: float) -> Norm:
    return Norm(Curve(level, peers=50), {}, 0.4, 0.3)


PLATFORMS = ("instagram", "tiktok")
BENCHMARK = Benchmark(
    {
        "rate": {p: norm(-5.2) for p in PLATFORMS},
        "comment_rate": {p: norm(-7.5) for p in PLATFORMS},
        "view_rate": {p: norm(-4.0) for p in PLATFORMS},
    }
)


def stand(profile: dict, *posts: dict, reported: DataFrame | None = None, benchmark=BENCHMARK) -> dict:
    profiles = profiles_frame(profile)
    features = post_features(profiles, posts_frame(*posts), NOW)
    means = creator_means(profiles, features.posts, reported)
    found = standing(profiles, features, means, benchmark)
    (row,) = rows({name: values.to_numpy() for name, values in found.items()}, 1)
    return row | {"badges": badges(found)[0]}


def claim(rate: float) -> DataFrame:
    return DataFrame({"profile_id": [1], "engagement_rate": [rate]})


@pytest.mark.parametrize("followers", [None, 0])
def test_unknown_followers_give_no_rate_and_say_so(followers):
    row = stand({"followers": followers}, post(), post())
    assert (row["er"], row["score"], row["missing"]) == (None, None, "followers unknown")


def test_under_a_hundred_followers_the_rate_is_not_shown():
    row = stand({"followers": 99}, post(likes=5.0))
    assert (row["er"], row["score"], row["missing"]) == (None, None, "fewer than 100 followers")


def test_no_posts_is_missing_and_not_average():
    row = stand({})
    assert (row["score"], row["missing"], row["basis"]) == (None, "no posts yet", "")


def test_posts_too_fresh_are_named():
    row = stand({}, post(age=1))
    assert (row["score"], row["missing"], row["immature"]) == (None, "no posts old and recent enough", 1)


def test_too_few_peers_are_named_and_the_own_rate_is_still_shown():
    row = stand({}, post(), benchmark=Benchmark())
    assert row["score"] is None
    assert row["missing"] == "too few peers on instagram to compare with"
    assert row["er"] == pytest.approx(110.5 / 20_000)


@pytest.mark.parametrize("floored", [True, False])
def test_peers_that_cannot_be_told_apart_are_named(floored):
    flat = Benchmark({"rate": {"instagram": Norm(Curve(-5.2, peers=12), {}, 0.4, 0.02, floored=floored)}})
    row = stand({}, post(), post(age=20), benchmark=flat)
    told = [line for line in engagement_words(row)[2] if "too similar or too few" in line]
    assert len(told) == floored


def test_some_hidden_likes_leave_the_visible_ones():
    visible = [post(age=10 + k) for k in range(3)]
    hidden = [post(age=20 + k, likes=np.nan) for k in range(4)]
    row = stand({}, *visible, *hidden)
    assert (row["basis"], row["n"], row["hidden"]) == ("measured", 3, 4)
    assert row["badges"] == ["likes hidden on 4 of 7 posts"]


@pytest.mark.parametrize("visible", [0, 2])
def test_mostly_hidden_likes_are_judged_by_comments(visible):
    posts = [post(age=10 + k, likes=100.0 if k < visible else np.nan) for k in range(8)]
    row = stand({}, *posts)
    assert (row["basis"], row["n"], row["er"]) == ("comments", 8, None)
    assert row["mu"] == pytest.approx(-7.5)
    assert 0 < row["score"] < 1


def test_a_reported_figure_speaks_only_without_posts():
    alone = stand({}, reported=claim(0.05))
    assert (alone["basis"], alone["claimed"]) == ("reported", pytest.approx(0.05, abs=1e-4))
    assert alone["badges"] == ["reported"]
    assert stand({}, post(), reported=claim(0.05))["basis"] == "measured"


def test_reported_figures_are_held_against_each_other_only_where_nothing_was_measured():
    peers = Benchmark({"reported": {"instagram": norm(-3.0)}})
    alone = stand({}, reported=claim(0.05), benchmark=peers)
    assert (alone["reported_alone"], alone["mu"]) == (True, pytest.approx(-3.0))
    both = Benchmark(peers.norms | {"rate": {"instagram": norm(-5.2)}})
    row = stand({}, reported=claim(0.05), benchmark=both)
    assert (row["reported_alone"], row["mu"]) == (False, pytest.approx(-5.2))


def test_views_are_mixed_in_by_the_share_of_their_kind():
    films = [post(age=10 + k, kind="video", views=4_000.0) for k in range(4)]
    row = stand({"platform": "tiktok"}, *films)
    assert row["view_share"] == pytest.approx(0.7)
    followers_alone = stand({"platform": "tiktok"}, *(film | {"views": np.nan} for film in films))
    assert row["score"] == pytest.approx(0.3 * followers_alone["score"] + 0.7 * row["view_score"])
    photos = stand({}, *(post(age=10 + k, views=4_000.0) for k in range(4)))
    assert photos["view_share"] == 0


def test_a_viral_post_is_a_badge_and_hardly_moves_the_score():
    plain = [post(age=10 + k) for k in range(8)]
    quiet, loud = stand({}, *plain), stand({}, *plain[:7], post(age=17, likes=1_530.0))
    assert loud["badges"] == ["top post 14x median"]
    assert abs(loud["score"] - quiet["score"]) < 0.1


def test_oddities_are_named():
    row = stand(
        {"followers": 150},
        post(age=200, likes=120.0),
        post(age=-3),
    )
    assert row["badges"] == [
        "dormant: no post for 200 days",
        "engagement above 50% of followers",
        "1 post dated in the future: check the data",
    ]


def test_the_interval_holds_the_rate_and_the_percentile():
    row = stand({}, *(post(age=10 + k) for k in range(6)))
    assert row["er_low"] < row["er"] < row["er_high"]
    assert row["low"] < row["score"] < row["high"]


def test_a_post_of_today_is_not_zero_days_old():
    row = {"score": 0.9, "active_weeks": 12.0}
    assert consistency_words(row | {"last_age": 0.4})[0].endswith("last within a day")
    assert consistency_words(row | {"last_age": 1.4})[0].endswith("last 1 day ago")


def test_a_reported_rate_that_cannot_be_believed_is_shown_to_be_checked_and_not_scored():
    row = stand({}, reported=claim(9.15))
    assert (row["doubtful"], row["score"], row["claimed"]) == (True, None, pytest.approx(9.15, abs=1e-3))
    assert row["missing"] == "the reported rate is above 100% of followers: to check"
    assert row["badges"] == ["reported rate to check"]
    assert stand({}, reported=claim(0.99))["score"] is not None
    assert stand({}, post(), reported=claim(9.15))["score"] == stand({}, post())["score"]


def test_what_cannot_be_believed_is_no_peer_either():
    size = 40
    profiles = profiles_frame(*({"profile_id": n} for n in range(size)))
    rates = [0.02 + 0.001 * n for n in range(size)]
    believed = DataFrame({"profile_id": range(size), "engagement_rate": rates})
    wild = believed.assign(engagement_rate=[5.0 + n if n < 8 else rate for n, rate in enumerate(rates)])
    fewer = believed[8:].reset_index(drop=True)
    posts = post_features(profiles, posts_frame(), NOW).posts
    fits = [fit_benchmark(creator_means(profiles, posts, claims)) for claims in (wild, fewer)]
    assert fits[0].norm("reported", "instagram").pooled == fits[1].norm("reported", "instagram").pooled
    assert fits[0].norm("reported", "instagram").pooled is not None
