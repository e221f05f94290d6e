"""When accounts are due again."""

from datetime import UTC, datetime, timedelta

import pytest

from influencers import schedule

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("last_post", "wanted", "interval"),
    [
        (1 * DAY, None, 7 * DAY),
        (59 * DAY, None, 7 * DAY),
        (61 * DAY, None, 30 * DAY),
        (None, None, 30 * DAY),
        (1 * DAY, 1 * DAY, 1 * DAY),
        (90 * DAY, 1 * DAY, 1 * DAY),
        (1 * DAY, -1 * DAY, 7 * DAY),
    ],
)
def test_the_wanted_daily_the_active_weekly_the_dormant_monthly(last_post, wanted, interval):
    for profile_id in range(50):
        last_post_at = NOW - last_post if last_post else None
        wanted_until = NOW + wanted if wanted else None
        wait = schedule.next_due(profile_id, NOW, last_post_at, wanted_until) - NOW
        assert 0.9 * interval <= wait <= interval


def test_accounts_that_came_together_do_not_stay_together():
    due = {schedule.next_due(profile_id, NOW, NOW, None).date() for profile_id in range(50)}
    hours = {schedule.next_due(profile_id, NOW, NOW, None).hour for profile_id in range(50)}
    assert len(due) > 1 or len(hours) > 5
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
