"""What clients say: decisions, of which all are kept and the latest counts, and comments."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from campaigns.choices import Verdict
from campaigns.models import Candidate, ClientComment, ClientDecision, ShareLink

TEAM = "The team"


class Refused(Exception):
    """An answer that is not taken; the message says what to do. `field`: the part of the form it is about."""

    def __init__(self, field: str, words: str):
        super().__init__(words)
        self.field = field


@transaction.atomic
def decide(
    link: ShareLink, candidate: Candidate, verdict: str, reason: str, name: str, now: datetime
) -> ClientDecision | None:
    """The decision, kept; None where it says nothing new. Raises Refused."""
    if not link.may_decide:
        raise Refused("", "This page takes no decisions. Tell the person who sent you the link.")
    if verdict not in Verdict.values:
        raise Refused("", "Choose Approve or Decline.")
    name, reason = _name(name), _text(reason, "reason", ClientDecision)
    if verdict == Verdict.DECLINE and not reason:
        raise Refused("reason", "Say in a few words why, so that better creators can be found.")
    reason = reason if verdict == Verdict.DECLINE else ""
    ShareLink.objects.select_for_update().get(pk=link.pk)
    last = latest(link.decisions.filter(candidate=candidate)).first()
    stands = last is not None and last.verdict != Verdict.WITHDRAWN
    if verdict == Verdict.WITHDRAWN and not stands:
        return None
    if stands and (last.verdict, last.reason) == (verdict, reason):
        return None
    return ClientDecision.objects.create(
        link=link, candidate=candidate, verdict=verdict, reason=reason, by_name=name, at=now
    )


def comment(link: ShareLink, candidate: Candidate, text: str, name: str, now: datetime) -> ClientComment:
    """The comment, kept. Raises Refused."""
    if not link.may_comment:
        raise Refused("", "This page takes no comments. Tell the person who sent you the link.")
    name, text = _name(name), _text(text, "text", ClientComment)
    if not text:
        raise Refused("text", "Write something first.")
    return ClientComment.objects.create(link=link, candidate=candidate, text=text, by_name=name, at=now)


def reply(link: ShareLink, candidate: Candidate, text: str, by, now: datetime) -> ClientComment:
    """An answer of the team, which the client reads under the name of the team. Raises Refused."""
    text = _text(text, "text", ClientComment)
    if not text:
        raise Refused("text", "Write something first.")
    return ClientComment.objects.create(
        link=link, candidate=candidate, text=text, by_name=TEAM, from_team=True, author=by, at=now
    )


def latest(rows: QuerySet[ClientDecision]) -> QuerySet[ClientDecision]:
    """The decision that counts of each link about each candidate."""
    return rows.order_by("candidate_id", "link_id", "-at", "-pk").distinct("candidate_id", "link_id")


def standing(link: ShareLink, candidate_ids: Collection[int]) -> dict[int, ClientDecision]:
    """{candidate id: its decision that counts}, without those taken back."""
    rows = latest(link.decisions.filter(candidate__in=candidate_ids))
    return {row.candidate_id: row for row in rows if row.verdict != Verdict.WITHDRAWN}


def _name(name: str) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise Refused("name", "Write your name first, so that the team knows who decided.")
    return name[: ClientDecision._meta.get_field("by_name").max_length]


def _text(text: str, field: str, model) -> str:
    text, most = text.replace("\x00", "").strip(), model._meta.get_field(field).max_length
    if len(text) > most:
        raise Refused(field, f"That is too long: at most {most:,} letters.")
    return text
