"""What is usual for an account of a size: the frozen value that a run is scored against."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

import numpy as np

from scoring.core.weights import CONSTANTS, Constants

CHANNELS = ("rate", "view_rate", "comment_rate", "reported")
DRIFTS = (0.15, 0.10, 0.05, 0.0)


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
    straight = _huber(_design(x, 1), y, c)
    curve = Curve(straight[0], straight[1], 0.0, len(x))
    if len(x) < c.peers_curve or _held_out_error(x, y, 2, c) >= _held_out_error(x, y, 1, c):
        return curve
    bent = _huber(_design(x, 2), y, c)
    return Curve(bent[0], bent[1], bent[2], len(x))


def fit_cell(x: np.ndarray, y: np.ndarray, pooled: Curve | None, c: Constants = CONSTANTS) -> Curve | None:
    """The curve of a cell: its own, or its own level on the platform's slope, or the platform's."""
    if len(x) >= c.peers_own_fit:
        return fit_curve(x, y, c)
    if pooled is None:
        return None
    if len(x) >= c.peers_own_level:
        shift = _huber(np.ones((len(x), 1)), y - pooled.at(x), c)[0]
        return replace(pooled, level=pooled.level + shift, peers=len(x), fit="own level")
    return replace(pooled, fit="platform")


def _design(x: np.ndarray, degree: int) -> np.ndarray:
    spread = np.ptp(x) > 1e-9 if len(x) else False
    return np.column_stack(
        [np.ones_like(x)] + [x**d if spread else np.zeros_like(x) for d in range(1, degree + 1)]
    )


def _huber(design: np.ndarray, y: np.ndarray, c: Constants) -> list[float]:
    """Coefficients by iteratively reweighted least squares; the scale is the residuals' MAD."""
    weights = np.ones(len(y))
    beta = np.zeros(design.shape[1])
    for _ in range(100):
        root = np.sqrt(weights)
        new = np.linalg.lstsq(design * root[:, None], y * root, rcond=None)[0]
        residual = np.abs(y - design @ new)
        scale = max(c.mad_to_sd * float(np.median(residual)), 1e-9)
        weights = np.minimum(1.0, c.huber_k * scale / np.maximum(residual, 1e-12))
        done = np.max(np.abs(new - beta)) < 1e-10
        beta = new
        if done:
            break
    return [float(b) for b in beta]


def _held_out_error(x: np.ndarray, y: np.ndarray, degree: int, c: Constants) -> float:
    """Mean absolute error in five-fold cross-validation; the folds follow the order of the points."""
    fold = np.arange(len(x)) % 5
    misses = []
    for k in range(5):
        beta = _huber(_design(x[fold != k], degree), y[fold != k], c)
        misses.append(np.abs(y[fold == k] - _design(x[fold == k], degree) @ np.array(beta)))
    return float(np.mean(np.concatenate(misses)))
