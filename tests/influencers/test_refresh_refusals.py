"""Rounds against a source that refuses, falls over, or has poisoned accounts."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from influencers import cooldown, refresh
from influencers.choices import RefreshStatus, RunState
from influencers.models import Budget, Profile
from influencers.refresh_round import run_round
from tests.influencers.stub import Reply
from tests.influencers.town import BUSY, DOWN, demo_profile

pytestmark = pytest.mark.django_db


def fresh(profile: Profile) -> Profile:
    return Profile.objects.get(pk=profile.pk)


def test_after_a_refusal_everyone_waits_and_nobody_is_harmed(town, time_machine):
    profiles = [town.add(number) for number in range(3)]
    due = profiles[0].next_refresh_at
    reset = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=4)
    town.down = Reply({"error": "RateLimitExceeded"}, 429, {"RateLimit-Reset": str(int(reset.timestamp()))})
    run = run_round("bluesky")
    assert (run.state, run.given_back, run.failed) == (RunState.FAILED, 3, 0)
    assert "asked us to pause" in run.message
    now = fresh(profiles[0])
    assert (now.failures, now.next_refresh_at, now.claimed_until) == (0, due, None)
    assert now.refresh_status == RefreshStatus.NEVER
    assert cooldown.paused_until("bluesky") == reset

    town.down = None
    calls = len(town.stub.requests)
    assert run_round("bluesky") is None
    assert refresh.plan() == {}
    assert len(town.stub.requests) == calls, "a paused source is not asked"
    time_machine.move_to(reset + timedelta(seconds=1))
    assert run_round("bluesky").refreshed == 3


def test_a_refusal_without_a_time_is_a_quarter_of_an_hour(town):
    town.add(1)
    town.down = BUSY
    run_round("bluesky")
    wait = cooldown.paused_until("bluesky") - timezone.now()
    assert timedelta(minutes=14) < wait <= timedelta(minutes=15)


def test_a_refusal_while_reading_posts_keeps_what_was_read(town):
    first, second = town.add(1), town.add(2)
    town.feeds[first.platform_id] = BUSY
    run = run_round("bluesky")
    assert (run.refreshed, run.given_back) == (0, 2)
    assert fresh(first).followers == 1001
    assert fresh(first).next_refresh_at == first.next_refresh_at, "still due: its posts are missing"
    assert fresh(second).fetched_at is None


def test_another_sources_pause_stops_nobody_else(town):
    demo = demo_profile()
    town.add(1)
    town.down = BUSY
    run_round("bluesky")
    assert refresh.plan() == {"demo": 1}
    assert run_round("demo").refreshed == 1
    assert fresh(demo).followers


def test_the_allowance_is_kept_to_before_the_source_refuses(town, time_machine):
    profiles = [town.add(1), town.add(2)]
    reset = int(timezone.now().timestamp()) + 200
    town.headers = {"RateLimit-Limit": "3000", "RateLimit-Remaining": "0", "RateLimit-Reset": str(reset)}
    run = run_round("bluesky")
    assert len(town.stub.requests) == 1
    assert (run.state, run.given_back, run.failed) == (RunState.DONE, 2, 0)
    assert "used up until" in run.message
    assert fresh(profiles[0]).next_refresh_at == profiles[0].next_refresh_at
    budget = Budget.objects.get(source="bluesky")
    assert (budget.used, budget.limit, budget.resets_at.timestamp()) == (3000, 3000, reset + 1)
    assert refresh.plan() == {}
    assert run_round("bluesky") is None
    town.headers = {}
    time_machine.move_to(datetime.fromtimestamp(reset + 2, UTC))
    assert run_round("bluesky").refreshed == 2


def test_one_poisoned_account_does_not_keep_the_others_from_being_read(town):
    profiles = [town.add(number) for number in range(1, 6)]
    poison = profiles[2]
    town.refusals[poison.platform_id] = DOWN
    run = run_round("bluesky")
    assert (run.refreshed, run.failed, run.given_back, run.state) == (4, 1, 0, RunState.DONE)
    bad = fresh(poison)
    assert (bad.refresh_status, bad.failures, bad.last_error_kind) == ("failing", 1, "unavailable")
    assert "fault of its own (500)" in bad.last_error
    assert timedelta(minutes=13) < bad.next_refresh_at - timezone.now() <= timedelta(minutes=15)
    assert run.failures == [
        {"profile": bad.pk, "handle": bad.handle, "kind": "unavailable", "reason": bad.last_error}
    ]


def test_two_poisoned_accounts_ahead_of_all_do_not_block_for_ever(town, time_machine):
    profiles = [town.add(number) for number in range(6)]
    for profile in profiles[:2]:
        town.refusals[profile.platform_id] = DOWN
    run = run_round("bluesky")
    assert (run.refreshed, run.failed, run.given_back) == (0, 2, 4), "it looks as if the source were down"
    time_machine.move_to(timezone.now() + timedelta(minutes=3))
    assert run_round("bluesky").refreshed == 4


def test_a_source_that_is_down_harms_two_at_most_and_is_left_in_peace(town, time_machine):
    profiles = [town.add(number) for number in range(20)]
    town.down = DOWN
    run = run_round("bluesky")
    assert (run.failed, run.given_back, run.calls) == (2, 18, 3)
    assert sum(fresh(profile).failures for profile in profiles) == 2
    assert run_round("bluesky") is None
    town.down = None
    time_machine.move_to(timezone.now() + timedelta(minutes=30))
    assert run_round("bluesky").refreshed == 20


def test_failures_in_a_row_wait_ever_longer_and_a_success_forgets_them(town, time_machine):
    profile = town.add(1)
    town.refusals[profile.platform_id] = DOWN
    waits = []
    for _ in range(4):
        run_round("bluesky")
        waits.append(fresh(profile).next_refresh_at - timezone.now())
        time_machine.move_to(fresh(profile).next_refresh_at + timedelta(seconds=1), tick=False)
    assert waits == sorted(waits)
    assert waits[3] > 7 * waits[0]
    del town.refusals[profile.platform_id]
    run_round("bluesky")
    now = fresh(profile)
    assert (now.failures, now.last_error, now.last_error_kind, now.refresh_status) == (0, "", "", "ok")
