"""Everybody's place for a brief, from columns: the same formulas as `candidates`, over blocks that fit into
the cache of a processor."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from scoring.core.candidates import AT
from scoring.core.combine import loss_of
from scoring.core.everybody import BLOCK, Everybody, blocks_of
from scoring.core.hard_limits import tests_of
from scoring.core.meaning import Scale
from scoring.core.niche_fit import Sought, fit_by_leaf
from scoring.core.schema import CRITERIA, FRESHNESS, NICHE, TIER, Brief
from scoring.core.score_columns import DEMO, KNOWN, MEANT, STORED, ScoreColumns
from scoring.core.tier import tier_score
from scoring.core.weights import CONSTANTS, Constants

DAY = 86_400e6
STATES = 1 << len(KNOWN)
NOT_RANKED = np.float32(1e30)
"""The loss of those who are not ranked: so far beyond any other that adding it to one gives itself, which is
many times as fast as choosing element by element."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a brief asks of columns: weights in the order of CRITERIA; sought: of niches; only_demo: as in
    `tests_of`; withheld: sources whose terms forbid to rank; meant: how near each creator is by meaning
    (`meant_by_row`), None where that does not count."""

    brief: Brief
    weights: np.ndarray
    sought: tuple[Sought, ...]
    only_demo: bool
    now: datetime
    withheld: tuple[str, ...] = ()
    meant: np.ndarray | None = None
    c: Constants = CONSTANTS

    def bits_of(self, criterion: str) -> int:
        """The bits of `known` of which any makes a criterion known; 0 where no column tells it."""
        if criterion == NICHE:
            return (KNOWN[NICHE] if self.sought else 0) | (0 if self.meant is None else KNOWN[MEANT])
        return KNOWN.get(self.brief.freshness if criterion == FRESHNESS else criterion, 0)


@dataclass(slots=True)
class Placed:
    """Everybody of some columns, one element a creator.

    loss: minus the logarithm of the score (of 1), NOT_RANKED for those who are not; short: who meets the
    limits, but of whom too little is known; held: who meets them and may not be ranked; left_out: {reason:
    number}; coverage: by the bits of `known` that count in the brief.
    """

    loss: np.ndarray
    short: np.ndarray
    held: np.ndarray
    coverage: np.ndarray
    bits: np.uint16
    left_out: Counter[str] = field(default_factory=Counter)
    total: int = 0

    def scores(self, rows: np.ndarray) -> np.ndarray:
        """Scores of 0..100 of some of those that are ranked."""
        return 100 * np.exp(-self.loss[rows].astype(float))

    def share_known(self, everybody: Everybody, rows: np.ndarray) -> np.ndarray:
        """The coverage of some of them, rounded as `combine.order` does."""
        return np.round(self.coverage[everybody.take("known", rows) & self.bits], 9)


class ColumnFacts:
    """The facts of `hard_limits` in a block of columns."""

    def __init__(self, columns: ScoreColumns, block: slice, now: datetime):
        self.columns, self.block = columns, block
        self.followers = columns.followers[block]
        self.demo = (columns.flags[block] & DEMO) != 0
        self.now = int(now.astimezone(UTC).timestamp() * 1e6)

    def chosen(self, name: str, wanted: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
        """As `Facts` says."""
        codes = getattr(self.columns, name)[self.block]
        names = [value.casefold() for value in self.columns.names[name]]
        allowed = {value.casefold() for value in wanted}
        return _among(codes, [value == "" for value in names]), _among(codes, [v in allowed for v in names])

    def silent(self, days: float) -> np.ndarray:
        """As `Facts` says."""
        last = self.columns.last_post[self.block]
        return last < int(self.now - days * DAY)


def _among(codes: np.ndarray, which: Sequence[bool]) -> np.ndarray:
    """Whether each code is one of those marked."""
    marked = np.flatnonzero(which)
    if len(marked) <= 3:
        found = np.zeros(len(codes), dtype=bool)
        for code in marked:
            found |= codes == code
        return found
    return np.array(which, dtype=bool)[codes]


def place(everybody: Everybody, among: np.ndarray, asked: Asked) -> Placed:
    """Everybody's place; among: who is a candidate at all."""
    size = len(everybody)
    coverage = coverage_by_bits(asked)
    bits = np.uint16(counted_bits(asked))
    enough = coverage >= asked.c.coverage_needed - 1e-9
    placed = Placed(
        np.empty(size, dtype=np.float32),
        np.zeros(size, dtype=bool),
        np.zeros(size, dtype=bool),
        coverage,
        bits,
    )
    # Below 0 where too little is known, so that one look into a table tells both.
    dividing = np.divide(1, coverage, out=-np.ones_like(coverage), where=enough).astype(np.float32)
    all_enough = bool(np.all(enough[np.arange(STATES) & bits]))
    spare = np.empty(min(size, BLOCK), dtype=np.float32)
    for columns, block, at in everybody.blocks():
        left = _within_limits(columns, block, among[at], asked, placed, at)
        if not left.any():
            placed.loss[at] = NOT_RANKED
            continue
        shared = dividing.take(columns.known[block] & bits, mode="clip")
        if not all_enough:
            ranked = shared > 0
            np.greater(left, ranked, out=placed.short[at])
            left &= ranked
        placed.total += int(np.count_nonzero(left))
        total, room = placed.loss[at], spare[: len(left)]
        _lose(columns, block, at, asked, total)
        total *= shared
        total += np.multiply(~left, NOT_RANKED, out=room)
    return placed


