"""Nothing is made of what a platform's terms forbid: not read, not scored, not ranked, and cleared."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from influencers import refresh
from influencers.choices import Basis, Source
from influencers.exports import HEADER, rows
from influencers.models import Profile, ProfileNiche, RefreshRun
from influencers.refresh_round import Round
from scoring.core.schema import Brief
from scoring.frames import load_frames
from scoring.models import PostText, ProfileScore, ScoreRun
from scoring.rank import rank_profiles
from scoring.run import score_all, score_stale
from tests.factories import make_campaign, make_candidate, make_niche, make_post, make_profile, make_user
from tests.influencers.sources.tube import Tube
from tests.influencers.stub import stub_server

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
BRIEF = Brief(min_followers=5_000, max_followers=100_000)
DERIVED = ("engagement_rate", "percentile", "growth_30d", "sponsored_share", "primary_niche", "scored_at")


@pytest.fixture(autouse=True)
def at_noon(settings):
    settings.YOUTUBE_API_KEY, settings.YOUTUBE_DERIVED_METRICS = "key", ""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def channels() -> Iterator[list[Profile]]:
    """Twelve channels, read from YouTube."""
    with stub_server() as stub:
        yield _read(Tube(stub))


def _read(tube: Tube) -> list[Profile]:
    for at, letter in enumerate("abcdefghijkl"):
        channel = tube.channel(letter, subscribers=10_000 + 1_000 * at)
        tube.month_of_videos(channel, NOW, likes=300 + 50 * at)
        make_profile(
            platform="youtube", platform_id=channel, handle=f"channel{letter}", source=Source.CURATOR,
            followers=None, fetched_at=None, next_refresh_at=NOW,
        )  # fmt: skip
    held, lease = refresh.claim("youtube", 50)
    Round(tube.open(), RefreshRun.objects.create(source="youtube", claimed=12), held, lease).go()
    assert tube.wrong == []
    return list(Profile.objects.filter(platform="youtube").order_by("pk"))


@pytest.fixture
def photographers() -> list[Profile]:
    """Twelve accounts of another platform, each with its posts."""
    found = []
    for at in range(12):
        profile = make_profile(followers=10_000 + 1_000 * at, bio="pottery and clay")
        for number in range(10):
            make_post(profile, published_at=NOW - timedelta(days=10 + number), likes=300 + 20 * at)
        found.append(profile)
    return found


def test_what_must_not_be_measured_is_not_even_read(channels, photographers):
    frames = load_frames(Profile.objects.all(), NOW)
    assert set(frames.profiles["platform"]) == {"instagram"}
    assert set(frames.posts["profile_id"]) == {profile.pk for profile in photographers}
    assert set(frames.snapshots["profile_id"]) <= {profile.pk for profile in photographers}


def test_posts_of_such_a_source_are_not_read_for_an_account_of_a_file(photographers):
    profile = photographers[0]
    make_post(profile, source=Source.YOUTUBE, likes=9_999)
    assert 9_999 not in set(load_frames(Profile.objects.all(), NOW).posts["likes"])


def test_words_of_such_a_post_are_not_read_and_what_was_read_of_it_goes(photographers):
    post = make_post(photographers[0], source=Source.YOUTUBE, caption="#ad", published_at=NOW)
    score_all(NOW)
    assert PostText.objects.count() == 120
    PostText.objects.create(post=post, digest="read while it was allowed")
    score_all(NOW)
    assert not PostText.objects.filter(post=post).exists()
    assert PostText.objects.count() == 120


def test_nothing_is_made_of_youtubes_data_and_ranking_says_so(channels, photographers):
    score_all(NOW)
    for profile in channels:
        profile.refresh_from_db()
        assert [getattr(profile, name) for name in DERIVED] == [None] * len(DERIVED)
        assert profile.n_posts == 0
    assert not ProfileScore.objects.filter(profile__in=channels).exists()
    assert not ProfileNiche.objects.filter(profile__in=channels).exists()
    assert not PostText.objects.filter(post__source=Source.YOUTUBE).exists()
    assert PostText.objects.exists()
    assert "youtube" not in json.dumps(ScoreRun.objects.get().benchmark)
    ranking = rank_profiles(BRIEF, Profile.objects.all(), NOW)
    assert {one.profile_id for one in ranking.ranked} == {profile.pk for profile in photographers}
    assert ranking.withheld == {profile.pk: "not ranked: YouTube's terms" for profile in channels}
    assert ranking.left_out == {}


def test_others_score_as_if_youtube_were_not_there(channels, photographers):
    others = Profile.objects.filter(pk__in=[p.pk for p in photographers]).order_by("pk")
    score_all(NOW)
    with_them = list(others.values_list(*DERIVED[:4]))
    Profile.objects.filter(platform="youtube").delete()
    score_all(NOW)
    assert list(others.values_list(*DERIVED[:4])) == with_them


def test_switched_on_they_are_scored_ranked_and_marked_and_off_they_are_cleared(
    channels, photographers, settings, client
):
    score_all(NOW)
    settings.YOUTUBE_DERIVED_METRICS = "accepted"
    assert score_stale(NOW) >= 12
    channel = channels[-1]
    channel.refresh_from_db()
    assert None not in (channel.engagement_rate, channel.percentile, channel.primary_niche)
    ranking = rank_profiles(BRIEF, Profile.objects.all(), NOW)
    assert (ranking.withheld, ranking.total) == ({}, 24)
    assert PostText.objects.filter(post__profile__in=channels).exists()
    client.force_login(make_user())
    marked = "Handpick&#x27;s own figure, not YouTube&#x27;s"
    assert marked in client.get(channel.influencer.get_absolute_url()).text
    assert marked in client.get(reverse("discover") + "?platform=youtube").text
    assert "youtube" in json.dumps(ScoreRun.objects.latest("pk").benchmark)

    settings.YOUTUBE_DERIVED_METRICS = ""
    score_stale(NOW)
    for profile in channels:
        profile.refresh_from_db()
        assert [getattr(profile, name) for name in DERIVED] == [None] * len(DERIVED)
    assert not ProfileScore.objects.filter(profile__in=channels).exists()
    assert not ProfileNiche.objects.filter(profile__in=channels).exists()
    assert not PostText.objects.filter(post__profile__in=channels).exists()
    assert "youtube" not in json.dumps(list(ScoreRun.objects.values_list("benchmark", flat=True)))
    assert len(rank_profiles(BRIEF, Profile.objects.all(), NOW).withheld) == 12


def test_what_files_report_and_curators_say_stays_when_figures_are_cleared(channels):
    channel, niche = channels[0], make_niche("Clay")
    ProfileNiche.objects.create(profile=channel, niche=niche, basis=Basis.CURATED)
    ProfileNiche.objects.create(profile=channel, niche=make_niche("Fire"), basis=Basis.MEASURED)
    Profile.objects.filter(pk=channel.pk).update(
        engagement_rate=0.05, er_basis=Basis.REPORTED, percentile=0.7, scored_at=NOW
    )
    score_stale(NOW)
    channel.refresh_from_db()
    assert (channel.engagement_rate, channel.er_basis, channel.percentile) == (0.05, Basis.REPORTED, None)
    assert channel.primary_niche == niche
    assert list(channel.niches.values_list("basis", flat=True)) == [Basis.CURATED]


def test_pages_say_why(channels, photographers, client, settings):
    score_all(NOW)
    person = make_user()
    client.force_login(person)
    page = client.get(reverse("discover") + "?platform=youtube").text
    assert "YouTube&#x27;s terms" in page
    assert "not measured yet" not in page
    page = client.get(channels[0].influencer.get_absolute_url()).text
    for words in ("Not ranked: YouTube&#x27;s terms", "Posts are not compared", "growth not measured"):
        assert words in page
    assert "times the usual" not in page.lower()
    campaign = make_campaign(person)
    page = client.get(reverse("campaign_ranking", args=[campaign.pk])).text
    assert "12 more may not be ranked" in page
    assert page.count("not ranked: YouTube&#x27;s terms") == 12
    make_candidate(campaign, channels[0])
    page = client.get(reverse("campaign_shortlist", args=[campaign.pk])).text
    assert "Not ranked: YouTube&#x27;s terms" in page


def test_filters_by_figures_and_counts_of_niches_leave_them_out(channels, photographers, client):
    score_all(NOW)
    client.force_login(make_user())
    for asked in ("er_min=0.1", "percentile_min=1", "niche=creative"):
        page = client.get(reverse("discover") + f"?{asked}").text
        assert "@channela" not in page


def test_a_table_to_take_along_says_what_must_be_heeded(channels, photographers):
    score_all(NOW)
    Profile.objects.filter(pk=photographers[0].pk).update(labels=["!no-unauthenticated"])
    at = HEADER.index("Restrictions")
    told = {row[0]: row[at] for row in rows(Profile.objects.all())}
    assert told["channela"] == "Not ranked: YouTube's terms."
    assert told[photographers[0].handle] == "Only for people who are signed in: do not publish."
    assert told[photographers[1].handle] == ""


def test_who_asked_to_be_left_out_is_found_nowhere_but_stays_in_work(photographers, client):
    score_all(NOW)
    shy, person = photographers[0], make_user()
    Profile.objects.filter(pk=shy.pk).update(labels=["not-discoverable"])
    client.force_login(person)
    for address in ("", f"?q={shy.handle}"):
        assert f"@{shy.handle}<" not in client.get(reverse("discover") + address).text
    campaign = make_campaign(person)
    ranking = reverse("campaign_ranking", args=[campaign.pk])
    assert f"@{shy.handle}" not in client.get(ranking).text
    make_candidate(campaign, shy)
    assert f"@{shy.handle}" in client.get(reverse("campaign_shortlist", args=[campaign.pk])).text
    page = client.get(shy.influencer.get_absolute_url()).text
    assert "asked on Mastodon to be left out of discovery" in page
    assert timezone.now() == NOW
