"""When the counts of a post are final, and what the background does about it."""

from datetime import UTC, datetime, timedelta

import pytest

from campaigns.settling import GIVE_UP, find_linked, settle, settled
from campaigns.tasks import follow_posts
from influencers.models import PostReading
from tests.factories import make_candidate, make_deliverable, make_post, make_profile

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
OUT = NOW - 10 * DAY


def after(*sizes: tuple[float, int]):
    return [(OUT + days * DAY, size) for days, size in sizes]


@pytest.mark.parametrize(
    ("platform", "read", "sizes", "final"),
    [
        ("instagram", 2.9, [(1, 100), (2, 100)], False),  # not mature, however still
        ("instagram", 5, [(1, 80), (3.5, 100), (5, 101)], True),  # hardly grew in a day and more
        ("instagram", 5, [(1, 80), (3.5, 100), (5, 110)], False),  # still grows
        ("instagram", 3.6, [(3.1, 100), (3.6, 100)], False),  # the same day tells nothing
        ("instagram", 8, [(1, 80), (3.5, 100)], True),  # read again at a week and unchanged
        ("instagram", 4, [(3.5, 100)], False),  # one reading tells no growth
        ("youtube", 9, [(5, 100), (9, 100)], False),  # YouTube takes a fortnight
        ("bluesky", 4, [(1, 9), (2.5, 9), (4, 9)], True),
        ("instagram", 25, [(24, 100), (25, 150)], True),  # nobody reads it any more
        ("instagram", 5, [], False),  # all counts hidden
        ("instagram", 24, [], True),
        ("instagram", 5, [(3.5, 0), (5, 0)], True),  # nothing stays nothing
    ],
)
def test_a_post_settles_once_it_is_mature_and_stands_still(platform, read, sizes, final):
    assert settled(platform, OUT, OUT + read * DAY, after(*sizes), OUT + read * DAY) is final


def test_what_nobody_reads_any_more_is_given_up():
    assert not settled("instagram", OUT, OUT + DAY, [], OUT + GIVE_UP - DAY)
    assert settled("instagram", OUT, OUT + DAY, [], OUT + GIVE_UP)


@pytest.mark.django_db
def test_the_final_counts_are_kept_with_source_and_date_and_growing_ones_are_left():
    profile = make_profile(fetched_at=NOW)
    candidate = make_candidate(make_deliverable().candidate.campaign, profile)
    still = make_post(profile, published_at=OUT, fetched_at=NOW - DAY, likes=90, comments=11, views=None)
    young = make_post(profile, published_at=NOW - DAY, fetched_at=NOW)
    for days, likes in ((4, 90), (9, 90)):
        PostReading.objects.create(post=still, read_at=OUT + days * DAY, likes=likes, comments=11)
    one = make_deliverable(candidate, post=still, state="found")
    two = make_deliverable(candidate, post=young, state="found")
    assert settle(NOW) == 1
    assert settle(NOW) == 0
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.state, one.settled_at, one.likes, one.comments, one.views) == ("settled", NOW, 90, 11, None)
    assert (one.counted_at, one.counted_source) == (still.fetched_at, "file")
    assert (two.state, two.likes) == ("found", None)


@pytest.mark.django_db
def test_a_link_given_early_finds_its_post_once_it_is_read():
    candidate = make_deliverable().candidate
    link = "https://www.instagram.com/p/Cabc12345/"
    waiting = make_deliverable(candidate, link=link)
    twice = make_deliverable(candidate, link=link)
    assert find_linked(NOW) == 0
    post = make_post(candidate.profile, url="https://www.instagram.com/reel/Cabc12345/")
    follow_posts()
    follow_posts()
    waiting.refresh_from_db()
    twice.refresh_from_db()
    assert (waiting.post, waiting.state, waiting.found_how) == (post, "found", "link")
    assert (twice.post, twice.state) == (None, "agreed")
