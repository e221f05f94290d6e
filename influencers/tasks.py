"""Background work of the catalogue: thin, ids only, safe to run twice and safe to lose."""

from celery import shared_task
from django.utils import timezone

from influencers import comments, reindexing, retention, searched, text_index, thinning
from influencers.catalogue import build
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
def read_comments() -> None:
    """Queues a round of comments for each source that shows them; runs every ten minutes."""
    for source in comments.reading():
        comment_round.apply_async([source], expires=9 * 60)


@shared_task
def comment_round(source: str) -> None:
    """Reads the comments under some posts of a source."""
    comments.read_round(source)


@shared_task
def want_searched() -> None:
    """Has those read daily whom saved searches have on top; runs every six hours."""
    searched.want_searched(timezone.now())


@shared_task
def purge_old() -> None:
    """Takes away what may not be kept any longer, and hurries what must be read again soon; runs nightly."""
    now = timezone.now()
    retention.hurry(now)
    retention.purge(now)


@shared_task
def thin_old() -> None:
    """Leaves fewer rows of old figures, with their shape; runs nightly."""
    thinning.thin(timezone.now())


@shared_task
def build_catalogue() -> None:
    """Makes the columns that answer Discover anew where that is due; runs each minute."""
    build.build_if_due()


@shared_task
def make_texts() -> None:
    """Makes what is found by words for accounts that changed; runs every fifteen seconds."""
    text_index.make_texts(text_index.AT_A_TIME)


@shared_task
def rebuild_indexes() -> None:
    """Rebuilds indexes that take far more room than they need; runs nightly."""
    reindexing.rebuild()
