"""Creators side by side in a campaign: their scores for its brief, where they stand in it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.comparison import campaign_comparison
from campaigns.models import Exclusion
from campaigns.ranking import ranking_page
from scoring.core.schema import CRITERIA
from tests.campaigns.catalogue import make_scored, niche
from tests.factories import make_candidate, make_profile

pytestmark = pytest.mark.django_db


def line(comparison, label: str):
    """The row with this label."""
    return next(one for section in comparison.sections for one in section.rows if one.label == label)


def compared(team, profiles, **asked):
    """The comparison of these accounts."""
    ids = [one.pk for one in profiles]
    return campaign_comparison(team.campaign, ids, asked, timezone.now())


def test_scores_ranks_and_parts_are_those_of_the_ranking(team):
    profiles = make_scored(12)
    team.campaign.niche_weights.create(niche=niche("cooking"), weight=5)
    rows = {row.profile: row for row in ranking_page(team.campaign, None, timezone.now()).rows}
    found = compared(team, [profiles[5], profiles[0]])
    score = line(found, "Score")
    assert [cell.text for cell in score.cells] == [
        str(rows[one].explanation.score) for one in (profiles[5], profiles[0])
    ]
    assert [cell.note for cell in score.cells] == [
        f"rank {rows[one].result.rank}" for one in (profiles[5], profiles[0])
    ]
    assert [cell.best for cell in score.cells] == [False, True]
    engagement = line(found, "Engagement")
    part = next(p for p in rows[profiles[0]].result.parts if p.criterion == "engagement")
    assert engagement.cells[1].text == part.value
    assert "Followers" in {row.label for section in found.sections for row in section.rows}


def test_weights_that_are_tried_count_here_too(team):
    profiles = make_scored(12)
    tried = {f"weight_{c}": "100" if c == "tier" else "0" for c in CRITERIA}
    found = compared(team, profiles[:2], **tried)
    assert [cell.text for cell in line(found, "Score").cells] == ["100.0", "100.0"]
    assert "weights that you are trying" in found.sections[0].note


def test_who_is_outside_the_limits_or_lacks_data_is_told_why(team):
    profiles = make_scored(12)
    large, bare = make_profile(followers=900_000), make_profile(followers=20_000)
    team.campaign.niche_weights.create(niche=niche("cooking"), weight=5)
    score = line(compared(team, [profiles[0], large, bare]), "Score")
    assert score.cells[1].note == "outside the limits of the brief"
    assert score.cells[2].note == "too little is known of this creator"
    assert not any(cell.best for cell in score.cells)


def test_where_they_stand_in_the_campaign(team):
    profiles = make_scored(12)
    make_candidate(team.campaign, profiles[0], stage=team.campaign.stages.get(name="Contacted"))
    Exclusion.objects.create(campaign=team.campaign, profile=profiles[1], reason="too loud")
    place = line(compared(team, profiles[:3]), "Shortlist")
    assert [cell.text for cell in place.cells] == [
        "Contacted",
        "Not for this campaign",
        "Not on the shortlist",
    ]
    assert place.cells[1].note == "too loud"


def test_from_the_ranking_and_the_shortlist_to_the_address(client, team):
    profiles = make_scored(12)
    candidates = [make_candidate(team.campaign, one) for one in profiles[:2]]
    client.force_login(team.viewer)
    address = reverse("campaign_compare", args=[team.campaign.pk])
    chosen = client.post(address, {"profiles": [profiles[4].pk, profiles[1].pk], "weight_tier": "80"})
    assert chosen["Location"] == f"{address}?ids={profiles[4].pk}-{profiles[1].pk}&weight_tier=80"
    listed = client.post(
        address, {"candidates": [row.pk for row in candidates]}, headers={"HX-Request": "true"}
    )
    assert listed["HX-Redirect"] == f"{address}?ids={profiles[0].pk}-{profiles[1].pk}"
    html = client.get(listed["HX-Redirect"]).text
    assert "For this brief" in html
    assert reverse("campaign_add") not in html
    client.force_login(team.editor)
    html = client.get(chosen["Location"]).text
    assert "Shortlist the 1 that is not on it" in html
    assert not team.campaign.actions.exists()


def test_the_number_of_queries_does_not_depend_on_the_number_of_accounts(team):
    profiles = make_scored(12)
    team.campaign.competitors = ["acme"]
    counts = []
    for number in (2, 10):
        with CaptureQueriesContext(connection) as queries:
            compared(team, profiles[:number])
        counts.append(len(queries))
    assert counts[0] == counts[1]
