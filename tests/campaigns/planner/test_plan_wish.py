"""What is wished of a plan: limits, caps, who must be in it, all kept in its address."""

from decimal import Decimal

import pytest
from django.urls import reverse

from campaigns.plan_wish import usual_step
from influencers.models import Profile
from tests.campaigns.planner.pages import plan_of, text_of
from tests.factories import make_fee, make_profile

pytestmark = pytest.mark.django_db


def test_the_usual_step_is_a_round_part_of_the_budget():
    steps = {5000: 500, 1000: 100, 12_000: 1000, 300_000: 20_000, 30: 2}
    assert {budget: usual_step(Decimal(budget)) for budget in steps} == steps
    assert usual_step(None) == 500


def test_caps_on_platforms_and_niches(client, team, cooks):
    Profile.objects.filter(pk__in=[cooks[1].pk, cooks[2].pk]).update(platform="tiktok")
    chosen, _ = plan_of(client, team, **{"cap-platform-tiktok": "1"})
    assert len({"cook.b", "cook.c"} & set(chosen)) == 1
    chosen, text = plan_of(client, team, per_niche="2")
    assert len(chosen) == 2
    assert "The cap of 2 of Cooking is what limits this plan" in text
    chosen, text = plan_of(client, team, per_platform="50%", budget="5000")
    assert len(chosen) == 4
    chosen, text = plan_of(client, team, per_niche="40%")
    assert chosen == []
    assert "at most 40% of one kind needs three kinds" in text


def test_a_creator_is_locked_in_or_left_out_by_the_address(client, team, cooks):
    first, second = cooks[0].pk, cooks[1].pk
    chosen, _ = plan_of(client, team, **{"in": first})
    assert "cook.a" in chosen
    chosen, _ = plan_of(client, team, out=second)
    assert "cook.b" not in chosen
    response = client.get(f"{reverse('campaign_plan', args=[team.campaign.pk])}?in={first}&budget=900")
    row = next(row for row in response.context["page"].rows if row.choice.profile.pk == first)
    assert row.locked
    assert row.free == "?budget=900"
    assert row.ban == f"?budget=900&out={first}"


def test_what_a_must_have_costs_is_told(client, team, cooks):
    _, text = plan_of(client, team, **{"in": cooks[0].pk})
    # 2,500 for EUR 1,000 with @cook.a and @cook.c and @cook.d; 3,000 without.
    assert "Locking in @cook.a costs about 500 engagements" in text
    _, text = plan_of(client, team, out=cooks[4].pk)
    # The best three without @cook.e are @cook.a, @cook.c and @cook.d.
    assert "Leaving out @cook.e costs about 500 engagements" in text
    assert "The budget of EUR 1,000 is what limits this plan" in text


def test_the_address_is_short_and_an_empty_budget_stays_in_it(client, team, cooks):
    client.force_login(team.viewer)
    address = reverse("campaign_plan", args=[team.campaign.pk])
    response = client.get(f"{address}?budget=&least=&most=2&per_niche=&cap-platform-tiktok=&undo=7")
    assert response["Location"] == f"{address}?budget=&most=2"
    chosen = [row.choice.profile.handle for row in client.get(response["Location"]).context["page"].rows]
    assert chosen == ["cook.a", "cook.b"]


def test_what_is_contradicted_is_named(client, team, cooks):
    ids = [cooks[0].pk, cooks[1].pk, cooks[2].pk]
    _, text = plan_of(client, team, **{"in": ids})
    assert "No plan keeps all of these limits." in text
    assert (
        "Those who are locked in cost EUR 1,200 (@cook.a, @cook.b and @cook.c), the budget is EUR 1,000."
        in text
    )
    _, text = plan_of(client, team, **{"in": ids, "most": 2, "budget": ""})
    assert "3 creators are locked in (@cook.a, @cook.b and @cook.c), but at most 2 are wanted." in text
    _, text = plan_of(client, team, least="9")
    assert "At least 9 creators are wanted, but only 5 can be chosen." in text
    _, text = plan_of(client, team, least="3", budget="500")
    assert "The cheapest so many cost EUR 600, the budget is EUR 500." in text


def test_an_account_that_the_campaign_cannot_see_is_not_let_in_by_its_number(client, team, cooks):
    stranger = make_profile(handle="stranger")
    make_fee(stranger, "10", "EUR")
    for of in ("shortlist", "ranking"):
        chosen, text = plan_of(client, team, of=of, **{"in": stranger.pk})
        assert "stranger" not in chosen
        assert "stranger" not in text


def test_limits_that_are_none_are_marked(client, team, cooks):
    client.force_login(team.viewer)
    address = reverse("campaign_plan", args=[team.campaign.pk])
    for wrong in ({"budget": "much"}, {"per_niche": "some"}, {"per_platform": "140%"}, {"of": "x"}):
        response = client.get(address, wrong)
        assert response.status_code == 422, wrong
        assert "please mend what is marked" in text_of(response)
    assert (
        client.get(address, {"cap-platform-x%27": "3", "in": "abc", "cap-niche-cooking": "?"}).status_code
        == 200
    )
