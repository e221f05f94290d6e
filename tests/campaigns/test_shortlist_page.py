"""The page of the shortlist: narrowed, ordered, counted, and as quick for many as for few."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns import shortlist
from campaigns.shortlist_page import shortlist_page
from tests.campaigns.catalogue import niche
from tests.campaigns.shortlists import page_of, stage
from tests.factories import make_campaign, make_candidate, make_profile

pytestmark = pytest.mark.django_db


def test_a_stage_narrows_the_list_and_orders_are_an_allow_list(client, team):
    small = make_candidate(team.campaign, make_profile(handle="small", followers=6_000), frozen_score=90)
    large = make_candidate(
        team.campaign, make_profile(handle="large", followers=60_000), frozen_score=None,
        stage=stage(team.campaign, "Contacted"),
    )  # fmt: skip
    now = timezone.now()

    def order(**asked):
        return [row.candidate for row in shortlist_page(team.campaign, asked, now).rows]

    assert order() == [small, large]
    assert order(order="followers") == [large, small]
    assert order(order="score") == [small, large]
    assert order(order="profile__contact") == [small, large]
    assert order(stage=str(large.stage_id)) == [large]
    assert order(stage="999999") == [small, large]
    html = page_of(client, team.campaign, team.viewer, stage=large.stage_id)
    assert "@large" in html
    assert "@small" not in html


def test_counts_and_exports_are_those_of_the_assignee(client, team):
    mine = make_candidate(team.campaign, make_profile(handle="mine"), assignee=team.editor)
    make_candidate(team.campaign, make_profile(handle="theirs"), stage=stage(team.campaign, "Contacted"))
    gone = make_candidate(team.campaign, assignee=team.editor)
    shortlist.remove(team.campaign, [gone.pk], team.owner, timezone.now())

    def counts(assignee):
        page = shortlist_page(team.campaign, {"assignee": assignee}, timezone.now())
        return [one.n for one in page.stages[:2]], page.n_all, page.n_gone, page.n_listed

    assert counts("") == ([1, 1], 2, 1, 2)
    assert counts(str(team.editor.pk)) == ([1, 0], 1, 1, 2)
    assert counts("0") == ([0, 1], 1, 0, 2)
    assert counts(str(team.viewer.pk)) == ([0, 0], 0, 0, 2)
    html = page_of(client, team.campaign, team.viewer, assignee=team.editor.pk)
    assert 'All <span class="hp-num">1</span>' in html
    address = re.search(r'href="([^"]+shortlist[^"]*csv[^"]*)"', html)[1]
    text = b"".join(client.get(unescape(address)).streaming_content).decode("utf-8-sig")
    assert [line.split(",")[1] for line in text.splitlines()[1:]] == [mine.profile.handle]


def test_who_was_removed_is_not_offered_as_an_export_of_the_others(client, team):
    make_candidate(team.campaign)
    shortlist.remove(team.campaign, [make_candidate(team.campaign).pk], team.owner, timezone.now())
    address = reverse("campaign_export", args=[team.campaign.pk, "csv"])
    assert address in page_of(client, team.campaign, team.viewer)
    assert address not in page_of(client, team.campaign, team.viewer, stage="removed")


def test_htmx_gets_the_list_alone(client, team):
    make_candidate(team.campaign)
    client.force_login(team.viewer)
    address = reverse("campaign_shortlist", args=[team.campaign.pk])
    part = client.get(address, headers={"hx-request": "true"})
    assert "<html" not in part.content.decode()
    assert 'id="shortlist"' in part.content.decode()
    assert "HX-Request" in part["Vary"]
    assert "<html" in client.get(address).content.decode()


@pytest.mark.parametrize("name", ["campaign_shortlist", "campaign"])
def test_the_number_of_queries_does_not_depend_on_the_number_of_candidates(client, team, name):
    counts = []
    client.force_login(team.editor)
    for more in (10, 190):
        for place in range(more):
            candidate = make_candidate(team.campaign)
            shortlist.note(candidate, f"note {place}", team.editor, timezone.now())
        client.get(reverse(name, args=[team.campaign.pk]))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name, args=[team.campaign.pk])).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_list_of_campaigns_counts_and_costs_the_same_for_many(client, team):
    agreed = make_candidate(team.campaign, stage=stage(team.campaign, "Agreed"))
    team.campaign.niche_weights.create(niche=niche("cooking"), weight=5)
    make_candidate(team.campaign)
    shortlist.remove(team.campaign, [make_candidate(team.campaign).pk], team.owner, timezone.now())
    client.force_login(team.owner)
    with CaptureQueriesContext(connection) as few:
        html = client.get(reverse("campaigns")).content.decode()
    assert "<strong>2</strong> shortlisted" in html
    assert "<strong>1</strong> agreed" in html
    for _ in range(20):
        make_candidate(make_campaign(team.owner, {niche("cooking"): 3}), agreed.profile)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("campaigns"))
    assert len(few) == len(many)
