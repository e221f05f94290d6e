"""What a creator costs by the campaign's own fee, on every page that takes a score apart."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.candidate_edits import set_fees
from campaigns.fees import Fees
from campaigns.models import Candidate
from campaigns.shortlist import add
from scoring.core.cost_words import ESTIMATE_ONLY
from tests.campaigns.catalogue import make_scored, niche

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(team) -> list[Candidate]:
    """The two best of twelve on the shortlist."""
    profiles = make_scored(12)
    team.campaign.niche_weights.create(niche=niche("cooking"), weight=5)
    add(team.campaign, [profile.pk for profile in profiles[:2]], team.editor, timezone.now())
    return list(team.campaign.candidates.order_by("profile"))


def pages(client, team, pair) -> dict[str, str]:
    """The pages as the editor gets them."""
    client.force_login(team.editor)
    pk, ids = team.campaign.pk, "-".join(str(row.profile_id) for row in pair)
    found = {
        "candidate": reverse("campaign_candidate", args=[pk, pair[0].pk]),
        "ranking": reverse("campaign_ranking", args=[pk]),
        "compare": f"{reverse('campaign_compare', args=[pk])}?ids={ids}",
    }
    return {name: client.get(address).content.decode() for name, address in found.items()}


def agree(team, row: Candidate, fees: Fees) -> None:
    set_fees(team.campaign, row, fees, team.editor, timezone.now(), Fees.of(row))


def test_a_fee_agreed_here_is_told_before_the_estimate_that_the_score_counts(client, team, pair):
    before = pages(client, team, pair)
    assert all("in this campaign:" not in page for page in before.values())
    agree(team, pair[0], Fees("EUR", Decimal(900), Decimal(800)))
    for name, page in pages(client, team, pair).items():
        assert "EUR 800 agreed in this campaign: EUR " in page, name
        assert "for each of about" in page, name
    candidate = pages(client, team, pair)["candidate"]
    now = candidate[: candidate.index("When added")]
    assert ESTIMATE_ONLY not in now
    assert "The score counts $" in now
    assert "enter it on the creator&#x27;s page" in now
    # What was frozen stays as it was.
    assert ESTIMATE_ONLY in candidate[candidate.index("When added") :]
    assert ESTIMATE_ONLY in pages(client, team, [pair[1]])["candidate"]


@pytest.mark.parametrize(
    ("fees", "told"),
    [
        (Fees("USD", Decimal("450.50")), "USD 450.50 quoted in this campaign: USD "),
        (Fees("EUR", Decimal(300), Decimal(0)), "EUR 0 agreed in this campaign"),
    ],
)
def test_a_quoted_fee_and_none_at_all(client, team, pair, fees, told):
    agree(team, pair[0], fees)
    assert told in pages(client, team, pair)["candidate"]
