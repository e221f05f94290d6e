"""Pictures in the background: thin, ids only, safe to run twice and safe to lose."""

import logging

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from influencers.pictures import keeping

logger = logging.getLogger(__name__)


@shared_task
def fetch_avatar(profile_id: int) -> None:
    """Fetches the picture of one account."""
    keeping.fetch_one(profile_id)


@shared_task
def fetch_waiting() -> None:
    """Queues the pictures that wait; runs every quarter of an hour."""
    for profile_id in keeping.waiting(timezone.now()):
        fetch_avatar.apply_async([profile_id], expires=15 * 60)


def ask_for_picture(profile_id: int) -> None:
    """Queues the picture of an account where it is due. Where the queue is down, `fetch_waiting` finds it."""
    if keeping.due(profile_id):
        try:
            fetch_avatar.delay(profile_id)
        except OperationalError:
            logger.warning("The picture of profile %s waits for the queue", profile_id)
