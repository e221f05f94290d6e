"""The brief: its form, its hard limits, words to avoid."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.brief import brief_of, conflicts, count_within_limits, within_limits
from campaigns.choices import Role
from campaigns.models import Campaign
from influencers.choices import Source
from influencers.models import Profile
from scoring.core.schema import CRITERIA, Brief
from scoring.core.weights import DEFAULT_WEIGHTS, PRESETS
from scoring.rank import rank_profiles
from scoring.run import score_all
from tests.campaigns.catalogue import niche
from tests.factories import make_campaign, make_post, make_profile, make_user

pytestmark = pytest.mark.django_db


def form(**kw) -> dict:
    rows = kw.pop("niches", [])
    data = {"name": "Autumn", "min_followers": 5000, "max_followers": 100000, "niches-INITIAL_FORMS": 0}
    data["niches-TOTAL_FORMS"] = len(rows)
    for number, (which, weight) in enumerate(rows):
        data |= {f"niches-{number}-niche": which.pk if which else "", f"niches-{number}-weight": weight}
    return data | kw


def test_a_new_brief_is_kept_and_leads_to_its_ranking(client):
    make_profile(country="DE", language="de")
    person = make_user()
    client.force_login(person)
    response = client.post(
        reverse("campaign_new"),
        form(
            niches=[(niche("cooking"), 8), (None, 5), (niche("baking"), 3)],
            platforms=["instagram", "bluesky"], words="sourdough, Sourdough，natural wine", countries=["DE"],
            languages=["de"], currency="eur",
            competitors="Acme", avoid_words="casino", wanted=8, near_misses="on", weight_niche=50,
            weight_tier=10, budget="1200.50",
        ),
    )  # fmt: skip
    campaign = Campaign.objects.get()
    assert response["Location"] == reverse("campaign_ranking", args=[campaign.pk])
    assert campaign.memberships.get().user == person
    assert campaign.memberships.get().role == Role.OWNER
    assert [stage.name for stage in campaign.stages.all()] == [
        "Shortlisted",
        "Contacted",
        "Agreed",
        "Declined",
    ]
    assert (campaign.currency, str(campaign.budget)) == ("EUR", "1200.50")
    brief = brief_of(campaign)
    assert brief.niches == {"cooking": 8, "baking": 3}
    assert brief.words == ("Sourdough", "natural wine")
    assert (brief.platforms, brief.countries) == (("instagram", "bluesky"), ("DE",))
    assert brief.weights["niche"] == pytest.approx(0.5 / 1.15)
    assert sum(brief.weights.values()) == pytest.approx(1)
    assert set(brief.weights) == set(CRITERIA)
    assert brief.near_misses


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "required"),
        ({"min_followers": 10, "max_followers": 5}, "must not be below"),
        ({"min_followers": 0}, "greater than or equal to 1"),
        ({"budget": 10}, "which currency"),
        ({"product_value": 10}, "which currency"),
        ({"product_value": -1, "currency": "EUR"}, "greater than or equal to 0"),
        ({"brand_domains": "acme"}, "no web address"),
        ({"currency": "euro"}, "at most 3"),
        ({"starts_on": "2026-02-01", "ends_on": "2026-01-01"}, "before it starts"),
        ({"countries": ["ZZ"]}, "not one of the available choices"),
        ({"words": ", ".join(f"word{i}" for i in range(51))}, "At most 50"),
        ({f"weight_{c}": 0 for c in (
            "niche", "engagement", "tier", "authenticity", "freshness", "cost", "replies", "consistency"
        )}, "must count"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_kept(client, wrong, said):
    client.force_login(make_user())
    response = client.post(reverse("campaign_new"), form(**wrong))
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Campaign.objects.exists()


def test_what_is_wrong_stands_at_its_field_and_above_with_a_link_to_it(client):
    client.force_login(make_user())
    wrong = form(name="", starts_on="2026-02-01", ends_on="2026-01-01", niches=[(niche("cooking"), 99)])
    page = client.post(reverse("campaign_new"), wrong).content.decode()
    assert "3 things to mend" in page
    for field in ("id_name", "id_ends_on", "id_niches-0-niche"):
        assert f'href="#{field}"' in page
        assert f'id="{field}"' in page
    assert re.search(r'id="id_ends_on_error">The campaign cannot end', page)
    assert re.search(r'<input[^>]*name="ends_on"[^>]*aria-invalid="true"', page)


def test_the_own_brand_is_kept_and_shown(client):
    client.force_login(make_user())
    brand = {
        "brand_names": "Acme, Acme Running", "brand_handles": "@acme instagram.com/acme_run",
        "brand_domains": "https://www.acme.com/", "hashtags": "#acmeautumn", "codes": "acme10",
        "product_value": "49.90", "currency": "EUR",
    }  # fmt: skip
    client.post(reverse("campaign_new"), form(**brand))
    campaign = Campaign.objects.get()
    assert campaign.brand_names == ["Acme", "Acme Running"]
    assert campaign.brand_handles == ["acme", "acme_run"]
    assert campaign.brand_domains == ["acme.com"]
    assert (campaign.hashtags, campaign.codes) == (["acmeautumn"], ["ACME10"])
    page = client.get(campaign.get_absolute_url()).content.decode()
    for shown in ("Acme Running", "@acme_run", "acme.com", "#acmeautumn", "ACME10", "EUR 49.90"):
        assert shown in page
    edited = client.get(reverse("campaign_edit", args=[campaign.pk])).content.decode()
    assert 'value="@acme, @acme_run"' in edited


def test_a_niche_named_twice_is_refused(client):
    client.force_login(make_user())
    response = client.post(
        reverse("campaign_new"), form(niches=[(niche("cooking"), 8), (niche("cooking"), 2)])
    )
    assert "A niche stands here twice" in response.content.decode()
    assert not Campaign.objects.exists()


def test_an_edited_brief_loses_a_removed_niche_and_keeps_its_members(client):
    person = make_user()
    campaign = make_campaign(person, {niche("cooking"): 8}, countries=["AT"])
    row = campaign.niche_weights.get()
    client.force_login(person)
    page = client.get(reverse("campaign_edit", args=[campaign.pk])).content.decode()
    assert "Austria" in page
    data = form(niches=[(niche("cooking"), 8)], name="Winter", countries=["AT"])
    data |= {"niches-INITIAL_FORMS": 1, "niches-0-id": row.pk, "niches-0-DELETE": "on"}
    client.post(reverse("campaign_edit", args=[campaign.pk]), data)
    campaign.refresh_from_db()
    assert (campaign.name, campaign.niche_weights.count()) == ("Winter", 0)
    assert campaign.memberships.count() == 1


@pytest.mark.parametrize(
    "limits",
    [
        {},
        {"min_followers": 8_000, "max_followers": 30_000},
        {"min_followers": 8_000, "max_followers": 30_000, "near_misses": True},
        {"platforms": ("tiktok",)},
        {"countries": ("DE", "FR"), "languages": ("de",)},
        {"dormant": True},
    ],
)
def test_the_count_beside_the_form_is_that_of_the_ranking(limits):
    now = timezone.now()
    for number, followers in enumerate(
        [None, 0, 3_999, 4_000, 5_000, 8_000, 20_000, 30_000, 60_000, 60_001, 150_000]
    ):
        make_profile(
            followers=followers, platform=["instagram", "tiktok"][number % 2],
            country=["DE", "FR", ""][number % 3], language=["de", ""][number % 2],
            last_post_at=[None, now, now - timedelta(days=181)][number % 3],
        )  # fmt: skip
    make_profile(source=Source.DEMO)
    ranking = rank_profiles(Brief(**limits), Profile.objects.shown().real(), now)
    counted = count_within_limits(
        Campaign(**{k: list(v) if isinstance(v, tuple) else v for k, v in limits.items()}), now
    )
    assert counted.n == ranking.total + len(ranking.needs_data)
    assert (counted.of, counted.demo) == (11, False)
    assert 0 < counted.n < 11


def test_the_count_follows_the_form_that_is_being_filled_in(client):
    make_profile(platform="tiktok")
    make_profile(platform="instagram")
    client.force_login(make_user())
    address = reverse("campaign_count")
    unfinished = {"name": "", "min_followers": 5000, "max_followers": 100000, "platforms": ["tiktok"]}
    assert ">1</span>" in client.get(address, unfinished).content.decode()
    upside_down = client.get(address, unfinished | {"max_followers": 10})
    assert "must not be below" in upside_down.content.decode()


def test_only_demo_creators_are_counted_as_demo():
    make_profile(source=Source.DEMO)
    counted = count_within_limits(Campaign(), timezone.now())
    assert (counted.n, counted.demo) == (1, True)


def test_blocked_creators_are_not_within_any_limits():
    make_profile().influencer.__class__.objects.update(status="blocked")
    assert not within_limits(Profile.objects.shown(), Brief(), timezone.now()).exists()


def test_conflicts_name_the_place(django_assert_num_queries):
    campaign = make_campaign(competitors=["Acme"], avoid_words=["casino"])
    now = timezone.now()
    loud = make_profile(bio="Casino nights")
    make_post(loud, caption="Loving my ACME oven", published_at=now - timedelta(days=10))
    old = make_profile()
    make_post(old, caption="acme", published_at=now - timedelta(days=91))
    quiet = make_profile()
    make_post(quiet, caption="acmeology")
    with django_assert_num_queries(2):
        found = conflicts(campaign, [loud, old, quiet], now)
    day = f"{now - timedelta(days=10):%-d %b %Y}"
    assert found == {loud.pk: ["“casino” in the bio", f"“Acme” in a post of {day}"]}
    with django_assert_num_queries(0):
        assert conflicts(Campaign(name="Quiet"), [loud], now) == {}


def sliders(weights) -> dict:
    return {f"weight_{criterion}": round(100 * weight) for criterion, weight in weights.items()}


def test_a_preset_is_kept_whole_and_the_standard_as_nothing(client):
    campaign = make_campaign(person := make_user())
    client.force_login(person)
    address = reverse("campaign_edit", args=[campaign.pk])

    def weights_after(**kw) -> dict:
        client.post(address, form(**kw))
        campaign.refresh_from_db()
        return campaign.weights

    # Without JavaScript the sliders come back as they stood.
    assert weights_after(preset="trust", **sliders(DEFAULT_WEIGHTS)) == PRESETS["trust"]
    page = client.get(address).content.decode()
    assert re.search(r'value="trust"[^>]*checked', page)
    assert "Trust:" in client.get(campaign.get_absolute_url()).content.decode()
    # Moved sliders win over a preset that was left alone, and over one that was chosen.
    moved = sliders(PRESETS["trust"]) | {"weight_cost": 24}
    assert weights_after(preset="trust", **moved)["cost"] == pytest.approx(24 / 120)
    assert weights_after(preset="awareness", **sliders(PRESETS["fresh faces"])) == PRESETS["fresh faces"]
    # Unmoved sliders and an unmoved choice change nothing.
    assert weights_after(preset="fresh faces", **sliders(PRESETS["fresh faces"])) == PRESETS["fresh faces"]
    assert weights_after(preset="balanced", **sliders(PRESETS["fresh faces"])) == {}


def test_a_sponsored_post_for_a_competitor_stands_first_with_its_date():
    campaign, now = make_campaign(competitors=["Swift Shoes", "Acme"]), timezone.now()
    paid, old, friend = make_profile(), make_profile(), make_profile()
    make_post(paid, caption="New pair #ad @swiftshoes_eu", published_at=now - timedelta(days=20))
    make_post(paid, caption="And again #ad @swiftshoes_eu", published_at=now - timedelta(days=40))
    make_post(paid, caption="no acme today", published_at=now - timedelta(days=3))
    make_post(old, caption="New pair #ad @swiftshoes", published_at=now - timedelta(days=91))
    make_post(friend, caption="Lovely day with @swiftshoes", published_at=now - timedelta(days=5))
    score_all(now)
    found = conflicts(campaign, [paid, old, friend], now)
    assert found == {
        paid.pk: [
            f"sponsored post for “Swift Shoes” on {now - timedelta(days=20):%-d %b %Y}",
            f"“Acme” in a post of {now - timedelta(days=3):%-d %b %Y}",
        ]
    }


def test_a_brief_prefers_fresh_or_proven_creators_and_keeps_it_when_the_field_is_not_sent(client):
    campaign = make_campaign()
    assert brief_of(campaign).freshness == "neutral"
    client.force_login(campaign.memberships.get().user)
    address = reverse("campaign_edit", args=[campaign.pk])
    assert "not measured yet" not in client.get(address).content.decode().replace(
        "cost and community replies are not measured yet", ""
    )
    client.post(address, form(freshness="proven"))
    campaign.refresh_from_db()
    assert brief_of(campaign).freshness == "proven"
    client.post(address, form())
    campaign.refresh_from_db()
    assert campaign.freshness == "proven"
    assert "Proven" in client.get(reverse("campaign_ranking", args=[campaign.pk])).content.decode()
    assert client.post(address, form(freshness="stale")).status_code == 422
    page = client.get(reverse("campaign_changes", args=[campaign.pk])).content.decode()
    assert "How much advertising" in page
