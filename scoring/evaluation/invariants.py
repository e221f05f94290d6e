"""What must hold for any catalogue, tried on random ones: sums, bytes, order, neighbours, more engagement."""

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from scoring.core.columns import json_rows
from scoring.core.combine import composite
from scoring.core.frames import Frames
from scoring.core.frozen import Frozen, freeze
from scoring.core.lexicon import default_lexicon
from scoring.core.measure import Measured, measure, observe
from scoring.core.schema import CRITERIA
from scoring.evaluation.planted_engagement import NOW, planted_catalogue
from scoring.evaluation.report import Row, row
from scoring.outside.problems import Problems
from scoring.outside.score import score_files

CREATORS = 300
TRIES = 20_000


def evaluate(creators: int = CREATORS) -> list[Row]:
    """The largest error of the sum, and how many of each kind were changed that may not be."""
    profiles, posts, _ = planted_catalogue(creators, 300)
    profiles["bio"] = np.resize(["Sourdough recipes", "Gaming streams", "Hiking and #vanlife", ""], creators)
    posts["caption"] = np.resize(["New recipe", "Hello", "#ad my routine", "Trail running today"], len(posts))
    frozen = freeze([observe(Frames(profiles, posts), NOW)])
    plain = _measured(profiles, posts, frozen)
    shuffled = _measured(
        profiles.sample(frac=1, random_state=1), posts.sample(frac=1, random_state=2), frozen
    )
    more = pd.concat([profiles, profiles.iloc[:1].assign(profile_id=creators + 1, followers=9_000)])
    weak = posts.iloc[:1].assign(profile_id=creators + 1, likes=0, comments=0)
    beside = _measured(more, pd.concat([posts, weak]), frozen).drop(index=creators + 1)
    return [
        *row("Invariants: largest error of the sum of points lost", _sum_error(), "<= 1e-9"),
        *row("Invariants: files scored twice, differing bytes", _differing_bytes(profiles, posts), "<= 0"),
        *row("Invariants: profiles changed by the order of rows", _changed(plain, shuffled), "<= 0"),
        *row("Invariants: profiles changed by a weak neighbour", _changed(plain, beside), "<= 0"),
        *row(
            "Invariants: profiles lowered by more engagement",
            _lowered(profiles, posts, frozen, plain),
            "<= 0",
        ),
    ]


def _sum_error() -> float:
    draw = np.random.default_rng(301)
    parts = draw.uniform(0, 1, (TRIES, len(CRITERIA)))
    parts[draw.random(parts.shape) < 0.3] = np.nan
    weights = draw.dirichlet(np.ones(len(CRITERIA)))
    whole = composite(parts, weights)
    known = np.isfinite(whole.score)
    return float(np.abs(whole.lost.sum(axis=1) - (100 - whole.score))[known].max())


def _measured(profiles: pd.DataFrame, posts: pd.DataFrame, frozen: Frozen) -> pd.DataFrame:
    found: Measured = measure(Frames(profiles, posts), frozen, default_lexicon(), NOW)
    shares = pd.DataFrame(found.niche.shares).add_prefix("niche_")
    further = {name: json_rows(part, len(profiles)) for name, part in found.further.items()}
    own = found.engagement.assign(steady=found.consistency, **further)
    return pd.concat([own, shares], axis=1).set_index("profile_id").sort_index()


def _changed(one: pd.DataFrame, other: pd.DataFrame) -> float:
    lines = (frame.to_csv().splitlines() for frame in (one, other))
    return float(sum(a != b for a, b in zip(*lines, strict=True)))


def _lowered(profiles: pd.DataFrame, posts: pd.DataFrame, frozen: Frozen, plain: pd.DataFrame) -> float:
    """Profiles whose engagement score falls when all their posts get half as much again."""
    richer = posts.assign(likes=posts["likes"] * 1.5, comments=posts["comments"] * 1.5)
    more = _measured(profiles, richer, frozen)
    return float((more["score"] < plain["score"] - 1e-12).sum())


def _differing_bytes(profiles: pd.DataFrame, posts: pd.DataFrame) -> float:
    with tempfile.TemporaryDirectory(prefix="handpick-") as name:
        folder = Path(name)
        profiles.to_csv(folder / "p.csv", index=False)
        posts.to_csv(folder / "q.csv", index=False)
        texts = []
        for k in (1, 2):
            out, told = folder / f"r{k}.csv", folder / f"s{k}.csv"
            score_files(folder / "p.csv", folder / "q.csv", out, told, Problems())
            texts.append(out.read_bytes() + told.read_bytes())
    one, other = texts
    return float(sum(a != b for a, b in zip(one, other, strict=False)) + abs(len(one) - len(other)))
