"""From other pages into a campaign."""

import re
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns import shortlist
from campaigns.choices import Role
from campaigns.models import StageChange
from influencers.choices import Platform, Source
from influencers.models import Influencer, Profile
from tests.campaigns.catalogue import make_scored
from tests.factories import (
    make_campaign,
    make_candidate,
    make_influencer,
    make_member,
    make_profile,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_many_are_added_and_the_person_goes_back_where_they_were(client, team):
    profiles = [make_profile() for _ in range(3)]
    make_candidate(team.campaign, profiles[0])
    client.force_login(team.editor)
    data = {"campaign": team.campaign.pk, "profiles": [p.pk for p in profiles], "next": "/?q=bread"}
    response = client.post(reverse("campaign_add"), data)
    assert response["Location"] == "/?q=bread"
    assert team.campaign.candidates.count() == 3
    shown = client.get(reverse("campaign_shortlist", args=[team.campaign.pk])).content.decode()
    assert "Added 2 creators to the shortlist of Autumn kitchen. 1 on it already." in shown


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_nobody_is_sent_to_another_site(client, team, target):
    client.force_login(team.editor)
    data = {"campaign": team.campaign.pk, "profiles": make_profile().pk, "next": target}
    response = client.post(reverse("campaign_add"), data)
    assert urlsplit(response["Location"])[:3] == (
        "",
        "",
        reverse("campaign_shortlist", args=[team.campaign.pk]),
    )


@pytest.mark.parametrize(
    "data", [{}, {"campaign": "x"}, {"profiles": "x"}, {"profiles": "99999999999999999999"}]
)
def test_nothing_chosen_adds_nothing(client, team, data):
    client.force_login(team.editor)
    response = client.post(reverse("campaign_add"), {"campaign": team.campaign.pk} | data, follow=True)
    assert "Nothing was added" in response.content.decode()
    assert not team.campaign.candidates.exists()


def many_profiles(count: int) -> None:
    """So many accounts on TikTok, each more engaged for its size than the one before."""
    creators = Influencer.objects.bulk_create(Influencer(name=f"Many {n}") for n in range(count))
    Profile.objects.bulk_create(
        Profile(
            influencer=creator,
            handle=f"many{n}",
            platform=Platform.TIKTOK,
            followers=20_000,
            source=Source.FILE,
            percentile=n / count,
        )
        for n, creator in enumerate(creators)
    )


def test_a_whole_search_is_added_by_its_address(client, team):
    many_profiles(2_500)
    make_profile(handle="elsewhere")
    there = make_candidate(team.campaign, Profile.objects.get(handle="many7"), frozen_score=11)
    client.force_login(team.editor)
    data = {"campaign": team.campaign.pk, "all": 1, "query": "platform=tiktok", "next": "/?platform=tiktok"}
    answer = client.post(reverse("campaign_add"), data, follow=True)
    assert "Added 2,499 creators to the shortlist of Autumn kitchen. 1 on it already." in (
        answer.content.decode()
    )
    listed = team.campaign.candidates.listed()
    assert listed.count() == 2_500
    assert not listed.filter(profile__handle="elsewhere").exists()
    there.refresh_from_db()
    assert there.frozen_score == 11, "who is on the list already stays as before"
    order = listed.exclude(pk=there.pk).order_by("position").values_list("profile__handle", flat=True)
    assert list(order[:2]) == ["many2499", "many2498"], "in the order of the search"
    assert listed.values("position").distinct().count() == 2_500
    answer = client.post(reverse("campaign_add"), data, follow=True)
    assert "Nothing to add to Autumn kitchen. 2,500 on it already." in answer.content.decode()
    assert listed.count() == 2_500
    assert StageChange.objects.filter(candidate__campaign=team.campaign).count() == 2_499


def test_the_number_of_queries_does_not_depend_on_how_many_are_added(team):
    def queries(ids) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert len(shortlist.add(team.campaign, ids, team.editor, timezone.now()).ids) == len(ids)
        return len(seen)

    many_profiles(1_000)
    ids = list(Profile.objects.order_by("pk").values_list("pk", flat=True))
    few = queries(ids[:5])
    assert queries(ids[5:]) == few
    removed = list(team.campaign.candidates.values_list("pk", flat=True))
    shortlist.remove(team.campaign, removed, team.owner, timezone.now())
    assert queries(ids) == few, "back on the list, as quickly"


def test_each_of_a_search_is_frozen_with_its_own_score(client, team):
    cooks = make_scored(12)
    client.force_login(team.editor)
    client.post(reverse("campaign_add"), {"campaign": team.campaign.pk, "all": "1", "query": ""})
    for candidate in team.campaign.candidates.all():
        result = candidate.frozen["result"]
        assert result["profile_id"] == candidate.profile_id
        assert result["score"] == candidate.frozen_score
    assert len({c.frozen_score for c in team.campaign.candidates.all()}) > 1
    assert team.campaign.candidates.count() == len(cooks)


def test_only_who_may_search_adds_a_whole_search(client, team):
    """An editor without a role of the house adds named accounts, but learns nothing of the catalogue."""
    make_profile()
    editor = make_user(role=None)
    make_member(team.campaign, editor, Role.EDITOR)
    client.force_login(editor)
    data = {"campaign": team.campaign.pk, "all": "1", "query": ""}
    assert client.post(reverse("campaign_add"), data).status_code == 403
    assert client.post(reverse("campaign_picker"), data).status_code == 403
    assert not team.campaign.candidates.exists()


@pytest.mark.parametrize("person", ["viewer", "outsider", "admin"])
def test_a_whole_search_goes_into_no_campaign_that_one_may_not_change(client, team, person):
    make_profile()
    client.force_login(getattr(team, person))
    data = {"campaign": team.campaign.pk, "all": "1", "query": ""}
    assert client.post(reverse("campaign_add"), data).status_code in (403, 404)
    assert not team.campaign.candidates.exists()


def test_more_than_fits_at_once_is_refused_before_anything_is_written(client, team, monkeypatch):
    monkeypatch.setattr(shortlist, "MOST_AT_ONCE", 2)
    for _ in range(3):
        make_profile()
    client.force_login(team.editor)
    data = {"campaign": team.campaign.pk, "all": "1", "query": ""}
    said = client.post(reverse("campaign_picker"), data).content.decode()
    assert "3 accounts are selected. At most 2 go onto a shortlist at once" in said
    said = client.post(reverse("campaign_add"), data, follow=True).content.decode()
    assert "At most 2 creators go onto a shortlist at once: narrow the search first." in said
    assert not team.campaign.candidates.exists()


@pytest.mark.parametrize("whole", [False, True])
def test_without_javascript_the_picker_is_a_page_that_carries_the_selection_on(client, team, whole):
    chosen = [make_profile(handle=f"bread{n}") for n in range(2)]
    make_profile()
    client.force_login(team.editor)
    data = {"all": "1", "query": "q=bread"} if whole else {"profiles": [p.pk for p in chosen]}
    html = client.post(reverse("campaign_picker"), {**data, "next": "/?q=bread"}).content.decode()
    assert "<html" in html
    assert "2 accounts selected" in html
    form = dict(re.findall(r'<input type="hidden" name="(all|query|next)" value="([^"]*)">', html))
    assert form == {"next": "/?q=bread", **(data if whole else {})}
    ids = re.findall(r'name="profiles" value="(\d+)"', html)
    assert ids == ([] if whole else [str(p.pk) for p in chosen])
    answer = client.post(reverse("campaign_add"), {**form, "profiles": ids, "campaign": team.campaign.pk})
    assert answer["Location"] == "/?q=bread"
    assert {c.profile for c in team.campaign.candidates.all()} == set(chosen)


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_picker_page_says_when_nobody_is_selected(client, team, method):
    client.force_login(team.editor)
    html = getattr(client, method)(reverse("campaign_picker")).content.decode()
    assert "Nobody is selected" in html
    assert "campaign-picker" not in html


def test_htmx_gets_a_mark_in_place_of_the_button(client, team):
    profile = make_profile()
    client.force_login(team.editor)
    data = {"campaign": team.campaign.pk, "profiles": profile.pk, "answer": "mark"}
    html = client.post(reverse("campaign_add"), data, headers={"hx-request": "true"}).content.decode()
    assert "Shortlisted" in html
    assert "<html" not in html
    assert 'id="n-listed" hx-swap-oob="true">1<' in html


def test_blocked_creators_are_not_added(client, team):
    profile = make_profile(influencer=make_influencer(status="blocked", status_reason="asked us"))
    client.force_login(team.editor)
    client.post(reverse("campaign_add"), {"campaign": team.campaign.pk, "profiles": profile.pk})
    assert not team.campaign.candidates.exists()


def test_the_picker_offers_what_the_person_may_change(client, team):
    make_member(make_campaign(name="Theirs"), team.editor, Role.VIEWER)
    make_campaign(team.editor, name="Over", status="archived")
    client.force_login(team.editor)
    headers = {"hx-request": "true"}
    html = client.get(reverse("campaign_picker"), headers=headers).content.decode()
    assert "<html" not in html
    assert f'<option value="{team.campaign.pk}">Autumn kitchen</option>' in html
    assert "Theirs" not in html
    assert "Over" not in html
    assert f'formaction="{reverse("campaign_add")}"' in html
    client.force_login(team.outsider)
    html = client.get(reverse("campaign_picker"), headers=headers).content.decode()
    assert "Make a campaign first" in html


def test_a_creator_shows_the_persons_own_campaigns_it_is_in(client, team):
    influencer = make_influencer()
    first, second = (make_profile(influencer=influencer, platform=p) for p in ("tiktok", "youtube"))
    make_candidate(team.campaign, first, stage=team.campaign.stages.get(name="Agreed"))
    make_candidate(make_campaign(name="Secret"), first)
    client.force_login(team.editor)
    address = reverse("campaign_memberships", args=[influencer.pk])
    html = client.get(address).content.decode()
    assert "Autumn kitchen" in html
    assert "Agreed" in html
    assert "Secret" not in html
    data = {"campaign": team.campaign.pk, "profiles": second.pk, "next": address}
    html = client.post(
        reverse("campaign_add"), data, follow=True, headers={"hx-request": "true"}
    ).content.decode()
    assert "Added 1 creator" in html
    assert html.count("Autumn kitchen</a>") == 2
