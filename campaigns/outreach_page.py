"""What the outreach page of a campaign shows: who was written to, who answered, who cannot be written to."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from campaigns.choices import MailState
from campaigns.mailing import allowance, can_send
from campaigns.models import Campaign, Candidate, Mail, Reply
from campaigns.outreach import GONE_OUT, reach
from influencers.choices import Source
from influencers.models import Profile
from influencers.pictures.keeping import with_pictures

PAGE_SIZE = 50
_REACHED = Q(can_be_written_to=True)
_NEWS = Q(answered_at__gte=F("mailed_at")) | Q(answered_at__isnull=False, mailed_at=None)
_SILENT = Q(mailed_at__isnull=False) & (Q(answered_at=None) | Q(answered_at__lt=F("mailed_at")))
# {part of the address: (label, condition)}
SHOWN = {
    "": ("Everybody", Q()),
    "new": ("Not written to yet", _REACHED & Q(mailed_at=None, answered_at=None)),
    "waiting": ("No answer yet", _SILENT),
    "answered": ("Answered", _NEWS),
    "cannot": ("Cannot be written to", ~_REACHED),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate: its address or why it has none, its last mail and its last answer (None: none)."""

    candidate: Candidate
    address: str
    barred: str
    mail: Mail | None
    reply: Reply | None


@dataclass(frozen=True, slots=True)
class OutreachPage:
    """kinds: [(part of the address, label, number)]; waiting: {batch: mails that can still be stopped}."""

    lines: list[Line]
    kinds: list[tuple[str, str, int]]
    shown: str
    waiting: list[tuple[str, int]]
    can_send: bool
    left: int
    per_hour: int
    per_day: int
    page_obj: Page
    page_range: list[int | str]


def outreach_page(campaign: Campaign, asked, now: datetime) -> OutreachPage:
    """The page that the address asks for: ?show, ?page; a fixed number of queries."""
    shown = asked.get("show", "")
    shown = shown if shown in SHOWN else ""
    candidates = _with_contacts(campaign.candidates.listed())
    numbers = candidates.aggregate(**{f"n_{kind}": Count("pk", SHOWN[kind][1]) for kind in SHOWN})
    wanted = candidates.filter(SHOWN[shown][1]).select_related(
        "stage", "profile__influencer", "profile__primary_niche"
    )
    wanted = with_pictures(wanted.defer("frozen"), "profile__")
    paginator = Paginator(wanted.order_by("stage__position", "position", "pk"), PAGE_SIZE)
    page_obj = paginator.get_page(asked.get("page"))
    waiting = Mail.objects.filter(candidate__campaign=campaign, state=MailState.WAITING, attempts=0)
    batches = waiting.order_by("batch").values_list("batch").annotate(n=Count("pk"))
    return OutreachPage(
        lines=_lines(list(page_obj)),
        kinds=[(kind, label, numbers[f"n_{kind}"]) for kind, (label, _) in SHOWN.items()],
        shown=shown,
        waiting=[(str(batch), n) for batch, n in batches],
        can_send=can_send(),
        left=allowance(now),
        per_hour=settings.OUTREACH_PER_HOUR,
        per_day=settings.OUTREACH_PER_DAY,
        page_obj=page_obj,
        page_range=list(paginator.get_elided_page_range(page_obj.number)),
    )


def _with_contacts(candidates: QuerySet) -> QuerySet:
    mails = Mail.objects.filter(candidate=OuterRef("pk"), state__in=GONE_OUT).order_by("-written_at")
    replies = Reply.objects.filter(candidate=OuterRef("pk")).order_by("-at")
    known = Profile.objects.filter(influencer=OuterRef("profile__influencer")).exclude(contact="")
    known = known.filter(influencer__no_contact_since=None).exclude(source=Source.DEMO)
    return candidates.annotate(
        mailed_at=Subquery(mails.values("written_at")[:1]),
        answered_at=Subquery(replies.values("at")[:1]),
        can_be_written_to=Exists(known),
    )


def _lines(candidates: list[Candidate]) -> list[Line]:
    addresses, barred = reach(candidates) if candidates else ({}, {})
    mails = Mail.objects.filter(candidate__in=candidates).order_by("candidate_id", "-written_at", "-pk")
    mails = {mail.candidate_id: mail for mail in mails.distinct("candidate_id").select_related("by")}
    replies = Reply.objects.filter(candidate__in=candidates).order_by("candidate_id", "-at", "-pk")
    replies = {reply.candidate_id: reply for reply in replies.distinct("candidate_id")}
    return [
        Line(c, addresses.get(c.pk, ""), barred.get(c.pk, ""), mails.get(c.pk), replies.get(c.pk))
        for c in candidates
    ]