def _within_limits(
    columns: ScoreColumns, block: slice, among: np.ndarray, asked: Asked, placed: Placed, at: slice
) -> np.ndarray:
    """Who of a block may be ranked; counts the others by reason and marks those that terms withhold."""
    left = among.copy()
    if not left.any():
        return left
    facts = ColumnFacts(columns, block, asked.now)
    number = int(np.count_nonzero(left))
    for failed, why in tests_of(facts, asked.brief, asked.only_demo, asked.c):
        np.greater(left, failed, out=left)
        still = int(np.count_nonzero(left))
        if still < number:
            placed.left_out[why] += number - still
        number = still
    if asked.withheld:
        held = np.zeros(len(left), dtype=bool)
        for name in ("source", "bound_source"):
            which = [value in asked.withheld for value in columns.names[name]]
            held |= _among(getattr(columns, name)[block], which)
        held &= left
        placed.held[at] = held
        left ^= held
    return left


def _lose(columns: ScoreColumns, block: slice, at: slice, asked: Asked, total: np.ndarray) -> None:
    """Puts into `total` what all criteria together take in a block, before it is shared out among those that
    are known."""
    weights = {criterion: asked.weights[AT[criterion]] for criterion in CRITERIA}
    weights[asked.brief.freshness] = weights[FRESHNESS]
    stored = np.array([weights.get(name, 0) for name in STORED], dtype=np.float32)
    # Not "@", which gives the last elements of an array another last digit and so breaks ties.
    np.einsum("k,kn->n", stored, columns.loss[:, block], out=total)
    if weights[TIER] and asked.brief.near_misses:
        size = tier_score(
            columns.followers[block], asked.brief.min_followers, asked.brief.max_followers, asked.c
        )
        total += (weights[TIER] * loss_of(size, asked.c)).astype(np.float32)
    if weights[NICHE] and asked.bits_of(NICHE):
        fit = fit_in(columns, block, at, asked)
        np.log(np.maximum(fit, np.float32(asked.c.score_floor), out=fit), out=fit)
        total -= np.multiply(fit, np.float32(weights[NICHE]), out=fit)


def fit_in(columns: ScoreColumns, block: slice, at: slice, asked: Asked) -> np.ndarray:
    """The niche part of a block, float32, 1 where it is not known (`candidates` says how both are mixed)."""
    fit = fit_by_leaf(columns.near[:, block], asked.sought)
    if asked.meant is None:
        return fit
    known, kind = columns.known[block] & asked.bits_of(NICHE), np.float32
    share = np.where(known & KNOWN[NICHE], kind(asked.c.meaning_share), kind(1))
    both = (1 - share) * fit + share * asked.meant[at]
    return np.where(known & KNOWN[MEANT], both, fit if asked.sought else kind(1))


def meant_by_row(everybody: Everybody, scale: Scale) -> np.ndarray:
    """How near each creator is to a brief by meaning, float32; without a vector it means nothing."""
    found = [scale.fit_of(columns.vectors[:, block]) for columns, block, _ in everybody.blocks()]
    return np.concatenate([*found, np.empty(0)]).astype(np.float32)


def counted_bits(asked: Asked) -> int:
    """The bits of `known` that have weight in a brief."""
    named = [asked.bits_of(name) for name in CRITERIA if asked.weights[AT[name]] > 0]
    return int(np.bitwise_or.reduce(named))


