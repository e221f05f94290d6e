"""Niches and briefs by meaning: texts as unit vectors in which sentences that say alike are near.

Everything here is optional: without a model nothing of it is called and words decide alone.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from influencers.text.encoder import Encoder, Space, plain, unit
from scoring.core.lexicon import Lexicon
from scoring.core.weights import CONSTANTS, Constants

EXAMPLES_FILE = Path(__file__).parent.parent / "data" / "meaning.json"
ROWS_AT_ONCE = 4_096
COLUMNS_AT_ONCE = 512
"""So many vectors as wide numbers fit into the cache of a processor."""
ROUNDED = 9
ELSEWHERE = 0.2
"""What a subject that is no niche weighs in the vote, of a niche: enough to leave a chess club without."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Sentences as creators of each niche write them. vectors: examples x dims; leaf: position of the leaf in
    the lexicon, or the number of leaves for "other"; group: which of them speak as one, those of a leaf and
    those of each subject that is no niche; texts as written; size: leaves + other."""

    vectors: np.ndarray
    leaf: np.ndarray
    group: np.ndarray
    texts: tuple[str, ...]
    size: int


@dataclass(frozen=True, slots=True)
class Meaning:
    """What reads by meaning. whole: for bios and briefs, sentence by sentence; quick: token vectors of the
    same space for captions (None: captions are read by words alone); each with the examples in its own
    vectors."""

    whole: Encoder
    examples: Examples
    quick: Encoder | None = None
    quick_examples: Examples | None = None


def space_of(model: Encoder, c: Constants = CONSTANTS) -> Space:
    """The space that a model's vectors of the shipped examples span."""
    vectors = model.encode([plain(text) for text in example_texts()]).astype(np.float64)
    mean = vectors.mean(axis=0)
    _, directions = np.linalg.eigh((vectors - mean).T @ (vectors - mean))
    kept = directions[:, ::-1][:, : c.meaning_dims]
    # A direction and its opposite are the same one: the sign is fixed, so that runs can be compared.
    kept = kept * np.where(kept[np.abs(kept).argmax(axis=0), np.arange(kept.shape[1])] < 0, -1, 1)
    return Space(mean, kept, space_digest(model, c))


def space_digest(model: Encoder, c: Constants = CONSTANTS) -> str:
    """Names the space of a model, which takes seconds to make."""
    told = f"{model.digest} {examples_digest()} {c.meaning_dims}"
    return hashlib.sha256(told.encode()).hexdigest()


def examples_for(lexicon: Lexicon, encoder: Encoder) -> Examples:
    """The examples of `scoring/data/meaning.json` for the leaves of a lexicon. A leaf without any, such as
    one that a curator added, is described by its name alone."""
    shipped = _shipped()
    texts: list[str] = []
    leaf: list[int] = []
    for at, slug in enumerate(lexicon.leaves):
        own = shipped["examples"].get(slug) or [lexicon.names[slug]]
        texts += own
        leaf += [at] * len(own)
    group = list(leaf)
    for number, own in enumerate(_of_no_niche()):
        texts += own
        leaf += [len(lexicon.leaves)] * len(own)
        group += [len(lexicon.leaves) + number] * len(own)
    vectors = encoder.encode(texts)
    return Examples(vectors, np.array(leaf), np.array(group), tuple(texts), len(lexicon.leaves) + 1)


def meaning_for(lexicon: Lexicon, whole: Encoder, quick: Encoder | None = None) -> Meaning:
    """What reads by meaning for the leaves of a lexicon."""
    return Meaning(
        whole, examples_for(lexicon, whole), quick, examples_for(lexicon, quick) if quick else None
    )


def example_texts() -> list[str]:
    """Every example that ships with the app."""
    shipped = _shipped()
    return [text for own in (*shipped["examples"].values(), *_of_no_niche()) for text in own]


def _of_no_niche() -> list[list[str]]:
    """Sentences that tell nothing, and those of each subject that is no niche (politics, the weather)."""
    return [_shipped()["neutral"], *_shipped()["elsewhere"].values()]


@cache
def _shipped() -> Mapping[str, Any]:
    return json.loads(EXAMPLES_FILE.read_text(encoding="utf-8"))


@cache
def examples_digest() -> str:
    return hashlib.sha256(EXAMPLES_FILE.read_bytes()).hexdigest()


