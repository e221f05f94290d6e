"""The log of what is done to deliverables: told in the campaign's history, and taken back."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from auditlog.cid import get_cid
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from campaigns.choices import ActionKind, DeliverableState
from campaigns.models import Campaign, Deliverable, NotAResult, ShortlistAction
from campaigns.shortlist import act
from campaigns.stages import NotDone
from influencers.choices import Source
from influencers.models import Post

COUNTS = ("likes", "comments", "shares", "views")
WISHED = ("kind", "due_on", "fee_share", "note")
FOUND = ("state", "post_id", "link", "found_how", "matched", "found_at", "found_by_id", "settled_at")
TYPED = (*COUNTS, "counted_at", "counted_source", "published_at")
# What a reader of the history is told of.
TOLD = (*WISHED, "state", "link", *COUNTS, "counted_at", "published_at")


def acted(
    campaign: Campaign, before: dict, rows: list[Deliverable], by, now: datetime, words: str
) -> ShortlistAction:
    """Keeps what was done so that it can be taken back; `before` are snapshots by id, None: it is new."""
    became = {str(row.pk): snapshot(row) for row in rows}
    data = {"was": {str(pk): was for pk, was in before.items()}, "became": became, "words": words}
    return act(campaign, ActionKind.DELIVERABLE, data, by, now)


def snapshot(row: Deliverable) -> dict[str, Any]:
    """The row as JSON. Counts only where a person typed them in: those of a source may not be kept on."""
    typed = TYPED if row.counted_source == Source.CURATOR else ()
    return {name: _json(row, name) for name in (*WISHED, *FOUND, *typed)}


def _json(row: Deliverable, name: str):
    value = getattr(row, name)
    if value is None or isinstance(value, int | list):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def differences(before: dict, after: dict) -> dict[str, list]:
    """{field: [before, after]} for the history, as far as a reader is told."""
    return {name: [before.get(name), after.get(name)] for name in TOLD if before.get(name) != after.get(name)}


def record(
    rows: Iterable[Deliverable], changes: dict[int, dict], by, action: int = LogEntry.Action.UPDATE
) -> None:
    """Tells changes of deliverables in the history, in one statement."""
    kind = ContentType.objects.get_for_model(Deliverable)
    LogEntry.objects.bulk_create(
        LogEntry(
            content_type=kind,
            object_id=row.pk,
            object_pk=str(row.pk),
            object_repr=f"of @{row.candidate.profile.handle}: {row}",
            serialized_data={
                "fields": {"campaign": row.candidate.campaign_id, "profile": row.candidate.profile_id}
            },
            action=action,
            changes=changes[row.pk],
            actor=by,
            actor_email=by.email if by else None,
            cid=get_cid(),
        )
        for row in rows
        if changes[row.pk]
    )


def locked(campaign: Campaign, ids: Iterable[int]) -> list[Deliverable]:
    """Deliverables of a campaign by id, locked, with account and post."""
    rows = Deliverable.objects.filter(pk__in=ids, candidate__campaign=campaign).order_by("pk")
    rows = rows.select_for_update(of=("self",), no_key=True)
    return list(rows.select_related("candidate__profile", "post"))


def take_back(campaign: Campaign, data: dict, by, now: datetime) -> str:
    """What came of taking a change back, in words. What somebody or something changed since stays."""
    gone = 0
    for candidate, post in data.get("not_results", ()):
        gone += NotAResult.objects.filter(
            candidate=candidate, candidate__campaign=campaign, post=post
        ).delete()[0]
    rows = {row.pk: row for row in locked(campaign, [int(pk) for pk in data["was"]])}
    done = 0
    for pk, was in data["was"].items():
        row = rows.get(int(pk))
        if row is None or snapshot(row) != data["became"][pk]:
            continue
        now_is = snapshot(row)
        if was is None:
            record([row], {row.pk: {"state": [row.state, None]}}, by, LogEntry.Action.DELETE)
            row.delete()
        else:
            _restore(row, was)
            record([row], {row.pk: differences(now_is, snapshot(row))}, by)
        done += 1
    if not done and not gone:
        raise NotDone("Nothing was undone: this has changed since.")
    stay = len(data["was"]) - done
    return "Taken back." + (f" {stay} changed since and stay as they are now." if stay else "")


def _restore(row: Deliverable, was: dict) -> None:
    for name, value in was.items():
        field = Deliverable._meta.get_field(name.removesuffix("_id"))
        setattr(row, name, value if name.endswith("_id") or name == "matched" else field.to_python(value))
    if row.post_id and not Post.objects.filter(pk=row.post_id).exists():
        raise NotDone("Nothing was undone: the post is not there any more.")
    if row.post_id and row.state != DeliverableState.DROPPED:
        others = Deliverable.objects.filter(candidate=row.candidate_id, post=row.post_id).exclude(pk=row.pk)
        if others.exclude(state=DeliverableState.DROPPED).exists():
            raise NotDone("Nothing was undone: the post stands for another deliverable by now.")
    if row.state == DeliverableState.SETTLED and row.counted_at is None:
        # Counts of a source are not kept for undo; they are read from the post once more.
        row.state = DeliverableState.FOUND if row.post_id else DeliverableState.AGREED
        row.settled_at = None
    row.save()
