"""What people agree on about a candidate: who looks after it, and what it costs. Each change is told in the
campaign's history, with author, before and after."""

from collections.abc import Iterable
from datetime import datetime

from auditlog.cid import get_cid
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from campaigns.choices import ActionKind
from campaigns.fees import Fees, money
from campaigns.models import Campaign, Candidate
from campaigns.shortlist import Outcome, Seen, act, as_seen


@transaction.atomic
def assign(
    campaign: Campaign, candidate_ids: Iterable[int], person, by, now: datetime, seen: Seen = None
) -> Outcome:
    """Candidates given to a member, or to nobody (None). Raises ValueError for somebody who is no member
    or can no longer sign in."""
    wanted = person.pk if person else None
    rows, refused = as_seen(campaign, candidate_ids, "assignee_id", wanted, seen)
    # Asked under the lock that a member who leaves takes too.
    if person and not campaign.memberships.filter(user=person).exists():
        raise ValueError(f"{person} is no member of this campaign.")
    if person and not person.is_active:
        raise ValueError(f"{person} can no longer sign in here, so nobody would look after them.")
    rows = [row for row in rows if row.assignee_id != wanted]
    if not rows:
        return Outcome([], refused, None)
    ids = [row.pk for row in rows]
    Candidate.objects.filter(pk__in=ids).update(assignee=person)
    record(rows, {row.pk: {"assignee": [row.assignee_id, wanted]} for row in rows}, by)
    data = {"was": [[row.pk, row.assignee_id] for row in rows], "became": wanted}
    return Outcome(ids, refused, act(campaign, ActionKind.ASSIGN, data, by, now))


@transaction.atomic
def set_fees(campaign: Campaign, candidate: Candidate, fees: Fees, by, now: datetime, seen: Fees) -> Outcome:
    """The fees of a candidate changed, or refused where they are no longer what was seen.

    The three parts are one value: an amount means nothing without the currency it was written for.
    """
    rows, gone = as_seen(campaign, [candidate.pk], "pk", None, {candidate.pk: candidate.pk})
    row = rows[0] if rows else None
    current = Fees.of(row) if row else None
    if gone or current not in (seen, fees):
        return Outcome([], [candidate.pk], None)
    if current == fees:
        return Outcome([], [], None)
    write_fees(row, fees, by)
    data = {"was": [[row.pk, current.texts()]], "became": fees.texts()}
    return Outcome([row.pk], [], act(campaign, ActionKind.FEES, data, by, now))


def write_fees(row: Candidate, fees: Fees, by) -> None:
    """Writes the fees of a locked candidate and tells it in the history."""
    was = Fees.of(row)
    Candidate.objects.filter(pk=row.pk).update(
        currency=fees.currency, fee_quoted=fees.quoted, fee_agreed=fees.agreed
    )
    before = (money(was.currency, was.quoted), money(was.currency, was.agreed))
    after = (money(fees.currency, fees.quoted), money(fees.currency, fees.agreed))
    pairs = zip(("fee_quoted", "fee_agreed"), before, after, strict=True)
    record([row], {row.pk: {name: [old, new] for name, old, new in pairs if old != new}}, by)


def record(rows: Iterable[Candidate], changes: dict[int, dict], by) -> None:
    """Tells changes ({candidate id: {field: [before, after]}}) in the history, in one statement."""
    kind = ContentType.objects.get_for_model(Candidate)
    LogEntry.objects.bulk_create(
        LogEntry(
            content_type=kind,
            object_id=row.pk,
            object_pk=str(row.pk),
            object_repr=f"@{row.profile.handle}",
            # Found by its campaign, and by its creator when that asks to be erased.
            serialized_data={"fields": {"campaign": row.campaign_id, "profile": row.profile_id}},
            action=LogEntry.Action.UPDATE,
            changes=changes[row.pk],
            actor=by,
            actor_email=by.email if by else None,
            cid=get_cid(),
        )
        for row in rows
        if changes[row.pk]
    )
