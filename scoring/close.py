"""The end of a pass: the fit after the first, the last word after the second. Each is safe to do twice."""

import logging

import pandas as pd
from django.db.models import Sum
from django.utils import timezone

from influencers.choices import RunState
from scoring.constants import constants_of
from scoring.core.benchmark import Benchmark
from scoring.core.frozen import freeze
from scoring.core.insights import engagement_by_size
from scoring.models import RunScore, ScoreChunk, ScoreRun
from scoring.models.run import MEASURE, OBSERVE
from scoring.payload import unpack_frames, unpack_observed
from scoring.vectors import store_surroundings

log = logging.getLogger(__name__)
SIZES = "sizes"
KEPT_RUNS = 4
"""So many runs of a kind keep their scores, to be held against each other."""


def fit(run: ScoreRun) -> bool:
    """Freezes what the first pass saw and begins the second; False where another worker did, or the run is
    over."""
    chunks = run.chunks.filter(pass_number=OBSERVE)
    seen = [
        unpack_observed(data, profiles, posts)
        for data, profiles, posts in chunks.exclude(observed=None)
        .order_by("first_id")
        .values_list("observed", "profiles", "posts")
    ]
    frozen = freeze(seen, constants_of(run))
    counts = chunks.aggregate(profiles=Sum("profiles"), posts=Sum("posts"))
    begun = ScoreRun.objects.filter(pk=run.pk, state=RunState.RUNNING, pass_number=OBSERVE).update(
        pass_number=MEASURE,
        benchmark=frozen.benchmark.to_dict(),
        references=dict(frozen.references),
        profiles=counts["profiles"] or 0,
        posts=counts["posts"] or 0,
    )
    if begun:
        chunks.update(observed=None)
    return bool(begun)


def close(run: ScoreRun) -> bool:
    """Ends a run whose chunks are all done; False where another worker did."""
    chunks = run.chunks.filter(pass_number=MEASURE).exclude(observed=None).order_by("first_id")
    seen = [unpack_frames(data)[SIZES] for data in chunks.values_list("observed", flat=True)]
    insights = {}
    if seen:
        benchmark = Benchmark.from_dict(run.benchmark)
        insights = engagement_by_size(pd.concat(seen, ignore_index=True), benchmark, constants_of(run))
    store_surroundings(run)
    closed = ScoreRun.objects.filter(pk=run.pk, state=RunState.RUNNING, pass_number=MEASURE).update(
        state=RunState.DONE, finished_at=timezone.now(), insights=insights
    )
    if closed:
        chunks.update(observed=None)
        forget_old_scores(run.is_demo)
        log.info("score run %s: %s profiles, %s posts", run.pk, run.profiles, run.posts)
    return bool(closed)


def fail(run: ScoreRun, reason: str) -> None:
    """Ends a run with the reason; its chunks keep what went wrong, and nothing for the fit."""
    ScoreRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(
        state=RunState.FAILED, finished_at=timezone.now(), message=reason[:500]
    )
    run.chunks.exclude(observed=None).update(observed=None)


def forget_old_scores(demo: bool) -> None:
    """Scores and chunks of all but the newest runs of a kind go; the runs themselves stay."""
    done = ScoreRun.objects.filter(is_demo=demo, state=RunState.DONE).order_by("-id")
    oldest = min(done.values_list("id", flat=True)[:KEPT_RUNS], default=0)
    old = ScoreRun.objects.filter(is_demo=demo, id__lt=oldest)
    for model in (RunScore, ScoreChunk):
        rows = model.objects.filter(run__in=old)
        rows._raw_delete(rows.db)
