"""No refresh, import, hand or demo brings an erased creator back, however the moments fall."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from influencers.demo.remove import remove
from influencers.demo.seed import seed
from influencers.erasing import erase
from influencers.importing import plan, run
from influencers.importing.undo_import import undo_import
from influencers.ingest import WasErased, ingest
from influencers.models import Erasure, ImportFile, ImportRow, Influencer, Post, Profile, RefreshRun
from influencers.models.erasure import Tombstone
from influencers.refresh_round import run_round
from influencers.sources.base import PostRecord, ProfileRecord
from tests.factories import make_profile, make_user
from tests.influencers.importing.test_import_command import run as import_list
from tests.influencers.importing.test_undo_import import bring
from tests.influencers.town import FEED, Town
from tests.influencers.whole_creator import database_text
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db
HEAD = "handle,platform,name,followers,id\n"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def village(stub, settings):
    settings.BLUESKY_APPVIEW_URL = stub.url
    return Town(stub)


def gone(**kw) -> None:
    """A creator who was in the catalogue and asked to be erased."""
    profile = make_profile(**{"platform": "tiktok", "handle": "zora.quill"} | kw)
    erase([profile.influencer_id])


def test_an_import_refuses_the_row_and_keeps_nothing_of_it(tmp_path):
    gone()
    path = tmp_path / "list.csv"
    path.write_text(HEAD + "fern,tiktok,Fern,100,\n@Zora.Quill,tiktok,Zora Q,200,\nmoss,tiktok,Moss,300,\n")
    code, told = import_list("", path=path)
    assert (code, told["rows"], told["created"]) == (0, 3, 2)
    assert told["rejected"] == [
        {"row": 3, "field": "handle", "value": "", "reason": "This creator asked to be erased"}
    ]
    assert set(Profile.objects.values_list("handle", flat=True)) == {"fern", "moss"}
    row = ImportRow.objects.get(row=3)
    assert (row.outcome, row.raw, row.profile) == ("rejected", {}, None)
    assert "zora" not in database_text()


def test_a_row_with_another_fault_is_not_kept_either(tmp_path):
    gone()
    record = bring(tmp_path, HEAD + "fern,tiktok,Fern,100,\nzora.quill,tiktok,Zora Q,many,\n")
    assert (record.created, record.rejected) == (1, 1)
    refusal = {"field": "handle", "value": "", "reason": "This creator asked to be erased", "fatal": True}
    assert ImportRow.objects.get(row=3).errors == [refusal]
    assert record.warnings == [{"row": 3} | refusal]
    assert "zora" not in database_text()


def test_an_import_refuses_an_erased_id_under_a_new_handle(tmp_path):
    gone(platform="bluesky", platform_id="did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", handle="zora.test")
    record = bring(tmp_path, HEAD + "new.test,bluesky,Zora,100,did:plc:aaaaaaaaaaaaaaaaaaaaaaaa\n")
    assert (record.rejected, record.created) == (1, 0)


def test_an_import_takes_whoever_has_the_handle_now_where_the_catalogue_knows_the_id(tmp_path):
    gone(platform="bluesky", platform_id="did:plc:old", handle="taken.test")
    make_profile(platform="bluesky", platform_id="did:plc:new", handle="taken.test", fetched_at=None)
    record = bring(tmp_path, HEAD + "taken.test,bluesky,Somebody,100,\n")
    assert (record.rejected, record.updated) == (0, 1)


def test_a_row_of_several_accounts_is_refused_as_one_person(tmp_path):
    gone()
    path = tmp_path / "wide.csv"
    path.write_text("Name,TikTok,Instagram\nZora,zora.quill,zora_on_insta\nFern,fern,fern_insta\n")
    code, told = import_list("", path=path)
    assert (code, told["rows"], told["created"]) == (0, 2, 1)
    assert "zora" not in database_text()


def test_the_same_row_twice_is_refused_twice(tmp_path):
    gone()
    record = bring(tmp_path, HEAD + "zora.quill,tiktok,Zora,1,\nZORA.QUILL,tiktok,Zora,2,\n")
    assert (record.rows, record.rejected) == (2, 2)
    assert "zora" not in database_text()


def test_an_import_can_still_be_undone_after_one_of_its_creators_was_erased(tmp_path):
    record = bring(tmp_path, HEAD + "zora.quill,tiktok,Zora,1,\nfern,tiktok,Fern,2,\n")
    erase([Profile.objects.get(handle="zora.quill").influencer_id])
    assert undo_import(record.pk).removed == 1
    assert not Profile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_is_erased_while_a_list_is_read_stays_out(tmp_path):
    """The import began before the erasure and ends after it."""
    path = tmp_path / "list.csv"
    path.write_text(HEAD + "zora.quill,tiktok,Zora,1,\nfern,tiktok,Fern,2,\n")
    record = ImportFile.objects.create(name="list.csv", as_of=timezone.localdate())

    def midway(rows: int) -> None:  # heard again when all is read again, and nobody can be erased then
        if not Tombstone.objects.exists():
            erase([], unknown=[("tiktok", None, "zora.quill")])

    done = run.carry_out(plan.make_plan(path, "list.csv"), record, midway)
    assert (done.created, done.rejected_rows) == (1, 1)
    assert Profile.objects.get().handle == "fern"


def test_the_door_of_ingest_refuses_and_writes_nothing():
    gone(platform="bluesky", platform_id="did:1", handle="zora.test")
    back = make_profile(platform="bluesky", handle="other.test", fetched_at=None)
    told = ProfileRecord("did:1", "other.test", bio="I am back")
    with pytest.raises(WasErased):
        ingest(back.pk, told, [PostRecord("p", NOW)], "bluesky", NOW)
    assert not Post.objects.exists()
    back.refresh_from_db()
    assert (back.platform_id, back.bio) == (None, "")


def test_one_who_came_in_under_another_name_goes_again_at_the_first_refresh(village):
    profile = village.add(1, platform_id=None)
    erase([], unknown=[("bluesky", f"did:plc:{1:024d}", None)])
    done = run_round("bluesky", [profile.pk])
    assert (done.gone, done.failures) == (1, [])
    assert not Profile.objects.exists()
    assert not Influencer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_erasure_in_the_middle_of_a_refresh_wins(village):
    """The source answers while the creator is being erased: what it told is not stored, nor logged."""
    profile, other = village.add(1), village.add(2)

    def feed(query):
        erase([profile.influencer_id])
        connection.close()
        return village.feed(query)

    village.stub.on(FEED, feed)
    run_round("bluesky", [profile.pk, other.pk])
    assert Profile.objects.get() == other
    assert "n1.test" not in database_text()


@pytest.mark.django_db(transaction=True)
def test_a_failure_that_was_noted_before_the_erasure_is_not_logged_after_it(village):
    profile, other = village.add(1), village.add(2)
    village.people.pop(profile.platform_id)

    def feed(query):
        erase([profile.influencer_id])
        connection.close()
        return village.feed(query)

    village.stub.on(FEED, feed)
    run_round("bluesky", [profile.pk, other.pk])
    assert RefreshRun.objects.get().failures == []


@pytest.mark.django_db(transaction=True)
def test_an_erasure_waits_for_the_refresh_that_holds_the_account_and_takes_what_it_wrote():
    profile = make_profile(platform="bluesky", platform_id="did:1", handle="zora.test", fetched_at=None)
    told, done = ProfileRecord("did:1", "zora.test", bio="marzipan"), []

    def work():
        done.append(erase([profile.influencer_id]))
        connection.close()

    with transaction.atomic():
        ingest(profile.pk, told, [PostRecord("p", NOW)], "bluesky", NOW)
        thread = threading.Thread(target=work)
        thread.start()
        wait_until(_somebody_waits, what="the erasure waits for the lock")
        assert not done
    thread.join(20)
    assert done[0].rows["posts"] == 1
    assert not Profile.objects.exists()
    assert ingest(profile.pk, told, [PostRecord("p", NOW)], "bluesky", NOW) is None
    assert "marzipan" not in database_text()


@pytest.mark.django_db(transaction=True)
def test_an_import_that_is_being_written_is_waited_for_and_its_rows_go(tmp_path):
    path, done = tmp_path / "list.csv", []
    path.write_text(HEAD + "zora.quill,tiktok,Zora,1,\nfern,tiktok,Fern,2,\n")
    record = ImportFile.objects.create(name="list.csv", as_of=timezone.localdate())

    def work():
        creators = Influencer.objects.filter(profiles__handle="zora.quill")
        done.append(erase(creators.values_list("pk", flat=True), unknown=[("tiktok", None, "zora.quill")]))
        connection.close()

    with transaction.atomic():
        run.carry_out(plan.make_plan(path, "list.csv"), record)
        thread = threading.Thread(target=work)
        thread.start()
        wait_until(_somebody_waits, what="the erasure waits for the import")
    thread.join(20)
    assert done[0].accounts == 1
    assert "zora" not in database_text()


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


def test_nobody_adds_an_erased_account_by_hand(client):
    gone()
    creator = make_profile().influencer
    client.force_login(make_user("curator"))
    form = {"influencer": creator.pk, "platform": "tiktok", "handle": "@Zora.Quill", "niches-TOTAL_FORMS": 0}
    form |= {"niches-INITIAL_FORMS": 0, "niches-2-TOTAL_FORMS": 0, "niches-2-INITIAL_FORMS": 0}
    answer = client.post(reverse("admin:influencers_profile_add"), form)
    assert "This creator asked to be erased and is not added again." in answer.content.decode()
    assert not Profile.objects.filter(handle__iexact="zora.quill").exists()


def test_a_new_demo_catalogue_leaves_them_out():
    now = timezone.now()
    seed(6, 3, now)
    erased = Profile.objects.demo().order_by("pk").first()
    handles = set(erased.influencer.profiles.values_list("handle", flat=True))
    erase([erased.influencer_id])
    remove()
    assert seed(6, 3, now).creators == 5
    assert not Profile.objects.filter(handle__in=handles).exists()
    assert Erasure.objects.count() == 1
