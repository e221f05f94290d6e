"""Scoring runs: a full one that fits and freezes benchmarks, and one that freshens stale profiles."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection

from influencers.choices import RunState
from influencers.models import Profile
from scoring.chunk_work import finish
from scoring.close import fail
from scoring.constants import constants_of
from scoring.core.benchmark import Benchmark
from scoring.core.frozen import Frozen
from scoring.core.weights import VERSION
from scoring.frames import chunks
from scoring.measuring import measure_and_store
from scoring.models import ScoreRun
from scoring.models.run import Trigger
from scoring.niches import lexicon_of
from scoring.overrides import base_of
from scoring.plan import CHUNK, STOPPED, data_hash, is_worked_at, open_runs, plan, profiles_of
from scoring.post_texts import forget_texts, read_frames, text_rules_with
from scoring.withheld import clear_withheld

log = logging.getLogger(__name__)
REFIT_SHARE = 0.2
"""A fifth of the catalogue new or changed since the benchmark was fitted: fit it again."""
# Any number, as long as nothing else in the app locks on it.
LOCK = 7_203_114

Go = Callable[[ScoreRun], None]
"""How the chunks of a planned run are worked through: here and now, or by workers."""


def score_all(now: datetime, go: Go = finish, trigger: Trigger = Trigger.COMMAND, by=None) -> list[ScoreRun]:
    """The runs begun over the whole catalogue: real creators and demo ones, each against their own kind.

    Returns [] when another process is scoring. Kinds without profiles get no run.
    """
    with _alone() as alone:
        if alone:
            forget_texts()
            _forget_withheld()
        return [r for demo in (False, True) if (r := _full_run(demo, now, go, trigger, by))] if alone else []


def score_stale(now: datetime, go: Go = finish) -> int:
    """How many profiles were brought up to date against the frozen benchmark of the last run of their kind.

    Runs over the whole kind when there is no run of this version and these lexicons, or when a fifth of the
    kind is stale; the profiles of such a run count too. A run that lost its workers goes on. Returns 0 when
    another process is scoring: what is stale stays so for the next tick.
    """
    with _alone() as alone:
        if not alone:
            return 0
        if _forget_withheld() and latest_run(False):
            full = _full_run(False, now, go, Trigger.TERMS)
            return (full.profiles if full else 0) + _freshen(True, now, go)
        return sum(_freshen(demo, now, go) for demo in (False, True))


def _forget_withheld() -> bool:
    """Whether figures had to go that the terms of their source forbid by now; all that rests on them goes."""
    if not clear_withheld():
        return False
    for under_way in open_runs(False):
        fail(under_way, "The terms of a source changed under way.")
    ScoreRun.objects.filter(is_demo=False).update(data_hash="", benchmark={}, references={}, insights={})
    return True


def latest_run(demo: bool) -> ScoreRun | None:
    """The newest finished run over one kind of creators, whatever its version."""
    done = ScoreRun.objects.filter(is_demo=demo, state=RunState.DONE)
    return done.defer("insights").order_by("-id").first()


def _freshen(demo: bool, now: datetime, go: Go) -> int:
    if under_way := open_runs(demo).first():
        return _resume(under_way, go)
    stale = profiles_of(demo).stale()
    number = stale.count()
    run = latest_run(demo)
    current = run and base_of(run.version) == VERSION and run.data_hash == data_hash()
    if not number and (current or not run):
        return 0
    if not current or number > REFIT_SHARE * run.profiles:
        trigger = Trigger.FIRST if run is None else Trigger.GREW if current else Trigger.CHANGED
        full = _full_run(demo, now, go, trigger)
        return full.profiles if full else 0
    constants, lexicon, rules = constants_of(run), lexicon_of(run), text_rules_with(run.overrides)
    frozen = Frozen(Benchmark.from_dict(run.benchmark), run.references)
    for ids in list(chunks(stale, CHUNK)):
        frames = read_frames(Profile.objects.filter(id__in=ids), now, rules, constants)
        if len(frames.profiles):
            measure_and_store(run, frames, frozen, lexicon, now, constants)
    return number


def _resume(run: ScoreRun, go: Go) -> int:
    """A run that nobody works at goes on, unless the method changed since it began."""
    if is_worked_at(run.is_demo):
        return 0
    if base_of(run.version) != VERSION or not run.chunks.exists():
        fail(run, STOPPED)
        return 0
    go(run)
    return run.profiles


def _full_run(demo: bool, now: datetime, go: Go, trigger: Trigger, by=None) -> ScoreRun | None:
    run = plan(demo, now, trigger, by)
    if run:
        go(run)
    return run


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether this process alone begins runs and freshens; the chunks of a run need no lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        got = cursor.fetchone()[0]
    if not got:
        log.info("scoring is under way elsewhere")
        yield False
        return
    try:
        yield True
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
