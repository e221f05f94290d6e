"""How alike creators are: niches, size, language, place, and meaning where there is one (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scoring.core.features import numbers, texts

WEIGHTS: Mapping[str, float] = {
    "niche": 0.55,
    "meaning": 0.15,
    "size": 0.2,
    "language": 0.07,
    "country": 0.03,
}
"""How much each counts; what is unknown of either side gives its weight to the rest (J)."""
SIZE_SCALE = np.log(4)
"""At a quarter or four times the followers the part of size is down to 37% (J)."""
SHARED_NICHES = 3
NOTABLE = 0.05
WRITE_ALIKE = 0.75
"""Meaning from here on is told as a reason: a standard deviation nearer than the average (J)."""


@dataclass(frozen=True, slots=True)
class Creator:
    """One side of a comparison. shares: leaves and "other", summing to 1."""

    followers: float
    language: str
    country: str
    shares: np.ndarray


@dataclass(frozen=True, slots=True)
class Alike:
    """One candidate: its position in the frame, 0..1, and why, in words."""

    at: int
    likeness: float
    reasons: tuple[str, ...]


def likeness(
    one: Creator, others: pd.DataFrame, shares: np.ndarray, meaning: np.ndarray | None = None
) -> pd.DataFrame:
    """One row a candidate: each part of WEIGHTS 0..1 (NaN where unknown) and their weighted mean `likeness`.

    others: followers, language, country; shares: candidates x (leaves + other); meaning: how
    alike they write, 0..1, NaN where unknown.
    """
    count = len(others)
    known = {
        "niche": niche_likeness(one.shares, shares),
        "meaning": np.full(count, np.nan),
        "size": np.exp(-np.abs(np.log(numbers(others, "followers") / one.followers)) / SIZE_SCALE),
        "language": _same(texts(others, "language"), one.language),
        "country": _same(texts(others, "country"), one.country),
    }
    if meaning is not None:
        known["meaning"] = meaning
    parts = pd.DataFrame(known)
    weights = np.array([WEIGHTS[name] for name in parts])
    there = np.isfinite(parts.to_numpy()) * weights
    total = there.sum(axis=1)
    mean = np.divide(
        (parts.fillna(0).to_numpy() * there).sum(axis=1), total, out=np.zeros(count), where=total > 0
    )
    return parts.assign(likeness=mean)


def niche_likeness(one: np.ndarray, others: np.ndarray) -> np.ndarray:
    """1 - the Jensen-Shannon divergence in bits (Lin 1991), 0..1. What belongs to no niche is never alike:
    two creators about nothing in particular have nothing in common."""
    p, q = _own_other(one[None, :], first=True), _own_other(others, first=False)
    middle = (p + q) / 2
    divergence = _entropy(middle) - (_entropy(p) + _entropy(q)) / 2
    return np.clip(1 - divergence, 0, 1)


def _own_other(shares: np.ndarray, first: bool) -> np.ndarray:
    """The shares with "other" in a place of its own for each side."""
    other, none = shares[:, -1:], np.zeros((len(shares), 1))
    return np.hstack([shares[:, :-1], *((other, none) if first else (none, other))])


def _entropy(p: np.ndarray) -> np.ndarray:
    return -np.sum(p * np.log2(p, out=np.zeros_like(p), where=p > 0), axis=1)


def _same(column: pd.Series, wanted: str) -> np.ndarray:
    values = column.to_numpy(dtype=object)
    same = (values == wanted).astype(float)
    return np.where((values == "") | (not wanted), np.nan, same)


def most_alike(
    one: Creator,
    others: pd.DataFrame,
    shares: np.ndarray,
    names: Mapping[int, str],
    top: int,
    meaning: np.ndarray | None = None,
) -> list[Alike]:
    """The `top` candidates most like one creator, best first, equals by their id; each with its reasons.

    others: profile_id beside the columns of `likeness`; names: {leaf: its name}. Who shares no niche is no
    look-alike.
    """
    if not len(others):
        return []
    found = likeness(one, others, shares, meaning)
    order = np.lexsort((others["profile_id"].to_numpy(), -np.round(found["likeness"].to_numpy(), 9)))
    chosen = [at for at in order if found["niche"].iat[at] > 0][:top]
    return [
        Alike(int(at), float(found["likeness"].iat[at]), _reasons(one, others, shares, found, int(at), names))
        for at in chosen
    ]


def _reasons(
    one: Creator,
    others: pd.DataFrame,
    shares: np.ndarray,
    found: pd.DataFrame,
    at: int,
    names: Mapping[int, str],
) -> tuple[str, ...]:
    common = np.minimum(one.shares[:-1], shares[at, :-1])
    leaves = [
        int(leaf) for leaf in np.argsort(-common, kind="stable")[:SHARED_NICHES] if common[leaf] >= NOTABLE
    ]
    reasons = []
    if leaves:
        reasons.append("both about " + _listed([names[leaf] for leaf in leaves]))
    if found["meaning"].iat[at] >= WRITE_ALIKE:
        reasons.append("they write alike")
    ratio = float(others["followers"].iat[at]) / one.followers
    reasons.append(_size_in_words(ratio))
    if found["language"].iat[at] == 1:
        reasons.append("the same language")
    if found["country"].iat[at] == 1:
        reasons.append("the same country")
    return tuple(reasons)


def _size_in_words(ratio: float) -> str:
    if 0.8 <= ratio <= 1.25:
        return "about the same size"
    return f"{ratio:.1f} times the size" if ratio > 1 else f"{ratio:.0%} of the size"


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
