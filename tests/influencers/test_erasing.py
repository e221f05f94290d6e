"""Erasing a creator: nothing is left in the whole database, others keep theirs, and it is written down."""

import pytest
from django.urls import reverse

from campaigns.models import Candidate
from influencers.erasing import erase
from influencers.erasure import is_erased
from influencers.models import Erasure, ImportFile, ImportRow, Influencer, Profile, RefreshRun, SavedSearch
from tests.factories import make_influencer, make_post, make_profile
from tests.influencers.whole_creator import (
    HANDLE,
    ID,
    OTHER,
    WORDS,
    database_text,
    found_in,
    make_world,
    pointing_at_creators,
)

pytestmark = pytest.mark.django_db


def test_every_table_that_points_at_a_creator_is_filled():
    make_world()
    empty = [model._meta.label for model in pointing_at_creators() if not model._base_manager.exists()]
    assert not empty, f"{empty} point at creators: fill them in make_world and see that an erasure takes them"


def test_nothing_of_a_creator_is_left_in_the_whole_database():
    world = make_world()
    before = database_text()
    assert all(word.lower() in before for word in WORDS)
    erase([world.creator.pk], world.user)
    assert found_in(database_text()) == []
    assert not Influencer.objects.filter(pk__in=[world.creator.pk, world.absorbed.pk]).exists()
    for model in pointing_at_creators() - {Influencer, Profile}:
        for column in model._meta.concrete_fields:
            if column.related_model is Profile:
                assert not model._base_manager.filter(**{column.name: world.profile.pk}).exists()


def test_a_creator_that_was_merged_goes_whichever_of_them_is_named():
    world = make_world()
    erase([world.absorbed.pk])
    assert found_in(database_text()) == []


def test_all_accounts_are_kept_out_from_then_on():
    world = make_world()
    erase([world.creator.pk])
    assert is_erased("bluesky", ID, "another.name.test")
    assert is_erased("bluesky", handle=HANDLE.upper())
    assert is_erased("tiktok", handle=OTHER)
    assert not is_erased("bluesky", "did:plc:else", HANDLE)


def test_what_others_have_stays():
    world = make_world()
    twin = make_profile(handle=f"{HANDLE}.uk", platform="bluesky")
    make_post(twin)
    kept = SavedSearch.objects.create(owner=world.user, name="Kept", query=f"q={HANDLE}.uk")
    erase([world.creator.pk])
    assert twin.posts.count() == 1
    assert SavedSearch.objects.get() == kept
    assert Candidate.objects.count() == 1
    assert RefreshRun.objects.get().failures == [{"profile": 0, "handle": "kept"}]
    note = Profile.objects.get(handle="twin").influencer.notes
    assert note == "Ask about an erased creator:\nan erased creator is hers"


def test_an_import_keeps_its_counts_and_loses_the_row():
    world = make_world()
    record = ImportFile.objects.get(import_rows__profile=world.profile)
    erase([world.creator.pk])
    record.refresh_from_db()
    assert (record.rows, record.created, record.warnings) == (1, 1, [])
    row = record.import_rows.get()
    assert (row.raw, row.before, row.profile, row.errors) == ({}, None, None, [])
    assert ImportRow.objects.count() == 3


def test_a_campaign_keeps_how_many_were_erased(client):
    world = make_world()
    erase([world.creator.pk])
    client.force_login(world.user)
    page = client.get(reverse("campaign_shortlist", args=[world.campaign.pk])).content.decode()
    assert "1 creator of this shortlist asked to be erased." in page
    world.campaign.refresh_from_db()
    assert world.campaign.erased == 1
    assert world.campaign.notes == "Begin with an erased creator."
    assert world.campaign.words == ["marmalade", "an erased creator"]


def test_it_is_written_down_who_erased_how_much_and_not_whom():
    world = make_world()
    audit = erase([world.creator.pk], world.user, "asked")
    assert (audit.by, audit.creators, audit.accounts, audit.unknown) == (world.user, 2, 2, 0)
    assert audit.rows["posts"] == 1
    assert audit.rows["places in campaigns"] == 1
    assert Erasure.objects.get() == audit


def test_a_second_erasure_finds_nothing_and_changes_nothing():
    world = make_world()
    erase([world.creator.pk])
    text = database_text()
    audit = erase([world.creator.pk])
    assert (audit.creators, audit.rows) == (0, {})
    audit.delete()
    assert database_text() == text


def test_who_took_a_handle_over_is_not_kept_out():
    """An account that lost its handle is recognised by its id alone."""
    old = make_profile(platform="bluesky", platform_id="did:1", handle="taken.test", handle_is_current=False)
    erase([old.influencer_id])
    assert is_erased("bluesky", "did:1")
    assert not is_erased("bluesky", handle="taken.test")


def test_a_creator_without_accounts_goes_too():
    creator = make_influencer()
    assert erase([creator.pk]).creators == 1
    assert not Influencer.objects.exists()
