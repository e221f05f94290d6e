"""Runs as their pages show them: where they stand, what they rest on, what went wrong."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from influencers.choices import Platform
from scoring.core.schema import LABELS
from scoring.core.weights import CONSTANTS, DEFAULT_WEIGHTS, Constants
from scoring.models import ScoreChunk, ScoreRun
from scoring.models.chunk import ChunkState
from scoring.models.run import OBSERVE

CHANNELS = {
    "rate": "engagement over followers",
    "view_rate": "engagement over views",
    "comment_rate": "comments over followers",
    "reported": "as files report it",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A run of the list. done and total count the chunks of both passes."""

    run: ScoreRun
    done: int
    total: int

    @property
    def seconds(self) -> int:
        """How long it took, or takes so far."""
        return int(((self.run.finished_at or timezone.now()) - self.run.started_at).total_seconds())

    @property
    def duration(self) -> str:
        """The same in words."""
        return (
            f"{self.seconds // 60} min {self.seconds % 60} s" if self.seconds >= 60 else f"{self.seconds} s"
        )

    @property
    def step(self) -> str:
        """What the workers are at."""
        if self.run.pass_number == OBSERVE:
            return "looking at what is usual"
        return "scoring each account"


@dataclass(frozen=True, slots=True)
class Number:
    """A constant or weight as the run used it; changed says that it is not what ships with the app."""

    name: str
    value: float
    means: str
    source: str
    shipped: float
    changed: bool


@dataclass(frozen=True, slots=True)
class Norm:
    """One fitted benchmark: a platform in one channel; kinds counts the kinds of posts with an own curve."""

    platform: str
    channel: str
    usual: float | None
    slope: float
    bend: float
    peers: int
    within: float
    between: float
    drift: float
    kinds: int


def runs() -> QuerySet[ScoreRun]:
    """All runs, the newest first, each with its chunks counted."""
    done = Count("chunks", filter=Q(chunks__state=ChunkState.DONE))
    counted = ScoreRun.objects.annotate(done=done, total=Count("chunks")).select_related("asked_by")
    return counted.defer("benchmark", "references", "insights", "constants").order_by("-id")


def line(run: ScoreRun) -> Line:
    """A run of `runs()` as a line."""
    return Line(run, run.done, run.total)


def failures(run: ScoreRun) -> list[ScoreChunk]:
    """The chunks that went wrong, with the last reason each."""
    return list(run.chunks.exclude(error="").defer("observed")[:20])


def constants(run: ScoreRun) -> list[Number]:
    """Every constant that the run knew, with its meaning and source."""
    return [
        _number(field.name, run.constants[field.name], getattr(CONSTANTS, field.name), **field.metadata)
        for field in fields(Constants)
        if field.name in run.constants
    ]


def weights(run: ScoreRun) -> list[Number]:
    """The default weights that the run knew, heaviest first."""
    heaviest = sorted(run.weights.items(), key=lambda item: -item[1])
    return [
        _number(LABELS.get(name, name), value, DEFAULT_WEIGHTS.get(name, 0.0), "", "")
        for name, value in heaviest
    ]


def _number(name: str, value: float, shipped: float, means: str, source: str) -> Number:
    return Number(name, value, means, source, shipped, abs(value - shipped) > 1e-12)


def norms(run: ScoreRun) -> list[Norm]:
    """The benchmarks that the run fitted, by platform."""
    found = []
    for channel, by_platform in run.benchmark.items():
        for platform, raw in by_platform.items():
            if raw["pooled"]:
                found.append(_norm(platform, channel, raw))
    return sorted(found, key=lambda norm: norm.platform)


def _norm(platform: str, channel: str, raw: Mapping[str, Any]) -> Norm:
    pooled = raw["pooled"]
    return Norm(
        platform=Platform(platform).label if platform in Platform.values else platform,
        channel=CHANNELS.get(channel, channel),
        usual=math.exp(pooled["level"]),
        slope=pooled["slope"],
        bend=pooled["bend"],
        peers=pooled["peers"],
        within=raw["sigma2"],
        between=raw["tau2"],
        drift=raw["drift"],
        kinds=len(raw["cells"]),
    )


def as_file(run: ScoreRun) -> dict[str, Any]:
    """Everything that the numbers of a run depend on, for a file."""
    names = (
        "id", "version", "is_demo", "state", "trigger", "profiles", "posts", "data_hash", "files_hash",
        "overrides_hash", "constants", "weights", "overrides", "sample", "benchmark", "references",
    )  # fmt: skip
    times = ("as_of", "started_at", "finished_at")
    told = {name: getattr(run, name) for name in names}
    return told | {name: value.isoformat() if (value := getattr(run, name)) else None for name in times}
