"""One chunk of the catalogue measured: everything of a creator that no brief can change."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from scoring.core.benchmark import Benchmark
from scoring.core.consistency import consistency_score, focus
from scoring.core.engagement import CreatorMeans, creator_means
from scoring.core.explain import badges
from scoring.core.features import PostFeatures, post_features, texts
from scoring.core.growth import followers_then, growth_30d, paid_share
from scoring.core.lexicon import Lexicon
from scoring.core.niche import NicheShares, niche_shares
from scoring.core.standing import standing
from scoring.core.weights import CONSTANTS, Constants

EMPTY = pd.DataFrame({"profile_id": pd.Series(dtype="int64")})


@dataclass(frozen=True, slots=True)
class Frames:
    """What is known of some profiles; see `scoring.core.schema` for the columns.

    snapshots: profile_id, day (datetime64 UTC), followers. profiles may have `category`, a file's word.
    """

    profiles: pd.DataFrame
    posts: pd.DataFrame
    reported: pd.DataFrame = field(default_factory=lambda: EMPTY.copy())
    snapshots: pd.DataFrame = field(default_factory=lambda: EMPTY.assign(day=pd.NaT, followers=np.nan))


@dataclass(frozen=True, slots=True)
class Measured:
    """One row a profile, in the order of the profiles.

    engagement: the columns of `standing`; niche: the shares; reported_niches: leaf weights by slug that the
    file's category stands for; consistency 0..1 and focus (NaN where unknown); growth, paid_share: fractions;
    badges: lists of short texts.
    """

    engagement: pd.DataFrame
    niche: NicheShares
    reported_niches: list[dict[str, float]]
    consistency: np.ndarray
    focus: np.ndarray
    growth: np.ndarray
    paid_share: np.ndarray
    badges: list[list[str]]


def first_pass(frames: Frames, now: datetime, c: Constants = CONSTANTS) -> tuple[PostFeatures, CreatorMeans]:
    """The posts that count and the creators' means: what a benchmark is fitted on."""
    posts = frames.posts.assign(followers_then=followers_then(frames.posts, frames.snapshots))
    features = post_features(frames.profiles, posts, now, c)
    return features, creator_means(frames.profiles, features.posts, frames.reported, c)


def measure(
    frames: Frames, benchmark: Benchmark, lexicon: Lexicon, now: datetime, c: Constants = CONSTANTS
) -> Measured:
    """Everything measured of each profile against a frozen benchmark; a profile's row depends on it alone."""
    features, means = first_pass(frames, now, c)
    engagement = standing(frames.profiles, features, means, benchmark, c)
    niche = niche_shares(frames.profiles, frames.posts, now, lexicon, c)
    focused = focus(niche.shares)
    steady = consistency_score(
        engagement["active_weeks"].to_numpy(), engagement["last_age"].to_numpy(), focused, c
    )
    return Measured(
        engagement,
        niche,
        [_category(text, lexicon) for text in texts(frames.profiles, "category")],
        steady,
        focused,
        growth_30d(frames.profiles, frames.snapshots, now),
        paid_share(frames.profiles, frames.posts),
        [badges(row, c) for row in rows(engagement)],
    )


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dicts of plain Python values, None for NaN."""
    columns = {
        name: [None if value != value else value for value in frame[name].tolist()] for name in frame.columns
    }
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _category(text: str, lexicon: Lexicon) -> dict[str, float]:
    """What a file's category stands for: the slug or name of a niche, else the leaves of its words."""
    plain = text.strip().casefold()
    if not plain:
        return {}
    for slug, name in lexicon.names.items():
        if plain in (slug, name.casefold()):
            return {slug: 1.0}
    hits = lexicon.find(text, language="en")
    return {lexicon.leaves[hit.leaf]: 1.0 for hit in hits}
