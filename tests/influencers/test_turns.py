"""Whose turn it is when calls are short, what young and old posts cost, and accounts that always fail."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from influencers import cadence, refresh, tasks
from influencers.choices import Priority, RefreshStatus
from influencers.models import Post, Profile, RefreshRun
from influencers.pace import ROOM
from influencers.refresh_round import run_round
from tests.factories import make_post
from tests.influencers.stub import Reply
from tests.influencers.town import DOWN, FEED, Town, entry
from tests.waiting import wait_until
from tests.worker import celery_worker

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


def fresh(profile: Profile) -> Profile:
    return Profile.objects.get(pk=profile.pk)


def late(town, number: int, days: float, **kw) -> Profile:
    return town.add(number, next_refresh_at=timezone.now() - days * DAY, **kw)


def claimed(limit: int) -> list[int]:
    return [profile.pk for profile in refresh.claim("bluesky", limit)[0]]


def test_the_wanted_first_then_the_active_then_the_dormant(town):
    dormant = late(town, 1, 3, priority=Priority.DORMANT)
    active = [late(town, number, 2) for number in (2, 3)]
    wanted = [late(town, number, 0.1, priority=Priority.WANTED) for number in (4, 5, 6)]
    assert claimed(3) == [profile.pk for profile in wanted]
    assert claimed(9) == [*(profile.pk for profile in active), dormant.pk]


def test_whoever_waited_for_more_than_an_interval_of_its_own_goes_ahead(town):
    late(town, 1, 0.1, priority=Priority.WANTED)
    active, dormant = late(town, 2, 8), late(town, 3, 32, priority=Priority.DORMANT)
    assert claimed(2) == [dormant.pk, active.pk]


def test_with_calls_for_half_of_the_wanted_nobody_waits_for_ever(town, time_machine):
    """Five readings a day for 10 wanted, 10 active and 5 dormant accounts."""
    start = timezone.now()
    for number in range(25):
        town.add(number, last_post_at=start - (900 * DAY if number >= 20 else DAY))
    wanted = list(Profile.objects.order_by("pk").values_list("pk", flat=True)[:10])
    Profile.objects.want(wanted, start + 999 * DAY)
    readings: dict[int, int] = dict.fromkeys(Profile.objects.order_by("pk").values_list("pk", flat=True), 0)
    for day in range(70):
        now = start + day * DAY
        time_machine.move_to(now, tick=False)
        Profile.objects.filter(last_post_at__gt=start - 10 * DAY).update(last_post_at=now)
        for profile in refresh.claim("bluesky", 5)[0]:
            readings[profile.pk] += 1
            values = refresh.planned(profile, "bluesky", cadence.current(), 1.0, [])
            Profile.objects.filter(pk=profile.pk).update(claimed_until=None, fetched_at=now, **values)
    times = list(readings.values())
    assert min(times) >= 1, "the dormant are read too"
    assert min(times[:10]) > max(times[10:20]) > max(times[20:]), "and the wanted most often"
    assert max(times[:10]) - min(times[:10]) <= 2, "within a class everybody has the same turn"


def test_a_new_post_brings_the_next_reading_forward_where_calls_are_left_over(town):
    profile = town.add(1)
    town.feeds[profile.platform_id] = Reply({"feed": [entry(profile.platform_id, 2)]})
    refresh.plan()  # measures what is left over
    assert cache.get(ROOM.format("bluesky")) > 10
    run_round("bluesky")
    assert abs(fresh(profile).next_refresh_at - timezone.now() - DAY) < timedelta(minutes=1)


def test_old_settled_posts_cost_no_call(town, time_machine):
    profile = town.add(1)
    did = profile.platform_id
    town.people[did]["postsCount"] = 1
    town.feeds[did] = Reply({"feed": [entry(did, 20)]})
    assert run_round("bluesky").calls == 2
    time_machine.move_to(timezone.now() + 3 * DAY)
    assert run_round("bluesky", [profile.pk]).calls == 1, "23 days: read at 20, again at 30"
    time_machine.move_to(timezone.now() + 5 * DAY)
    assert run_round("bluesky", [profile.pk]).calls == 2, "28 days count for day 30"
    time_machine.move_to(timezone.now() + 5 * DAY)
    assert run_round("bluesky", [profile.pk]).calls == 1, "settled"
    town.people[did]["postsCount"] = 2
    town.feeds[did] = Reply({"feed": [entry(did, 0), entry(did, 33)]})
    assert run_round("bluesky", [profile.pk]).calls == 2, "a new post is looked for"
    assert Post.objects.count() == 2


def test_whoever_asks_sees_the_counts_of_this_moment(town):
    profile = town.add(1)
    town.people[profile.platform_id]["postsCount"] = 1
    town.feeds[profile.platform_id] = Reply({"feed": [entry(profile.platform_id, 2)]})
    run_round("bluesky")
    Profile.objects.update(fetched_at=timezone.now() - timedelta(minutes=5))
    refresh.ask_for(profile.influencer)
    assert run_round("bluesky", [profile.pk]).calls == 2


def test_an_account_that_always_fails_backs_off_while_the_others_go_on(town, time_machine):
    profiles = [town.add(number) for number in range(1, 6)]
    poison = profiles[0]
    town.refusals[poison.platform_id] = DOWN
    tries = 0
    for _ in range(4):
        Profile.objects.exclude(pk=poison.pk).update(next_refresh_at=timezone.now())
        run = run_round("bluesky")
        assert run.refreshed == 4
        tries += run.failed
        time_machine.move_to(timezone.now() + timedelta(minutes=20))
    assert 1 < tries < 4, "each wait is twice the one before"
    assert fresh(poison).failures == tries
    assert claimed(1) == [], "it waits, and so does everybody"


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_gets_past_accounts_that_fail_and_accounts_that_make_it_raise(stub):
    town = Town(stub)
    good = [town.add(number) for number in range(1, 41)]
    failing, raising = town.add(50, priority=Priority.WANTED), town.add(51, priority=Priority.WANTED)
    town.refusals[failing.platform_id] = DOWN
    town.people[raising.platform_id]["followersCount"] = 10**30
    for row in (failing, raising):
        make_post(row)
    with celery_worker(BLUESKY_APPVIEW_URL=stub.url):
        tasks.refresh_due.delay()
        done = Profile.objects.filter(refresh_status=RefreshStatus.OK)
        wait_until(lambda: done.count() == len(good), 60, what="the good ones to be read")
        wait_until(lambda: not RefreshRun.objects.filter(state="running").exists(), what="the runs to end")
        first = {row.pk: fresh(row) for row in (failing, raising)}
        Profile.objects.filter(pk__in=[row.pk for row in good]).update(next_refresh_at=timezone.now())
        tasks.refresh_due.delay()
        again = RefreshRun.objects.filter(refreshed__gt=0)
        wait_until(lambda: sum(run.refreshed for run in again.all()) == 2 * len(good), 60, what="once more")
    assert {row.last_error_kind for row in first.values()} == {"unavailable", "fault"}
    for before in first.values():
        now = fresh(before)
        assert (now.failures, now.next_refresh_at) == (1, before.next_refresh_at), "not tried again so soon"
        assert timedelta(minutes=10) < now.next_refresh_at - timezone.now() <= timedelta(minutes=15)
        assert (now.refresh_status, now.followers, now.posts.count()) == (RefreshStatus.FAILING, 5, 1)
    assert len(stub.calls(FEED)) >= len(good)
