"""What decisions say about the weights, on campaigns whose members kept and rejected."""

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.choices import StageKind
from campaigns.learning import PAIRS_EACH, pairs_of, what_choices_say
from campaigns.models import Campaign, Exclusion
from scoring.core.schema import CRITERIA, ENGAGEMENT
from tests.campaigns.catalogue import make_scored, niche
from tests.factories import make_campaign, make_candidate, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided():
    """(a person, three campaigns in which the less engaged were kept and the more engaged rejected)."""
    person = make_user()
    profiles = make_scored(30)
    campaigns = [make_campaign(person, {niche("cooking"): 5}) for _ in range(3)]
    for campaign in campaigns:
        for profile in profiles[:10]:
            Exclusion.objects.create(campaign=campaign, profile=profile, by=person)
        for profile in profiles[15:25]:
            make_candidate(campaign, profile)
    return person, campaigns


def test_decisions_are_learned_applied_and_taken_back(client, decided):
    person, (campaign, *_) = decided
    say = what_choices_say(campaign, person, timezone.now())
    assert (say.learned.pairs, say.learned.briefs) == (3 * 10 * PAIRS_EACH, 3)
    # Those kept are less engaged than those rejected.
    assert say.learned.weights[ENGAGEMENT] < 0.25
    assert say.learned.agreed >= say.learned.before
    client.force_login(person)
    page = client.get(reverse("campaign_choices", args=[campaign.pk])).content.decode()
    assert 'From <strong class="hp-num">90</strong> pairs' in page
    assert reverse("choices_apply", args=[campaign.pk]) in page
    client.post(reverse("choices_apply", args=[campaign.pk]))
    campaign.refresh_from_db()
    assert campaign.weights == say.learned.weights
    assert set(campaign.weights) == set(CRITERIA)
    # Once more changes nothing, and the way back stays.
    client.post(reverse("choices_apply", args=[campaign.pk]))
    campaign.refresh_from_db()
    assert campaign.weights == say.learned.weights
    client.post(reverse("choices_revert", args=[campaign.pk]))
    campaign.refresh_from_db()
    assert (campaign.weights, campaign.weights_before) == ({}, None)
    answer = client.post(reverse("choices_revert", args=[campaign.pk]), follow=True)
    assert "No learned weights are in use" in answer.content.decode()


def test_too_few_decisions_say_how_many_are_missing(client, decided):
    person, (campaign, second, third) = decided
    third.candidates.all().delete()
    client.force_login(person)
    page = client.get(reverse("campaign_choices", args=[campaign.pk])).content.decode()
    assert "60 of at least 60 pairs, from 2 of at least 3 briefs" in page
    answer = client.post(reverse("choices_apply", args=[campaign.pk]), follow=True)
    assert "too few decisions" in answer.content.decode()
    campaign.refresh_from_db()
    assert (campaign.weights, campaign.weights_before) == ({}, None)
    assert second.weights == {}


def test_other_peoples_campaigns_teach_nothing(decided):
    _, (campaign, *_) = decided
    stranger = make_user()
    own = make_campaign(stranger)
    assert what_choices_say(own, stranger, timezone.now()).learned.pairs == 0
    assert len(pairs_of(campaign, timezone.now())) == 30


def test_who_declined_is_neither_kept_nor_rejected(decided):
    _, (campaign, *_) = decided
    declined = campaign.stages.get(kind=StageKind.DECLINED)
    campaign.candidates.update(stage=declined)
    assert pairs_of(campaign, timezone.now()) == []


def test_who_never_stood_on_one_page_is_not_compared(monkeypatch, decided):
    _, (campaign, *_) = decided
    monkeypatch.setattr("campaigns.learning.PAGE_SIZE", 1)
    assert pairs_of(campaign, timezone.now()) == []


def test_weights_set_by_hand_leave_nothing_to_take_back(client, decided):
    person, (campaign, *_) = decided
    client.force_login(person)
    client.post(reverse("choices_apply", args=[campaign.pk]))
    form = {
        "name": campaign.name, "min_followers": 5000, "max_followers": 100000, "preset": "trust",
        "niches-INITIAL_FORMS": 0, "niches-TOTAL_FORMS": 0,
    }  # fmt: skip
    client.post(reverse("campaign_edit", args=[campaign.pk]), form)
    again = Campaign.objects.get(pk=campaign.pk)
    assert again.weights["authenticity"] == 0.25
    assert again.weights_before is None
