"""From other pages into a campaign."""

import pytest
from django.urls import reverse

from campaigns.choices import Role
from tests.factories import make_campaign, make_candidate, make_influencer, make_member, make_profile

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
    assert response["Location"] == reverse("campaign_shortlist", args=[team.campaign.pk])


@pytest.mark.parametrize(
    "data", [{}, {"campaign": "x"}, {"profiles": "x"}, {"profiles": "99999999999999999999"}]
)
def test_nothing_chosen_adds_nothing(client, team, data):
    client.force_login(team.editor)
    response = client.post(reverse("campaign_add"), {"campaign": team.campaign.pk} | data, follow=True)
    assert "Nothing was added" in response.content.decode()
    assert not team.campaign.candidates.exists()


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
    html = client.get(reverse("campaign_picker")).content.decode()
    assert f'<option value="{team.campaign.pk}">Autumn kitchen</option>' in html
    assert "Theirs" not in html
    assert "Over" not in html
    assert f'formaction="{reverse("campaign_add")}"' in html
    client.force_login(team.outsider)
    assert "Make a campaign first" in client.get(reverse("campaign_picker")).content.decode()


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
