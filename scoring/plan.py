"""A run before its work begins: what it depends on, and the chunks that it is cut into."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from influencers.choices import RunState
from influencers.models import Profile
from scoring.close import fail
from scoring.core.lexicon import default_lexicon
from scoring.core.post_texts import default_text_rules
from scoring.core.sample import shares_to_fit
from scoring.core.weights import CONSTANTS, DEFAULT_WEIGHTS
from scoring.frames import chunks
from scoring.meaning import read_by
from scoring.models import ScoreChunk, ScoreRun
from scoring.models.chunk import ChunkState
from scoring.models.run import MEASURE, OBSERVE, Trigger
from scoring.niches import lexicon_with, sync_niches
from scoring.overrides import constants_with, current_overrides, overrides_hash, version_with, weights_with
from scoring.post_texts import text_rules_with
from scoring.withheld import measurable

CHUNK = 1_000
STOPPED = "Stopped before its end."


def profiles_of(demo: bool) -> QuerySet[Profile]:
    """The accounts that are measured against each other."""
    return measurable().demo() if demo else measurable().real()


def data_hash() -> str:
    """SHA-256 over what scores depend on beside the creators: lexicon, niche tree, weights, constants,
    and the vectors where meaning is on."""
    return _data_hash(current_overrides())


def _data_hash(overrides: Sequence[Mapping[str, Any]]) -> str:
    lexicon = lexicon_with(overrides)
    words = [lexicon.digest, text_rules_with(overrides).digest, *read_by(lexicon)]
    return _hash([*words, dict(weights_with(overrides)), constants_with(overrides).as_dict()])


def files_hash() -> str:
    """SHA-256 over what ships with the app: words, weights, constants, without what people changed."""
    data = [default_lexicon().digest, default_text_rules().digest]
    return _hash([*data, dict(DEFAULT_WEIGHTS), CONSTANTS.as_dict()])


def plan(demo: bool, now: datetime, trigger: Trigger, by=None, size: int = CHUNK) -> ScoreRun | None:
    """A new run with its chunks; None where there is nobody to score, or a worker is at a run already.

    A run that nobody works at is closed for the new one.
    """
    profiles = profiles_of(demo)
    if not profiles.exists():
        return None
    sync_niches()
    overrides = current_overrides()
    with transaction.atomic():
        if is_worked_at(demo):
            return None
        for dead in open_runs(demo):
            fail(dead, STOPPED)
        ranges = [(ids[0], ids[-1], len(ids)) for ids in chunks(profiles, size)]
        run = ScoreRun.objects.create(
            version=version_with(overrides),
            is_demo=demo,
            trigger=trigger,
            asked_by=by,
            as_of=now,
            constants=constants_with(overrides).as_dict(),
            weights=dict(weights_with(overrides)),
            overrides=overrides,
            data_hash=_data_hash(overrides),
            files_hash=files_hash(),
            overrides_hash=overrides_hash(overrides),
            profiles=sum(count for _, _, count in ranges),
            sample=shares_to_fit(_accounts(profiles)),
        )
        ScoreChunk.objects.bulk_create(
            ScoreChunk(run=run, pass_number=number, first_id=first, last_id=last, profiles=count)
            for number in (OBSERVE, MEASURE)
            for first, last, count in ranges
        )
    return run


def open_runs(demo: bool) -> QuerySet[ScoreRun]:
    """The run over this kind of creators that is not over; the database allows one."""
    return ScoreRun.objects.filter(is_demo=demo, state=RunState.RUNNING)


def is_worked_at(demo: bool) -> bool:
    """Whether somebody holds a chunk of the open run."""
    held = ScoreChunk.objects.filter(state=ChunkState.CLAIMED, claimed_until__gt=timezone.now())
    return held.filter(run__in=open_runs(demo)).exists()


def _accounts(profiles: QuerySet[Profile]) -> dict[str, int]:
    return dict(profiles.order_by("platform").values_list("platform").annotate(n=Count("pk")))


def _hash(data: Any) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
