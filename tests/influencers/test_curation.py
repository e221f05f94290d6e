"""Blocking, correcting, choosing niches, merging."""

from datetime import timedelta

import pytest
from django.utils import timezone

from influencers import curation
from influencers.choices import Basis, Source
from influencers.ingest import ingest
from influencers.models import Influencer, Post, Profile, Snapshot
from influencers.sources.base import ProfileRecord
from tests.factories import make_influencer, make_niche, make_post, make_profile, make_snapshot, make_tag

pytestmark = pytest.mark.django_db


def settle(*profiles):
    """As if scoring had just looked at these accounts."""
    now = timezone.now()
    for profile in profiles:
        Profile.objects.filter(pk=profile.pk).update(
            scored_at=now, data_changed_at=now - timedelta(minutes=1)
        )


def stale():
    return set(Profile.objects.stale().values_list("pk", flat=True))


def test_a_blocked_creator_leaves_the_lists_and_comes_back():
    profile, other = make_profile(), make_profile()
    settle(profile, other)
    assert curation.block([profile.influencer], "  Bought followers  ") == 1
    profile.influencer.refresh_from_db()
    assert profile.influencer.status_reason == "Bought followers"
    assert list(Profile.objects.shown()) == [other]
    assert stale() == {profile.pk}
    assert curation.block([profile.influencer]) == 0
    assert curation.unblock([profile.influencer]) == 1
    assert set(Profile.objects.shown()) == {profile, other}


def test_a_correction_survives_the_next_refresh():
    profile = make_profile(platform="bluesky", source=Source.BLUESKY, platform_id="did:plc:a", bio="Old")
    settle(profile)
    curation.correct(profile, bio="Bakes bread", country="PT")
    assert stale() == {profile.pk}
    record = ProfileRecord(
        platform_id="did:plc:a",
        handle=profile.handle,
        bio="From the source",
        display_name="From the source",
        followers=21_000,
    )
    ingest(profile.pk, record, [], Source.BLUESKY, timezone.now())
    profile.refresh_from_db()
    assert (profile.bio, profile.country, profile.display_name) == ("Bakes bread", "PT", "From the source")
    assert profile.curated_fields == ["bio", "country"]
    assert profile.followers == 21_000


def test_figures_are_not_open_to_correction():
    profile = make_profile()
    with pytest.raises(ValueError, match="followers"):
        curation.correct(profile, followers=9)


def test_a_chosen_niche_wins_over_the_measured_one_and_gives_way_again():
    measured, chosen = make_niche("Van trips"), make_niche("Sourdough")
    profile = make_profile(niche=measured)
    settle(profile)
    curation.set_niches(profile, {chosen: 1.0})
    profile.refresh_from_db()
    assert profile.primary_niche == chosen
    assert stale() == {profile.pk}
    curation.set_niches(profile, {})
    profile.refresh_from_db()
    assert profile.primary_niche == measured
    assert not profile.niches.filter(basis=Basis.CURATED).exists()


def test_the_heaviest_chosen_niche_comes_first():
    profile = make_profile()
    light, heavy = make_niche("Light"), make_niche("Heavy")
    curation.set_niches(profile, {light: 0.3, heavy: 0.7})
    profile.refresh_from_db()
    assert profile.primary_niche == heavy
    curation.set_niches(profile, {light: 0.9, heavy: 0.1})
    profile.refresh_from_db()
    assert profile.primary_niche == light
    assert profile.niches.count() == 2


def test_merging_keeps_every_account_post_snapshot_tag_and_note():
    kept = make_profile(influencer=make_influencer(name="Kept", notes="Met in May", tags=[make_tag("a")]))
    gone = make_profile(
        influencer=make_influencer(name="Gone", notes="Replies fast", tags=[make_tag("b")]), platform="tiktok"
    )
    for profile in (kept, gone):
        make_post(profile), make_post(profile), make_snapshot(profile)
    earlier = make_influencer(name="Earlier", status="merged", merged_into=gone.influencer)
    curation.merge(gone.influencer, kept.influencer)
    one = Influencer.objects.active().get()
    assert set(one.profiles.all()) == {kept, gone}
    assert Post.objects.filter(profile__influencer=one).count() == 4
    assert Snapshot.objects.filter(profile__influencer=one).count() == 2
    assert {tag.name for tag in one.tags.all()} == {"a", "b"}
    assert one.notes == "Met in May\n\nFrom Gone:\nReplies fast"
    for empty in (gone.influencer, earlier):
        empty.refresh_from_db()
        assert (empty.status, empty.merged_into) == ("merged", one)
    assert stale() >= {gone.pk}


def test_what_cannot_be_merged_says_why():
    real, demo = make_profile().influencer, make_profile(source=Source.DEMO).influencer
    other = make_influencer()
    with pytest.raises(curation.CannotMerge, match="demo"):
        curation.merge(demo, real)
    with pytest.raises(curation.CannotMerge, match="different"):
        curation.merge(real, real)
    curation.merge(other, real)
    with pytest.raises(curation.CannotMerge, match="merged"):
        curation.merge(other, make_influencer())
