"""The Django admin as a curator uses it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from influencers.choices import Basis, Priority, Source
from influencers.models import Influencer, Profile, ProfileNiche, SavedSearch
from tests.factories import (
    make_influencer,
    make_niche,
    make_post,
    make_profile,
    make_tag,
    make_tier,
    make_user,
)

pytestmark = pytest.mark.django_db
CREATORS = "admin:influencers_influencer_changelist"
LISTS = ("influencer", "profile", "niche", "tier", "tag", "savedsearch", "importfile", "refreshrun", "budget")


@pytest.fixture(autouse=True)
def curator(client):
    person = make_user("curator")
    client.force_login(person)
    return person


def page(client, name, *args, **query):
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def change_form(profile, niches=(), **fields):
    form = {"niches-TOTAL_FORMS": len(niches), "niches-INITIAL_FORMS": 0, "kept": profile.curated_fields}
    form |= {"niches-2-TOTAL_FORMS": 0, "niches-2-INITIAL_FORMS": 0}
    words = ("display_name", "bio", "url", "country", "language", "contact", "account_kind")
    form |= {name: getattr(profile, name) for name in words}
    for at, niche in enumerate(niches):
        form |= {f"niches-{at}-niche": niche.pk, f"niches-{at}-weight": 1, f"niches-{at}-profile": profile.pk}
    return form | fields


def test_creators_are_found_by_handle_and_by_name_and_filtered(client):
    found = make_profile(handle="brotliebe", influencer=make_influencer(name="Anna Beck"), platform="tiktok")
    make_profile(handle="other")
    for query in (
        {"q": "brotl"},
        {"q": "anna be"},
        {"profiles__platform__exact": "tiktok"},
        {"q": "BROTLIEBE", "status__exact": "active"},
    ):
        html = page(client, CREATORS, **query)
        assert re.findall(r"@(\w+) \(", html) == ["brotliebe"], query
    assert "brotliebe" not in page(client, CREATORS, status__exact="blocked")
    assert found.handle in page(client, "admin:influencers_profile_changelist", q="brotl")


def test_filters_by_niche_and_tag_show_a_creator_once(client):
    niche, tag = make_niche("Sourdough"), make_tag("vegan")
    creator = make_influencer(tags=[tag])
    for platform in ("tiktok", "instagram"):
        make_profile(influencer=creator, niche=niche, platform=platform, handle="both")
    for query in ({"profiles__primary_niche__id__exact": niche.pk}, {"tags__id__exact": tag.pk}):
        html = page(client, CREATORS, **query)
        assert html.count('name="_selected_action"') == 1, query


@pytest.mark.parametrize("kind", LISTS)
def test_every_list_opens(client, kind):
    make_profile(niche=make_niche(), tags=[make_tag()])
    make_tier("Test band")
    page(client, f"admin:influencers_{kind}_changelist")


@pytest.mark.parametrize("kind", ["influencer", "profile", "niche", "tag"])
def test_queries_of_a_list_do_not_grow_with_its_rows(client, kind):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page(client, f"admin:influencers_{kind}_changelist")
        return len(captured)

    def fill(count):
        for _ in range(count):
            make_profile(niche=make_niche(parent=parent), tags=[make_tag()])

    parent = make_niche()
    fill(5)
    queries()  # fills the cache of content types
    few = queries()
    fill(30)
    assert queries() == few


def test_figures_are_read_only_and_a_forged_form_changes_none(client):
    profile = make_profile(followers=20_000, bio="Old")
    address = reverse("admin:influencers_profile_change", args=[profile.pk])
    html = client.get(address).content.decode()
    assert 'name="followers"' not in html
    assert 'name="bio"' in html
    forged = change_form(profile, bio="New", followers=9, handle="stolen", engagement_rate=0.9, source="demo")
    assert client.post(address, forged).status_code == 302
    profile.refresh_from_db()
    assert (profile.bio, profile.followers, profile.source) == ("New", 20_000, Source.FILE)
    assert profile.engagement_rate is None
    assert profile.curated_fields == ["bio"]


def test_a_field_is_given_back_to_its_source_by_unticking(client):
    profile = make_profile(bio="By hand", curated_fields=["bio"])
    address = reverse("admin:influencers_profile_change", args=[profile.pk])
    assert "Kept by hand" in client.get(address).content.decode()
    client.post(address, change_form(profile, kept=[]))
    profile.refresh_from_db()
    assert profile.curated_fields == []


def test_measured_niches_are_shown_with_evidence_and_chosen_ones_win(client):
    measured, chosen = make_niche("Van trips"), make_niche("Sourdough")
    profile = make_profile(niche=measured)
    ProfileNiche.objects.update(evidence={"words": ["flight", "visa"], "posts": [1, 2]})
    address = reverse("admin:influencers_profile_change", args=[profile.pk])
    assert "flight, visa (2 posts)" in client.get(address).content.decode()
    assert client.post(address, change_form(profile, [chosen])).status_code == 302
    profile.refresh_from_db()
    assert profile.primary_niche == chosen
    assert {(row.niche, row.basis) for row in profile.niches.all()} == {
        (measured, Basis.MEASURED),
        (chosen, Basis.CURATED),
    }
    assert list(Profile.objects.stale()) == [profile]


def test_the_same_niche_twice_is_refused_in_words(client):
    niche, profile = make_niche(), make_profile()
    answer = client.post(
        reverse("admin:influencers_profile_change", args=[profile.pk]), change_form(profile, [niche, niche])
    )
    assert answer.status_code == 200
    assert "Choose each niche only once" in answer.content.decode()


def test_a_weight_outside_its_bounds_is_refused_in_words(client):
    profile = make_profile()
    form = change_form(profile, [make_niche()]) | {"niches-0-weight": 7}
    answer = client.post(reverse("admin:influencers_profile_change", args=[profile.pk]), form)
    assert answer.status_code == 200
    assert not profile.niches.exists()


def test_an_account_typed_in_by_hand_says_so(client):
    creator = make_influencer()
    empty = Profile(curated_fields=[])
    form = change_form(empty, influencer=creator.pk, platform="tiktok", handle="new", followers=12_000)
    assert client.post(reverse("admin:influencers_profile_add"), form).status_code == 302
    profile = Profile.objects.get()
    assert (profile.source, profile.followers, profile.influencer) == (Source.CURATOR, 12_000, creator)
    assert profile.fetched_at is not None
    again = client.post(reverse("admin:influencers_profile_add"), form | {"handle": "@NEW"})
    assert "in the catalogue already" in again.content.decode()


def test_creator_page_corrects_its_accounts_too(client):
    profile = make_profile(bio="Old")
    creator = profile.influencer
    form = {"name": "New name", "notes": "", "profiles-TOTAL_FORMS": 1, "profiles-INITIAL_FORMS": 1}
    form |= {
        f"profiles-0-{name}": value for name, value in change_form(profile).items() if "niches" not in name
    }
    form |= {"profiles-0-id": profile.pk, "profiles-0-influencer": creator.pk, "profiles-0-bio": "New"}
    answer = client.post(reverse("admin:influencers_influencer_change", args=[creator.pk]), form)
    assert answer.status_code == 302
    profile.refresh_from_db()
    assert (profile.bio, profile.curated_fields) == ("New", ["bio"])
    assert list(Profile.objects.stale()) == [profile]


def act(client, action, *creators, **more):
    form = {"action": action, "_selected_action": [creator.pk for creator in creators], **more}
    return client.post(reverse(CREATORS), form, follow=True).content.decode()


def test_actions_tell_what_they_did(client):
    first, second = make_influencer(), make_influencer()
    assert "Blocked: 2 creators." in act(client, "block", first, second, reason="Spam")
    assert "none of these is active" in act(client, "block", first)
    assert "Unblocked: 1 creator." in act(client, "unblock", first)
    assert "Tick exactly two" in act(client, "merge", first)
    assert set(Influencer.objects.values_list("status", "status_reason")) == {
        ("blocked", "Spam"),
        ("active", ""),
    }


def test_refresh_now_puts_accounts_first_in_the_queue(client):
    profile = make_profile(platform="bluesky", source=Source.BLUESKY, platform_id="did:plc:a")
    from_file = make_profile()
    assert "Next in the queue: 1 creator." in act(client, "refresh_now", profile.influencer)
    profile.refresh_from_db()
    assert profile.priority == Priority.NOW
    assert profile.next_refresh_at is not None
    assert "come from files only" in act(client, "refresh_now", from_file.influencer)


def test_merge_page_shows_both_and_merges_into_the_chosen_one(client):
    kept, gone = make_profile(handle="kept_one"), make_profile(handle="gone_one", platform="tiktok")
    make_post(gone), make_post(gone)
    html = act(client, "merge", kept.influencer, gone.influencer)
    assert "@kept_one" in html
    assert "2 posts here" in html
    address = reverse("admin:influencers_influencer_merge", args=[kept.influencer_id, gone.influencer_id])
    assert "Choose which of the two stays" in client.post(address, follow=True).content.decode()
    answer = client.post(address, {"kept": kept.influencer_id}, follow=True)
    assert "is now part of" in answer.content.decode()
    assert "Undo" in answer.content.decode()
    gone.refresh_from_db()
    assert gone.influencer == kept.influencer
    assert (
        "cannot be merged" in client.post(address, {"kept": kept.influencer_id}, follow=True).content.decode()
    )


def test_nothing_with_posts_behind_it_can_be_deleted_even_by_an_admin(client):
    client.force_login(make_user("admin"))
    profile = make_profile()
    for kind, pk in (("influencer", profile.influencer_id), ("profile", profile.pk)):
        assert (
            client.post(reverse(f"admin:influencers_{kind}_delete", args=[pk]), {"post": "yes"}).status_code
            == 403
        )
    assert Profile.objects.filter(pk=profile.pk).exists()


def test_a_niche_with_others_below_it_stays(client):
    client.force_login(make_user("admin"))
    parent = make_niche()
    make_niche(parent=parent)
    client.post(reverse("admin:influencers_niche_delete", args=[parent.pk]), {"post": "yes"})
    parent.refresh_from_db()


def test_private_searches_stay_private(client):
    owner = make_user()
    SavedSearch.objects.create(owner=owner, name="Secret launch")
    SavedSearch.objects.create(owner=owner, name="Team list", shared=True)
    html = page(client, "admin:influencers_savedsearch_changelist")
    assert "Team list" in html
    assert "Secret launch" not in html


def test_curators_change_neither_people_nor_groups(client):
    html = page(client, "admin:index")
    assert "Back to Discover" in html
    assert "auth/group" not in html
    assert "accounts/user" not in html


def test_user_text_is_never_markup(client):
    make_profile(
        handle="<script>alert(1)</script>", influencer=make_influencer(name="<b>bold</b>", notes="<i>")
    )
    html = page(client, CREATORS)
    assert "<script>alert(1)" not in html
    assert "<b>bold</b>" not in html


def test_autocomplete_answers_for_niches_and_tags(client):
    make_niche("Sourdough"), make_tag("vegan")
    for model, field, app_model, term in (
        ("profileniche", "niche", "influencers", "sourdo"),
        ("influencer", "tags", "influencers", "veg"),
    ):
        query = {"app_label": app_model, "model_name": model, "field_name": field, "term": term}
        answer = client.get(reverse("admin:autocomplete"), query)
        assert len(answer.json()["results"]) == 1, model
