"""Changes of candidates that were refused because somebody else was faster: what the other did, and the same
change once more for a person who now knows of it."""

from dataclasses import dataclass

from auditlog.models import LogEntry
from django.db.models import Q

from campaigns.changes import entries_of
from campaigns.fees import Fees
from campaigns.models import Campaign, Candidate, StageChange

REMOVED = "removed"
# As many as a person can judge one by one.
SHOWN = 20
_TOLD = ("profile", "stage", "assignee", "removed_by")


@dataclass(frozen=True, slots=True)
class Overtaken:
    """`lines` are (candidate, what the other did); `again` those of them that can still be changed; the form
    that does so sends `name`=`value`, its button says `label`."""

    lines: list[tuple[Candidate, str]]
    again: list[Candidate]
    url_name: str
    name: str
    value: str
    label: str

    @property
    def verb(self) -> str:
        """What was refused: "moved", "removed" or "assigned"."""
        if self.name == "assignee":
            return "assigned"
        return "removed" if self.value == REMOVED else "moved"


def wish_of(name: str, value) -> str:
    """A refused change as a part of an address, such as "stage-12", "stage-removed" or "assignee-0"."""
    return f"{name}-{value}"


def overtaken(campaign: Campaign, ids: list[int], wish: str) -> Overtaken | None:
    """What to tell about changes that were refused; None where there is nothing to tell."""
    name, _, value = wish.partition("-")
    label = _label(campaign, name, value)
    rows = campaign.candidates.filter(pk__in=ids[:SHOWN]).select_related(
        "profile", "stage", "assignee", "removed_by"
    )
    rows = list(rows.defer("frozen").order_by("pk")) if label else []
    if not rows:
        return None
    told = _moves(rows) if name == "stage" else _assignments(rows)
    return Overtaken(
        lines=[(row, _removal(row) if row.removed_at else told.get(row.pk, _now(row, name))) for row in rows],
        again=[row for row in rows if row.removed_at is None],
        url_name="campaign_move" if name == "stage" else "campaign_assign",
        name=name,
        value=value,
        label=label,
    )


def fees_overtaken(candidate: Candidate) -> str:
    """What to tell a person whose fees were refused: who changed them and to what."""
    if candidate.removed_at:
        return f"Not saved: {_removal(candidate)} Put it back first."
    fees = Q(changes__has_key="fee_quoted") | Q(changes__has_key="fee_agreed")
    entry = entries_of([candidate]).filter(fees).select_related("actor").order_by("pk").last()
    who = (entry and entry.actor) or "Somebody"
    now = Fees.of(candidate).words()
    return f"Not saved: {who} changed the fees meanwhile: {now}. Save again to put yours in their place."


def _label(campaign: Campaign, name: str, value: str) -> str:
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None
    if name == "stage" and value == REMOVED:
        return "Remove all the same"
    if name == "stage" and (stage := campaign.stages.filter(pk=number).first()):
        return f"Move to {stage.name} all the same"
    if name == "assignee" and number == 0:
        return "Take the assignment away all the same"
    if name == "assignee" and (member := campaign.memberships.filter(user=number).first()):
        return f"Assign to {member.user} all the same"
    return ""


def _removal(row: Candidate) -> str:
    return f"{row.removed_by or 'Somebody'} took it off the shortlist."


def _moves(rows: list[Candidate]) -> dict[int, str]:
    newest = StageChange.objects.filter(candidate__in=rows).order_by("candidate_id", "-at", "-pk")
    return {
        move.candidate_id: f"{move.by or 'Somebody'} moved it from {move.from_name} to {move.to_name}."
        for move in newest.distinct("candidate_id").select_related("by")
        if move.from_name and move.to_name
    }


def _assignments(rows: list[Candidate]) -> dict[int, str]:
    newest: dict[int, LogEntry] = {}
    for entry in entries_of(rows).select_related("actor").filter(changes__has_key="assignee").order_by("pk"):
        newest[entry.object_id] = entry
    return {
        row.pk: f"{newest[row.pk].actor or 'Somebody'} assigned it to {row.assignee or 'nobody'}."
        for row in rows
        if row.pk in newest
    }


def _now(row: Candidate, name: str) -> str:
    return f"It is in {row.stage.name} now." if name == "stage" else f"{row.assignee or 'Nobody'} has it now."
