"""Background work of campaigns: thin, safe to run twice and safe to lose."""

from celery import shared_task
from django.utils import timezone

from campaigns import mailing, wanted
from campaigns.kept import purge_frozen


@shared_task
def purge_frozen_figures() -> None:
    """Takes off shortlists what was frozen of figures that may not be kept; runs nightly."""
    purge_frozen(timezone.now())


@shared_task
def want_listed() -> None:
    """Keeps those wanted who stand on a shortlist; runs nightly."""
    wanted.want_listed(timezone.now())


@shared_task
def send_mails() -> None:
    """Hands mails to creators to the mail server, within the limits; runs each minute."""
    mailing.send_now()
