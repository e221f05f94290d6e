"""All creators ranked for a brief, the best 100 of them, against two baselines in the same run.

The first is the product of a float32 matrix of 64 columns with a vector, over as many rows: what any ranking
by vectors has to do at least. The second is the same ranking in plain vectorised pandas, from the scores and
shares as they are stored; both have to give the same 100. Limits, niche fit, composite and order are all in
the time; that the best are then read from the database and put into words is not.
"""

import time
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from benchmarks.report import Row
from scoring.core.candidates import weights_of
from scoring.core.column_ranking import Asked, best, place
from scoring.core.everybody import Everybody
from scoring.core.lexicon import default_lexicon
from scoring.core.niche_fit import niche_fit, sought_in, target
from scoring.core.schema import CRITERIA, FRESHNESS, NICHE, TIER, Brief
from scoring.core.score_columns import OPEN, SHOWN, STORED, score_columns
from scoring.core.weights import CONSTANTS

DEFAULT_CREATORS = 1_000_000
TOP, DIMENSIONS = 100, 64
NOW = datetime(2026, 11, 29, tzinfo=UTC)
DAY = 86_400_000_000
_ROUNDS = 7
_FLOOR, _PANDAS = 2.0, 10.0
BRIEFS = {
    "one niche, 5,000 to 100,000 followers": Brief(niches={"baking": 1.0}),
    "two niches, every size, fresh": Brief(
        niches={"baking": 1.0, "camping": 0.5}, min_followers=1, max_followers=10**9, freshness="fresh"
    ),
    "a first-level niche, two countries": Brief(niches={"food": 1.0}, countries=("DE", "FR")),
}


def measure(scale: int | None) -> list[Row]:
    """The rows of this benchmark at `scale` creators."""
    size = scale or DEFAULT_CREATORS
    draw = np.random.default_rng(7)
    facts, scores, shares = made_up(size, draw)
    no_vectors = np.empty((size, 0), dtype=np.float16)
    everybody = Everybody(score_columns(facts, scores, shares, no_vectors, default_lexicon().parent))
    frame = pd.DataFrame({**facts, **scores})
    matrix = draw.random((size, DIMENSIONS), dtype=np.float32)
    vector = draw.random(DIMENSIONS, dtype=np.float32)
    rows = []
    for name, brief in BRIEFS.items():
        rows += _rows(f"ranking: {name}", brief, everybody, frame, shares, lambda: matrix @ vector)
    held = sum(column.nbytes for column in everybody.parts[0].arrays().values())
    return [*rows, Row(f"ranking: columns of {size:,} creators", held / 1e6, "MB")]


def made_up(size: int, draw: np.random.Generator) -> tuple[dict, dict, np.ndarray]:
    """What `score_columns` takes of so many creators, of whom a tenth of each score is unknown."""
    wide = len(default_lexicon().leaves) + 1
    shares = np.zeros((size, wide), dtype=np.float32)
    for _ in range(3):
        shares[np.arange(size), draw.integers(0, wide, size)] += draw.random(size, dtype=np.float32)
    shares /= shares.sum(axis=1, keepdims=True)
    moment = int(NOW.timestamp()) * 1_000_000
    facts = {
        "ids": np.arange(1, size + 1),
        "followers": np.exp(draw.normal(9.7, 1.2, size)).round(),
        "flags": np.full(size, SHOWN | OPEN, dtype=np.uint8),
        "last_post": moment - (draw.exponential(40, size) * DAY).astype(np.int64),
        "theta": draw.normal(-3.5, 0.5, size),
        "platform": draw.choice(["instagram", "tiktok", "youtube"], size),
        "country": draw.choice(["DE", "FR", "US", "TR", ""], size),
        "language": draw.choice(["de", "fr", "en", "tr"], size),
        "source": np.full(size, "file"),
        "bound_source": np.full(size, ""),
    }
    scores = {name: np.where(draw.random(size) < 0.1, np.nan, draw.random(size)) for name in STORED}
    return facts, scores, shares


def _rows(name, brief: Brief, everybody: Everybody, frame: pd.DataFrame, shares: np.ndarray, product) -> list:
    lexicon = default_lexicon()
    wanted, _ = target(brief.niches, brief.words, lexicon)
    weights = weights_of(brief, wanted)
    asked = Asked(brief, weights, sought_in(wanted, lexicon.parent), False, NOW)

    def in_columns() -> np.ndarray:
        flags = everybody.parts[0].flags
        placed = place(everybody, (flags & (SHOWN | OPEN)) == (SHOWN | OPEN), asked)
        return everybody.take("ids", best(placed, everybody, TOP))

    ways = {
        "floor": product,
        "columns": in_columns,
        "pandas": lambda: in_pandas(frame, shares, brief, weights),
    }
    seconds: dict[str, float] = {}
    found = {}
    for _ in range(_ROUNDS):
        for way, work in ways.items():
            started = time.perf_counter()
            found[way] = work()
            seconds[way] = min(seconds.get(way, np.inf), time.perf_counter() - started)
    same = found["columns"].tolist() == found["pandas"].tolist()
    floor, pandas = seconds["columns"] / seconds["floor"], seconds["pandas"] / seconds["columns"]
    return [
        Row(f"{name}, against a bare product", 1000 * seconds["columns"], "ms",
            1000 * seconds["floor"], floor, f"<= {_FLOOR:g}x", floor <= _FLOOR),
        Row(f"{name}, against pandas with the same {TOP}", 1000 * seconds["columns"], "ms",
            1000 * seconds["pandas"], pandas, f">= {_PANDAS:g}x", same and pandas >= _PANDAS),
    ]  # fmt: skip


def in_pandas(frame: pd.DataFrame, shares: np.ndarray, brief: Brief, weights: np.ndarray) -> np.ndarray:
    """Ids of the best, as one writes it down with a frame."""
    c, lexicon = CONSTANTS, default_lexicon()
    wanted, _ = target(brief.niches, brief.words, lexicon)
    asked = frame["followers"].between(brief.min_followers, brief.max_followers)
    if brief.countries:
        asked &= frame["country"].isin(brief.countries)
    silent = (int(NOW.timestamp()) * 1_000_000 - frame["last_post"]) / DAY
    asked &= silent <= c.dormant_days
    parts = pd.DataFrame(index=frame.index, columns=list(CRITERIA), dtype=float)
    for name in CRITERIA:
        stored = brief.freshness if name == FRESHNESS else name
        if stored in frame:
            parts[name] = frame[stored]
    parts[NICHE] = niche_fit(shares.astype(float), wanted, lexicon, c)
    parts[TIER] = 1.0
    counted = parts.notna() * weights
    coverage = counted.sum(axis=1)
    loss = (-np.log(parts.clip(c.score_floor, 1.0)).fillna(0.0) * weights).sum(axis=1) / coverage
    scored = frame[["ids", "theta"]].assign(score=(100 * np.exp(-loss)).round(9), coverage=coverage.round(9))
    ranked = scored[asked & (coverage >= c.coverage_needed - 1e-9)]
    ranked = ranked.sort_values(["score", "coverage", "theta", "ids"], ascending=[False, False, False, True])
    return ranked["ids"].to_numpy()[:TOP]
