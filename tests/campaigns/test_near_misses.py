"""Who fails one limit alone, and the one change of the brief that brings them in."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.brief import brief_of
from campaigns.limits import limits_of
from campaigns.loosening import RULES, change_of
from campaigns.models import Campaign
from campaigns.near_misses import near_misses
from campaigns.ranking import ranking_page
from influencers.models import Profile
from tests.campaigns.catalogue import make_scored
from tests.factories import make_profile

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def missed(campaign) -> dict:
    """{name of a limit: whom it alone keeps out}."""
    return {one.limit.name: one for one in near_misses(Campaign.objects.get(pk=campaign.pk), timezone.now())}


def ranked(campaign) -> set:
    """Ids of all who are ranked or would be with more data."""
    page = ranking_page(Campaign.objects.get(pk=campaign.pk), None, timezone.now())
    return {row.profile.pk for row in (*page.rows, *page.needs_data)}


def brought_in(campaign, change) -> set:
    """Who is ranked with a change of the brief that was not before."""
    before = ranked(campaign)
    for name, value in change.fields.items():
        setattr(campaign, name, value)
    campaign.save()
    return ranked(campaign) - before


def test_who_fails_two_limits_is_no_near_miss(team):
    make_scored(12)
    one = make_profile(followers=104_000, country="DE")
    make_profile(followers=105_000, country="FR")
    Profile.objects.exclude(pk__in=[one.pk]).filter(followers__lt=100_000).update(country="DE")
    team.campaign.countries = ["DE"]
    team.campaign.save()
    found = missed(team.campaign)
    assert set(found) == {"max_followers"}
    assert found["max_followers"].n == 1
    miss = found["max_followers"].misses[0]
    assert miss.profile == one
    assert miss.fact == "followers: 104,000"
    assert miss.change.words == "followers up to 104,000"
    assert [(step.gain, step.change.words) for step in found["max_followers"].steps] == [
        (1, "followers up to 120,000")
    ]


def test_the_best_come_first_with_the_score_they_would_have(team):
    profiles = make_scored(12)
    Profile.objects.filter(pk__in=[p.pk for p in profiles[:3]]).update(language="es")
    Profile.objects.filter(pk__in=[p.pk for p in profiles[3:]]).update(language="en")
    team.campaign.languages = ["en"]
    team.campaign.save()
    found = missed(team.campaign)["languages"]
    assert [miss.profile for miss in found.misses] == profiles[:3]
    assert [(step.gain, step.change.words) for step in found.steps] == [(3, "Spanish too")]
    assert brought_in(team.campaign, found.misses[0].change) == {p.pk for p in profiles[:3]}
    page = ranking_page(team.campaign, None, timezone.now())
    would = {miss.profile.pk: miss.score for miss in found.misses}
    now = {row.profile.pk: row.explanation.score for row in page.rows}
    assert would == {pk: now[pk] for pk in would}


@pytest.mark.parametrize("near", [False, True])
@pytest.mark.parametrize("name", ["min_followers", "max_followers"])
def test_a_change_of_the_size_band_lets_in_as_many_as_it_says(team, name, near):
    make_scored(12)
    sizes = (
        (4_900, 4_000, 2_600, 2_100, 900)
        if name == "min_followers"
        else (101_000, 130_000, 199_000, 250_000, 900_000)
    )
    for size in sizes:
        make_profile(followers=size)
    team.campaign.near_misses = near
    team.campaign.save()
    found = missed(team.campaign)[name]
    assert found.steps
    for step in found.steps:
        campaign = Campaign.objects.get(pk=team.campaign.pk)
        assert len(brought_in(campaign, step.change)) == step.gain
        Campaign.objects.update(min_followers=5_000, max_followers=100_000)
    for miss in found.misses:
        campaign = Campaign.objects.get(pk=team.campaign.pk)
        assert miss.profile.pk in brought_in(campaign, miss.change)
        Campaign.objects.update(min_followers=5_000, max_followers=100_000)


LIMITS = {
    "platforms": ({"platforms": ["instagram"]}, {"platform": "tiktok"}),
    "countries": ({"countries": ["DE"]}, {"country": "AT"}),
    "languages": ({"languages": ["de"]}, {"language": "en"}),
    "dormant": ({}, {"last_post_at": NOW - timedelta(days=300)}),
    "engagement_from": ({"engagement_from": 0.03}, {"engagement_rate": 0.0204}),
    "authenticity_from": ({"authenticity_from": 0.8}, {"authenticity": 0.715}),
    "sponsored_up_to": ({"sponsored_up_to": 0.2}, {"sponsored_share": 0.2105}),
    "posted_within": ({"posted_within": 14}, {"last_post_at": NOW - timedelta(days=20, hours=3)}),
    "needs_contact": ({"needs_contact": True}, {"contact": ""}),
    "needs_verified": ({"needs_verified": True}, {"is_verified": False}),
    "must_say": ({"must_say": ["sourdough"]}, {"bio": "cakes"}),
    "must_not_say": ({"must_not_say": ["vape"]}, {"bio": "vape news"}),
}
MEETS = {
    "platform": "instagram", "country": "DE", "language": "de", "engagement_rate": 0.05, "authenticity": 0.9,
    "sponsored_share": 0.1, "last_post_at": NOW - timedelta(days=2), "contact": "a@example.org",
    "is_verified": True, "bio": "sourdough", "followers": 20_000,
}  # fmt: skip


@pytest.mark.parametrize("name", LIMITS)
def test_every_limit_says_what_brings_a_creator_in_and_that_does(team, name):
    brief, fails = LIMITS[name]
    make_profile(**MEETS)
    outside = make_profile(**MEETS | fails)
    Campaign.objects.filter(pk=team.campaign.pk).update(**brief)
    team.campaign.refresh_from_db()
    found = missed(team.campaign)
    assert set(found) == {name}
    (miss,) = found[name].misses
    assert miss.profile == outside
    assert brought_in(team.campaign, miss.change) == {outside.pk}


@pytest.mark.parametrize("name", ["countries", "engagement_from"])
def test_of_whom_nobody_can_tell_is_counted_and_comes_in_without_the_limit(team, name):
    brief, fails = LIMITS[name]
    make_profile(**MEETS)
    unknown = make_profile(**MEETS | {key: "" if key == "country" else None for key in fails})
    Campaign.objects.filter(pk=team.campaign.pk).update(**brief)
    team.campaign.refresh_from_db()
    found = missed(team.campaign)[name]
    assert (found.n, found.unknown) == (1, 1)
    assert "not known" in found.misses[0].fact
    assert brought_in(team.campaign, found.misses[0].change) == {unknown.pk}


def test_each_limit_that_a_brief_can_have_has_a_rule(team):
    team.campaign.platforms, team.campaign.countries, team.campaign.languages = ["x"], ["DE"], ["de"]
    names = {limit.name for limit in limits_of(team.campaign, brief_of(team.campaign), NOW)}
    assert names <= set(RULES)
    from campaigns.forms import MUSTS

    assert set(MUSTS) <= set(RULES)


def test_who_is_far_off_the_size_band_is_counted_alone(team):
    make_scored(12)
    make_profile(followers=5_000_000)
    found = missed(team.campaign)["max_followers"]
    assert (found.n, found.far, found.misses, found.steps) == (1, 1, [], [])


def test_the_excluded_are_no_near_misses(team):
    make_scored(12)
    gone = make_profile(followers=104_000)
    team.campaign.exclusions.create(profile=gone)
    assert not missed(team.campaign)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("max_followers", "90000"), ("max_followers", "nan"), ("max_followers", "inf"),
        ("max_followers", "1e15"), ("max_followers", ""), ("max_followers", "x"), ("countries", "<b>"),
        ("platforms", "myspace"),
        ("countries", "QQQQ"), ("engagement_from", "0.5"), ("wanted", "3"), ("", ""), ("min_followers", "-5"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_changes_nothing(client, team, name, value):
    client.force_login(team.editor)
    answer = client.post(
        reverse("campaign_loosen", args=[team.campaign.pk]), {"limit": name, "value": value}, follow=True
    )
    assert "Nothing was changed." in answer.text
    assert not team.campaign.actions.exists()


def test_an_editor_applies_a_change_and_takes_it_back(client, team):
    make_scored(12)
    make_profile(followers=104_000)
    client.force_login(team.editor)
    near = reverse("campaign_near", args=[team.campaign.pk])
    assert "Followers up to 104,000" in client.get(near).text
    form = {"limit": "max_followers", "value": "104000"}
    answer = client.post(reverse("campaign_loosen", args=[team.campaign.pk]), form, follow=True)
    assert "In the brief now: followers up to 104,000." in answer.text
    assert Campaign.objects.get().max_followers == 104_000
    undo = reverse("campaign_undo", args=[team.campaign.pk, team.campaign.actions.get().pk])
    assert "The brief is as it was." in client.post(undo, follow=True).text
    assert Campaign.objects.get().max_followers == 100_000


def test_a_viewer_sees_what_would_bring_them_in_but_no_buttons(client, team):
    make_scored(12)
    make_profile(followers=104_000)
    client.force_login(team.viewer)
    html = client.get(reverse("campaign_near", args=[team.campaign.pk])).text
    assert "Followers up to 104,000 would bring it in" in html
    assert reverse("campaign_loosen", args=[team.campaign.pk]) not in html


def test_the_number_of_queries_does_not_depend_on_the_number_of_creators(team):
    make_scored(12)
    counts = []
    for more in (3, 60):
        for size in range(more):
            make_profile(followers=101_000 + size)
        with CaptureQueriesContext(connection) as queries:
            near_misses(team.campaign, timezone.now())
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_change_that_is_there_already_is_no_change(team):
    team.campaign.countries = ["DE"]
    assert change_of(team.campaign, "countries", "AT").fields == {"countries": ["DE", "AT"]}
    assert change_of(team.campaign, "countries", "DE").fields == {"countries": ["DE"]}
