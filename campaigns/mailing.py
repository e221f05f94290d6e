"""Handing mails to the operator's mail server: within limits, each once, by any number of workers.

All that is known stands in rows. A mail is marked before the server is asked; one whose worker died in
between is never sent again by itself, because it may have left.
"""

import logging
from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.utils import timezone

from campaigns.choices import MailState, Role
from campaigns.models import CampaignMember, Mail
from campaigns.outreach import opt_out_link, reach, reachable

log = logging.getLogger(__name__)
_LOCK = 0x68_70_6D_61  # one worker at a time counts what may leave
AT_ONCE = 20
ATTEMPTS = 3
AGAIN_AFTER = timedelta(minutes=10)
# After so long without an answer, the worker that asked the mail server is dead.
ANSWERED_WITHIN = timedelta(minutes=15)


def can_send() -> bool:
    """Whether the operator has set up a mail server."""
    return bool(settings.EMAIL_HOST)


def allowance(now: datetime) -> int:
    """How many mails may leave now: what is left of this hour and of this day, for all campaigns together."""
    tried = Mail.objects.filter(tried_at__isnull=False)
    hour = settings.OUTREACH_PER_HOUR - tried.filter(tried_at__gt=now - timedelta(hours=1)).count()
    day = settings.OUTREACH_PER_DAY - tried.filter(tried_at__gt=now - timedelta(days=1)).count()
    return max(0, min(hour, day))


def send_due(now: datetime) -> int:
    """How many mails left: those whose minute of grace is over, the oldest first, at most AT_ONCE."""
    _give_up(now)
    sent = 0
    server = get_connection()
    for pk in _claim(now):
        sent += _send(Mail.objects.select_related(*_PEOPLE).get(pk=pk), server, now)
    return sent


_PEOPLE = ("by", "candidate__campaign", "candidate__profile__influencer")


@transaction.atomic
def _claim(now: datetime) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return []
    due = Mail.objects.filter(state=MailState.WAITING, leaves_at__lte=now).order_by("leaves_at", "pk")
    due = due.select_for_update(skip_locked=True).values_list("pk", flat=True)
    ids = list(due[: min(AT_ONCE, allowance(now))])
    Mail.objects.filter(pk__in=ids).update(state=MailState.SENDING, tried_at=now)
    return ids


def _give_up(now: datetime) -> None:
    lost = Mail.objects.filter(state=MailState.SENDING, tried_at__lt=now - ANSWERED_WITHIN)
    lost.update(
        state=MailState.UNSURE, error="The worker was stopped while it sent this. It may have arrived."
    )


def _send(mail: Mail, server, now: datetime) -> bool:
    """Whether one claimed mail left. What became of it is written to its row."""
    if why := _why_not(mail):
        return _is(mail, MailState.FAILED, why)
    try:
        _message(mail, server).send()
    except SMTPRecipientsRefused:
        return _is(mail, MailState.FAILED, "The mail server refused this address.")
    except (SMTPException, OSError) as error:
        # Codes from 500 on are final; everything else may pass.
        final = isinstance(error, SMTPResponseException) and error.smtp_code >= 500
        log.warning("mail %s could not be handed over: %s", mail.pk, type(error).__name__)
        if final or mail.attempts + 1 >= ATTEMPTS:
            return _is(mail, MailState.FAILED, f"The mail server did not take it ({type(error).__name__}).")
        return _is(mail, MailState.WAITING, "The mail server did not answer; it is tried again.", now)
    return _is(mail, MailState.SENT)


def _is(mail: Mail, state: str, error: str = "", now: datetime | None = None) -> bool:
    values = {"state": state, "error": error, "attempts": mail.attempts + 1}
    if now:
        values["leaves_at"] = now + AGAIN_AFTER
    Mail.objects.filter(pk=mail.pk, state=MailState.SENDING).update(**values)
    return state == MailState.SENT


def _why_not(mail: Mail) -> str:
    """What has changed since the preview, so that the mail must not leave any more; "" where nothing has."""
    candidate = mail.candidate
    _, barred = reach([candidate])
    if barred:
        return f"Not sent: the creator {barred[candidate.pk]}."
    if candidate.removed_at:
        return "Not sent: the creator was taken off the shortlist."
    if candidate.campaign.is_archived:
        return "Not sent: the campaign was archived."
    members = CampaignMember.objects.filter(campaign=candidate.campaign, user=mail.by, role__gte=Role.EDITOR)
    if not members.filter(user__is_active=True).exists():
        return "Not sent: its writer may not write for this campaign any more."
    return ""


def _message(mail: Mail, server) -> EmailMessage:
    """The mail as it leaves: from the operator's address in its writer's name, answers to its writer."""
    _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    headers = {"Message-ID": message_id(mail)}
    if reachable():
        headers["List-Unsubscribe"] = f"<{opt_out_link(mail.candidate)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    earlier = Mail.objects.filter(
        candidate=mail.candidate, state=MailState.SENT, written_at__lt=mail.written_at
    )
    if before := earlier.first():
        headers["In-Reply-To"] = headers["References"] = message_id(before)
    return EmailMessage(
        mail.subject,
        mail.body,
        formataddr((str(mail.by), address)),
        [mail.to],
        reply_to=[mail.by.email] if mail.by.email else None,
        headers=headers,
        connection=server,
    )


def message_id(mail: Mail) -> str:
    """The Message-ID of a mail: always the same, so that a mail program recognises one that came twice."""
    _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return f"<outreach-{mail.batch.hex}-{mail.candidate_id}@{address.partition('@')[2] or 'localhost'}>"


def send_now() -> int:
    """`send_due` at this moment, for the task."""
    return send_due(timezone.now()) if can_send() else 0
