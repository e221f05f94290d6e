"""Background work of the house itself."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

LAST_BEAT = "last-beat"


@shared_task
def beat_tick() -> None:
    """Leaves the time behind, so that `/healthz` can tell that beat and a worker are at work."""
    cache.set(LAST_BEAT, timezone.now().isoformat(), timeout=None)
