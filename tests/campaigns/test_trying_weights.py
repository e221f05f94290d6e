"""Other weights tried on the ranking page: who may keep them, what the address holds, what really counts."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Campaign
from campaigns.ranking import ranking_page
from campaigns.weighting import sliders_of, trial_of
from scoring.core.schema import CRITERIA
from scoring.core.weights import DEFAULT_WEIGHTS, PRESETS
from scoring.models import Override
from tests.campaigns.catalogue import make_scored, niche
from tests.factories import make_candidate

pytestmark = pytest.mark.django_db
SIZE_ALONE = {f"weight_{c}": "100" if c == "tier" else "0" for c in CRITERIA}


def address(campaign, name: str = "campaign_ranking") -> str:
    return reverse(name, args=[campaign.pk])


def prefer_the_largest(campaign) -> None:
    """All twelve meet the limits, but only the two largest stand inside the size band."""
    campaign.min_followers, campaign.near_misses = 20_100, True
    campaign.save()


def standard_of_admin() -> None:
    """An admin gave engagement .75 and niche .15, so that together with the rest 1.3 is shared."""
    for target, value in (("engagement", 0.75), ("niche", 0.15)):
        Override.objects.create(
            kind=Override.Kind.WEIGHT, action=Override.Action.SET, target=target, value=value
        )


def test_other_weights_rank_otherwise_and_tell_the_rank_before(client, team):
    profiles = make_scored(12)
    prefer_the_largest(team.campaign)
    client.force_login(team.viewer)
    html = client.get(address(team.campaign), SIZE_ALONE).text
    page = ranking_page(team.campaign, None, timezone.now(), asked=SIZE_ALONE)
    before = {row.profile: row.result.rank for row in ranking_page(team.campaign, None, timezone.now()).rows}
    assert page.trial.tried
    assert page.ranking.weights["tier"] == 1
    assert {row.profile: row.rank_before for row in page.rows} == before
    assert page.rows[0].profile != profiles[0]
    moved = next(row for row in page.rows if row.rank_before > row.result.rank)
    assert f"was {moved.rank_before}" in html
    assert "You are trying other weights" in html
    assert not Campaign.objects.get().weights


def test_links_of_the_page_carry_the_weights_on(client, team):
    make_scored(55)
    client.force_login(team.editor)
    html = client.get(address(team.campaign), SIZE_ALONE | {"page": "1", "undo": "7"}).text
    links = [link for link in re.findall(r'href="\?([^"]+)"', html) if "page=2" in link]
    assert links
    assert all("weight_tier=100" in link and "undo" not in link for link in links)


def test_the_brief_s_own_weights_are_not_told_in_the_address(team):
    stored = dict.fromkeys(CRITERIA, 0.125)
    own = {f"weight_{c}": str(value) for c, value in sliders_of(stored, DEFAULT_WEIGHTS).items()}
    assert trial_of(own, stored, DEFAULT_WEIGHTS).address == ""
    assert trial_of({}, stored, DEFAULT_WEIGHTS).weights == stored
    odd = {"weight_niche": "x", "weight_cost": "-4", "weight_tier": "9" * 30}
    assert not trial_of(odd, stored, DEFAULT_WEIGHTS).tried
    assert trial_of({"weight_niche": "999"}, stored, DEFAULT_WEIGHTS).sliders["niche"] == 100


def test_htmx_gets_the_list_alone_and_the_address_that_says_the_same(client, team):
    make_scored(12)
    client.force_login(team.viewer)
    live = client.get(address(team.campaign), SIZE_ALONE, headers={"HX-Request": "true"})
    whole = client.get(address(team.campaign), SIZE_ALONE)
    assert "weight_tier=100" in live["HX-Replace-Url"]
    assert "<html" not in live.text
    assert 'id="weights-state" hx-swap-oob="true"' in live.text
    assert "when chance and weights vary" in whole.text
    assert "when chance and weights vary" not in live.text


def test_an_editor_keeps_the_weights_and_takes_it_back(client, team):
    make_scored(12)
    client.force_login(team.editor)
    answer = client.post(address(team.campaign, "campaign_weights"), SIZE_ALONE, follow=True)
    assert "The brief keeps these weights now." in answer.text
    assert Campaign.objects.get().weights == {c: 1.0 if c == "tier" else 0.0 for c in CRITERIA}
    undo = reverse("campaign_undo", args=[team.campaign.pk, team.campaign.actions.get().pk])
    assert undo in answer.text
    assert "The brief is as it was." in client.post(undo, follow=True).text
    assert Campaign.objects.get().weights == {}


def test_what_somebody_changed_since_is_not_undone(client, team):
    client.force_login(team.editor)
    client.post(address(team.campaign, "campaign_weights"), SIZE_ALONE)
    Campaign.objects.update(weights=dict(PRESETS["trust"]))
    undo = reverse("campaign_undo", args=[team.campaign.pk, team.campaign.actions.get().pk])
    assert "somebody else has changed this part of the brief since" in client.post(undo, follow=True).text
    assert Campaign.objects.get().weights == PRESETS["trust"]


def test_nothing_that_counts_is_not_kept(client, team):
    make_scored(12)
    nothing = {f"weight_{c}": 0 for c in CRITERIA}
    client.force_login(team.editor)
    assert "At least one criterion must count" in client.get(address(team.campaign), nothing).text
    answer = client.post(address(team.campaign, "campaign_weights"), nothing, follow=True)
    assert "Nothing was kept" in answer.text
    assert not team.campaign.actions.exists()


def test_weight_on_what_the_brief_leaves_out_alone_ranks_by_the_standard(client, team):
    make_scored(12)
    alone = {f"weight_{c}": 100 if c == "niche" else 0 for c in CRITERIA}
    client.force_login(team.viewer)
    html = client.get(address(team.campaign), alone).text
    assert "Only what this brief does not ask for has weight" in html
    Campaign.objects.update(weights={c: 1.0 if c == "niche" else 0.0 for c in CRITERIA})
    page = ranking_page(Campaign.objects.get(), None, timezone.now())
    assert sum(page.ranking.weights.values()) == pytest.approx(1)
    assert page.ranking.weights["engagement"] > page.ranking.weights["tier"] > 0


def test_the_sliders_show_the_standard_that_an_admin_set(client, team):
    make_scored(12)
    standard_of_admin()
    team.campaign.niche_weights.create(niche=niche("cooking"), weight=5)
    page = ranking_page(team.campaign, None, timezone.now())
    sliders = {slider.criterion: slider for slider in page.sliders}
    assert sliders["engagement"].value == 58
    assert sliders["niche"].value == 12
    assert not sliders["freshness"].asked
    counted = page.rows[0].result.parts
    whole = {part.criterion: part.weight for part in counted}
    ratio = whole["engagement"] / whole["niche"]
    assert sliders["engagement"].share / sliders["niche"].share == pytest.approx(ratio)
    client.force_login(team.editor)
    form = client.get(reverse("campaign_edit", args=[team.campaign.pk])).text
    assert re.search(r'name="weight_engagement" value="58"', form)
    assert re.search(r'value="balanced"[^>]*checked', form)
    choices = client.get(reverse("campaign_choices", args=[team.campaign.pk])).text
    assert "57.7%" in choices


def test_the_first_of_the_ranking_as_it_is_shown_are_added_and_taken_off_again(client, team):
    make_scored(12)
    prefer_the_largest(team.campaign)
    shown = [row.profile for row in ranking_page(team.campaign, None, timezone.now(), asked=SIZE_ALONE).rows]
    make_candidate(team.campaign, shown[1])
    client.force_login(team.editor)
    form = SIZE_ALONE | {"first": "4"}
    answer = client.post(address(team.campaign, "campaign_add_first"), form, follow=True)
    assert "Added 3 creators to the shortlist of Autumn kitchen." in answer.text
    assert "1 on it already." in answer.text
    listed = team.campaign.candidates.listed()
    assert {row.profile for row in listed} == set(shown[:4])
    action = team.campaign.actions.get()
    moved = listed.get(profile=shown[2])
    moved.stage = team.campaign.stages.get(name="Contacted")
    moved.save()
    undone = client.post(reverse("campaign_undo", args=[team.campaign.pk, action.pk]), follow=True).text
    assert "2 creators are off the shortlist again. 1 changed since and stays as they are now." in undone
    assert {row.profile for row in team.campaign.candidates.listed()} == {shown[1], shown[2]}


@pytest.mark.parametrize("first", ["", "0", "-3", "x", "501"])
def test_an_odd_number_of_first_ones_adds_nothing(client, team, first):
    make_scored(12)
    client.force_login(team.editor)
    answer = client.post(address(team.campaign, "campaign_add_first"), {"first": first}, follow=True)
    assert "Nothing was added. Give a number from 1 to 500." in answer.text
    assert not team.campaign.candidates.exists()


def test_an_exclusion_is_undone_from_where_it_was_made(client, team):
    profile = make_scored(12)[0]
    client.force_login(team.editor)
    where = reverse("campaign_exclude", args=[team.campaign.pk, profile.pk])
    told = client.post(where, {"reason": "too loud"}, follow=True).text
    assert f"@{profile.handle} no longer appears in this ranking." in told
    undo = reverse("campaign_undo", args=[team.campaign.pk, team.campaign.actions.get().pk])
    assert "the ranking shows this creator again" in client.post(undo, follow=True).text
    assert not team.campaign.exclusions.exists()
    assert "Nothing was undone" in client.post(undo, follow=True).text
