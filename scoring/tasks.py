"""Background scoring: thin, safe to run twice and safe to lose, because the database knows what is stale."""

from celery import shared_task
from django.utils import timezone

from scoring import run


@shared_task
def score_stale() -> None:
    """Brings profiles up to date whose data changed after they were scored."""
    run.score_stale(timezone.now())


@shared_task
def score_all() -> None:
    """Fits the benchmarks again and scores everybody."""
    run.score_all(timezone.now())
