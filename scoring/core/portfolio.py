"""The set of creators that brings most within limits: a 0-1 programme, solved to the proven optimum by HiGHS
(branch and cut; Huangfu and Hall 2018). Without caps it is the knapsack problem (Martello and Toth 1990)."""

import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import gcd

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array, csr_array, vstack

GAP = 1e-6
"""A solution is called the best when at most this share of its value could be missing."""
CORE = 150
"""How many options are decided first."""
SECONDS = 5.0
"""How long one search may take; what was found by then counts, with the gap that is left."""
_TIME_LIMIT = 1
BUDGET, MOST, LEAST, ONE_EACH = "budget", "most", "least", "one_each"
MUST, BARRED = "must", "barred"


@dataclass(frozen=True)
class Options:
    """Whom to choose from, one row each. ids; value, 0 or more; cost in the smallest unit of money, whole;
    groups {"niche": names, "platform": names}, "" belongs to no group; person: who is behind the account;
    must and barred: has to be in, has to be out."""

    ids: np.ndarray
    value: np.ndarray
    cost: np.ndarray
    groups: Mapping[str, np.ndarray]
    person: np.ndarray
    must: np.ndarray
    barred: np.ndarray

    def __post_init__(self) -> None:
        if not np.isfinite(self.value).all() or (self.value < 0).any():
            raise ValueError("Each value has to be a number of 0 or more.")
        if not np.issubdtype(self.cost.dtype, np.integer) or (self.cost < 0).any():
            raise ValueError("Each cost has to be a whole number of 0 or more.")

    def __len__(self) -> int:
        return len(self.ids)

    def of(self, cap: "Cap") -> np.ndarray:
        """Which rows a cap is about."""
        return self.groups[cap.kind] == cap.name


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many creators of one group, or at most so many percent of all who are chosen."""

    kind: str
    name: str
    most: int | None = None
    percent: int | None = None

    def __post_init__(self) -> None:
        if (self.most is None) == (self.percent is None):
            raise ValueError("A cap is a number or a percentage.")


@dataclass(frozen=True, slots=True)
class Pin:
    """That one account has to be in, or has to be out, as a limit of its own."""

    id: int
    inside: bool


Limit = str | Cap | Pin
"""What stands for a limit: one of the names above, the cap itself, or one account."""


@dataclass(frozen=True)
class Limits:
    """What a plan has to keep. budget in the unit of the costs; least and most creators; None: no limit.
    one_each: at most one account of a person."""

    budget: int | None = None
    least: int = 0
    most: int | None = None
    caps: tuple[Cap, ...] = ()
    one_each: bool = False

    @cached_property
    def named(self) -> list[Limit]:
        """All limits that are set, the budget first."""
        found = [BUDGET] if self.budget is not None else []
        found += [MOST] if self.most is not None else []
        found += [LEAST] if self.least else []
        return [*found, *self.caps, *([ONE_EACH] if self.one_each else [])]


@dataclass(frozen=True)
class Chosen:
    """A set: mask over the options, its value and cost, and gap, the share of its value that a better one
    could bring at most (None: not known, as of a greedy one)."""

    mask: np.ndarray
    value: float
    cost: int
    gap: float | None = None

    @property
    def n(self) -> int:
        """How many are in it."""
        return int(self.mask.sum())

    @property
    def proven(self) -> bool:
        """Whether nothing better exists, but for a millionth."""
        return self.gap is not None and self.gap <= GAP


class OutOfTime(Exception):
    """A search ended before it found any set, or that there is none."""


@dataclass(frozen=True)
class _Row:
    """low <= coefficients . x <= high over the options at `at`."""

    limit: Limit
    at: np.ndarray
    coefficients: np.ndarray
    low: float = -np.inf
    high: float = np.inf


@dataclass(frozen=True)
class Search:
    """A search for the best set. Limits in `without` are left aside; `seconds` is its time limit."""

    options: Options
    limits: Limits
    without: Collection[Limit] = field(default_factory=frozenset)
    seconds: float = SECONDS

    def best(self) -> Chosen | None:
        """The best set, None where the limits contradict each other. Raises OutOfTime.

        In two steps, both exact: the relaxation to shares tells for each option how much a set loses at least
        that decides against it (its reduced cost). Decided first are the CORE options of which it is least
        sure; then all that the set found so leaves in doubt (Balas and Zemel 1980; Dembo and Hammer 1980).
        """
        o = self.options
        freed = [limit.id for limit in self.without if isinstance(limit, Pin)]
        pinned = ~np.isin(o.ids, freed) if freed else np.ones(len(o), dtype=bool)
        low = o.must & pinned & (MUST not in self.without)
        high = ~(o.barred & pinned & (BARRED not in self.without))
        if (low & ~high).any():
            return None
        if not len(o):
            return None if self.breaks(low) else self._chosen(low, 0.0)
        until = time.monotonic() + self.seconds
        matrix, at_least, at_most = self._matrix()
        relaxed = self._relaxed(matrix, at_least, at_most, low, high)
        if relaxed is None:
            return None
        bound, reduced, shares = relaxed
        fixed = shares > 0.5
        doubt = np.zeros(len(o), dtype=bool)
        doubt[np.argsort(np.abs(reduced), kind="stable")[:CORE]] = True
        problem = matrix, at_least, at_most, low, high, fixed
        try:
            first = self._decided(*problem, doubt, until)
        except OutOfTime:
            first = None
        lost = np.inf if first is None else bound - first.value
        wide = (np.abs(reduced) <= lost * (1 + 1e-9) + 1e-6) | doubt
        if first is not None and lost <= GAP * bound:
            return replace(first, gap=max(lost, 0.0) / max(bound, 1e-9))
        if first is not None and not (wide & ~doubt).any():
            return first
        try:
            then = self._decided(*problem, wide, until)
        except OutOfTime:
            if first is None:
                raise
            then = None
        if then is None or (first is not None and first.value > then.value):
            gap = None if first is None else lost / max(bound, 1e-9)
            return first and replace(first, gap=gap if then is None else min(gap, then.gap))
        return then

    def any(self) -> bool:
        """Whether there is any set that keeps the limits."""
        nothing = replace(self.options, value=np.zeros(len(self.options)))
        return replace(self, options=nothing).best() is not None

    def _relaxed(self, matrix, at_least, at_most, low, high) -> tuple[float, np.ndarray, np.ndarray] | None:
        """(most that any set can bring, reduced cost of each option, its share) with options divisible."""
        upper = np.isfinite(at_most)
        lower = np.isfinite(at_least)
        found = linprog(
            -self.options.value,
            A_ub=vstack([matrix[upper], -matrix[lower]]) if matrix.shape[0] else None,
            b_ub=np.concatenate([at_most[upper], -at_least[lower]]) if matrix.shape[0] else None,
            bounds=np.column_stack([low, high]).astype(float),
            method="highs",
        )
        if found.x is None:
            return None
        return -float(found.fun), found.lower.marginals + found.upper.marginals, found.x

    def _decided(self, matrix, at_least, at_most, low, high, fixed, doubt, until: float) -> Chosen | None:
        """The best set with everything fixed that is not in doubt."""
        at = np.flatnonzero(doubt)
        used = matrix @ np.where(doubt, False, fixed).astype(float)
        found = milp(
            -self.options.value[at],
            integrality=np.ones(len(at)),
            bounds=Bounds(low[at].astype(float), high[at].astype(float)),
            constraints=[LinearConstraint(matrix[:, at], at_least - used, at_most - used)]
            if matrix.shape[0]
            else [],
            options={"mip_rel_gap": GAP, "time_limit": max(until - time.monotonic(), 0.05)},
        )
        if found.x is None and found.status == _TIME_LIMIT:
            raise OutOfTime
        if found.x is None:
            return None
        mask = fixed.copy()
        mask[at] = found.x > 0.5
        # The solver keeps limits but for a tolerance; whoever asked must never get a set beyond them.
        return None if self.breaks(mask) else self._chosen(mask, float(found.mip_gap or 0.0))

    def _chosen(self, mask: np.ndarray, gap: float) -> Chosen:
        return Chosen(mask, float(self.options.value[mask].sum()), int(self.options.cost[mask].sum()), gap)

    def _matrix(self) -> tuple[csr_array, np.ndarray, np.ndarray]:
        """(coefficients, lower and upper ends) of all rows."""
        rows = list(self._rows())
        place = np.repeat(np.arange(len(rows)), [len(row.at) for row in rows])
        at = np.concatenate([row.at for row in rows]) if rows else np.zeros(0, dtype=int)
        told = np.concatenate([row.coefficients for row in rows]) if rows else np.zeros(0)
        matrix = coo_array((told.astype(float), (place, at)), shape=(len(rows), len(self.options))).tocsr()
        return matrix, np.array([row.low for row in rows]), np.array([row.high for row in rows])

    def _rows(self) -> Iterator[_Row]:
        return (row for row in rows_of(self.options, self.limits) if row.limit not in self.without)

    def breaks(self, mask: np.ndarray) -> bool:
        """Whether a set breaks a limit, in whole numbers."""
        sums = ((row, row.coefficients[mask[row.at]].sum()) for row in self._rows())
        return any(not row.low <= total <= row.high for row, total in sums)


def rows_of(options: Options, limits: Limits) -> Iterator[_Row]:
    """The limits as rows of whole numbers."""
    every, ones = np.arange(len(options)), np.ones(len(options), dtype=np.int64)
    if limits.budget is not None:
        unit = gcd(*options.cost.tolist()) or 1
        yield _Row(BUDGET, every, options.cost // unit, high=limits.budget // unit)
    if limits.most is not None:
        yield _Row(MOST, every, ones, high=limits.most)
    if limits.least:
        yield _Row(LEAST, every, ones, low=limits.least)
    for cap in limits.caps:
        own = options.of(cap)
        if cap.percent is None:
            yield _Row(cap, np.flatnonzero(own), ones[own], high=cap.most)
        else:
            yield _Row(cap, every, 100 * own.astype(np.int64) - cap.percent, high=0)
    if limits.one_each:
        for at in _shared(options.person):
            yield _Row(ONE_EACH, at, ones[at], high=1)


def _shared(person: np.ndarray) -> Iterator[np.ndarray]:
    """The rows of each person who has more than one."""
    _, code, count = np.unique(person, return_inverse=True, return_counts=True)
    order = np.argsort(code, kind="stable")
    for at in np.split(order, np.cumsum(count)[:-1]) if len(person) else ():
        if len(at) > 1:
            yield at
