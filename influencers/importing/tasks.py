"""Imports in the background."""

from celery import shared_task

from influencers.importing.uploads import run_stored


@shared_task
def import_stored_file(import_file_id: int) -> None:
    """Imports an upload that was started."""
    run_stored(import_file_id)
