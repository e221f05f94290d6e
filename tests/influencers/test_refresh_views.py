"""Refresh now and Data health, through the pages."""

import base64
import json
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from influencers import cooldown
from influencers.choices import InfluencerStatus, Priority, RefreshStatus, RunState
from influencers.models import Profile, RefreshRun
from influencers.sources.base import RateLimited
from tests.factories import make_influencer, make_profile, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client):
    client.force_login(make_user("marketer"))
    return client


@pytest.fixture
def queued():
    """Tells what was put into the real queue since the test began: [source, account ids] of each task."""
    broker = redis.from_url(settings.REDIS_URL)
    before = broker.llen("sources")

    def since() -> list[list]:
        new = broker.lrange("sources", 0, -1)[: broker.llen("sources") - before]
        messages = [json.loads(message) for message in new]
        return [json.loads(base64.b64decode(message["body"]))[0][:2] for message in messages]

    return since


def bluesky(**kw) -> Profile:
    later = timezone.now() + timedelta(days=3)
    return make_profile(**{"platform": "bluesky", "platform_id": "did:plc:a", "next_refresh_at": later} | kw)


def test_refresh_now_puts_the_creator_first_and_says_so(
    signed_in, queued, django_capture_on_commit_callbacks
):
    profile = bluesky()
    make_profile(platform="tiktok", influencer=profile.influencer)
    with django_capture_on_commit_callbacks(execute=True):
        answer = signed_in.post(reverse("refresh_now", args=[profile.influencer_id]))
    assert answer.status_code == 302
    assert answer.url == profile.influencer.get_absolute_url()
    profile.refresh_from_db()
    assert profile.priority == Priority.NOW
    assert profile.next_refresh_at <= timezone.now()
    assert queued() == [["bluesky", [profile.pk]]]


def test_the_fragment_asks_again_until_the_figures_are_in(signed_in):
    profile = bluesky(priority=Priority.NOW)
    address = reverse("refresh_state", args=[profile.influencer_id])
    busy = signed_in.get(address, headers={"HX-Request": "true"})
    assert "Refreshing…" in busy.text
    assert f'hx-get="{address}"' in busy.text
    assert "HX-Trigger" not in busy
    Profile.objects.update(priority=Priority.NORMAL)
    done = signed_in.get(address, headers={"HX-Request": "true"})
    assert done["HX-Trigger"] == "creator-refreshed"
    assert "hx-get" not in done.text
    assert "Refresh now" in done.text


def test_while_the_source_wants_a_pause_the_page_says_until_when(signed_in):
    profile = bluesky(priority=Priority.NOW)
    until = timezone.now() + timedelta(minutes=30)
    cooldown.pause("bluesky", RateLimited("Slow down.", until))
    answer = signed_in.get(reverse("refresh_state", args=[profile.influencer_id]))
    assert f"Bluesky wants a pause until {until:%H:%M}" in answer.text
    assert "hx-get" not in answer.text


def test_what_comes_from_a_file_cannot_be_refreshed_and_the_page_says_so(signed_in):
    profile = make_profile(platform="tiktok")
    answer = signed_in.get(reverse("refresh_state", args=[profile.influencer_id]))
    assert "come from a file" in answer.text
    assert "Refresh now" not in answer.text


def test_figures_of_this_minute_are_not_fetched_again(signed_in, queued, django_capture_on_commit_callbacks):
    profile = bluesky(fetched_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(reverse("refresh_now", args=[profile.influencer_id]))
    assert queued() == []
    profile.refresh_from_db()
    assert profile.priority == Priority.NORMAL
    address = reverse("refresh_now", args=[profile.influencer_id])
    assert "of this minute" in signed_in.post(address, headers={"HX-Request": "true"}).text


def test_the_reason_of_a_failure_stands_on_the_page_as_text(signed_in):
    profile = bluesky(last_error="<b>It is down.</b>", refresh_status=RefreshStatus.FAILING)
    answer = signed_in.get(reverse("refresh_state", args=[profile.influencer_id]))
    assert "&lt;b&gt;It is down." in answer.text


def test_a_get_starts_nothing(signed_in):
    assert signed_in.get(reverse("refresh_now", args=[bluesky().influencer_id])).status_code == 405


def test_a_creator_that_is_not_shown_cannot_be_refreshed(signed_in):
    hidden = make_influencer(status=InfluencerStatus.BLOCKED)
    assert signed_in.post(reverse("refresh_now", args=[hidden.pk])).status_code == 404


def test_without_a_role_nobody_refreshes(client):
    profile = bluesky()
    client.force_login(make_user(None))
    assert client.post(reverse("refresh_now", args=[profile.influencer_id])).status_code == 403


def test_data_health_shows_what_ran_and_why_it_failed(signed_in):
    profile = bluesky(
        refresh_status=RefreshStatus.FAILING,
        last_error_kind="unavailable",
        last_error="It did not answer in time.",
    )
    bluesky(platform_id="did:plc:late", next_refresh_at=timezone.now() - timedelta(days=2), fetched_at=None)
    bluesky(platform_id="did:plc:fine", refresh_status=RefreshStatus.OK)
    make_profile(platform="tiktok")
    RefreshRun.objects.create(
        source="bluesky",
        state=RunState.DONE,
        claimed=25,
        refreshed=24,
        failed=1,
        failures=[
            {"profile": profile.pk, "handle": profile.handle, "kind": "unavailable", "reason": "Timed out"}
        ],
    )
    page = signed_in.get(reverse("data_health"))
    for words in ("24 of 25", f"@{profile.handle}: Timed out", "It did not answer in time.", "1 account<"):
        assert words in page.text
    health = {source.key: source for source in page.context["health"].sources}
    figures = health["bluesky"]
    assert (figures.accounts, figures.due, figures.late, figures.failing, figures.up_to_date) == (
        3,
        1,
        1,
        1,
        1,
    )
    assert health["demo"].accounts == 0


def test_data_health_says_until_when_a_source_is_paused(signed_in):
    bluesky()
    until = timezone.now() + timedelta(hours=1)
    cooldown.pause("bluesky", RateLimited("bsky.example asked us to pause.", until))
    page = signed_in.get(reverse("data_health")).text
    assert f"{until:%H:%M}" in page
    assert "bsky.example asked us to pause." in page


def test_an_empty_data_health_says_what_to_do(signed_in):
    page = signed_in.get(reverse("data_health")).text
    assert "No refresh has run yet" in page
    assert reverse("imports") in page


def test_data_health_costs_the_same_with_many_runs(signed_in, django_assert_max_num_queries):
    def fill(number: int):
        for _ in range(number):
            RefreshRun.objects.create(source="demo", asked_by=make_user())

    fill(10)
    with django_assert_max_num_queries(45) as few:
        signed_in.get(reverse("data_health"))
    fill(40)
    with django_assert_max_num_queries(len(few)):
        signed_in.get(reverse("data_health"), {"page": 1})
