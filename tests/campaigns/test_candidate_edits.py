"""Who looks after a candidate, and what it costs."""

from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from campaigns import shortlist
from campaigns.candidate_edits import assign, set_fees
from campaigns.changes import of_campaign
from campaigns.fees import Fees
from campaigns.members import remove_member
from campaigns.models import Candidate
from campaigns.undoing import NotDone, undo
from influencers.choices import Source
from influencers.demo.remove import remove
from tests.factories import make_campaign, make_candidate, make_profile

pytestmark = pytest.mark.django_db


def told(campaign):
    return [
        (change.who, line.subject, line.field, line.before, line.after)
        for change in of_campaign(campaign)
        for line in change.lines
    ]


def send(client, campaign, name: str, *parts, **form):
    return client.post(reverse(name, args=[campaign.pk, *parts]), form, follow=True)


def test_many_are_assigned_at_once_and_taken_back(client, team):
    one, two = make_candidate(team.campaign), make_candidate(team.campaign, assignee=team.owner)
    there = make_candidate(team.campaign, assignee=team.viewer)
    client.force_login(team.editor)
    ids = [c.pk for c in (one, two, there)]
    page = send(client, team.campaign, "campaign_assign", candidates=ids, assignee=team.viewer.pk)
    assert "2 creators assigned to viewer." in page.content.decode()
    assert team.campaign.candidates.filter(assignee=team.viewer).count() == 3
    assert (
        "editor", f"Candidate @{two.profile.handle}", "Assignee", "Olga Owner", "viewer",
    ) in told(team.campaign)  # fmt: skip
    action = team.campaign.actions.get()
    send(client, team.campaign, "campaign_undo", action.pk)
    for row, was in ((one, None), (two, team.owner), (there, team.viewer)):
        row.refresh_from_db()
        assert row.assignee == was
    again = send(client, team.campaign, "campaign_undo", action.pk).content.decode()
    assert "Nothing was undone: this was taken back already." in again


def test_only_a_member_looks_after_somebody(client, team):
    row = make_candidate(team.campaign)
    client.force_login(team.editor)
    send(client, team.campaign, "campaign_assign", candidates=row.pk, assignee=team.outsider.pk)
    with pytest.raises(ValueError, match="no member"):
        assign(team.campaign, [row.pk], team.outsider, team.owner, timezone.now())
    row.refresh_from_db()
    assert row.assignee is None


def test_who_leaves_the_campaign_looks_after_nobody(team):
    row = make_candidate(team.campaign, assignee=team.editor)
    remove_member(team.campaign, team.campaign.memberships.get(user=team.editor).pk)
    row.refresh_from_db()
    assert row.assignee is None


def test_an_assignment_that_was_not_seen_is_not_overruled(client, team):
    row = make_candidate(team.campaign)
    seen = f"{row.pk}.{row.stage_id}.0"
    client.force_login(team.owner)
    send(client, team.campaign, "campaign_assign", candidates=row.pk, seen=seen, assignee=team.owner.pk)
    client.force_login(team.editor)
    form = {"candidates": row.pk, "assignee": team.editor.pk}
    html = send(client, team.campaign, "campaign_assign", seen=seen, **form).content.decode()
    assert "Not assigned: somebody else was faster." in html
    assert "Olga Owner assigned it to Olga Owner." in html
    assert "Assign to editor all the same" in html
    row.refresh_from_db()
    assert row.assignee == team.owner
    # A move is no change of the assignee: from the same old page both go through.
    to = team.campaign.stages.get(name="Agreed")
    send(client, team.campaign, "campaign_move", candidates=row.pk, seen=seen, stage=to.pk)
    send(client, team.campaign, "campaign_assign", seen=f"{row.pk}.{row.stage_id}.{team.owner.pk}", **form)
    row.refresh_from_db()
    assert (row.stage, row.assignee) == (to, team.editor)


