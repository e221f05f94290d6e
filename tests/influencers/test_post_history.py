"""Posts against their own usual: pure, on posts that were never saved."""

from datetime import UTC, datetime, timedelta

import pytest

from influencers.chart_data import post_series
from influencers.models import Post
from influencers.post_history import post_history

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def post(days_ago: float, likes: int | None = 100, comments: int | None = 10, **kw) -> Post:
    return Post(published_at=NOW - timedelta(days=days_ago), likes=likes, comments=comments, **kw)


def test_the_usual_is_the_median_of_likes_and_comments():
    history = post_history([post(4, 90), post(5, 100), post(6, 5_000)], NOW)
    assert (history.measure, history.usual) == ("likes and comments", 110)
    assert [point.reactions for point in history.points] == [100, 110, 5_010]
    assert [point.outstanding for point in history.points] == [False, False, True]
    assert history.outstanding == 1


def test_a_young_post_is_shown_but_neither_judged_nor_part_of_the_usual():
    history = post_history([post(1, 3), post(4), post(5), post(6)], NOW)
    assert history.usual == 110
    assert (history.points[0].young, history.points[0].times_usual, history.points[0].reactions) == (
        True,
        None,
        13,
    )


def test_hidden_likes_are_not_zero_likes():
    history = post_history([post(4, None), post(5, 100), post(6, 100), post(7, 100)], NOW)
    assert (history.usual, history.hidden, history.counted) == (110, 1, 3)
    assert history.points[0].reactions is None
    assert len(post_series(history)["points"]) == 3


def test_where_likes_are_hidden_the_comments_stand_for_engagement():
    history = post_history([post(4 + n, None, 5 + n) for n in range(5)], NOW)
    assert (history.measure, history.usual, history.hidden) == ("comments", 7, 5)


def test_where_all_is_hidden_views_are_left_and_else_nothing():
    history = post_history([post(4 + n, None, None, views=1_000) for n in range(4)], NOW)
    assert (history.measure, history.usual) == ("views", 1_000)
    history = post_history([post(4 + n, None, None) for n in range(4)], NOW)
    assert (history.usual, history.counted) == (None, 0)


def test_a_usual_of_nothing_divides_nothing():
    history = post_history([post(4, 0, 0), post(5, 0, 0), post(6, 3, 0)], NOW)
    assert history.usual == 0
    assert [point.times_usual for point in history.points] == [None, None, None]


def test_no_posts_at_all():
    history = post_history([], NOW)
    assert (history.points, history.usual, history.a_week, history.paid) == ([], None, None, None)


def test_posts_a_week_are_those_of_twelve_weeks_before_the_reading():
    assert post_history([post(n * 3.5 + 1) for n in range(40)], NOW).a_week == 2
    # An old list is judged by its own time.
    assert post_history([post(n * 3.5 + 400) for n in range(40)], NOW - timedelta(days=399)).a_week == 2


def test_paid_labels_are_unknown_where_a_platform_tells_none():
    assert post_history([post(4), post(5)], NOW).paid is None
    assert post_history([post(4, paid_flag=True), post(5, paid_flag=False)], NOW).paid == 1


@pytest.mark.parametrize(
    ("caption", "hashtags", "text"),
    [
        ("Bread #Baking #bread", ["baking", "bread"], "Bread"),
        ("My #baking day", ["baking"], "My #baking day"),
        ("Bread #other", ["baking"], "Bread #other"),
        ("#bread", ["bread"], ""),
        ("今日は ＃パン作り", ["パン作り"], "今日は"),
        ("", [], ""),
    ],
)
def test_hashtags_at_the_end_are_not_shown_twice(caption, hashtags, text):
    history = post_history([post(4, caption=caption, hashtags=hashtags)], NOW)
    assert history.points[0].text == text


def test_a_viral_post_asks_for_a_logarithmic_axis():
    calm = post_history([post(4 + n, 100 + n) for n in range(9)], NOW)
    assert not post_series(calm)["logarithmic"]
    wild = post_history([post(3.5, 9_000), *(post(4 + n, 100 + n) for n in range(9))], NOW)
    assert post_series(wild)["logarithmic"]
    assert post_series(wild)["points"][-1][1] == 9_010, "oldest first"
