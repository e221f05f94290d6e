"""Background work of finding creators: ids only, safe to run twice and safe to lose."""

from celery import shared_task

from influencers.finding import asking, job, keep
from influencers.models.discovery import DiscoveryState
from influencers.tasks import refresh_due


@shared_task
def discovery_due() -> None:
    """Takes up jobs and keeps that wait for a turn or lost their worker, and forgets old jobs; runs each
    minute."""
    asking.forget_old()
    keep.finish_left_keeps()
    for discovery_id in job.due():
        work_on_discovery.apply_async([discovery_id], expires=55)


@shared_task
def work_on_discovery(discovery_id: int) -> None:
    """One turn of a job, and the next one where there is more to do."""
    state = job.take_turn(discovery_id)
    if state == DiscoveryState.QUEUED:
        work_on_discovery.delay(discovery_id)
    if state == DiscoveryState.DONE:
        refresh_due.delay()  # an account that was kept at once shows its posts in seconds


@shared_task
def keep_finds(keep_id: int) -> None:
    """Keeps what a person selected."""
    if keep.fulfil(keep_id):
        refresh_due.delay()
