"""Scoring runs: a full one that fits and freezes benchmarks, and one that freshens stale profiles."""

import hashlib
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from influencers.choices import RunState
from influencers.models import Profile
from scoring.core.benchmark import Benchmark
from scoring.core.engagement import CreatorMeans
from scoring.core.frozen import Frozen, freeze
from scoring.core.measure import measure, observe
from scoring.core.weights import CONSTANTS, DEFAULT_WEIGHTS, VERSION
from scoring.distil import ensure_token_vectors
from scoring.frames import chunks, load_frames
from scoring.meaning import current_meaning
from scoring.models import ScoreRun
from scoring.niches import current_lexicon, sync_niches
from scoring.store import store
from scoring.vectors import bio_vectors, store_surroundings, store_vectors
from scoring.withheld import clear_withheld, measurable

log = logging.getLogger(__name__)
CHUNK = 1_000
REFIT_SHARE = 0.2
"""A fifth of the catalogue new or changed since the benchmark was fitted: fit it again."""
# Any number, as long as nothing else in the app locks on it.
LOCK = 7_203_114


def score_all(now: datetime) -> list[ScoreRun]:
    """The runs made over the whole catalogue: real creators and demo ones, each against their own kind.

    Returns [] when another process is scoring. Kinds without profiles get no run.
    """
    with _alone() as alone:
        if alone:
            clear_withheld()
        return [run for demo in (False, True) if (run := _full_run(demo, now))] if alone else []


def score_stale(now: datetime) -> int:
    """How many profiles were brought up to date against the frozen benchmark of the last run of their kind.

    Runs over the whole kind when there is no run of this version and these lexicons, or when a fifth of the
    kind is stale. Returns 0 when another process is scoring: what is stale stays so for the next tick.
    """
    with _alone() as alone:
        if not alone:
            return 0
        if clear_withheld() and (run := latest_run(False)):
            # Its benchmark rests on what may not be used any more.
            ScoreRun.objects.filter(pk__lte=run.pk, is_demo=False).update(data_hash="", benchmark={})
            full = _full_run(False, now)
            return (full.profiles if full else 0) + _freshen(True, now)
        return sum(_freshen(demo, now) for demo in (False, True))


def profiles_of(demo: bool) -> QuerySet[Profile]:
    """The accounts that are measured against each other."""
    return measurable().demo() if demo else measurable().real()


def data_hash() -> str:
    """SHA-256 over what scores depend on beside the creators: lexicon, niche tree, weights, constants,
    and the vectors where meaning is on."""
    lexicon = current_lexicon()
    meaning = current_meaning(lexicon)
    read_by = [meaning.whole.digest, meaning.quick.digest if meaning.quick else ""] if meaning else []
    data = [lexicon.digest, dict(DEFAULT_WEIGHTS), CONSTANTS.as_dict(), *read_by]
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def latest_run(demo: bool) -> ScoreRun | None:
    """The newest finished run over one kind of creators, whatever its version."""
    return ScoreRun.objects.filter(is_demo=demo, state=RunState.DONE).order_by("-id").first()


def _freshen(demo: bool, now: datetime) -> int:
    stale = profiles_of(demo).stale()
    number = stale.count()
    run = latest_run(demo)
    current = run and run.version == VERSION and run.data_hash == data_hash()
    if not number and (current or not run):
        return 0
    if not current or number > REFIT_SHARE * run.profiles:
        full = _full_run(demo, now)
        return full.profiles if full else 0
    frozen = Frozen(Benchmark.from_dict(run.benchmark), run.references)
    for ids in list(chunks(stale, CHUNK)):
        _score_chunk(run, ids, frozen, now)
    return number


def _full_run(demo: bool, now: datetime) -> ScoreRun | None:
    """1. Means of all creators. 2. Benchmarks fitted and frozen in the run. 3. Every creator against them."""
    profiles = profiles_of(demo)
    if not profiles.exists():
        return None
    sync_niches()
    ensure_token_vectors()
    run = ScoreRun.objects.create(
        version=VERSION,
        is_demo=demo,
        as_of=now,
        constants=CONSTANTS.as_dict(),
        weights=dict(DEFAULT_WEIGHTS),
        data_hash=data_hash(),
    )
    try:
        frozen = _fit(run, profiles, now)
        for ids in chunks(profiles, CHUNK):
            _score_chunk(run, ids, frozen, now)
        if meaning := current_meaning(current_lexicon()):
            store_surroundings(run, profiles, meaning)
    except Exception as error:
        ScoreRun.objects.filter(pk=run.pk).update(
            state=RunState.FAILED,
            finished_at=timezone.now(),
            message=f"{type(error).__name__}: {error}"[:500],
        )
        raise
    run.state, run.finished_at = RunState.DONE, timezone.now()
    run.save(update_fields=["state", "finished_at"])
    log.info("score run %s: %s profiles, %s posts", run.pk, run.profiles, run.posts)
    return run


def _fit(run: ScoreRun, profiles: QuerySet[Profile], now: datetime) -> Frozen:
    seen = []
    for ids in chunks(profiles, CHUNK):
        chunk = observe(load_frames(Profile.objects.filter(id__in=ids), now), now)
        run.profiles += len(ids)
        run.posts += chunk.posts
        seen.append(replace(chunk, means=_peers(chunk.means)))
    frozen = freeze(seen)
    run.benchmark, run.references = frozen.benchmark.to_dict(), dict(frozen.references)
    run.save(update_fields=["benchmark", "references", "profiles", "posts"])
    return frozen


def _peers(chunk: CreatorMeans) -> CreatorMeans:
    """The rows that a fit can use, so that memory does not grow with creators who hardly post."""
    means = chunk.means[
        (chunk.means["n_eff"] >= CONSTANTS.peer_n_eff)
        | (chunk.means["n"] >= CONSTANTS.sigma_posts)
        | (chunk.means["channel"] == "reported")
    ]
    kept = chunk.cells["profile_id"].isin(means["profile_id"])
    return CreatorMeans(means, chunk.cells[kept])


def _score_chunk(run: ScoreRun, ids: list[int], frozen: Frozen, now: datetime) -> None:
    lexicon = current_lexicon()
    frames = load_frames(Profile.objects.filter(id__in=ids), now)
    if not len(frames.profiles):
        return
    meaning = current_meaning(lexicon)
    bios = bio_vectors(frames.profiles, meaning) if meaning else None
    measured = measure(frames, frozen, lexicon, now, meaning=meaning, bio_vectors=bios)
    store(run, frames, measured, lexicon, now)
    if meaning:
        store_vectors(frames.profiles, bios, measured.niche.vectors, meaning)


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether this process holds the lock of scoring; if so, runs left open by a dead one are closed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        got = cursor.fetchone()[0]
    if not got:
        log.info("scoring is under way elsewhere")
        yield False
        return
    try:
        ScoreRun.objects.filter(state=RunState.RUNNING).update(
            state=RunState.FAILED, finished_at=timezone.now(), message="Stopped before its end."
        )
        yield True
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
