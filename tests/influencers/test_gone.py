"""Accounts that left their platform: marked at once, emptied or deleted when its terms say so."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from influencers import gone
from influencers.models import Avatar, Post, Profile, RetentionRun, Snapshot
from influencers.refresh_round import run_round
from influencers.retention import kept_how_long, purge
from influencers.sources.registry import SOURCES, policy_of
from tests.factories import make_import, make_niche, make_post, make_profile, make_snapshot, make_user
from tests.influencers.stub import Reply
from tests.influencers.town import Town

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def left(days: float, platform: str = "bluesky", **kw) -> Profile:
    """An account that left its platform so many days ago, with a post, a size and a picture."""
    now = timezone.now()
    known = {"bio": "pots", "display_name": "Lena", "engagement_rate": 0.03, "n_posts": 1}
    known |= {"platform_id": f"{platform}-1", "source": platform, "refresh_status": "gone"}
    if platform == "youtube":
        known |= {"bound_source": platform, "bound_at": now, "bound_values": {"bio": "pots"}}
    profile = make_profile(**{"platform": platform, "gone_since": now - days * DAY} | known | kw)
    make_post(profile)
    make_snapshot(profile)
    Avatar.objects.create(profile=profile, source=platform, address="https://a.test/x", told_at=now)
    return profile


def test_within_its_days_nothing_goes():
    profile = left(28)
    purge(timezone.now())
    profile.refresh_from_db()
    assert (profile.bio, profile.posts.count()) == ("pots", 1)


@pytest.mark.parametrize("platform", ["bluesky", "mastodon", "instagram"])
def test_after_them_what_the_source_told_goes_and_the_account_stays_marked(platform):
    profile = left(31, platform, niche=make_niche())
    purge(timezone.now())
    profile.refresh_from_db()
    assert (profile.bio, profile.followers, profile.engagement_rate, profile.primary_niche) == (
        "",
        None,
        None,
        None,
    )
    assert (profile.platform_id, profile.influencer.name) == (f"{platform}-1", profile.handle)
    assert profile.refresh_status == "gone"
    assert not Post.objects.exists()
    assert not Snapshot.objects.exists()
    assert not Avatar.objects.exists()
    assert not gone.still_told(platform).exists()
    assert RetentionRun.objects.get(source=platform, rule="gone").rows == 1


def test_on_youtube_it_goes_as_a_whole_after_a_week():
    kept = left(5, "youtube")
    over = left(8, "youtube", platform_id="youtube-2")
    purge(timezone.now())
    assert Profile.objects.get() == kept
    assert over != kept


def test_who_is_known_from_a_file_stays_with_what_the_file_told():
    profile = left(31, curated_fields=["bio"])
    make_snapshot(profile, timezone.localdate() - 90 * DAY, source="file")
    profile.import_file = make_import([profile])
    profile.save()
    purge(timezone.now())
    profile.refresh_from_db()
    assert (profile.source, profile.bio) == ("file", "pots")
    assert Snapshot.objects.get().source == "file"


def test_a_second_night_finds_nothing_more():
    left(31)
    purge(timezone.now())
    purge(timezone.now())
    assert list(
        RetentionRun.objects.filter(rule="gone", source="bluesky").values_list("rows", flat=True)
    ) == [0, 1]


def test_the_clock_starts_when_the_source_says_so_first_and_stops_when_it_is_back(stub, settings):
    settings.BLUESKY_APPVIEW_URL = stub.url
    town = Town(stub)
    profile = town.add(1)
    town.refusals[profile.platform_id] = Reply({"error": "AccountDeactivated"}, 400)
    run_round("bluesky", [profile.pk])
    profile.refresh_from_db()
    first = profile.gone_since
    assert first
    run_round("bluesky", [profile.pk])
    profile.refresh_from_db()
    assert profile.gone_since == first
    del town.refusals[profile.platform_id]
    run_round("bluesky", [profile.pk])
    profile.refresh_from_db()
    assert (profile.refresh_status, profile.gone_since) == ("ok", None)


def test_it_is_shown_on_the_creators_page_and_data_health(client):
    profile = left(3)
    client.force_login(make_user())
    page = client.get(reverse("creator", args=[profile.influencer_id])).content.decode()
    assert "Not on its platform since" in page
    assert "What Bluesky told is deleted by" in page
    assert "What left the platform" in [line.label for line in kept_how_long() if line.source == "Bluesky"]


def test_every_platform_says_how_long(settings):
    days = {key: policy_of(key, settings).gone_days for key in SOURCES}
    assert days == {"bluesky": 30, "mastodon": 30, "instagram": 30, "youtube": 7, "demo": None}
