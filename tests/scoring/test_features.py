"""Which posts count, and what each is worth (method, 2.1 and 8)."""

import numpy as np
import pandas as pd
import pytest

from scoring.core.features import distinct, post_features
from tests.scoring.planted import NOW, post, posts_frame, profiles_frame


def features(profiles, *posts):
    return post_features(profiles, posts_frame(*posts), NOW)


def only(profile: dict, one: dict) -> pd.Series:
    found = features(profiles_frame(profile), one).posts
    assert len(found) == 1
    return found.iloc[0]


@pytest.mark.parametrize(
    ("platform", "engagements"),
    [("instagram", 110), ("youtube", 110), ("tiktok", 117), ("bluesky", 117), ("mastodon", 117), ("x", 117)],
)
def test_shares_count_where_the_platform_shows_them(platform, engagements):
    row = only({"platform": platform}, post(shares=7.0))
    assert row["engagements"] == engagements
    assert row["rate"] == pytest.approx(np.log((engagements + 0.5) / 20_000))


def test_no_likes_at_all_is_a_figure_and_stays_finite():
    row = only({}, post(likes=0.0, comments=0.0))
    assert row["rate"] == pytest.approx(np.log(0.5 / 20_000))
    assert not row["hidden"]


@pytest.mark.parametrize("likes", [np.nan, -1, np.inf])
def test_hidden_likes_are_unknown_and_not_zero(likes):
    row = only({}, post(likes=likes))
    assert row["hidden"]
    assert np.isnan(row["rate"])
    assert row["comment_rate"] == pytest.approx(np.log(10.5 / 20_000))


def test_disabled_comments_are_missing_for_comments_only():
    row = only({}, post(comments=np.nan))
    assert row["engagements"] == 100
    assert np.isnan(row["comment_rate"])


@pytest.mark.parametrize(("views", "usable"), [(5_000, True), (0, False), (99, False), (np.nan, False)])
def test_views_are_dropped_when_none_or_fewer_than_likes(views, usable):
    row = only({"platform": "tiktok"}, post(views=views))
    assert np.isfinite(row["view_rate"]) == usable
    if usable:
        assert row["view_rate"] == pytest.approx(np.log(110.5 / 5_001))


@pytest.mark.parametrize(
    ("platform", "ripe"), [("bluesky", 2), ("instagram", 3), ("tiktok", 3), ("youtube", 14)]
)
def test_a_post_counts_from_its_maturity_on(platform, ripe):
    profile = profiles_frame({"platform": platform})
    found = features(profile, post(age=ripe - 0.01), post(age=ripe))
    assert found.posts["age"].tolist() == [ripe]
    assert found.seen["immature"].tolist() == [1]


def test_posts_older_than_a_year_future_ones_reposts_and_deleted_ones_do_not_count():
    found = features(
        profiles_frame({}),
        post(age=365.5),
        post(age=-1),
        post(is_repost=True),
        post(is_deleted=True),
        post(age=20),
    )
    assert found.posts["age"].tolist() == [20]
    assert found.seen[["found", "future", "last_age"]].iloc[0].tolist() == [2, 1, 20]


def test_only_the_newest_two_hundred_posts_count():
    found = features(profiles_frame({}), *(post(age=5 + k) for k in range(230)))
    assert found.posts["age"].tolist() == [5 + k for k in range(200)]


def test_the_same_id_and_the_same_text_within_a_day_count_once():
    found = features(
        profiles_frame({}),
        post(age=30, post_id="a"),
        post(age=30, post_id="a"),
        post(age=20, caption="New in"),
        post(age=19.5, caption="New in"),
        post(age=10, caption="New in"),
        post(age=9, caption=""),
        post(age=8.9, caption=""),
    )
    assert found.posts["age"].tolist() == pytest.approx([8.9, 9, 10, 20, 30])


def test_the_same_text_of_two_creators_is_two_posts():
    found = features(profiles_frame({}, {}), post(1, caption="New in"), post(2, caption="New in"))
    assert found.posts["code"].tolist() == [0, 1]


@pytest.mark.parametrize("followers", [0, None, np.nan])
def test_without_followers_there_is_no_rate(followers):
    assert np.isnan(only({"followers": followers}, post())["rate"])


def test_followers_of_the_day_of_the_post_count_where_they_are_known():
    row = only({"followers": 40_000}, post(followers_then=20_000))
    assert row["rate"] == pytest.approx(np.log(110.5 / 20_000))


def test_an_older_post_weighs_less_by_half_every_ninety_days():
    found = features(profiles_frame({}), post(age=90), post(age=180))
    assert found.posts["weight"].tolist() == pytest.approx([0.5, 0.25])


def test_active_weeks_are_counted_once_each_within_twelve():
    found = features(profiles_frame({}), post(age=1), post(age=2), post(age=8), post(age=83), post(age=85))
    assert found.seen["active_weeks"].tolist() == [3]


def test_posts_of_unknown_profiles_are_ignored():
    assert features(profiles_frame({}), post(7)).posts.empty


def test_what_is_empty_and_what_is_absent_have_one_name():
    for column in (pd.Series(["b", "", None, "a"]), pd.Series(["b", "", None, "a"], dtype="category")):
        place, names = distinct(column)
        assert len(set(names)) == len(names)
        assert [names[k] for k in place] == ["b", "", "", "a"]
