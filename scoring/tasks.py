"""Background scoring: thin, safe to run twice and safe to lose, because the database knows what is stale."""

from celery import shared_task
from django.contrib.auth import get_user_model
from django.utils import timezone

from scoring import run
from scoring.catalogue.building import build
from scoring.chunk_work import LANES, finish, step
from scoring.distil import ensure_token_vectors
from scoring.meaning import token_vectors
from scoring.meaning_file import write_meaning as write_file
from scoring.models import ScoreRun
from scoring.models.run import Trigger


@shared_task
def score_stale() -> None:
    """Brings profiles up to date whose data changed after they were scored, and revives a run that lost its
    workers."""
    if token_vectors() is None:
        ensure_token_vectors()
    run.score_stale(timezone.now(), spread)


@shared_task
def score_all(asked_by: int | None = None) -> None:
    """Fits the benchmarks again and scores everybody: each night, or asked for by a person."""
    ensure_token_vectors()
    by = get_user_model().objects.filter(pk=asked_by).first()
    run.score_all(timezone.now(), spread, Trigger.PERSON if by else Trigger.NIGHT, by)


@shared_task
def score_chunk(run_id: int) -> None:
    """One chunk of a run; asks for the next."""
    for _ in range(step(run_id)):
        score_chunk.delay(run_id)


@shared_task
def write_meaning() -> None:
    """Hands new vectors to the search by meaning; runs every ten minutes."""
    write_file()


@shared_task
def build_score_columns() -> None:
    """Writes the columns that large rankings are made from, where they are missing or much changed."""
    build(timezone.now())


def spread(begun: ScoreRun) -> None:
    """Shares the chunks of a run out among the workers. A small one is done on the spot."""
    chunks = begun.chunks.filter(pass_number=begun.pass_number).count()
    if chunks < 2:
        finish(begun)
        return
    for _ in range(min(LANES, chunks)):
        score_chunk.delay_on_commit(begun.pk)
