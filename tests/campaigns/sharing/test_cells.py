"""What a client is told of a creator's figures, and why one is missing."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.choices import SharedField
from campaigns.sharing.page import shared_page
from influencers.models import CurrencyRate
from scoring.core.cost_words import LIKES_HIDDEN
from scoring.models import ProfileScore, ScoreRun
from tests.factories import make_candidate, make_link, make_measured, make_profile

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("currency", "rate", "told"),
    [
        ("EUR", "1.25", ("EUR 0.80", "EUR")),
        ("EUR", None, ("", "")),
        ("USD", None, ("USD 1", "USD")),
        ("", None, ("USD 1", "USD")),
    ],
)
def test_an_estimated_cost_is_in_the_campaigns_currency_or_says_what_is_missing(
    team, client, settings, currency, rate, told
):
    settings.BASE_CURRENCY = "GBP"
    team.campaign.currency = currency
    team.campaign.save()
    if rate:
        CurrencyRate.objects.create(currency=currency, usd=Decimal(rate), as_of="2026-11-01")
    candidate = make_candidate(team.campaign, make_measured())
    run = ScoreRun.objects.create(version="1", as_of=timezone.now())
    ProfileScore.objects.create(profile=candidate.profile, run=run, parts={"cost": {"cpe": 1.0}})
    link, token = make_link(team.campaign, [SharedField.HANDLE, SharedField.CPE], may_export=True)
    (creator,) = shared_page(link, timezone.now(), lambda key, profile: "").creators
    cost = next(cell.told for cell in creator.cells if cell.key == SharedField.CPE)
    assert (cost.text, cost.values[0]) == told
    page = client.get(reverse("client_page", args=[token])).content.decode()
    assert "$" not in page
    assert ("No exchange rate from US dollars to EUR is entered yet" in page) == (not told[0])
    client.force_login(team.viewer)
    ours = client.get(reverse("campaign_link", args=[team.campaign.pk, link.pk])).content.decode()
    assert ("nobody has entered what EUR is worth in US dollars" in ours) == (not told[0])
    (row,) = client.get(reverse("client_data", args=[token])).json()["creators"]
    assert row["currency_of_the_estimated_cost"] == told[1]
    amount = row["estimated_cost_per_engagement"]
    assert (amount and float(amount)) == (float(told[0][4:]) if told[0] else None)


def test_a_rate_and_a_cost_that_are_not_known_tell_why(team):
    hidden = make_measured(engagement_rate=None, er_low=None, er_high=None, percentile=0.9, n_posts=41)
    missing = {"cost": {"cpe": None, "missing": LIKES_HIDDEN}, "authenticity": {}}
    run = ScoreRun.objects.create(version="1", as_of=timezone.now())
    ProfileScore.objects.create(profile=hidden, run=run, parts=missing)
    unread = make_profile(followers=20_000)
    for profile in (hidden, unread):
        make_candidate(team.campaign, profile)
    link, _ = make_link(team.campaign, [SharedField.ENGAGEMENT, SharedField.CPE])
    shown = [
        {cell.key: (cell.told.text, cell.told.notes) for cell in creator.cells}
        for creator in shared_page(link, timezone.now(), lambda key, profile: "").creators
    ]
    assert shown == [
        {"engagement": ("", ("Likes hidden, 41 posts",)), "cpe": ("", (f"L{LIKES_HIDDEN[1:]}",))},
        {"engagement": ("", ("Not measured yet",)), "cpe": ("", ())},
    ]