def coverage_by_bits(asked: Asked) -> np.ndarray:
    """The share of the weights that is known, for each state of `known`.

    The size is known of everybody that meets the limits. Added up as `composite` does it, so that who stands
    exactly at the bound stands on the same side.
    """
    states = np.arange(STATES)
    told = np.zeros((STATES, len(CRITERIA)))
    for name, weight in zip(CRITERIA, asked.weights, strict=True):
        told[:, AT[name]] = weight if name == TIER else np.where(states & asked.bits_of(name), weight, 0.0)
    return told.sum(axis=1)


def best(placed: Placed, everybody: Everybody, number: int, margin: float = 0.0) -> np.ndarray:
    """Rows of the first `number` of those ranked, best first, in the order of `combine.order`; with `margin`
    those as well whose scores are so near, as a share, to that of the last one that they may be before it."""
    number = min(number, placed.total)
    if not number:
        return np.empty(0, dtype=np.int64)
    bound = _bound(placed.loss, number)
    rows = in_order(placed, everybody, np.flatnonzero(placed.loss <= bound + np.float32(margin)))
    # Where thousands have one score their order is certain, as it rests on nothing that is rounded.
    return rows[: 2 * number if margin else number]


def _bound(loss: np.ndarray, number: int) -> np.float32:
    """The `number`th smallest loss: found among the few that the blocks so far leave, as a partition of
    everybody takes longer than working out their scores."""
    kept, bound = np.empty(0, dtype=np.float32), NOT_RANKED
    for block in blocks_of(len(loss)):
        own = loss[block]
        kept = np.concatenate([kept, own[own < bound]])
        if len(kept) > number:
            kept = np.partition(kept, number - 1)[:number]
        if len(kept) == number:
            bound = kept.max()
    return bound


def in_order(placed: Placed, everybody: Everybody, rows: np.ndarray) -> np.ndarray:
    """Some of those ranked, best first: by score, coverage, theta, id."""
    theta = everybody.take("theta", rows)
    lowest = np.where(np.isfinite(theta), theta, -np.inf)
    known = placed.share_known(everybody, rows)
    return rows[np.lexsort((everybody.take("ids", rows), -lowest, -known, placed.loss[rows]))]


def places(placed: Placed, everybody: Everybody, rows: np.ndarray) -> np.ndarray:
    """The rank of each of these rows, from 1; 0 for those that are not ranked."""
    own = placed.loss[rows]
    ranked = own < NOT_RANKED
    losses = np.sort(placed.loss[placed.loss < NOT_RANKED])
    before = np.searchsorted(losses, own)
    found = np.where(ranked, before + 1, 0)
    alike = np.searchsorted(losses, own, "right") - before > 1
    for value in np.unique(own[ranked & alike]):
        same = in_order(placed, everybody, np.flatnonzero(placed.loss == value))
        at = np.flatnonzero(own == value)
        by_row = np.argsort(same)
        found[at] += by_row[np.searchsorted(same, rows[at], sorter=by_row)]
    return found


def short_in_order(placed: Placed, everybody: Everybody) -> np.ndarray:
    """Rows of those of whom too little is known, by coverage and id."""
    rows = np.flatnonzero(placed.short)
    known = placed.share_known(everybody, rows)
    return rows[np.lexsort((everybody.take("ids", rows), -known))]


def medians(placed: Placed, everybody: Everybody, asked: Asked) -> np.ndarray:
    """`combine.pool_medians` of those ranked, in the order of CRITERIA."""
    found = np.full(len(CRITERIA), 0.5)
    ranked = placed.loss < NOT_RANKED
    for criterion in CRITERIA:
        blocks = [_losses(*block, asked, criterion, ranked) for block in everybody.blocks()]
        values = np.concatenate(blocks) if blocks else np.empty(0)
        if len(values) >= 2:
            middle = [(len(values) - 1) // 2, len(values) // 2]
            found[AT[criterion]] = np.exp(-np.partition(values, middle)[middle].astype(float)).mean()
    return found


def _losses(
    columns: ScoreColumns, block: slice, at: slice, asked: Asked, criterion: str, ranked: np.ndarray
) -> np.ndarray:
    """What a criterion takes of each of those ranked of a block of whom it is known."""
    ranked = ranked[at]
    if criterion == TIER:
        low, high = asked.brief.min_followers, asked.brief.max_followers
        return loss_of(tier_score(columns.followers[block][ranked], low, high, asked.c), asked.c)
    if not (bits := asked.bits_of(criterion)):
        return np.empty(0)
    known = ranked & ((columns.known[block] & bits) != 0)
    if criterion == NICHE:
        return loss_of(fit_in(columns, block, at, asked)[known], asked.c)
    name = asked.brief.freshness if criterion == FRESHNESS else criterion
    return columns.loss[STORED.index(name), block][known]
