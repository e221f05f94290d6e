"""The board: columns in their order, fees summed by currency, and no more queries for more stages."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns import board, shortlist, stages
from campaigns.candidate_edits import assign, set_fees
from campaigns.fees import Fees
from campaigns.shortlist_page import shortlist_page
from tests.factories import make_candidate, make_profile

pytestmark = pytest.mark.django_db


def columns(campaign, **asked) -> dict:
    now = timezone.now()
    page = shortlist_page(campaign, {"view": "board", **asked}, now)
    return {column.stage.name: column for column in board.columns(campaign, page, now)}


def shown(campaign, name: str, **asked) -> list[int]:
    return [row.candidate.pk for row in columns(campaign, **asked)[name].rows]


def price(campaign, row, currency, quoted, agreed, by) -> None:
    amounts = [None if amount is None else Decimal(amount) for amount in (quoted, agreed)]
    set_fees(campaign, row, Fees(currency, *amounts), by, timezone.now(), Fees())


def test_a_column_for_each_stage_and_the_place_of_each_card(client, team):
    one, two, three = (make_candidate(team.campaign, position=place) for place in (1, 2, 3))
    client.force_login(team.editor)
    move = reverse("campaign_move", args=[team.campaign.pk])
    stage = one.stage
    client.post(move, {"candidates": three.pk, "stage": stage.pk, "before": one.pk})
    assert shown(team.campaign, "Shortlisted") == [three.pk, one.pk, two.pk]
    assert not three.stage_changes.exists(), "another place in the stage is no other stage"
    agreed = team.campaign.stages.get(name="Agreed")
    client.post(move, {"candidates": [one.pk, three.pk], "stage": agreed.pk})
    assert shown(team.campaign, "Agreed") == [three.pk, one.pk], "together they keep their order"
    client.post(move, {"candidates": two.pk, "stage": agreed.pk, "before": one.pk})
    assert shown(team.campaign, "Agreed") == [three.pk, two.pk, one.pk]
    assert list(columns(team.campaign)) == ["Shortlisted", "Contacted", "Agreed", "Declined"]


def test_the_view_is_in_the_address(client, team):
    row = make_candidate(team.campaign)
    client.force_login(team.viewer)
    address = reverse("campaign_shortlist", args=[team.campaign.pk])
    as_board = client.get(address, {"view": "board"}).content.decode()
    assert "data-board" in as_board
    assert f'id="c{row.pk}"' in as_board
    assert "data-board" not in client.get(address).content.decode()
    gone = client.get(address, {"view": "board", "stage": "removed"}).content.decode()
    assert "data-board" not in gone


def test_fees_are_summed_by_currency_and_never_with_each_other(client, team):
    rows = [make_candidate(team.campaign) for _ in range(5)]
    agreed = make_candidate(team.campaign, stage=team.campaign.stages.get(name="Agreed"))
    price(team.campaign, rows[0], "EUR", 100, None, team.owner)
    price(team.campaign, rows[1], "EUR", 200, 150, team.owner)
    price(team.campaign, rows[2], "USD", 1_000, 0, team.owner)
    price(team.campaign, rows[3], "USD", 9_000, None, team.owner)
    price(team.campaign, agreed, "EUR", 700, 650, team.owner)
    shortlist.remove(team.campaign, [rows[3].pk], team.owner, timezone.now())
    first, third = columns(team.campaign)["Shortlisted"], columns(team.campaign)["Agreed"]
    words = [(s.currency, s.quoted_words, s.n_quoted, s.agreed_words, s.n_agreed) for s in first.fees]
    assert words == [
        ("EUR", "EUR 300 quoted", 2, "EUR 150 agreed", 1),
        ("USD", "USD 1,000 quoted", 1, "USD 0 agreed", 1),
    ]
    assert [s.agreed_words for s in third.fees] == ["EUR 650 agreed"]
    assert columns(team.campaign)["Declined"].fees == []
    whole = shortlist_page(team.campaign, {}, timezone.now()).fees
    assert [(s.currency, s.quoted, s.agreed) for s in whole] == [("EUR", 1000, 800), ("USD", 1000, 0)]


def test_one_persons_cards_alone(team):
    mine, free = make_candidate(team.campaign), make_candidate(team.campaign)
    assign(team.campaign, [mine.pk], team.editor, team.owner, timezone.now())
    assert shown(team.campaign, "Shortlisted", assignee=str(team.editor.pk)) == [mine.pk]
    assert shown(team.campaign, "Shortlisted", assignee="0") == [free.pk]
    assert shown(team.campaign, "Shortlisted", assignee=str(team.viewer.pk)) == []
    # Who is no member narrows nothing.
    assert shown(team.campaign, "Shortlisted", assignee=str(team.outsider.pk)) == [mine.pk, free.pk]


def test_a_long_column_shows_its_first_cards_and_counts_the_others(client, team, monkeypatch):
    monkeypatch.setattr(board, "CARDS", 2)
    rows = [make_candidate(team.campaign, position=place) for place in range(5)]
    column = columns(team.campaign)["Shortlisted"]
    assert [row.candidate.pk for row in column.rows] == [row.pk for row in rows[:2]]
    assert (column.n, column.more, column.rest) == (5, 3, rows[2].pk)
    client.force_login(team.viewer)
    html = client.get(reverse("campaign_shortlist", args=[team.campaign.pk]), {"view": "board"}).content
    assert b"3 more in the table" in html


def test_as_many_queries_for_many_stages_as_for_few(client, team):
    client.force_login(team.editor)
    address = reverse("campaign_shortlist", args=[team.campaign.pk])
    counts = []
    for more in range(2):
        for number in range(1 + 20 * more):
            values = {"name": f"Step {more} {number}", "kind": "open", "colour": "blue"}
            stages.add(team.campaign, values, team.owner, timezone.now())
            make_candidate(team.campaign, make_profile(), stage=team.campaign.stages.last())
        client.get(address, {"view": "board"})
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address, {"view": "board"}).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
