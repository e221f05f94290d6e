"""Two people, two connections, one shortlist: nobody's change is lost and nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from campaigns.models import StageChange
from tests.factories import make_candidate

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*requests) -> list[str]:
    """What each of (person, address, form) got to read, all sent at the same moment by own clients."""
    start = Barrier(len(requests))

    def send(request) -> str:
        person, address, form = request
        client = Client()
        client.force_login(person)
        start.wait(timeout=30)
        try:
            return client.post(address, form, follow=True).content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(send, requests))


def seen(row) -> str:
    return f"{row.pk}.{row.stage_id}.{row.assignee_id or 0}"


@pytest.mark.parametrize("_", range(4))
def test_of_two_moves_of_one_card_one_wins_and_the_other_is_told(team, _):
    row = make_candidate(team.campaign)
    move = reverse("campaign_move", args=[team.campaign.pk])
    agreed, declined = (team.campaign.stages.get(name=name) for name in ("Agreed", "Declined"))
    pages = at_once(
        (team.owner, move, {"candidates": row.pk, "stage": agreed.pk, "seen": seen(row)}),
        (team.editor, move, {"candidates": row.pk, "stage": declined.pk, "seen": seen(row)}),
    )
    assert sorted("somebody else was faster" in page for page in pages) == [False, True]
    row.refresh_from_db()
    won = next(n for n, page in enumerate(pages) if "1 creator moved to" in page)
    assert row.stage == (agreed, declined)[won]
    change = StageChange.objects.get(candidate=row)
    assert (change.to_name, change.by) == (row.stage.name, (team.owner, team.editor)[won])


def test_moves_of_different_cards_never_conflict_even_crosswise(team):
    campaign = team.campaign
    first, agreed = campaign.stages.get(name="Shortlisted"), campaign.stages.get(name="Agreed")
    move = reverse("campaign_move", args=[campaign.pk])
    there = [make_candidate(campaign, position=place) for place in range(4)]
    here = [make_candidate(campaign, stage=agreed, position=place) for place in range(4)]
    to_agreed = {"stage": agreed.pk, "before": here[0].pk}
    to_first = {"stage": first.pk, "before": there[3].pk}
    pages = at_once(
        *((team.owner, move, {"candidates": row.pk, "seen": seen(row), **to_agreed}) for row in there[:3]),
        *((team.editor, move, {"candidates": row.pk, "seen": seen(row), **to_first}) for row in here[1:]),
    )
    assert all("1 creator moved to" in page for page in pages)
    assert set(campaign.candidates.filter(stage=agreed)) == {*there[:3], here[0]}
    assert set(campaign.candidates.filter(stage=first)) == {*here[1:], there[3]}
    for stage in (first, agreed):
        places = list(campaign.candidates.filter(stage=stage).values_list("position", flat=True))
        assert len(set(places)) == 4, "each has a place of its own"


def test_a_move_an_assignment_and_a_fee_of_one_card_all_go_through(team):
    row = make_candidate(team.campaign)
    agreed = team.campaign.stages.get(name="Agreed")
    pk = team.campaign.pk
    at_once(
        (team.owner, reverse("campaign_move", args=[pk]),
         {"candidates": row.pk, "stage": agreed.pk, "seen": seen(row)}),
        (team.editor, reverse("campaign_assign", args=[pk]),
         {"candidates": row.pk, "assignee": team.viewer.pk, "seen": seen(row)}),
        (team.editor, reverse("campaign_fees", args=[pk, row.pk]),
         {"currency": "EUR", "quoted": "500", "seen": "- - -"}),
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.stage, row.assignee, row.currency, row.fee_quoted) == (agreed, team.viewer, "EUR", 500)


def test_a_move_into_a_stage_that_is_deleted_at_that_moment_ends_well(team):
    row = make_candidate(team.campaign)
    contacted, agreed = (team.campaign.stages.get(name=name) for name in ("Contacted", "Agreed"))
    pk = team.campaign.pk
    at_once(
        (team.owner, reverse("campaign_move", args=[pk]), {"candidates": row.pk, "stage": contacted.pk}),
        (team.editor, reverse("campaign_stage_delete", args=[pk, contacted.pk]), {"to": agreed.pk}),
    )
    row.refresh_from_db()
    assert row.stage.name in ("Shortlisted", "Agreed"), "not moved, or moved and then brought along"
    assert not team.campaign.stages.filter(name="Contacted").exists()
