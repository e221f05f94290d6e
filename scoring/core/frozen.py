"""What a run fits on the whole catalogue and keeps, so that no creator changes another's score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from scoring.core.benchmark import Benchmark
from scoring.core.criteria import FURTHER
from scoring.core.engagement import CreatorMeans, fit_benchmark
from scoring.core.weights import CONSTANTS, Constants


@dataclass(frozen=True, slots=True)
class Observed:
    """What one chunk adds: the creators' means, {criterion: rows}, how many profiles and posts it had."""

    means: CreatorMeans
    further: Mapping[str, pd.DataFrame]
    profiles: int
    posts: int


@dataclass(frozen=True, slots=True)
class Frozen:
    """The benchmark of engagement, and {criterion: its JSON-ready reference}."""

    benchmark: Benchmark
    references: Mapping[str, Any] = field(default_factory=dict)


def freeze(chunks: Sequence[Observed], c: Constants = CONSTANTS) -> Frozen:
    """Everything fitted on all chunks of a run together; how the catalogue was cut makes no difference."""
    if not chunks:
        return Frozen(Benchmark())
    benchmark = fit_benchmark(CreatorMeans.together([chunk.means for chunk in chunks]), c)
    references = {}
    for part in FURTHER:
        if part.freeze:
            seen = pd.concat([chunk.further[part.name] for chunk in chunks], ignore_index=True)
            if "profile_id" in seen:
                seen = seen.sort_values("profile_id", kind="stable", ignore_index=True)
            references[part.name] = part.freeze(seen, benchmark, c)
    return Frozen(benchmark, references)
