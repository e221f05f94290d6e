"""What the database refuses, whoever asks."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import RestrictedError

from campaigns.choices import Role
from campaigns.models import Campaign, Stage, StageChange
from tests.factories import make_campaign, make_candidate, make_niche, make_profile, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "wrong",
    [
        {"min_followers": 10, "max_followers": 9},
        {"min_followers": 0},
        {"budget": 10, "currency": ""},
        {"budget": -1, "currency": "EUR"},
        {"starts_on": "2026-02-01", "ends_on": "2026-01-01"},
        {"weights": {"niche": 1.2}},
        {"weights": {"niche": -0.1}},
        {"weights": {"niche": "much"}},
        {"weights": {"beauty": 0.5}},
        {"weights": {"niche": 0.5, "beauty": 0.5}},
    ],
)
def test_a_brief_that_contradicts_itself_is_refused(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.create(name="Wrong", **wrong)


def test_own_weights_are_shares_of_known_criteria():
    assert Campaign.objects.create(name="Right", weights={"niche": 0.5, "tier": 0}).pk


def test_nothing_stands_in_a_campaign_twice():
    niche, profile, person = make_niche("Pottery"), make_profile(), make_user()
    campaign = make_campaign(person, {niche: 5})
    make_candidate(campaign, profile)
    for twice in (
        lambda: campaign.niche_weights.create(niche=niche, weight=1),
        lambda: make_candidate(campaign, profile),
        lambda: campaign.memberships.create(user=person, role=Role.VIEWER),
        lambda: campaign.stages.create(name="shortLISTED"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            twice()


@pytest.mark.parametrize("weight", [0, 11])
def test_a_niche_weighs_from_1_to_10(weight):
    campaign = make_campaign()
    with pytest.raises(IntegrityError), transaction.atomic():
        campaign.niche_weights.create(niche=make_niche("Pottery"), weight=weight)


def test_a_stage_goes_only_when_nobody_stands_in_it_and_its_history_stays():
    campaign = make_campaign()
    candidate = make_candidate(campaign)
    first, second = campaign.stages.all()[:2]
    with pytest.raises(RestrictedError):
        first.delete()
    StageChange.objects.create(candidate=candidate, to_stage=second, from_name="New", to_name=second.name)
    second.delete()
    assert candidate.stage_changes.get().to_name == "Contacted"
    campaign.delete()
    assert not Stage.objects.exists()
