"""The card of what an account is worth: as scored, in the base currency, with every empty state in words."""

from copy import deepcopy
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from influencers.models import CurrencyRate
from scoring.media_values import earned, sync_media_values
from scoring.models import MediaValue, ProfileScore
from scoring.run import score_all, score_stale
from scoring.worth import content_words
from tests.factories import make_fee, make_post, make_profile
from tests.influencers.test_creator_view import plain

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(shared_rows):
    """Twelve accounts with posts of two kinds, scored."""
    sync_media_values()
    found = [make_profile(followers=10_000 + 1_000 * k) for k in range(12)]
    for k, profile in enumerate(found):
        for week in range(8):
            make_post(
                profile,
                kind="short" if week % 2 else "photo",
                likes=(200 if week % 2 else 100) + 10 * k,
                published_at=timezone.now() - timedelta(days=5 + 7 * week),
            )
    score_all(timezone.now())
    return found


@pytest.fixture
def pool(made):
    return deepcopy(made)


@pytest.fixture
def card(client, marketer):
    """card(profile): the words of its card, as a marketer sees it without JavaScript."""
    client.force_login(marketer)

    def words(profile) -> str:
        answer = client.get(reverse("creator_worth", args=[profile.pk]))
        assert answer.status_code == 200
        assert 'style="' not in answer.content.decode()
        return plain(answer.content.decode())

    return words


def test_the_card_tells_price_engagements_value_kinds_and_definitions(pool, card):
    words = card(pool[3])
    for text in (
        "Expected engagements about 1",
        "$130 estimated",
        "Cost per engagement $",
        "the median of 12 accounts of this catalogue",
        "Earned media value $",
        "fair-influence.com",
        "A mix, photos most often (4 of 8 posts)",
        "Its short videos get 1.7 times the engagement of its photos.",
        "Handpick’s rate shown on pages",
        "Likes + comments over followers, average",
        "Likes + comments over views – not known",
    ):
        assert text in words, text


def test_the_fragment_is_the_card_alone(pool, client, marketer):
    client.force_login(marketer)
    page = client.get(reverse("creator_worth", args=[pool[0].pk]), headers={"HX-Request": "true"})
    assert "<html" not in page.content.decode()
    creator = client.get(pool[0].influencer.get_absolute_url()).content.decode()
    assert reverse("creator_worth", args=[pool[0].pk]) in creator


def test_a_fee_in_another_currency_is_converted_by_the_entered_rate(pool, card, settings):
    CurrencyRate.objects.create(currency="EUR", usd=Decimal("1.08"))
    make_fee(pool[3], "500", "EUR", kind="short", note="Told by mail")
    score_all(timezone.now())
    part = ProfileScore.objects.get(profile=pool[3]).parts["cost"]
    assert (part["price"], part["estimated"]) == (540.0, False)
    assert "$540 entered EUR 500" in card(pool[3])
    assert "EUR 500 for a short video: Told by mail counts" in card(pool[3])
    settings.BASE_CURRENCY = "EUR"
    assert "EUR 500 entered as of" in card(pool[3])


def test_a_base_currency_without_a_rate_is_said(pool, card, settings):
    settings.BASE_CURRENCY = "SEK"
    words = card(pool[0])
    assert "Amounts are in US dollars: nobody has entered a rate for SEK yet." in words


def test_a_rate_that_is_gone_leaves_the_cost_unknown(pool, card):
    rate = CurrencyRate.objects.create(currency="CHF", usd=Decimal("1.1"))
    make_fee(pool[0], "500", "CHF")
    rate.delete()
    score_all(timezone.now())
    assert "not known: the fee is in CHF, for which nobody has entered a rate" in card(pool[0])


def test_who_works_without_a_fee(pool, card):
    make_fee(pool[2], "0")
    score_all(timezone.now())
    assert "Price No fee entered" in card(pool[2])
    assert ProfileScore.objects.get(profile=pool[2]).parts["cost"]["score"] == 1


def test_terms_that_forbid_figures_and_accounts_not_scored_yet(card):
    withheld = make_profile(platform="youtube", source="youtube")
    words = card(withheld)
    assert "YouTube's terms" in words
    assert "allow no costs" in words
    assert "Not measured yet" in card(make_profile())


def test_a_platform_without_values_says_so_and_an_admins_own_value_counts_at_once(pool, card):
    MediaValue.objects.all().delete()
    assert "no values are entered for Instagram" in card(pool[0])
    MediaValue.objects.create(platform="instagram", what="like", usd=Decimal("0.02"), source="Ours")
    value = earned("instagram", {"likes": 150.0, "comments": 10.0})
    assert value.usd == Decimal("3.0")
    assert "Ours." in card(pool[0])


def test_values_of_ones_own_stay_when_the_shipped_ones_are_added():
    MediaValue.objects.all().delete()
    MediaValue.objects.create(platform="instagram", what="like", usd=Decimal("9"), source="Ours")
    assert sync_media_values() == 10
    assert MediaValue.objects.get(platform="instagram", what="like").usd == 9
    assert sync_media_values() == 0


def test_an_entered_fee_makes_the_account_stale_and_scored_again(pool, client, marketer):
    client.force_login(marketer)
    client.post(
        reverse("fee_enter", args=[pool[5].pk]), {"amount": "77", "currency": "usd", "told_on": "2026-11-02"}
    )
    assert score_stale(timezone.now()) == 1
    part = ProfileScore.objects.get(profile=pool[5]).parts["cost"]
    assert (part["price"], part["day"], part["estimated"]) == (77.0, "2026-11-02", False)


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        ([], ""),
        ([("photo", 3, None)], "Only photos (3 of 3 posts)."),
        ([("short", 8, 1.6), ("photo", 4, 0.62)], "Mostly short videos (8 of 12 posts). Its short videos get "
         "1.6 times the engagement of its photos."),
        ([("photo", 8, 1.05), ("text", 4, 0.95)], "Mostly photos (8 of 12 posts)."),
        ([("photo", 4, 1.0), ("text", 3, 0.5), ("link", 3, 1.1)], "A mix, photos most often (4 of 10 posts). "
         "Its texts get 0.5 times the engagement of its other posts."),
    ],
)  # fmt: skip
def test_contents_in_words(kinds, words):
    total = sum(n for _, n, _ in kinds)
    names = {"photo": "photos", "short": "short videos", "text": "texts", "link": "links"}
    rows = [
        {"kind": k, "words": names[k], "n": n, "share": n / total, "times": times} for k, n, times in kinds
    ]
    assert content_words(rows) == words
