"""The planner through its page: who is chosen, what it costs, who is left aside, what the address keeps."""

import csv
import io
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns import planner
from campaigns.choices import Role
from campaigns.models import Campaign
from influencers.models import CurrencyRate, Influencer
from tests.campaigns.catalogue import make_scored
from tests.campaigns.planner.pages import plan_of, text_of
from tests.factories import make_campaign, make_candidate, make_fee, make_member, make_profile

pytestmark = pytest.mark.django_db


def test_most_engagements_for_the_budget_with_what_limits_it(client, team, cooks):
    chosen, text = plan_of(client, team)
    assert chosen == ["cook.b", "cook.c", "cook.d", "cook.e"]
    assert "3,000 engagements expected" in text
    assert "100% of EUR 1,000, EUR 0 left" in text
    assert "The budget of EUR 1,000 is what limits this plan" in text
    assert "EUR 100 more would bring about 100 more engagements (+3.3%): adds @cook.a, drops @cook.b." in text
    assert "Taking the best value for money first would bring as much here." in text


def test_the_address_asks_what_so_much_more_would_bring(client, team, cooks):
    _, text = plan_of(client, team, budget="600", more="400")
    assert "EUR 400 more would bring about 900 more engagements (+43%)" in text
    _, text = plan_of(client, team, budget="1500")
    everybody = "Nothing limits this plan: everybody who can be planned with is in it."
    assert f"{everybody} 1 other is left aside; below is why." in text


def test_value_for_money_first_is_told_beside_it(client, team, cooks):
    _, text = plan_of(client, team, budget="500", most="1")
    assert "would bring 600 engagements, 40% less, with 1 creator for EUR 100." in text


def test_a_fee_is_the_agreed_one_else_the_quoted_else_the_known_else_an_estimate(client, team, cooks):
    rows = {row.profile.handle: row for row in team.campaign.candidates.select_related("profile")}
    agreed = rows["cook.a"]
    agreed.fee_agreed = Decimal(90)
    agreed.save()
    CurrencyRate.objects.create(currency="EUR", usd=Decimal("1.25"))
    rows["cook.b"].fee_quoted, rows["cook.b"].currency = None, ""
    rows["cook.b"].save()
    make_fee(cooks[1], "250", "USD", told_on="2026-11-03")
    _, text = plan_of(client, team, budget="5000", estimates="yes")
    assert "EUR 90 agreed" in text
    assert "EUR 300 quoted" in text
    assert "EUR 200 known fee, 3 Nov 2026, USD 250" in text
    # A cent a follower, in US dollars: 20,050 followers.
    assert "EUR 160 estimate" in text
    assert "1 of these fees is our estimate" in text


def test_nobody_is_planned_with_an_unknown_price_unasked(client, team, cooks):
    chosen, text = plan_of(client, team, budget="5000")
    assert "cook.f" not in chosen
    assert "No fee is known (1)" in text


def test_who_asked_not_to_be_written_to_is_left_aside_until_agreed(client, team, cooks):
    influencer = cooks[0].influencer
    influencer.no_contact_since = timezone.now()
    influencer.save()
    chosen, text = plan_of(client, team, budget="5000")
    assert "cook.a" not in chosen
    assert "@cook.a asked not to be written to" in text
    team.campaign.candidates.filter(profile=cooks[0]).update(stage=team.campaign.stages.get(name="Agreed"))
    chosen, _ = plan_of(client, team, budget="5000")
    assert "cook.a" in chosen


def test_currencies_without_a_rate_are_never_added_up(client, team, cooks):
    team.campaign.candidates.filter(profile=cooks[0]).update(currency="GBP")
    chosen, text = plan_of(client, team, budget="5000")
    assert "cook.a" not in chosen
    assert "@cook.a asks in GBP, and nobody has entered what it is worth" in text
    CurrencyRate.objects.create(currency="EUR", usd=Decimal("1.00"))
    CurrencyRate.objects.create(currency="GBP", usd=Decimal("1.20"))
    chosen, text = plan_of(client, team, budget="5000")
    assert "cook.a" in chosen
    assert "EUR 600 quoted, GBP 500" in text


def test_estimates_without_a_rate_of_the_plans_currency_say_so_and_lead_to_the_rate(client, team, cooks):
    team.campaign.candidates.update(fee_quoted=None, currency="")
    _, text = plan_of(client, team, estimates="yes")
    told = "6 creators cannot be planned with: nobody has entered what EUR is worth in US dollars."
    assert f"{told} A curator can enter it" in text
    make_member(team.campaign, team.admin, Role.VIEWER)
    client.force_login(team.admin)
    html = client.get(reverse("campaign_plan", args=[team.campaign.pk]), {"estimates": "yes"}).text
    assert f"{reverse('admin:influencers_currencyrate_add')}?currency=EUR" in html
    CurrencyRate.objects.create(currency="EUR", usd=Decimal("1.00"))
    chosen, text = plan_of(client, team, estimates="yes")
    assert chosen
    assert "nobody has entered" not in text


def test_the_product_costs_too(client, team, cooks):
    Campaign.objects.filter(pk=team.campaign.pk).update(product_value=Decimal(50))
    chosen, text = plan_of(client, team)
    assert len(chosen) == 3
    assert "2,300 engagements expected" in text
    assert "of it EUR 150 product" in text
    chosen, text = plan_of(client, team, product="out")
    assert len(chosen) == 4
    assert "product" not in text.split("engagements expected")[0].split("Change the limits")[1]


