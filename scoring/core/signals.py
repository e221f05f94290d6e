"""What a signal to check is: a raw figure, the range in which it counts, and the data it needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from scoring.core.columns import Column
from scoring.core.weights import CONSTANTS, Constants

GROWTH, GHOST, LIKES, COMMENTS, ACCOUNT = GROUPS = ("growth", "ghost", "likes", "comments", "account")


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal of some profiles. p grows from 0 at `low` to 1 at `high`, which may lie on either side.

    value: raw figures, NaN where unknown; had: how much data there was, of which `needs` is enough; quiet:
    profiles where the figure is explained or harmless, so that p is 0; extra: what its words need beside, as
    columns.
    """

    name: str
    group: str
    value: np.ndarray
    had: np.ndarray
    needs: float
    low: float
    high: float
    quiet: np.ndarray | None = None
    extra: Mapping[str, Column] = field(default_factory=dict)

    @property
    def known(self) -> np.ndarray:
        """Where there was enough data to look."""
        return (self.had >= self.needs) & np.isfinite(self.value)

    @property
    def p(self) -> np.ndarray:
        """0..1: how strongly it speaks; NaN where there was not enough data."""
        grown = np.clip((self.value - self.low) / (self.high - self.low), 0.0, 1.0)
        if self.quiet is not None:
            grown = np.where(self.quiet, 0.0, grown)
        return np.where(self.known, grown, np.nan)


def group_weights(c: Constants = CONSTANTS) -> dict[str, float]:
    """The most that each group of signals can take away."""
    weights = (c.growth_weight, c.ghost_weight, c.likes_weight, c.comments_weight, c.account_weight)
    return dict(zip(GROUPS, weights, strict=True))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Per profile: a (product of what the groups leave, 1 where nothing speaks), coverage 0..1, groups (how
    many could be looked at), score (NaN where none could)."""

    a: np.ndarray
    coverage: np.ndarray
    groups: np.ndarray
    score: np.ndarray


def judge(signals: Sequence[Signal], size: int, c: Constants = CONSTANTS) -> Verdict:
    """A = prod over groups (1 - W max p), mixed with what is usual where data is missing (method, 3).

    Groups are taken as independent evidence; within one the strongest signal counts, so that one more signal
    never raises A.
    """
    weights = group_weights(c)
    a, weight_known, groups = np.ones(size), np.zeros(size), np.zeros(size, dtype=int)
    for group in GROUPS:
        own = [signal.p for signal in signals if signal.group == group]
        if not own:
            continue
        table = np.vstack(own)
        known = np.isfinite(table).any(axis=0)
        a *= 1 - weights[group] * np.nan_to_num(table).max(axis=0)
        weight_known += weights[group] * known
        groups += known
    coverage = weight_known / sum(weights.values())
    score = np.maximum(coverage * a + (1 - coverage) * c.authenticity_unknown, c.score_floor)
    return Verdict(a, coverage, groups, np.where(groups > 0, score, np.nan))


def bands(a: np.ndarray, c: Constants = CONSTANTS) -> np.ndarray:
    """ "no signals", "check" or "several signals", for each A."""
    names = np.array(["several signals", "check", "no signals"], dtype=object)
    return names[(a >= c.several_signals) * 1 + (a >= c.no_signals)]
