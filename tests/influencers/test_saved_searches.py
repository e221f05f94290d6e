"""Saved searches: kept, opened, shared, renamed, renewed, deleted and put back; nobody else's."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from influencers import saved_searches as searches
from influencers.choices import ImportState
from influencers.models import SavedSearch
from tests.factories import make_import, make_profile, make_tier, make_user

pytestmark = pytest.mark.django_db
QUERY = "platform=tiktok&er_min=3&nonsense=1&followers_min=abc&sort=-followers&cols=niche,followers&page=3"


def test_only_what_makes_sense_is_kept():
    kept = searches.keep(make_user(), "  Small   ones ", QUERY, shared=False)
    assert (kept.name, kept.query, kept.order) == ("Small ones", "platform=tiktok&er_min=3", "-followers")
    assert kept.columns == ["followers", "niche"]


def test_the_short_address_leads_to_the_full_one(client):
    user = make_user()
    client.force_login(user)
    kept = searches.keep(user, "Small ones", QUERY, shared=False)
    answer = client.get(f"/searches/{kept.pk}/")
    assert answer.status_code == 302
    assert answer.url == f"/?platform=tiktok&er_min=3&sort=-followers&cols=followers,niche&search={kept.pk}"
    assert "<title>Small ones" in client.get(answer.url).content.decode()


def test_a_filter_that_no_longer_exists_is_dropped_and_said(client):
    user = make_user()
    client.force_login(user)
    tier = make_tier("Tiny", 1, 100)
    make_profile(followers=5_000)
    kept = searches.keep(user, "Tiny ones", "tier=tiny", shared=False)
    SavedSearch.objects.filter(pk=kept.pk).update(query="tier=tiny&astrology=leo")
    tier.delete()
    text = client.get(f"/searches/{kept.pk}/", follow=True).content.decode()
    assert "<b>Size</b> “tiny”" in text
    assert "<b>astrology</b> “leo”" in text
    assert "Left out of this search" in text
    assert "@handle" in text


def test_the_accounts_of_an_import_are_kept_until_it_is_taken_back(client):
    user = make_user()
    client.force_login(user)
    make_profile(handle="elsewhere")
    record = make_import([make_profile(handle="inside")], name="top.csv")
    kept = searches.keep(user, "My list", f"import={record.pk}", shared=False)
    text = client.get(f"/searches/{kept.pk}/", follow=True).content.decode()
    assert "@inside" in text
    assert "@elsewhere" not in text
    type(record).objects.update(state=ImportState.UNDONE)
    text = client.get(f"/searches/{kept.pk}/", follow=True).content.decode()
    assert "Left out of this search" in text
    assert "@elsewhere" in text


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\x00b"])
def test_a_search_has_a_name_that_fits(name):
    with pytest.raises(ValidationError):
        searches.keep(make_user(), name, "", shared=False)


def test_one_person_has_one_search_of_a_name():
    user = make_user()
    searches.keep(user, "Mine", "", shared=False)
    with pytest.raises(ValidationError, match="already"):
        searches.keep(user, "Mine", "q=x", shared=False)
    searches.keep(make_user(), "Mine", "", shared=False)


def test_private_stays_private_and_shared_is_for_everybody(client):
    owner = make_user()
    private = searches.keep(owner, "Private", "", shared=False)
    shared = searches.keep(owner, "Shared", "", shared=True)
    client.force_login(make_user())
    assert client.get(f"/searches/{private.pk}/").status_code == 404
    assert client.get(f"/searches/{shared.pk}/").status_code == 302
    text = client.get("/searches/").content.decode()
    assert "Shared" in text
    assert "Private" not in text


@pytest.mark.parametrize("change", ["renew", "rename", "delete"])
def test_only_its_owner_changes_a_search(client, change):
    shared = searches.keep(make_user(), "Shared", "q=a", shared=True)
    client.force_login(make_user())
    answer = client.post(f"/searches/{shared.pk}/{change}/", {"name": "Taken", "query": "q=b"})
    assert answer.status_code == 403
    shared.refresh_from_db()
    assert (shared.name, shared.query) == ("Shared", "q=a")


def test_no_number_of_a_search_breaks_the_page(client):
    client.force_login(make_user())
    assert client.get("/searches/99999999999999999999999/").status_code == 404


def test_rename_and_renew(client):
    user = make_user()
    client.force_login(user)
    kept = searches.keep(user, "Old", "q=a", shared=False)
    client.post(reverse("search_rename", args=[kept.pk]), {"name": "New", "shared": "on"})
    client.post(reverse("search_renew", args=[kept.pk]), {"query": "platform=tiktok&sort=name"})
    kept.refresh_from_db()
    assert (kept.name, kept.shared, kept.query, kept.order) == ("New", True, "platform=tiktok", "name")


def test_delete_can_be_undone(client):
    user = make_user()
    client.force_login(user)
    kept = searches.keep(user, "Dear", "q=a&sort=name", shared=True)
    page = client.post(reverse("search_delete", args=[kept.pk]), follow=True).content.decode()
    assert not SavedSearch.objects.exists()
    undo = re.search(r'name="undo" value="([^"]+)"', page)[1]
    client.post(reverse("search_restore"), {"undo": undo})
    back = SavedSearch.objects.get()
    assert (back.owner, back.name, back.query, back.shared) == (
        user,
        "Dear",
        "q=a",
        True,
    )


def test_an_undo_is_neither_forged_nor_anothers():
    user = make_user()
    undo = searches.remove(user, searches.keep(user, "Dear", "", shared=False))
    with pytest.raises(PermissionDenied):
        searches.restore(make_user(), undo)
    with pytest.raises(ValidationError):
        searches.restore(user, undo + "x")
    searches.restore(user, undo)
    with pytest.raises(ValidationError, match="already"):
        searches.restore(user, undo)


def test_discover_lists_them_and_offers_to_keep_changes(client):
    user = make_user()
    client.force_login(user)
    make_profile()
    kept = searches.keep(user, "Mine", "platform=tiktok", shared=False)
    opened = client.get(searches.address_of(kept)).content.decode()
    assert f"/searches/{kept.pk}/" in opened
    assert "Update “Mine”" not in opened
    assert "Update “Mine”" in client.get(searches.address_of(kept) + "&er_min=2").content.decode()


def test_keeping_leads_on_to_the_search_and_says_what_is_wrong(client):
    client.force_login(make_user())
    answer = client.post(reverse("search_keep"), {"name": "A", "query": "q=x", "shared": "on"})
    assert answer.url == f"/?q=x&search={SavedSearch.objects.get().pk}"
    again = client.post(reverse("search_keep"), {"name": "A", "query": "q=y", "next": "/?q=y"}, follow=True)
    assert again.redirect_chain[0][0] == "/?q=y"
    assert "already" in again.content.decode()
    elsewhere = client.post(reverse("search_keep"), {"name": "A", "next": "https://evil.example/"})
    assert elsewhere.url == "/"
