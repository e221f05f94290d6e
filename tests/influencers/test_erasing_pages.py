"""Erasing from a page, a list and the terminal: asked twice, and said in plain words."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from influencers.erasure import is_erased
from influencers.models import Erasure, ImportFile, Influencer, Profile
from tests.factories import make_post, make_profile, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(client):
    user = make_user("curator")
    client.force_login(user)
    return user


def account(**kw) -> Profile:
    return make_profile(**{"handle": "zora.quill", "platform": "tiktok"} | kw)


def test_the_page_says_what_goes_and_asks_for_the_handle(client, curator):
    profile = account()
    make_post(profile)
    url = reverse("creator_erase", args=[profile.influencer_id])
    page = client.get(url).content.decode()
    assert "There is no undo." in page
    assert "@zora.quill on TikTok" in page
    assert "1 post with" in page
    assert "Type zora.quill to confirm" in page
    assert Profile.objects.exists()


def test_the_wrong_word_erases_nobody(client, curator):
    profile = account()
    url = reverse("creator_erase", args=[profile.influencer_id])
    answer = client.post(url, {"word": "zora", "reason": "asked"})
    assert "Nothing was erased." in answer.content.decode()
    assert Profile.objects.get() == profile


def test_the_handle_typed_erases(client, curator):
    profile = account()
    url = reverse("creator_erase", args=[profile.influencer_id])
    answer = client.post(url, {"word": "@Zora.Quill", "reason": "platform"}, follow=True)
    assert "1 account erased. No refresh, search or import brings them back." in answer.content.decode()
    assert not Influencer.objects.exists()
    assert (Erasure.objects.get().by, Erasure.objects.get().reason) == (curator, "platform")
    assert client.get(reverse("creator", args=[profile.influencer_id])).status_code == 404


def test_curators_find_it_on_the_creators_page_and_marketers_do_not(client, curator):
    profile = account()
    url = reverse("creator", args=[profile.influencer_id])
    assert "Erase this creator" in client.get(url).content.decode()
    client.force_login(make_user("marketer"))
    assert "Erase this creator" not in client.get(url).content.decode()


def send(client, accounts: str, **kw) -> str:
    form = {"accounts": accounts, "platform": "", "reason": "asked"} | kw
    return client.post(reverse("erase_list"), form, follow=True).content.decode()


def shown(page: str) -> str:
    return page.split('name="shown" value="')[1].split('"')[0]


def test_a_list_is_shown_first_and_then_confirmed(client, curator):
    account()
    kept = account(handle="kept")
    links = "https://www.tiktok.com/@Zora.Quill?lang=de\nhttps://www.instagram.com/not_there/\nwhat is this"
    page = send(client, links)
    assert "@zora.quill on TikTok" in page
    assert "@not_there on Instagram: not in the catalogue, kept out from now on" in page
    assert "Only links say their platform" in page
    assert Profile.objects.count() == 2
    done = send(client, links, word="ERASE", shown=shown(page))
    assert "1 account erased; 1 that were not in the catalogue kept out from now on" in done
    assert Profile.objects.get() == kept
    assert is_erased("instagram", handle="not_there")
    assert "asked" in done


def test_a_list_that_changed_since_it_was_shown_is_shown_again(client, curator):
    account()
    page = send(client, "https://www.tiktok.com/@nobody")
    again = send(client, "https://www.tiktok.com/@zora.quill", word="ERASE", shown=shown(page))
    assert "not the one that was shown" in again
    assert Profile.objects.exists()


def test_a_list_without_the_word_or_with_nobody_in_it_erases_nobody(client, curator):
    account()
    page = send(client, "@zora.quill", platform="tiktok")
    assert Profile.objects.exists()
    assert "in capitals" in send(client, "@zora.quill", platform="tiktok", word="yes", shown=shown(page))
    assert "names no account" in send(client, "???", word="ERASE")
    assert Profile.objects.exists()


def test_ticked_creators_lead_from_the_admin_to_the_list(client, curator):
    one, two = account(), account(handle="moss", platform="mastodon")
    form = {"action": "erase", "_selected_action": [one.influencer_id, two.influencer_id]}
    page = client.post(reverse("admin:influencers_influencer_changelist"), form, follow=True).content.decode()
    assert "https://www.tiktok.com/@zora.quill" in page
    assert Profile.objects.count() == 2


def test_from_the_terminal_in_any_spelling_known_or_not():
    account()
    out = io.StringIO()
    call_command(
        "erase",
        "zora.quill",
        "https://bsky.app/profile/nova.test",
        "--platform",
        "tiktok",
        "--json",
        stdout=out,
    )
    told = json.loads(out.getvalue())
    assert (told["creators"], told["accounts"], told["unknown"]) == (1, 1, 1)
    assert is_erased("bluesky", handle="nova.test")
    assert not Influencer.objects.exists()


def test_the_terminal_refuses_a_list_with_something_unreadable_and_erases_nobody():
    account()
    with pytest.raises(CommandError, match="Only links say their platform"):
        call_command("erase", "https://www.tiktok.com/@zora.quill", "somebody")
    assert Profile.objects.exists()


def test_a_waiting_upload_that_names_them_is_thrown_away_and_others_stay(client, curator, settings, tmp_path):
    settings.UPLOAD_ROOT = tmp_path
    kept = _upload(client, "kept.csv", b"handle,platform,followers\nmoss,tiktok,5\n")
    gone = _upload(client, "gone.csv", b"profile,followers\nhttps://www.tiktok.com/@Zora.Quill?x=1,5\n")
    page = send(client, "@zora.quill", platform="tiktok")
    done = send(client, "@zora.quill", platform="tiktok", word="ERASE", shown=shown(page))
    assert "1 waiting upload thrown away" in done
    assert list(ImportFile.objects.values_list("pk", flat=True)) == [kept]
    assert gone != kept


def _upload(client, name: str, content: bytes) -> int:
    client.post(reverse("imports"), {"file": SimpleUploadedFile(name, content)})
    return ImportFile.objects.latest("pk").pk
