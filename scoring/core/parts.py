"""The criteria that are measured of a creator beside engagement, niche and consistency.

A criterion is one line of `criteria.FURTHER`: what it looks at in a chunk (`observe`), what it freezes of the
whole catalogue (`freeze`) and its part of each profile (`measure`), in the columns of `scoring.core.columns`:
`score` (0..1, NaN where it is missing) and whatever its words need. Later criteria may read the parts of
earlier ones.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from scoring.core.benchmark import Benchmark
from scoring.core.columns import Part
from scoring.core.engagement import CreatorMeans
from scoring.core.features import PostFeatures
from scoring.core.frames import Frames
from scoring.core.niche import NicheShares
from scoring.core.weights import Constants


@dataclass(frozen=True, slots=True)
class FirstPass:
    """One chunk before anything is frozen."""

    frames: Frames
    features: PostFeatures
    means: CreatorMeans
    now: datetime


@dataclass(frozen=True, slots=True)
class SecondPass:
    """One chunk against what is frozen; parts holds the criteria measured so far."""

    first: FirstPass
    engagement: pd.DataFrame
    niche: NicheShares
    parts: dict[str, Part]


@dataclass(frozen=True, slots=True)
class FurtherCriterion:
    """observe gives rows that chunks can be put together from; freeze turns all of them into JSON-ready
    values; measure gets those back ({} where nothing is frozen) and returns the part, in the order of the
    profiles."""

    name: str
    measure: Callable[[SecondPass, Mapping[str, Any], Constants], Part]
    observe: Callable[[FirstPass, Constants], pd.DataFrame] | None = None
    freeze: Callable[[pd.DataFrame, Benchmark, Constants], dict[str, Any]] | None = None
