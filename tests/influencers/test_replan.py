"""A change of the cadence reaches accounts that already wait, and gives what a refresh would have given."""

import itertools
from datetime import timedelta

import pytest
from django.utils import timezone

from influencers import refresh, replan, schedule
from influencers.choices import Priority, RefreshStatus
from influencers.models import Profile, RefreshRule
from influencers.schedule import Cadence
from tests.factories import make_post, make_profile

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def planned(**kw) -> Profile:
    """An account of Bluesky that was read yesterday and posted the day before."""
    now = timezone.now()
    kw = {"fetched_at": now - DAY, "last_post_at": now - 2 * DAY, "next_refresh_at": now + 6 * DAY} | kw
    return make_profile(**{"platform": "bluesky", "source": "bluesky", "refresh_status": "ok"} | kw)


def rule(**kw) -> RefreshRule:
    return RefreshRule.objects.create(pk=1, applied_to=0, **kw)


def fresh(profile: Profile) -> Profile:
    return Profile.objects.get(pk=profile.pk)


def test_from_the_next_tick_on_those_that_wait_follow_the_new_cadence():
    soon, over = planned(), planned(fetched_at=timezone.now() - 5 * DAY)
    rule(active_days=3)
    refresh.plan()
    assert 1.6 * DAY < fresh(soon).next_refresh_at - timezone.now() <= 2 * DAY
    assert fresh(over).next_refresh_at < timezone.now(), "its three days are over"
    assert RefreshRule.objects.get().applied_to is None
    Profile.objects.update(next_refresh_at=timezone.now() + 50 * DAY)
    refresh.plan()
    assert fresh(soon).next_refresh_at > timezone.now() + 49 * DAY, "it happens once"


def test_a_longer_interval_reaches_them_too():
    profile = planned()
    rule(active_days=14)
    refresh.plan()
    assert 11 * DAY < fresh(profile).next_refresh_at - timezone.now() <= 13 * DAY


def test_the_statement_gives_what_the_schedule_gives():
    now, cadence = timezone.now(), Cadence(12 * DAY / 24, 5 * DAY, 20 * DAY, 40 * DAY)
    ages = [[], [0.2], [0.95], [2.2, 10], [6, 13, 35], [28], [45, 50]]
    accounts = {}
    for posts, wanted, read in itertools.product(ages, (None, 30), (0, 4)):
        read_at = now - read * DAY
        profile = planned(
            fetched_at=read_at,
            wanted_until=wanted and now + wanted * DAY,
            last_post_at=read_at - posts[0] * DAY if posts else None,
        )
        published = [make_post(profile, published_at=read_at - age * DAY).published_at for age in posts]
        accounts[profile.pk] = (profile, published)
    rule(wanted_hours=12, active_days=5, dormant_days=20, dormant_after_days=40)
    for room in (0.5, 1, 3, 100):
        RefreshRule.objects.update(applied_to=0)
        assert replan.replan(now, {"bluesky": room}) == len(accounts)
        for pk, (profile, published) in accounts.items():
            row, at = fresh(profile), (profile.fetched_at, profile.last_post_at, profile.wanted_until)
            due = schedule.next_due(pk, *at, cadence, published, room)
            assert abs(row.next_refresh_at - due) < timedelta(seconds=1), (room, published, at)
            assert row.priority == schedule.worth_of(*at, cadence)


def test_it_goes_on_in_ranges_where_it_stopped(monkeypatch):
    monkeypatch.setattr(replan, "IDS_AT_ONCE", 2)
    profiles = [planned() for _ in range(7)]
    rule(active_days=3)
    RefreshRule.objects.update(applied_to=profiles[3].pk)
    assert replan.replan(timezone.now(), {}) == 3
    assert fresh(profiles[3]).next_refresh_at == profiles[3].next_refresh_at
    assert fresh(profiles[4]).next_refresh_at < profiles[4].next_refresh_at


def test_a_tick_that_has_no_time_leaves_the_rest_to_the_next_one():
    planned()
    rule(active_days=3)
    assert replan.replan(timezone.now(), {}, seconds=0) == 0
    assert replan.replan(timezone.now(), {}) == 1


@pytest.mark.parametrize(
    "kw",
    [
        {"refresh_status": RefreshStatus.FAILING, "failures": 5},
        {"refresh_status": RefreshStatus.GONE},
        {"refresh_status": RefreshStatus.UNSUPPORTED, "next_refresh_at": None},
        {"refresh_status": RefreshStatus.NEVER, "fetched_at": None},
        {"priority": Priority.NOW},
    ],
)
def test_who_waits_for_another_reason_keeps_its_time(kw):
    profile = planned(**kw)
    rule(active_days=3)
    refresh.plan()
    assert fresh(profile).next_refresh_at == profile.next_refresh_at


def test_no_interval_is_longer_than_the_terms_of_the_source_allow(settings):
    settings.YOUTUBE_API_KEY = "secret-42"
    profile = planned(platform="youtube", source="youtube", last_post_at=None)
    rule(dormant_days=120, active_days=60)
    refresh.plan()
    assert fresh(profile).next_refresh_at <= profile.fetched_at + 25 * DAY
