"""When accounts are due again, whose turn it is, and which posts are read again."""

from datetime import UTC, datetime, timedelta

import pytest

from influencers import schedule
from influencers.choices import Priority
from influencers.schedule import Cadence

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def ago(*days: float) -> list[datetime]:
    return [NOW - day * DAY for day in days]


@pytest.mark.parametrize(
    ("last_post", "wanted", "worth", "interval"),
    [
        (1 * DAY, None, Priority.NORMAL, 7 * DAY),
        (59 * DAY, None, Priority.NORMAL, 7 * DAY),
        (61 * DAY, None, Priority.DORMANT, 30 * DAY),
        (None, None, Priority.DORMANT, 30 * DAY),
        (1 * DAY, 1 * DAY, Priority.WANTED, 1 * DAY),
        (90 * DAY, 1 * DAY, Priority.WANTED, 1 * DAY),
        (1 * DAY, -1 * DAY, Priority.NORMAL, 7 * DAY),
    ],
)
def test_the_wanted_daily_the_active_weekly_the_dormant_monthly(last_post, wanted, worth, interval):
    last_post_at = NOW - last_post if last_post else None
    wanted_until = NOW + wanted if wanted else None
    assert schedule.worth_of(NOW, last_post_at, wanted_until) == worth
    for profile_id in range(50):
        wait = schedule.next_due(profile_id, NOW, last_post_at, wanted_until) - NOW
        assert 0.9 * interval <= wait <= interval


def test_another_cadence_gives_other_intervals():
    cadence = Cadence(12 * DAY / 24, 3 * DAY, 10 * DAY, 20 * DAY)
    for last_post, wanted_until, interval in (
        (1, NOW + DAY, 0.5 * DAY),
        (19, None, 3 * DAY),
        (21, None, 10 * DAY),
    ):
        due = schedule.next_due(0, NOW, NOW - last_post * DAY, wanted_until, cadence)
        assert due == NOW + interval


# Account 0 has the whole interval. Days ago that posts came out, room, days until due.
@pytest.mark.parametrize(
    ("posts", "room", "days"),
    [
        ([], 100, 7),
        ([0.1], 100, 0.9),  # a day after it came out
        ([0.9], 100, 2.1),  # its first reading counts already; the next at three days
        ([2], 100, 1),
        ([5], 100, 2),
        ([5.7], 100, 7),  # the reading of day 7 counts; day 14 comes later than the week
        ([12], 100, 7),
        ([25], 100, 7),
        ([29, 400], 100, 7),  # settled
        ([2, 0.1], 100, 0.9),
        ([0.99, 0.1], 100, 0.9),
        ([0.1], 1, 7),  # no calls are left over
        ([0.1], 0.5, 7),
        ([0.1], 2, 3.5),  # twice as many as needed: twice as often, no more
        ([0.1], 7, 1),
        ([2.9], 100, 4.1),  # the reading of day 3 counts, that of day 7 follows
        ([2.35], 100, 0.65),
        ([2.39], 1000, 0.61),
    ],
)
def test_young_posts_make_an_account_due_sooner_as_far_as_calls_are_left_over(posts, room, days):
    due = schedule.next_due(0, NOW, NOW - DAY, None, published=ago(*posts), room=room)
    assert abs(due - NOW - days * DAY) < timedelta(seconds=1)


def test_however_much_is_left_over_twice_a_day_is_enough():
    young = ago(0.3 + 0.0001, 0.79)  # the second is due in a few hours
    due = schedule.next_due(0, NOW, NOW - DAY, None, published=young, room=1e9)
    assert due == NOW + schedule.CLOSEST


def test_a_post_is_read_at_about_1_3_7_14_and_30_days_and_then_never_again():
    published, now, ages = NOW, NOW, []
    while (reading := schedule.next_reading(published, now)) is not None:
        now = reading
        ages.append((now - published) / DAY)
    assert ages == [1, 3, 7, 14, 30]


