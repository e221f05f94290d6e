"""One chunk of the catalogue measured: everything of a creator that no brief can change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from scoring.core.columns import Part, rows
from scoring.core.consistency import consistency_score, focus
from scoring.core.criteria import FURTHER
from scoring.core.engagement import creator_means
from scoring.core.explain import badges
from scoring.core.features import post_features, texts
from scoring.core.frames import Frames
from scoring.core.frozen import Frozen, Observed
from scoring.core.growth import followers_then, growth_30d
from scoring.core.lexicon import Lexicon
from scoring.core.meaning import Meaning
from scoring.core.niche import NicheShares, niche_shares
from scoring.core.parts import FirstPass, SecondPass
from scoring.core.post_texts import with_post_texts
from scoring.core.schema import CONSISTENCY, ENGAGEMENT
from scoring.core.standing import standing
from scoring.core.weights import CONSTANTS, Constants


@dataclass(frozen=True, slots=True)
class Measured:
    """One row a profile, in the order of the profiles.

    engagement: the columns of `standing`; niche: the shares; reported_niches: leaf weights by slug that the
    file's category stands for; consistency 0..1 and focus (NaN where unknown); growth: a fraction;
    badges: lists of short texts; further: {criterion: its part} of `scoring.core.parts`.
    """

    engagement: pd.DataFrame
    niche: NicheShares
    reported_niches: list[dict[str, float]]
    consistency: np.ndarray
    focus: np.ndarray
    growth: np.ndarray
    badges: list[list[str]]
    further: Mapping[str, Part]

    def score(self, criterion: str) -> np.ndarray:
        """0..1 a profile, NaN where it is missing, of a criterion that no brief can change."""
        known = {ENGAGEMENT: self.engagement["score"].to_numpy(dtype=float), CONSISTENCY: self.consistency}
        return known[criterion] if criterion in known else self.further[criterion]["score"]

    def part(self, criterion: str) -> list[dict[str, Any]]:
        """One of the further parts as it is stored, a dict a profile."""
        return rows(self.further[criterion], len(self.engagement))


def first_pass(frames: Frames, now: datetime, c: Constants = CONSTANTS) -> FirstPass:
    """The posts that count and the creators' means: what benchmarks are fitted on. Posts that come without
    what their words tell are read here."""
    frames = with_post_texts(frames, c=c)
    posts = frames.posts.assign(followers_then=followers_then(frames.posts, frames.snapshots))
    # Names as numbers, once for everything that follows.
    profiles = frames.profiles.astype({"platform": "category"})
    posts = posts.astype({"kind": "category"}) if "kind" in posts else posts
    frames = replace(frames, profiles=profiles, posts=posts)
    features = post_features(profiles, posts, now, c)
    means = creator_means(profiles, features.posts, frames.reported, c)
    return FirstPass(frames, features, means, now)


def observe(frames: Frames, now: datetime, c: Constants = CONSTANTS) -> Observed:
    """What one chunk adds to the fit of everything that a run freezes."""
    first = first_pass(frames, now, c)
    seen = {part.name: part.observe(first, c) for part in FURTHER if part.observe}
    return Observed(first.means, seen, len(frames.profiles), len(frames.posts))


def measure(
    frames: Frames,
    frozen: Frozen,
    lexicon: Lexicon,
    now: datetime,
    c: Constants = CONSTANTS,
    meaning: Meaning | None = None,
    bio_vectors: np.ndarray | None = None,
) -> Measured:
    """Everything measured of each profile against what is frozen; a profile's row depends on it alone.

    meaning: None reads by words alone; bio_vectors: of the bios, where they are known already.
    """
    first = first_pass(frames, now, c)
    engagement = standing(first.frames.profiles, first.features, first.means, frozen.benchmark, c)
    niche = niche_shares(frames.profiles, frames.posts, now, lexicon, c, meaning, bio_vectors)
    focused = focus(niche.shares)
    steady = consistency_score(
        engagement["active_weeks"].to_numpy(), engagement["last_age"].to_numpy(), focused, c
    )
    second = SecondPass(first, engagement, niche, {})
    for part in FURTHER:
        second.parts[part.name] = part.measure(second, frozen.references.get(part.name, {}), c)
    return Measured(
        engagement,
        niche,
        [_category(text, lexicon) for text in texts(frames.profiles, "category")],
        steady,
        focused,
        growth_30d(frames.profiles, frames.snapshots, now),
        badges(engagement, c),
        second.parts,
    )


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