def test_agreed_creators_are_in_and_declined_ones_are_not(client, team, cooks):
    stages = {stage.name: stage for stage in team.campaign.stages.all()}
    team.campaign.candidates.filter(profile=cooks[0]).update(stage=stages["Agreed"])
    team.campaign.candidates.filter(profile=cooks[1]).update(stage=stages["Declined"])
    chosen, text = plan_of(client, team, budget="600")
    assert chosen == ["cook.a", "cook.e"]
    assert "@cook.b stands in Declined" in text
    chosen, _ = plan_of(client, team, budget="600", agreed="free")
    assert chosen == ["cook.c", "cook.d", "cook.e"]


def test_a_ranking_is_planned_weighted_by_score(client, team, cooks):
    team.campaign.candidates.filter(profile=cooks[4]).update(removed_at=timezone.now())
    chosen, text = plan_of(client, team, of="ranking")
    assert "cook.e" not in chosen
    assert "engagements weighted by score" in text
    CurrencyRate.objects.create(currency="EUR", usd=Decimal(1))
    chosen, _ = plan_of(client, team, of="ranking", estimates="yes")
    assert "cook.e" in chosen


def test_who_has_no_known_engagements_is_told_apart(client, team, cooks):
    bare = make_profile(handle="bare")
    make_candidate(team.campaign, bare, fee_quoted=10, currency="EUR")
    chosen, text = plan_of(client, team)
    assert "bare" not in chosen
    assert "@bare was not scored yet" in text
    _, text = plan_of(client, team, **{"in": bare.pk})
    assert "@bare is locked in, but left aside: was not scored yet." in text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "The shortlist is empty"),
        ({"of": "ranking"}, "The ranking is empty"),
    ],
)
def test_an_empty_campaign_says_what_to_do(client, team, asked, words):
    Influencer.objects.all().delete()
    _, text = plan_of(client, team, **asked)
    assert words in text


def test_without_a_budget_or_a_fee_it_says_what_to_do(client, team, cooks):
    Campaign.objects.filter(pk=team.campaign.pk).update(budget=None)
    _, text = plan_of(client, team)
    assert "What may it cost?" in text
    chosen, _ = plan_of(client, team, most="2")
    assert chosen == ["cook.a", "cook.b"]
    team.campaign.candidates.update(fee_quoted=None, currency="")
    _, text = plan_of(client, team, budget="500")
    assert "Nobody here has a known fee" in text


def test_a_fee_that_was_missing_is_given_on_the_spot_and_can_be_undone(client, team, cooks):
    client.force_login(team.editor)
    address = reverse("campaign_plan", args=[team.campaign.pk])
    assert "Fee quoted by @cook.f in EUR" in text_of(client.get(address))
    candidate = team.campaign.candidates.get(profile=cooks[5])
    told = {"seen": "- - -", "currency": "EUR", "quoted": "50", "next": f"{address}?budget=1050"}
    response = client.post(reverse("campaign_fees", args=[team.campaign.pk, candidate.pk]), told, follow=True)
    assert "cook.f" in [row.choice.profile.handle for row in response.context["page"].rows]
    assert "Fees saved: EUR 50 quoted." in text_of(response)
    assert "Undo" in text_of(response)


def test_a_plan_too_large_for_one_click_says_so(client, team, cooks, monkeypatch):
    monkeypatch.setattr(planner, "MOST_MOVED", 3)
    monkeypatch.setattr(planner, "MOST_SHOWN", 2)
    client.force_login(team.editor)
    response = client.get(reverse("campaign_plan", args=[team.campaign.pk]))
    text = text_of(response)
    assert "cannot be moved or added at once" in text
    assert "Move the chosen" not in text
    assert "The first 2 of 4 are shown" in text
    file = client.get(reverse("campaign_plan_export", args=[team.campaign.pk, "csv"]))
    assert len(b"".join(file).decode().strip().splitlines()) == 5


def test_only_editors_are_offered_changes(client, team, cooks):
    _, text = plan_of(client, team, team.viewer)
    assert "Move the chosen" not in text
    assert "Fee quoted by" not in text
    _, text = plan_of(client, team, team.editor)
    assert "Move the chosen" in text


def test_the_plan_as_a_file(client, team, cooks):
    client.force_login(team.viewer)
    address = reverse("campaign_plan_export", args=[team.campaign.pk, "csv"])
    response = client.get(address, {"out": cooks[1].pk})
    assert f"autumn-kitchen-plan-{timezone.localdate():%Y-%m-%d}.csv" in response["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(b"".join(response).decode("utf-8-sig"))))
    assert [row["Handle"] for row in rows] == ["cook.a", "cook.c", "cook.d"]
    first = rows[0]
    assert (first["Handle"], first["Fee"], first["Currency"], first["Fee source"]) == (
        "cook.a", "500.00", "EUR", "quoted",
    )  # fmt: skip
    assert (first["Cost"], first["Expected engagements"], first["Cost per engagement"]) == (
        "500.00", "1000", "0.500",
    )  # fmt: skip
    assert first["Followers as of"]
    book = client.get(reverse("campaign_plan_export", args=[team.campaign.pk, "xlsx"]))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(book))).active
    assert sheet.max_row == 5
    assert client.get(reverse("campaign_plan_export", args=[team.campaign.pk, "pdf"])).status_code == 404


def test_a_plan_asks_the_database_as_often_for_many_as_for_few(client, team, cooks):
    client.force_login(team.editor)
    address = reverse("campaign_plan", args=[team.campaign.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for profile in make_scored(20):
        make_candidate(team.campaign, profile, fee_quoted=70, currency="EUR")
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) <= len(few)


def test_another_campaigns_shortlist_is_not_in_it(client, team, cooks):
    other = make_campaign()
    make_candidate(other, make_profile(handle="elsewhere"), fee_quoted=1, currency="EUR")
    _, text = plan_of(client, team)
    assert "elsewhere" not in text
