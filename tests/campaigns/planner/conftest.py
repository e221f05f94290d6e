"""A campaign to plan for, made once for the tests of a file."""

from copy import deepcopy
from decimal import Decimal
from types import SimpleNamespace

import pytest

from campaigns.models import Campaign
from influencers.models import Profile
from scoring.models import ProfileScore
from tests.campaigns.catalogue import make_scored, niche
from tests.campaigns.conftest import make_team
from tests.factories import make_candidate


@pytest.fixture(scope="module")
def made(shared_rows) -> tuple[SimpleNamespace, list[Profile]]:
    """A team, and six scored creators on the shortlist of its campaign with EUR 1,000, who bring 1000, 900,
    ... 500 engagements for EUR 500, 400, 300, 200, 100 and an unknown fee."""
    team = make_team()
    Campaign.objects.filter(pk=team.campaign.pk).update(budget=1000, currency="EUR")
    team.campaign.refresh_from_db()
    team.campaign.niche_weights.create(niche=niche("cooking"), weight=5)
    profiles = make_scored(6)
    for place, profile in enumerate(profiles):
        profile.handle = f"cook.{chr(97 + place)}"
        score = ProfileScore.objects.get(profile=profile)
        score.parts["cost"]["expected"] = 1000 - 100 * place
        score.save()
        fee = Decimal(500 - 100 * place) if place < 5 else None
        make_candidate(team.campaign, profile, fee_quoted=fee, currency="EUR" if place < 5 else "")
    Profile.objects.bulk_update(profiles, ["handle"])
    return team, profiles


@pytest.fixture
def world(db, made):
    return deepcopy(made)


@pytest.fixture
def team(world) -> SimpleNamespace:
    return world[0]


@pytest.fixture
def cooks(world) -> list[Profile]:
    return world[1]
