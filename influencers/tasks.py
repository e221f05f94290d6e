"""Background work of the catalogue: thin, ids only, safe to run twice and safe to lose."""

from celery import shared_task
from django.utils import timezone

from influencers import retention
from influencers.refresh import plan
from influencers.refresh_round import run_round


@shared_task
def refresh_due() -> None:
    """Queues as many rounds as there are due accounts; runs each minute."""
    for source, rounds in plan().items():
        for _ in range(rounds):
            refresh_round.apply_async([source], expires=55)


@shared_task
def refresh_round(source: str) -> None:
    """Refreshes one batch of whatever is due by then."""
    run_round(source)


@shared_task
def refresh_profiles(source: str, profile_ids: list[int], asked_by: int | None = None) -> None:
    """Refreshes these accounts, because a person asked."""
    run_round(source, profile_ids, asked_by)


@shared_task
def purge_old() -> None:
    """Takes away what may not be kept any longer, and hurries what must be read again soon; runs nightly."""
    now = timezone.now()
    retention.hurry(now)
    retention.purge(now)
