"""Who is on a shortlist is read daily for as long as it stands there, not for 90 days only."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns import shortlist
from campaigns.choices import Status
from campaigns.tasks import want_listed
from influencers import cadence, refresh
from influencers.choices import Priority
from influencers.schedule import worth_of
from tests.factories import make_campaign, make_candidate, make_profile

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def listed(**campaign):
    """An account that was put on a shortlist 91 days ago and was read an hour ago."""
    now = timezone.now()
    profile = make_profile(
        platform="bluesky",
        wanted_until=now - DAY,
        fetched_at=now - timedelta(hours=1),
        next_refresh_at=now + 6 * DAY,
        refresh_status="ok",
    )
    return make_candidate(make_campaign(**campaign), profile, added_at=now - 91 * DAY)


def worth(candidate) -> Priority:
    candidate.profile.refresh_from_db()
    return worth_of(timezone.now(), timezone.now(), candidate.profile.wanted_until)


def test_who_is_listed_stays_wanted_after_90_days_and_is_due_a_day_after_the_last_reading():
    candidate = listed()
    assert worth(candidate) == Priority.NORMAL
    want_listed()
    assert worth(candidate) == Priority.WANTED
    profile = candidate.profile
    assert profile.priority == Priority.WANTED
    assert profile.next_refresh_at == profile.fetched_at + cadence.current().wanted
    assert refresh.claim("bluesky", 5)[0] == [], "not due before that"


def test_each_night_renews_it_and_never_brings_it_forward_again():
    candidate = listed()
    want_listed()
    first = worth(candidate), candidate.profile.next_refresh_at
    want_listed()
    assert (worth(candidate), candidate.profile.next_refresh_at) == first


def test_who_was_taken_off_or_whose_campaign_is_archived_is_not_wanted_on():
    archived, removed = listed(status=Status.ARCHIVED), listed()
    shortlist.remove(removed.campaign, [removed.pk], None, timezone.now())
    want_listed()
    assert worth(archived) == worth(removed) == Priority.NORMAL


def test_a_longer_time_that_adding_gave_stays():
    candidate, now = listed(), timezone.now()
    until = now + 60 * DAY
    type(candidate.profile).objects.filter(pk=candidate.profile_id).update(wanted_until=until)
    want_listed()
    assert worth(candidate) == Priority.WANTED
    assert candidate.profile.wanted_until == until