@pytest.mark.parametrize(
    ("posts", "read_days_ago", "back_to", "unsettled"),
    [
        ([10, 60], 7, 10, True),  # read at day 3, is 10 days old now: the reading of day 7 is due
        ([18, 60], 7, 18, True),  # day 14 came between
        ([20, 60], 7, 20, False),  # it was 13 days old, which counts for day 14
        ([60, 90], 7, 60, False),  # settled: down to the newest known one only
        ([10.5], 0.1, 10.5, False),  # nothing became due since
        ([0.5], 0.1, 0.5, False),
        ([1, 18, 40], 7, 18, True),  # the newest came later than the last reading: it is new
        ([30.5], 7, 30.5, True),  # the last reading of all, a little late
        ([45], 7, 45, False),
    ],
)
def test_old_settled_posts_are_not_read_again(posts, read_days_ago, back_to, unsettled):
    published = ago(*posts)
    found, wanting = schedule.read_back_to(published, NOW - read_days_ago * DAY, NOW, published[0])
    assert wanting is unsettled
    assert abs(found - (NOW - back_to * DAY)) <= timedelta(seconds=1)


def test_posts_that_came_since_are_looked_for_below_the_newest_known_one():
    since, wanting = schedule.read_back_to([], NOW - 7 * DAY, NOW, NOW - 300 * DAY)
    assert (since, wanting) == (NOW - 300 * DAY - timedelta(seconds=1), False)
    assert schedule.read_back_to([], NOW - 7 * DAY, NOW, None)[0] == NOW - 7 * DAY - timedelta(seconds=1)


# Days that each is late by; who goes first.
@pytest.mark.parametrize(
    ("late", "order"),
    [
        ({Priority.WANTED: 0, Priority.NORMAL: 6.9, Priority.DORMANT: 29}, "WND"),
        ({Priority.WANTED: 0, Priority.NORMAL: 7.1, Priority.DORMANT: 29}, "NWD"),
        ({Priority.WANTED: 0, Priority.NORMAL: 0, Priority.DORMANT: 31}, "DWN"),
        ({Priority.WANTED: 2, Priority.NORMAL: 8, Priority.DORMANT: 31}, "WND"),
        ({Priority.NOW: 0, Priority.WANTED: 90, Priority.NORMAL: 400, Priority.DORMANT: 900}, "NDNW"),
    ],
)
def test_value_goes_first_and_whoever_waits_moves_up(late, order):
    turns = sorted(late, key=lambda worth: schedule.turn(worth, NOW - late[worth] * DAY, Cadence()))
    assert "".join(worth.name[0] for worth in turns) == order


def test_accounts_that_came_together_do_not_stay_together():
    due = {schedule.next_due(profile_id, NOW, NOW, None) for profile_id in range(50)}
    assert len({at.replace(minute=0, second=0, microsecond=0) for at in due}) > 8
    assert schedule.next_due(7, NOW, NOW, None) == schedule.next_due(7, NOW, NOW, None)


def test_each_failure_waits_twice_as_long_up_to_a_week():
    waits = [schedule.retry_due(1, NOW, failures) - NOW for failures in range(1, 30)]
    assert timedelta(minutes=13) < waits[0] <= timedelta(minutes=15)
    assert abs(waits[1] - 2 * waits[0]) < timedelta(seconds=1)
    assert waits == sorted(waits)
    assert waits[-1] <= 7 * DAY
    assert schedule.retry_due(1, NOW, 30_000) - NOW == waits[-1]


def test_what_is_not_found_is_looked_for_from_daily_to_monthly():
    waits = [schedule.retry_due(1, NOW, failures, searching=True) - NOW for failures in (1, 2, 20)]
    assert 0.9 * DAY <= waits[0] <= DAY
    assert abs(waits[1] - 2 * waits[0]) < timedelta(seconds=1)
    assert 27 * DAY <= waits[2] <= 30 * DAY
