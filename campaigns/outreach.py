"""Writing to the creators of a shortlist: who can be written to, what each would get, and letting mails go.

Nothing is sent that a person did not see and send: `compose` makes the preview, `send` keeps exactly what it
makes, and `campaigns.mailing` hands it to the mail server a little later.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from campaigns.choices import MailState, ReplyKind
from campaigns.mail_fields import filled, values_of
from campaigns.models import Campaign, Candidate, Mail, Reply
from influencers.do_not_contact import bar, barred_addresses
from influencers.models import Influencer, Profile

GRACE = timedelta(minutes=1)
# A creator who was written to within so many days is not chosen unless a person chooses.
RECENT = timedelta(days=7)
MOST_AT_ONCE = 100
GONE_OUT = (MailState.WAITING, MailState.SENDING, MailState.SENT, MailState.BY_HAND, MailState.UNSURE)


@dataclass(frozen=True, slots=True)
class Letter:
    """What one candidate would get. `barred` says why nothing can be sent, `missing` names fields without a
    value, `warnings` what a person should know first."""

    candidate: Candidate
    address: str
    subject: str
    body: str
    barred: str = ""
    missing: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def can_go(self) -> bool:
        return not self.barred and not self.missing


def compose(
    campaign: Campaign, ids: Iterable[int], subject: str, body: str, sender, now: datetime
) -> list[Letter]:
    """The letters to candidates of the list, in its order; a fixed number of queries."""
    candidates = list(_with_people(campaign.candidates.listed().filter(pk__in=list(ids)[:MOST_AT_ONCE])))
    addresses, why_not = reach(candidates)
    warnings = _warnings(candidates, now)
    letters, taken = [], set()
    for candidate in candidates:
        values = values_of(campaign, candidate, sender, opt_out(candidate))
        (line, lacks), (text, also) = filled(subject, values), filled(body, values)
        address = addresses.get(candidate.pk, "")
        twice = address.lower() in taken
        barred = why_not.get(candidate.pk, "") or (
            "another letter here goes to this address" if twice else ""
        )
        taken.add(address.lower())
        missing = list(dict.fromkeys([*lacks, *also]))
        letters.append(
            Letter(candidate, address, line[:300], text, barred, missing, warnings.get(candidate.pk, []))
        )
    return letters


def _with_people(candidates):
    related = ("stage", "profile__influencer", "profile__primary_niche")
    return candidates.select_related(*related).defer("frozen").order_by("stage__position", "position", "pk")


def reach(candidates: list[Candidate]) -> tuple[dict[int, str], dict[int, str]]:
    """({candidate id: address}, {candidate id: why it cannot be written to}); two queries.

    The address is the account's own, else that of another account of the same creator.
    """
    people = {c.profile.influencer_id for c in candidates}
    others = Profile.objects.filter(influencer__in=people, influencer__no_contact_since=None)
    known: dict[int, str] = {}
    for person, contact in others.exclude(contact="").order_by("-pk").values_list("influencer", "contact"):
        known[person] = contact
    found = {c.pk: c.profile.mail_address or known.get(c.profile.influencer_id, "") for c in candidates}
    barred = barred_addresses(found.values())
    addresses, why = {}, {}
    for c in candidates:
        address = found[c.pk]
        if c.profile.influencer.no_contact_since:
            why[c.pk] = "asked not to be written to"
        elif c.profile.is_demo:
            why[c.pk] = "is a fictional demo creator"
        elif not address:
            why[c.pk] = "no address for business is known"
        elif address.lower() in barred:
            why[c.pk] = "somebody with this address asked not to be written to"
        else:
            addresses[c.pk] = address
    return addresses, why


def _warnings(candidates: list[Candidate], now: datetime) -> dict[int, list[str]]:
    """What is known of earlier letters to the same creators, in every campaign; three queries."""
    profiles = {c.profile_id: c.pk for c in candidates}
    found: dict[int, list[str]] = {}
    lately = Mail.objects.filter(candidate__profile__in=profiles, written_at__gt=now - RECENT)
    lately = lately.filter(state__in=GONE_OUT).order_by("-written_at")
    told = set()
    for profile, at in lately.values_list("candidate__profile", "written_at"):
        if profile not in told:
            told.add(profile)
            days = (now - at).days
            when = "today" if days == 0 else "yesterday" if days == 1 else f"{days} days ago"
            found.setdefault(profiles[profile], []).append(f"was written to {when}")
    answers = Reply.objects.filter(candidate__profile__in=profiles).order_by("-at", "-pk")
    said = set()
    for profile, kind in answers.values_list("candidate__profile", "kind"):
        if profile not in said:
            said.add(profile)
            if kind in (ReplyKind.BOUNCED, ReplyKind.DECLINED):
                words = "a mail did not arrive" if kind == ReplyKind.BOUNCED else "declined before"
                found.setdefault(profiles[profile], []).append(words)
    return found


def opt_out(candidate: Candidate) -> str:
    """How this creator gets no more mails: by a link, where creators can reach this installation at all."""
    return opt_out_link(candidate) if reachable() else "answer with a no"


def reachable() -> bool:
    """Whether people outside can open links to this installation."""
    return urlsplit(settings.BASE_URL).hostname not in ("127.0.0.1", "localhost", "::1")


def opt_out_link(candidate: Candidate) -> str:
    """Where this creator can ask for no more mails, without an account."""
    return settings.BASE_URL + reverse("no_mail", args=[_signer().sign(candidate.pk)])


def _signer() -> signing.Signer:
    # Without a time: the same letter looked at twice is the same letter.
    return signing.Signer(salt="campaigns.opt-out")


def person_of(token: str) -> Influencer | None:
    """The creator whom an opt-out link is for; None for somebody who is not in the catalogue any more.

    Raises signing.BadSignature for a link that is not ours.
    """
    return Influencer.objects.filter(profiles__candidacies=int(_signer().unsign(token))).first()


@transaction.atomic
def send(
    campaign: Campaign, ids: Iterable[int], subject: str, body: str, batch: UUID, by, now: datetime
) -> list[Mail]:
    """The mails that leave in a minute: of the chosen candidates those that can be written to. Called once
    more, the same `batch` adds nothing."""
    letters = [one for one in compose(campaign, ids, subject, body, by, now) if one.can_go]
    mails = [
        Mail(
            candidate=one.candidate, batch=batch, to=one.address, subject=one.subject, body=one.body,
            by=by, written_at=now, leaves_at=now + GRACE,
        )
        for one in letters
    ]  # fmt: skip
    Mail.objects.bulk_create(mails, ignore_conflicts=True)
    return list(Mail.objects.filter(batch=batch, candidate__campaign=campaign))


def stop(campaign: Campaign, batch: UUID) -> int:
    """How many mails of a click were stopped before they left."""
    waiting = Mail.objects.filter(candidate__campaign=campaign, batch=batch, state=MailState.WAITING)
    return waiting.update(state=MailState.STOPPED)


def sent_elsewhere(candidate: Candidate, letter: Letter, batch: UUID, by, now: datetime) -> Mail:
    """Notes that a person sent a letter from a mail program of their own."""
    mail, _ = Mail.objects.get_or_create(
        batch=batch,
        candidate=candidate,
        defaults={
            "to": letter.address, "subject": letter.subject, "body": letter.body, "by": by,
            "state": MailState.BY_HAND, "written_at": now, "leaves_at": now,
        },
    )  # fmt: skip
    return mail


@transaction.atomic
def note_reply(candidate: Candidate, kind: str, text: str, by, now: datetime) -> Reply:
    """Keeps what a creator answered. Who asked for no more mails gets none from any campaign; the words of
    the answer stay in this one."""
    reply = Reply.objects.create(candidate=candidate, kind=kind, text=text, by=by, at=now)
    if kind == ReplyKind.NO_CONTACT:
        bar(candidate.profile.influencer, "Answered so to a mail.", now)
    return reply
