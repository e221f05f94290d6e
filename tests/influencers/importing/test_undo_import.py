"""Taking a whole import back."""

import datetime
import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from influencers.choices import ImportState, Source
from influencers.importing.undo_import import undo_import
from influencers.models import ImportFile, Influencer, Profile, ProfileNiche, ReportedFigures, Snapshot
from tests.factories import make_profile

pytestmark = pytest.mark.django_db


def bring(tmp_path: Path, text: str, *options: str) -> ImportFile:
    path = tmp_path / "list.csv"
    path.write_text(text)
    call_command("import_profiles", str(path), *options, stdout=io.StringIO())
    return ImportFile.objects.latest("pk")


HEAD = "handle,platform,followers,country,avg likes\n"


def test_created_accounts_go_and_nothing_is_left(tmp_path):
    record = bring(tmp_path, HEAD + "fern.field,tiktok,12300,Spain,40\nmoss_maker,tiktok,9800,,\n")
    assert undo_import(record.pk).removed == 2
    for model in (Profile, Influencer, Snapshot, ReportedFigures):
        assert not model.objects.exists()
    record.refresh_from_db()
    assert record.state == ImportState.UNDONE


def test_a_second_undo_does_nothing(tmp_path):
    record = bring(tmp_path, HEAD + "fern.field,tiktok,12300,Spain,40\n")
    undo_import(record.pk)
    make_profile(handle="fern.field", platform="tiktok")
    assert undo_import(record.pk).removed == 0
    assert Profile.objects.count() == 1


def test_changed_values_come_back(tmp_path):
    day = timezone.now() - datetime.timedelta(days=400)
    profile = make_profile(handle="Fern.Field", platform="tiktok", followers=10, country="PT", fetched_at=day)
    record = bring(tmp_path, HEAD + "fern.field,tiktok,12300,Spain,40\n")
    profile.refresh_from_db()
    assert (profile.followers, profile.country) == (12_300, "ES")
    assert undo_import(record.pk).restored == 1
    profile.refresh_from_db()
    assert (profile.followers, profile.country, profile.fetched_at) == (10, "PT", day)
    assert not ReportedFigures.objects.exists()
    assert not Snapshot.objects.exists()


def test_the_newest_file_that_tells_an_account_is_its_source_until_it_is_taken_back(tmp_path):
    first = bring(tmp_path, HEAD + "fern.field,tiktok,12300,Spain,40\n", "--as-of", "2026-01-01")
    older = bring(tmp_path, HEAD + "fern.field,tiktok,11000,Spain,40\n", "--as-of", "2025-06-01")
    assert Profile.objects.get().import_file == first
    newer = bring(tmp_path, HEAD + "fern.field,tiktok,12900,Spain,40\n", "--as-of", "2026-02-01")
    profile = Profile.objects.get()
    assert (profile.import_file, profile.followers) == (newer, 12_900)
    again = bring(tmp_path, HEAD + "fern.field,tiktok,12900,Spain,40\n", "--as-of", "2026-02-01")
    assert again.unchanged == 1
    assert Profile.objects.get().import_file == newer
    undo_import(newer.pk)
    profile.refresh_from_db()
    assert (profile.import_file, profile.followers) == (first, 12_300)
    undo_import(older.pk)
    assert Profile.objects.get().import_file == first


def test_what_changed_since_is_not_put_back(tmp_path):
    profile = make_profile(
        handle="fern.field", platform="tiktok", followers=10, country="PT", fetched_at=None
    )
    record = bring(tmp_path, HEAD + "fern.field,tiktok,12300,Spain,40\n")
    Profile.objects.filter(pk=profile.pk).update(followers=13_000)
    undo_import(record.pk)
    profile.refresh_from_db()
    assert (profile.followers, profile.country) == (13_000, "PT")


def test_accounts_that_something_else_uses_are_kept_and_counted(tmp_path):
    text = HEAD + "".join(
        f"{name},tiktok,12300,Spain,40\n" for name in ("noted", "refreshed", "again", "lone")
    )
    record = bring(tmp_path, text)
    Influencer.objects.filter(profiles__handle="noted").update(notes="Wrote to her.")
    Profile.objects.filter(handle="refreshed").update(source=Source.BLUESKY)
    bring(tmp_path, HEAD + "again,tiktok,12300,Spain,40\n")
    undone = undo_import(record.pk)
    assert (undone.removed, undone.kept) == (1, 3)
    assert set(Profile.objects.values_list("handle", flat=True)) == {"noted", "refreshed", "again"}
    assert set(ReportedFigures.objects.values_list("profile__handle", flat=True)) == {"again"}
    record.refresh_from_db()
    assert "3 accounts were kept" in record.error


def test_both_accounts_of_one_row_go(tmp_path):
    record = bring(tmp_path, "Name,Instagram handle,TikTok handle\nFern,fern.field,fernfield\n")
    assert Profile.objects.count() == 2
    assert undo_import(record.pk).removed == 2
    assert not Influencer.objects.exists()


def test_reported_niches_go(tmp_path):
    record = bring(tmp_path, "handle,platform,niche\nfern.field,tiktok,Fitness\n")
    assert ProfileNiche.objects.get().niche.slug == "fitness"
    assert Profile.objects.get().primary_niche.slug == "fitness"
    undo_import(record.pk)
    assert not ProfileNiche.objects.exists()
