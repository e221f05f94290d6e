"""The fictional platform: the same question gets the same answer, and its patterns are there."""

import time
from datetime import UTC, date, datetime, timedelta
from statistics import mean

import pytest

from influencers.sources.base import NotFound
from influencers.sources.demo import PATTERNS, DemoCreator, DemoSource, posts_between, size_at

FIRST = date(2025, 11, 24)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
NUMBERS = range(12)


def creator(pattern: str = "steady", number: int = 1, **more) -> DemoCreator:
    kind = {
        "platform": "tiktok",
        "niche": "fitness",
        "language": "es",
        "followers": 20_000,
        "first_day": FIRST,
    }
    return DemoCreator(**kind | {"pattern": pattern, "number": number} | more)


def year_of(one: DemoCreator):
    return posts_between(one, FIRST, NOW.date(), NOW)


def followers(one: DemoCreator, *days: int) -> list[int]:
    return [size_at(one, one.start + timedelta(days=day)).followers for day in days]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_id_carries_the_creator(pattern):
    one = creator(pattern)
    assert DemoCreator.from_id(one.platform_id) == one
    assert len(one.platform_id) < 200


@pytest.mark.parametrize("platform_id", ["", "demo:1", "did:plc:abc", "demo:tiktok:x:en:odd:1:20250101:1"])
def test_other_ids_are_not_found(platform_id):
    with pytest.raises(NotFound):
        DemoCreator.from_id(platform_id)


def test_the_same_question_gets_the_same_answer():
    assert size_at(creator(), NOW) == size_at(creator(), NOW)
    assert year_of(creator()) == year_of(creator())
    assert year_of(creator(number=1)) != year_of(creator(number=2))


def test_a_day_on_the_figures_have_moved():
    moved = [followers(creator(number=n), 100) != followers(creator(number=n), 101) for n in NUMBERS]
    assert all(moved)


def test_a_part_of_the_year_is_the_same_as_cut_out_of_the_whole():
    one, start, end = creator(), date(2026, 3, 1), date(2026, 4, 1)
    cut = [post for post in year_of(one) if start <= post.published_at.date() <= end]
    assert posts_between(one, start, end, NOW) == cut
    assert cut, "the month has posts"


def test_posts_are_newest_first_each_once_and_none_from_the_future():
    posts = year_of(creator())
    times = [post.published_at for post in posts]
    assert times == sorted(times, reverse=True)
    assert times[0] <= NOW
    assert len({post.platform_post_id for post in posts}) == len(posts)


def test_the_number_of_posts_agrees_with_the_posts():
    for n in NUMBERS:
        one = creator(number=n)
        grown = size_at(one, NOW).posts_count - size_at(one, one.start).posts_count
        assert grown == len(year_of(one))


def test_a_young_post_still_grows_and_an_old_one_does_not():
    one = creator()
    newest = posts_between(one, FIRST, NOW.date(), NOW)[0]
    later = {
        post.platform_post_id: post for post in posts_between(one, FIRST, NOW.date(), NOW + timedelta(days=9))
    }
    assert later[newest.platform_post_id].likes > newest.likes
    assert later[year_of(one)[-1].platform_post_id] == year_of(one)[-1]


def test_bought_followers_come_at_once_without_engagement():
    for n in NUMBERS:
        one = creator("bought", n)
        day = int(one.traits.event_day)
        before, after = followers(one, day - 1, day + 3)
        assert after > 1.5 * before
        assert max(followers(creator("steady", n), *range(0, 365, 10))) < 1.5 * 20_000
        likes = sorted(post.likes for post in year_of(one))
        assert likes[-1] < 12 * likes[len(likes) // 2], "no post explains the jump"


def test_a_viral_post_stands_out_and_brings_followers():
    for n in NUMBERS:
        one = creator("viral", n)
        likes = sorted(post.likes for post in year_of(one))
        assert likes[-1] > 5 * likes[-2] or likes[-1] > 20 * likes[len(likes) // 2]
        before, after = followers(one, int(one.viral_day) - 8, int(one.viral_day) + 20)
        assert after > 1.2 * before


def test_endorsements_saturate():
    early, late, first_likes, last_likes = [], [], [], []
    for n in NUMBERS:
        posts = year_of(creator("saturated", n))[::-1]
        third = len(posts) // 3
        early += [post.paid_flag or "ad" in post.hashtags for post in posts[:third]]
        late += [post.paid_flag or "ad" in post.hashtags for post in posts[-third:]]
        first_likes += [post.likes for post in posts[:third]]
        last_likes += [post.likes for post in posts[-third:] if NOW - post.published_at > timedelta(days=7)]
    assert mean(late) > 2 * mean(early)
    assert mean(last_likes) < 0.75 * mean(first_likes)


def test_the_dormant_have_stopped():
    for n in NUMBERS:
        one = creator("dormant", n)
        assert NOW - year_of(one)[0].published_at > timedelta(days=60)
        assert followers(one, 365)[0] < followers(one, 0)[0]


def test_hidden_and_missing_counts_are_unknown_not_zero():
    bluesky = year_of(creator(platform="bluesky"))
    assert all(post.views is None and post.paid_flag is None for post in bluesky)
    hidden = [one for n in range(200) if (one := creator(platform="instagram", number=n)).traits.hides_likes]
    assert hidden
    assert all(post.likes is None and post.comments is not None for post in year_of(hidden[0]))


def test_the_source_answers_for_known_ids_only():
    source = DemoSource(clock=lambda: NOW)
    one = creator()
    answers = source.profiles([one.platform_id, "demo:nobody"])
    assert answers[one.platform_id].followers == size_at(one, NOW).followers
    assert answers[one.platform_id].handle is None
    assert isinstance(answers["demo:nobody"], NotFound)
    recent = list(source.posts(one.platform_id, NOW - timedelta(days=30)))
    assert recent == [post for post in year_of(one) if post.published_at >= NOW - timedelta(days=30)]


def test_a_year_of_a_creator_is_made_in_no_time():
    started = time.perf_counter()
    for n in range(20):
        one = creator(number=n)
        year_of(one)
        followers(one, *range(365))
    assert (time.perf_counter() - started) / 20 < 0.1
