"""The work of a run, a chunk at a time: by any number of workers, in any order, with the same result.

All that a worker knows stands in rows. One that dies leaves its chunk to the next by the end of its lease;
two that do the same chunk write the same rows.
"""

import gc
import logging
from datetime import timedelta
from functools import cache

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from influencers.choices import RunState
from scoring.close import SIZES, close, fail, fit
from scoring.constants import constants_of
from scoring.core.benchmark import Benchmark
from scoring.core.frames import Frames
from scoring.core.frozen import Frozen
from scoring.core.insights import sizes
from scoring.core.measure import observe
from scoring.core.sample import for_fit
from scoring.core.weights import Constants
from scoring.kept_scores import keep_scores
from scoring.measuring import measure_and_store
from scoring.models import ScoreChunk, ScoreRun
from scoring.models.chunk import ChunkState
from scoring.models.run import OBSERVE
from scoring.niches import lexicon_of
from scoring.payload import pack_frames, pack_observed
from scoring.plan import profiles_of
from scoring.post_texts import read_frames, text_rules_with

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)
ATTEMPTS = 3
LANES = 8
"""How many workers are asked to take part in a pass; those that find nothing to take are gone at once."""


def finish(run: ScoreRun) -> None:
    """Works a run through to its end, here and now. What goes wrong closes the run and is raised."""
    while step(run.pk, patient=False):
        pass
    run.refresh_from_db()


def step(run_id: int, patient: bool = True) -> int:
    """Takes one chunk of a run, or ends its pass where all are done. Returns how many workers should go on: 0
    where there is nothing to take, 1 after a chunk, LANES when a pass begins.

    patient: a chunk that went wrong is tried again before its run is given up.
    """
    run = ScoreRun.objects.filter(pk=run_id, state=RunState.RUNNING).first()
    if run is None:
        return 0
    chunk = claim(run)
    if chunk is None:
        return LANES if _advance(run) else 0
    try:
        (_observe if run.pass_number == OBSERVE else _measure)(run, chunk)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"[:500]
        if not patient:
            fail(run, reason)
            raise
        log.exception("%s went wrong", chunk)
        _held(chunk).update(state=ChunkState.WAITING, claimed_until=None, error=reason)
    return 1


@cache
def _settle() -> None:
    """Once a process: what it has loaded stays as long as it does, the lexicons above all, and the garbage
    collector need not walk through that time and again."""
    gc.collect()
    gc.freeze()


def claim(run: ScoreRun) -> ScoreChunk | None:
    """A chunk of the pass that nobody holds, held by the caller from now on; None where there is none."""
    now = timezone.now()
    free = Q(state=ChunkState.WAITING) | Q(state=ChunkState.CLAIMED, claimed_until__lte=now)
    with transaction.atomic():
        chunk = (
            run.chunks.filter(free, pass_number=run.pass_number, attempts__lt=ATTEMPTS)
            .order_by("first_id")
            .select_for_update(skip_locked=True)
            .first()
        )
        if chunk:
            chunk.state, chunk.claimed_until = ChunkState.CLAIMED, now + LEASE
            chunk.attempts += 1
            chunk.save(update_fields=["state", "claimed_until", "attempts"])
    return chunk


def _advance(run: ScoreRun) -> bool:
    """Ends a pass whose chunks are all done; whether another one begins. Closes a run that cannot go on."""
    left = run.chunks.filter(pass_number=run.pass_number).exclude(state=ChunkState.DONE)
    if not left.exists():
        if run.pass_number == OBSERVE:
            return fit(run)
        close(run)
        return False
    held = left.filter(state=ChunkState.CLAIMED, claimed_until__gt=timezone.now())
    given_up = left.filter(attempts__gte=ATTEMPTS).first()
    if given_up and not held.exists():
        reason = given_up.error or "the worker was stopped each time"
        fail(run, f"Accounts {given_up.first_id} to {given_up.last_id} went wrong {ATTEMPTS} times: {reason}")
    return False


def _observe(run: ScoreRun, chunk: ScoreChunk) -> None:
    constants = constants_of(run)
    frames = _frames(run, chunk, constants)
    observed = None
    if len(frames.profiles):
        observed = pack_observed(for_fit(observe(frames, run.as_of, constants), run.sample, constants))
    _done(chunk, profiles=len(frames.profiles), posts=len(frames.posts), observed=observed)


@transaction.atomic
def _measure(run: ScoreRun, chunk: ScoreChunk) -> None:
    if not _held(chunk).filter(run__state=RunState.RUNNING).select_for_update(of=("self",)).first():
        return  # so late that another worker, or a newer run, took it over
    constants, lexicon = constants_of(run), lexicon_of(run)
    frames = _frames(run, chunk, constants)
    seen = None
    if len(frames.profiles):
        frozen = Frozen(Benchmark.from_dict(run.benchmark), run.references)
        measured = measure_and_store(run, frames, frozen, lexicon, run.as_of, constants)
        keep_scores(run, frames.profiles["profile_id"].to_numpy(), measured, lexicon)
        seen = pack_frames({SIZES: sizes(frames.profiles, measured.engagement, run.sample, constants)})
    _done(chunk, profiles=len(frames.profiles), posts=len(frames.posts), observed=seen)


def _profiles(run: ScoreRun, chunk: ScoreChunk):
    return profiles_of(run.is_demo).filter(id__gte=chunk.first_id, id__lte=chunk.last_id)


def _frames(run: ScoreRun, chunk: ScoreChunk, constants: Constants) -> Frames:
    rules = text_rules_with(run.overrides)
    _settle()
    return read_frames(_profiles(run, chunk), run.as_of, rules, constants)


def _held(chunk: ScoreChunk):
    """The chunk while the lease of this worker lasts; another one may have taken it since."""
    return ScoreChunk.objects.filter(pk=chunk.pk, state=ChunkState.CLAIMED, claimed_until=chunk.claimed_until)


def _done(chunk: ScoreChunk, **values) -> None:
    _held(chunk).update(state=ChunkState.DONE, claimed_until=None, error="", **values)
