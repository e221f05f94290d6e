"""Background work of campaigns: thin, safe to run twice and safe to lose."""

from celery import shared_task
from django.utils import timezone

from campaigns import mailing, matches, settling, wanted
from campaigns.kept import purge_counts, purge_frozen
from campaigns.sharing import visits


@shared_task
def purge_frozen_figures() -> None:
    """Takes off shortlists what was frozen of figures that may not be kept; runs nightly."""
    now = timezone.now()
    purge_frozen(now)
    purge_counts(now)


@shared_task
def forget_visits() -> None:
    """Takes away when client links were used, once its time is over; runs nightly."""
    visits.forget(timezone.now())


@shared_task
def want_listed() -> None:
    """Keeps those wanted who stand on a shortlist; runs nightly."""
    wanted.want_listed(timezone.now())


@shared_task
def follow_posts() -> None:
    """Finds posts whose links were given before they were read, settles those that stopped growing, and
    counts those that may be for a campaign."""
    now = timezone.now()
    settling.find_linked(now)
    settling.settle(now)
    matches.count_all()


@shared_task
def send_mails() -> None:
    """Hands mails to creators to the mail server, within the limits; runs each minute."""
    mailing.send_now()
