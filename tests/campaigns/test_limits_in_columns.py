"""What limits do is the same whether columns or the database tell, whatever a brief asks for."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.brief import brief_of, count_within_limits, kept_out
from campaigns.limit_counts import marks_of
from campaigns.models import Campaign
from campaigns.near_misses import near_misses
from campaigns.ranking import eligible
from influencers.catalogue import opened
from influencers.catalogue.build import build
from influencers.models import Profile
from scoring.among import Among
from scoring.catalogue import building, standing
from scoring.rank import rank_profiles
from tests.campaigns.catalogue import make_scored
from tests.factories import make_campaign, make_post, make_profile, make_user

pytestmark = pytest.mark.django_db
NOW = timezone.now()
BRIEFS = (
    {},
    {"min_followers": 20_000, "max_followers": 60_000, "near_misses": True},
    {"countries": ["DE"], "languages": ["de", "en"], "platforms": ["instagram"]},
    {"countries": ["FR"], "engagement_from": 0.03, "needs_verified": True},
    {"sponsored_up_to": 0.4, "authenticity_from": 0.5, "posted_within": 90, "dormant": True},
    {"platforms": ["instagram"], "needs_contact": True, "must_not_say": ["vegan"]},
    {"must_say": ["vegan"], "kinds": ["photo"], "min_followers": 1, "max_followers": 10**8},
)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    opened.close()
    standing.forget()
    yield
    opened.close()
    standing.forget()


@pytest.fixture
def people() -> list[Profile]:
    """Creators of whom much is unknown; some changed after the columns were made, one is gone."""
    dice = random.Random(7)
    found = [_somebody(dice) for _ in range(150)]
    make_scored(12)
    for profile in found[:10]:
        make_post(profile, caption="vegan", published_at=NOW - timedelta(days=3))
    build()
    building.build(NOW, True)
    for profile in found[::9]:
        Profile.objects.filter(pk=profile.pk).update(
            followers=dice.choice([None, 25_000, 10**6]), country="DE"
        )
    found[1].delete()
    return found


def _somebody(dice: random.Random) -> Profile:
    silent = dice.choice([None, 1, 30, 100, 200, 900])
    return make_profile(
        followers=dice.choice([None, 0, *(int(dice.lognormvariate(10, 1)) for _ in range(9))]),
        country=dice.choice(["DE", "FR", ""]),
        language=dice.choice(["de", "en", "fr", ""]),
        platform=dice.choice(["instagram", "tiktok", "youtube"]),
        engagement_rate=dice.choice([None, 0.01, 0.03, 0.05]),
        authenticity=dice.choice([None, 0.3, 0.5, 0.9]),
        sponsored_share=dice.choice([None, 0.1, 0.4, 0.6]),
        is_verified=dice.choice([None, True, False]),
        contact=dice.choice(["", "a@b.test"]),
        labels=["noindex"] if dice.random() < 0.05 else [],
        last_post_at=silent and NOW - timedelta(days=silent),
        bio=dice.choice(["", "Vegan cook"]),
    )


def told(campaign: Campaign) -> tuple:
    """All that a person is told of a brief's limits."""
    counted = count_within_limits(campaign, NOW)
    lines = [(line.limit.name, line.n, line.unknown, line.regained) for line in counted.limits]
    missed = [
        (one.limit.name, one.n, one.unknown, one.far,
         [(step.gain, step.change.words) for step in one.steps],
         [(miss.profile.pk, miss.fact, miss.score, miss.change) for miss in one.misses])
        for one in near_misses(campaign, NOW)
    ]  # fmt: skip
    ranking = rank_profiles(brief_of(campaign), eligible(campaign), NOW, top=20, intervals=False)
    ranked = [(one.profile_id, one.score) for one in ranking.ranked]
    return (
        counted.n,
        counted.of,
        ranking.total,
        ranking.left_out,
        ranked,
        lines,
        kept_out(campaign, NOW),
        sorted(missed),
    )


@pytest.mark.parametrize("asked", BRIEFS, ids=lambda asked: ",".join(asked) or "nothing")
def test_columns_and_database_tell_the_same(people, settings, asked):
    campaign = make_campaign(make_user(), **asked)
    for profile in people[3:6]:
        campaign.exclusions.create(profile=profile)
    settings.CATALOGUE_FROM = 0
    assert marks_of(Among(Profile.objects.none(), False), []) is not None
    by_columns = told(campaign)
    settings.CATALOGUE_FROM = 10**9
    assert marks_of(Among(Profile.objects.none(), False), []) is None
    assert by_columns == told(campaign)
    assert by_columns[1] > 100