def test_fees_are_saved_shown_and_taken_back(client, team):
    row = make_candidate(team.campaign)
    client.force_login(team.editor)
    address = reverse("campaign_candidate", args=[team.campaign.pk, row.pk])
    assert "No fee was quoted or agreed yet." not in client.get(address).content.decode()
    form = {"currency": "eur", "quoted": "1200.50", "agreed": "0", "seen": "- - -"}
    html = send(client, team.campaign, "campaign_fees", row.pk, **form).content.decode()
    assert "Fees saved: EUR 1,200.50 quoted, EUR 0 agreed." in html
    row.refresh_from_db()
    assert Fees.of(row) == Fees("EUR", Decimal("1200.50"), Decimal(0))
    assert set(told(team.campaign)[:2]) == {
        ("editor", f"Candidate @{row.profile.handle}", "Quoted fee", "nothing", "EUR 1,200.50"),
        ("editor", f"Candidate @{row.profile.handle}", "Agreed fee", "nothing", "EUR 0"),
    }
    client.force_login(team.viewer)
    assert "EUR 1,200.50 quoted, EUR 0 agreed" in client.get(address).content.decode()
    undo(team.campaign, team.campaign.actions.get().pk, team.owner, timezone.now())
    row.refresh_from_db()
    assert Fees.of(row) == Fees()
    assert "No fee was quoted or agreed yet." in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"quoted": "100"}, "Say which currency the fees are in"),
        ({"quoted": "100", "currency": "€"}, "three letters"),
        ({"quoted": "-1", "currency": "EUR"}, "greater than or equal to 0"),
        ({"quoted": "a lot", "currency": "EUR"}, "Enter a number."),
        ({"quoted": "1.005", "currency": "EUR"}, "no more than 2 decimal places"),
        ({"quoted": "1", "currency": "EUR", "seen": "nonsense"}, "Reload the page and try again."),
        ({"quoted": "1", "currency": "EUR", "seen": "EUR many -"}, "Reload the page and try again."),
    ],
)
def test_what_a_fee_cannot_be(client, team, form, told):
    row = make_candidate(team.campaign)
    client.force_login(team.editor)
    answer = send(client, team.campaign, "campaign_fees", row.pk, **{"seen": "- - -", **form})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    row.refresh_from_db()
    assert Fees.of(row) == Fees()


@pytest.mark.parametrize(
    "wrong",
    [
        {"fee_quoted": 5},
        {"fee_agreed": 5, "currency": "eur"},
        {"fee_quoted": -1, "currency": "EUR"},
        {"fee_agreed": -1, "currency": "EUR"},
    ],
)
def test_the_database_refuses_a_fee_below_nothing_or_without_a_currency(team, wrong):
    row = make_candidate(team.campaign)
    with pytest.raises(IntegrityError), transaction.atomic():
        Candidate.objects.filter(pk=row.pk).update(**wrong)


def test_fees_that_somebody_else_changed_meanwhile_are_refused_with_what_was_typed(client, team):
    row = make_candidate(team.campaign)
    set_fees(team.campaign, row, Fees("EUR", Decimal(900)), team.owner, timezone.now(), Fees())
    client.force_login(team.editor)
    form = {"currency": "USD", "quoted": "850"}
    answer = send(client, team.campaign, "campaign_fees", row.pk, seen="- - -", **form)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Olga Owner changed the fees meanwhile: EUR 900 quoted. Save again" in html
    assert 'value="850"' in html
    row.refresh_from_db()
    assert Fees.of(row) == Fees("EUR", Decimal(900))
    send(client, team.campaign, "campaign_fees", row.pk, seen="EUR 900.00 -", **form)
    row.refresh_from_db()
    assert Fees.of(row) == Fees("USD", Decimal(850))
    first = team.campaign.actions.order_by("pk").first()
    with pytest.raises(NotDone, match="changed the fees since"):
        undo(team.campaign, first.pk, team.owner, timezone.now())


def test_who_is_off_the_list_gets_no_fees(client, team):
    row = make_candidate(team.campaign)
    shortlist.remove(team.campaign, [row.pk], team.owner, timezone.now())
    client.force_login(team.editor)
    form = {"currency": "EUR", "quoted": "1", "seen": "- - -"}
    answer = send(client, team.campaign, "campaign_fees", row.pk, **form)
    assert "Olga Owner took it off the shortlist. Put it back first." in answer.content.decode()
    row.refresh_from_db()
    assert Fees.of(row) == Fees()


def test_with_the_demo_creators_goes_what_was_told_of_them(team):
    demo = make_candidate(team.campaign, make_profile(handle="invented", source=Source.DEMO))
    real = make_candidate(team.campaign, make_profile(handle="real.one"))
    assign(team.campaign, [demo.pk, real.pk], team.owner, team.owner, timezone.now())
    remove()
    assert "invented" not in str(told(team.campaign))
    assert "real.one" in str(told(team.campaign))


def test_changes_of_one_campaign_are_not_told_in_another(team):
    other = make_campaign(team.owner)
    row = make_candidate(other, make_profile(handle="secret.one"))
    assign(other, [row.pk], team.owner, team.owner, timezone.now())
    assert LogEntry.objects.filter(object_repr="@secret.one").exists()
    assert "secret.one" not in str(told(team.campaign))
    assert "secret.one" in str(told(other))
