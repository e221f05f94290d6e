"""What is usual for an account of a size: the frozen value that a run is scored against."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

import numpy as np

from scoring.core.weights import CONSTANTS, Constants

CHANNELS = ("rate", "view_rate", "comment_rate", "reported")
DRIFTS = (0.15, 0.10, 0.05, 0.0)
CHECKED = 2_000
"""Points that decide whether a curve bends; more of them would hardly decide otherwise."""
EXACTLY, ROUGHLY = 1e-10, 1e-4
"""Largest change of a coefficient in the last step of a fit: of one that is kept, of one that is compared."""
REWEIGHTED = 3


@dataclass(frozen=True, slots=True)
class Curve:
    """ln(engagement) = level + slope x + bend x², x = ln followers - ln 20,000; from `peers` creators."""

    level: float
    slope: float = 0.0
    bend: float = 0.0
    peers: int = 0
    fit: str = "own"

    def at(self, x: np.ndarray) -> np.ndarray:
        return self.level + self.slope * x + self.bend * x * x


@dataclass(frozen=True, slots=True)
class Norm:
    """One platform in one channel: curve per cell, variance within (sigma2) and between creators (tau2).

    pooled is None where there are too few peers; drift is ln per month; floored says that tau2 stands at its
    floor.
    """

    pooled: Curve | None = None
    cells: Mapping[str, Curve] = field(default_factory=dict)
    sigma2: float = 0.0
    tau2: float = 0.0
    drift: float = 0.0
    floored: bool = False


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Norms by channel and platform; `from_dict(to_dict())` is equal, so a run can be repeated."""

    norms: Mapping[str, Mapping[str, Norm]] = field(default_factory=dict)

    def norm(self, channel: str, platform: str) -> Norm:
        return self.norms.get(channel, {}).get(platform, Norm())

    def to_dict(self) -> dict[str, Any]:
        return {ch: {p: asdict(norm) for p, norm in by.items()} for ch, by in self.norms.items()}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        def norm(raw: Mapping[str, Any]) -> Norm:
            pooled = Curve(**raw["pooled"]) if raw["pooled"] else None
            return Norm(
                **{**raw, "pooled": pooled, "cells": {k: Curve(**v) for k, v in raw["cells"].items()}}
            )

        return cls({ch: {p: norm(raw) for p, raw in by.items()} for ch, by in stored.items()})


def fit_curve(x: np.ndarray, y: np.ndarray, c: Constants = CONSTANTS) -> Curve:
    """A Huber regression of y on x; with a bend where there are peers for it and it predicts better.

    The order of the points must be fixed by the caller; fewer than two distinct x give a level only.
    """
    degree = 2 if len(x) >= c.peers_curve and _bends(x, y, c) else 1
    return Curve(*_huber(x, y, degree, c), *[0.0] * (2 - degree), len(x))


def fit_cell(x: np.ndarray, y: np.ndarray, pooled: Curve | None, c: Constants = CONSTANTS) -> Curve | None:
    """The curve of a cell: its own, or its own level on the platform's slope, or the platform's."""
    if len(x) >= c.peers_own_fit:
        return fit_curve(x, y, c)
    if pooled is None:
        return None
    if len(x) >= c.peers_own_level:
        shift = _huber(x, y - pooled.at(x), 0, c)[0]
        return replace(pooled, level=pooled.level + shift, peers=len(x), fit="own level")
    return replace(pooled, fit="platform")


def _bends(x: np.ndarray, y: np.ndarray, c: Constants) -> bool:
    """Whether a bent curve predicts better than a straight one, in five-fold cross-validation.

    The folds follow the order of the points; of very many points a fixed part is asked.
    """
    part = slice(None, None, -(-len(x) // CHECKED))
    x, y = x[part], y[part]
    fold = np.arange(len(x)) % 5
    errors = []
    for degree in (1, 2):
        start = _huber(x, y, degree, c, ROUGHLY)
        misses = 0.0
        for k in range(5):
            inside = fold != k
            beta = _huber(x[inside], y[inside], degree, c, ROUGHLY, start)
            misses += float(np.abs(y[~inside] - _line(x[~inside], beta)).sum())
        errors.append(misses / len(x))
    return errors[1] < errors[0]


def _line(x: np.ndarray, beta: Sequence[float]) -> np.ndarray:
    """The polynomial at x, lowest power first."""
    values = np.full(len(x), beta[-1])
    for coefficient in beta[-2::-1]:
        values *= x
        values += coefficient
    return values


def _huber(
    x: np.ndarray,
    y: np.ndarray,
    degree: int,
    c: Constants,
    close: float = EXACTLY,
    start: Sequence[float] | None = None,
) -> list[float]:
    """Huber's M-estimate of a polynomial, lowest power first; the scale is the residuals' MAD.

    Reweighted least squares to begin with, which come near from anywhere, then Newton's steps, which end
    soon. Of very many points a fixed part shows where to begin.
    """
    if degree and not np.ptp(x) > 1e-9:
        return [*_huber(x, y, 0, c, close), *[0.0] * degree]
    if start is None and len(x) > 2 * CHECKED:
        part = slice(None, None, -(-len(x) // CHECKED))
        start = _huber(x[part], y[part], degree, c, ROUGHLY)
    beta = np.array(start if start is not None else [0.0] * (degree + 1))
    for step in range(100):
        residual = y - _line(x, beta)
        size = np.abs(residual)
        if step == 0 and start is None:
            weights, pull = np.ones(len(x)), residual
        else:
            reach = c.huber_k * max(c.mad_to_sd * float(np.median(size)), 1e-9)
            pull = np.clip(residual, -reach, reach)
            newton = (start is not None or step > REWEIGHTED) and step < 20
            weights = (size <= reach) * 1.0 if newton else reach / np.maximum(size, reach)
        change = _solve(x, degree, weights, pull)
        beta = beta + change
        if np.max(np.abs(change)) < close:
            break
    return [float(b) for b in beta]


def _solve(x: np.ndarray, degree: int, weights: np.ndarray, pull: np.ndarray) -> np.ndarray:
    """The step that least squares with these weights take; sums by numpy alone, so that they do not depend
    on the number of threads."""
    moments, right = [], []
    for power in range(2 * degree + 1):
        moments.append(float(weights.sum()))
        weights = weights * x
        if power <= degree:
            right.append(float(pull.sum()))
            pull = pull * x
    matrix = np.array([moments[at : at + degree + 1] for at in range(degree + 1)])
    return np.linalg.lstsq(matrix, np.array(right), rcond=None)[0]
