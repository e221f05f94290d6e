"""What shortlists froze of YouTube's figures goes in time; what others told stays."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from campaigns.kept import purge_frozen
from campaigns.shortlist import add, frozen_figures
from influencers.choices import Source
from influencers.models import RetentionRun
from tests.factories import make_campaign, make_candidate, make_profile

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 2, 40, tzinfo=UTC)
RESULT = {"score": 72.0, "parts": [{"criterion": "niche", "evidence": ["pottery"]}]}


@pytest.fixture(autouse=True)
def not_accepted(settings):
    settings.YOUTUBE_DERIVED_METRICS = ""


def frozen(days_ago: int, **kw):
    profile = make_profile(**{"source": Source.YOUTUBE, "platform": "youtube", "engagement_rate": 0.04} | kw)
    return make_candidate(
        make_campaign(),
        profile,
        frozen_at=NOW - timedelta(days=days_ago),
        frozen={"result": RESULT, "figures": frozen_figures(profile), "version": "1.0", "run": None},
    )


def test_scores_go_at_once_and_sizes_before_they_are_30_days_old():
    candidate = frozen(28)
    purge_frozen(NOW)
    candidate.refresh_from_db()
    figures = candidate.frozen["figures"]
    assert (candidate.frozen_score, candidate.frozen["result"]) == (None, None)
    assert figures["engagement_rate"] is None
    assert figures["followers"] == 20_000
    purge_frozen(NOW + timedelta(days=2))
    candidate.refresh_from_db()
    assert candidate.frozen["figures"]["followers"] is None
    assert [run.rows for run in RetentionRun.objects.order_by("pk")] == [1, 1]
    purge_frozen(NOW + timedelta(days=2))
    assert RetentionRun.objects.latest("pk").rows == 0


def test_an_account_of_a_file_that_youtube_told_of_too_counts_as_youtubes():
    candidate = frozen(40, source=Source.FILE, bound_source="youtube")
    purge_frozen(NOW)
    candidate.refresh_from_db()
    assert candidate.frozen["figures"]["followers"] is None


def test_what_others_told_stays():
    candidate = frozen(400, source=Source.BLUESKY, platform="bluesky")
    purge_frozen(NOW)
    candidate.refresh_from_db()
    assert (candidate.frozen_score, candidate.frozen["figures"]["followers"]) == (72.0, 20_000)


def test_with_the_amendment_scores_stay_and_words_go(settings):
    settings.YOUTUBE_DERIVED_METRICS = "accepted"
    candidate = frozen(30)
    purge_frozen(NOW)
    candidate.refresh_from_db()
    assert (candidate.frozen_score, candidate.frozen["figures"]["engagement_rate"]) == (72.0, 0.04)
    assert candidate.frozen["result"]["parts"] == [{"criterion": "niche", "evidence": []}]


def test_nothing_made_of_youtubes_figures_is_frozen_in_the_first_place(marketer):
    campaign, profile = make_campaign(marketer), make_profile(source=Source.YOUTUBE, platform="youtube")
    with transaction.atomic():
        add(campaign, [profile.pk], marketer, NOW)
    candidate = campaign.candidates.get()
    assert (candidate.frozen_score, candidate.frozen["result"]) == (None, None)