def shares_by_meaning(vectors: np.ndarray, examples: Examples, sharpness: float) -> np.ndarray:
    """texts x (leaves + other), rows sum to 1: a kernel vote of the examples, exp(sharpness x cosine) on
    average over the examples of each group. Rows of zeros (nothing said) are shared out evenly."""
    share = (
        np.where(examples.group < examples.size, 1.0, ELSEWHERE) / np.bincount(examples.group)[examples.group]
    )
    votes = (examples.leaf[:, None] == np.arange(examples.size)) * share[:, None]
    known = examples.vectors.T.astype(np.float64)
    out = np.empty((len(vectors), examples.size))
    for start in range(0, len(vectors), ROWS_AT_ONCE):
        near = np.round(vectors[start : start + ROWS_AT_ONCE].astype(np.float64) @ known, ROUNDED)
        # Cosines reach 1, so that the exponent is taken relative to it and never overflows.
        out[start : start + ROWS_AT_ONCE] = np.exp(sharpness * (near - 1)) @ votes
    return np.maximum(out, np.finfo(float).tiny) / out.sum(axis=1, keepdims=True)


def creator_vectors(
    bios: np.ndarray,
    posts: np.ndarray | None,
    code: np.ndarray,
    weight: np.ndarray,
    c: Constants = CONSTANTS,
) -> np.ndarray:
    """One unit vector a creator: the bio, worth `bio_strength` posts, and the captions by recency.

    code: row of the creator of each post; weight: its recency.
    """
    total = bios.astype(np.float64) * c.bio_strength
    if posts is not None and len(posts):
        order = np.argsort(code, kind="stable")
        rows, starts = np.unique(code[order], return_index=True)
        total[rows] += np.add.reduceat(posts[order] * weight[order, None], starts, axis=0)
    return unit(total).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Mean (dims) and covariance (dims x dims) of the vectors of a frozen sample of the catalogue."""

    mean: np.ndarray
    covariance: np.ndarray
    number: int


def surroundings(vectors: np.ndarray) -> Surroundings:
    """Mean and covariance of a sample of creators (rows of zeros left out)."""
    said = vectors[np.any(vectors != 0, axis=1)].astype(np.float64)
    dims = vectors.shape[1]
    if len(said) < 2:
        return Surroundings(np.zeros(dims), np.zeros((dims, dims)), len(said))
    return Surroundings(said.mean(axis=0), np.cov(said, rowvar=False), len(said))


@dataclass(frozen=True, slots=True)
class Scale:
    """What cosines with a brief (a unit vector) are against those of the frozen sample: their mean there and
    their standard deviation."""

    brief: np.ndarray
    usual: float
    spread: float

    def fit(self, near: np.ndarray) -> np.ndarray:
        """Q, 0..1, of cosines: clip(.5 + z/4), z against the sample (method, 5)."""
        # Rounded, because the last digits of a product depend on how many rows are multiplied at once.
        return np.round(np.clip(0.5 + (near - self.usual) / self.spread / 4, 0.0, 1.0), ROUNDED)

    def fit_of(self, vectors: np.ndarray) -> np.ndarray:
        """Q of vectors as columns (dims x creators); for vectors of zeros it means nothing."""
        near = np.empty(vectors.shape[1])
        room = np.empty((len(vectors), COLUMNS_AT_ONCE))
        for start in range(0, len(near), COLUMNS_AT_ONCE):
            own = vectors[:, start : start + COLUMNS_AT_ONCE]
            wide = room[:, : own.shape[1]]
            wide[:] = own
            np.matmul(self.brief, wide, out=near[start : start + COLUMNS_AT_ONCE])
        return self.fit(near)


def scale_of(brief: np.ndarray, around: Surroundings) -> Scale | None:
    """The scale of a brief; None where the sample is too alike to compare with."""
    spread = float(np.sqrt(max(0.0, brief @ around.covariance @ brief)))
    if around.number < 2 or spread < 1e-6:
        return None
    return Scale(brief.astype(np.float64), float(brief @ around.mean), spread)


def brief_fit(vectors: np.ndarray, brief: np.ndarray, around: Surroundings) -> np.ndarray:
    """Q per creator, see `Scale`; NaN for creators without a vector, and for all without a scale."""
    scale = scale_of(brief, around)
    if scale is None:
        return np.full(len(vectors), np.nan)
    fit = scale.fit(vectors.astype(np.float64) @ scale.brief)
    return np.where(np.any(vectors != 0, axis=1), fit, np.nan)
