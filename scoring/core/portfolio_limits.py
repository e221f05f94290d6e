"""What limits a plan: which limits contradict each other, which ones bind, and what a little more of each
would bring. A binding limit is found by solving again without it, as a 0-1 programme has no shadow prices."""

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from scoring.core.portfolio import (
    BARRED,
    BUDGET,
    LEAST,
    MOST,
    MUST,
    ONE_EACH,
    SECONDS,
    Cap,
    Chosen,
    Limit,
    Limits,
    Options,
    OutOfTime,
    Pin,
    Search,
)
from scoring.core.portfolio_greedy import greedy

MORE_PERCENT = 10
"""By how many points a cap in percent is relaxed to tell what more of it brings."""
RELAXING_SECONDS = 6.0
"""How long all searches with a relaxed limit may take together; limits not looked at by then are told."""


@dataclass(frozen=True)
class Conflict:
    """Limits that cannot hold together. needs and allows: the two numbers where there are such (in the unit
    of the costs for a budget); ids: the creators that it is about."""

    limits: tuple[Limit, ...]
    needs: int | None = None
    allows: int | None = None
    ids: tuple = ()


@dataclass(frozen=True)
class Relaxed:
    """What a limit costs. more: how much better the best set without it is; step: by how much it was relaxed
    (None: only taken away), step_brings with that: value gained; added and dropped: ids of that change;
    proven: both searches ended with a proven best."""

    limit: Limit
    more: float
    step: int | None = None
    step_brings: float = 0.0
    added: tuple = ()
    dropped: tuple = ()
    proven: bool = True


@dataclass(frozen=True)
class Plan:
    """best: the set (None: `conflicts` say why, or none was found in time); by_value: the greedy set (None:
    it does not keep the limits); binding: limits without which there would be a better one, the dearest
    first; unseen: limits that there was no time to look at."""

    best: Chosen | None
    by_value: Chosen | None
    conflicts: list[Conflict]
    binding: list[Relaxed]
    unseen: list[Limit]


def plan(
    options: Options,
    limits: Limits,
    step: int = 0,
    pins: Sequence[Pin] = (),
    seconds: float = SECONDS,
) -> Plan:
    """The best set within limits, what binds it, and the greedy one beside it. step: how much more budget is
    asked about, in the unit of the costs (0: nothing); pins: must-haves of which it is asked what they cost.
    """
    if found := list(conflicts(options, limits)):
        return Plan(None, None, found, [], [])
    by_value = greedy(options, limits)
    best = _in_time(Search(options, limits, seconds=seconds))
    if best is None and (stuck := contradiction(options, limits)):
        return Plan(None, None, [Conflict(tuple(stuck))], [], [])
    # A search that ran out of time may have less in hand than plain rules find.
    if by_value and (best is None or best.value < by_value.value):
        best = replace(by_value, gap=None if best is None else best.gap)
    if best is None:
        return Plan(None, None, [], [], list(limits.named))
    binding, unseen = _binding(options, limits, best, step, pins)
    return Plan(best, by_value, [], binding, unseen)


def _in_time(search: Search) -> Chosen | None:
    """What a search finds; None too where it found nothing in time."""
    with suppress(OutOfTime):
        return search.best()
    return None


def conflicts(options: Options, limits: Limits) -> Iterator[Conflict]:
    """Contradictions that can be told in two numbers: between must-haves and one limit, and between the least
    number of creators and one limit."""
    o, must, free = options, options.must, ~options.barred
    if (both := must & o.barred).any():
        yield Conflict((MUST, BARRED), ids=_ids(o, both))
    if limits.budget is not None and (needs := int(o.cost[must].sum())) > limits.budget:
        yield Conflict((MUST, BUDGET), needs, limits.budget, _ids(o, must))
    if limits.most is not None and (needs := int(must.sum())) > limits.most:
        yield Conflict((MUST, MOST), needs, limits.most, _ids(o, must))
    for cap in limits.caps:
        own = must & o.of(cap)
        if cap.most is not None and own.sum() > cap.most:
            yield Conflict((MUST, cap), int(own.sum()), cap.most, _ids(o, own))
    if limits.one_each:
        names, count = np.unique(o.person[must], return_counts=True)
        for name in names[count > 1]:
            yield Conflict((MUST, ONE_EACH), ids=_ids(o, must & (o.person == name)))
    if not limits.least:
        return
    if limits.most is not None and limits.least > limits.most:
        yield Conflict((LEAST, MOST), limits.least, limits.most)
    if limits.least > free.sum():
        yield Conflict((LEAST,), limits.least, int(free.sum()))
    elif limits.budget is not None and not must[o.barred].any():
        rest = np.sort(o.cost[free & ~must])[: max(limits.least - int(must.sum()), 0)]
        cheapest = int(o.cost[must].sum() + rest.sum())
        if cheapest > limits.budget and o.cost[must].sum() <= limits.budget:
            yield Conflict((LEAST, BUDGET), cheapest, limits.budget)


def contradiction(options: Options, limits: Limits) -> list[Limit]:
    """A smallest set of limits that cannot hold together: each one without which the others can is kept.
    Empty where all can hold, or where that could not be told in time; larger than need be where the time
    ended halfway."""
    until = time.monotonic() + RELAXING_SECONDS
    try:
        if Search(options, limits).any():
            return []
    except OutOfTime:
        return []
    every: list[Limit] = [*limits.named, *([MUST] if options.must.any() else [])]
    every += [BARRED] if options.barred.any() else []
    gone: set[Limit] = set()
    for limit in every:
        left = until - time.monotonic()
        if left <= 0:
            break
        with suppress(OutOfTime):
            if not Search(options, limits, gone | {limit}, left).any():
                gone.add(limit)
    return [limit for limit in every if limit not in gone]


def _binding(
    options: Options, limits: Limits, best: Chosen, step: int, pins: Sequence[Pin]
) -> tuple[list[Relaxed], list[Limit]]:
    """(limits that bind, limits not looked at for want of time)."""
    found, unseen = [], []
    until = time.monotonic() + RELAXING_SECONDS
    for limit in (*limits.named, *pins):
        if not _tight(options, limits, limit, best):
            continue
        left = until - time.monotonic()
        if left <= 0:
            unseen.append(limit)
            continue
        without = _in_time(Search(options, limits, {limit}, min(left, SECONDS / 2)))
        if without is None:
            unseen.append(limit)
            continue
        if without.value <= best.value * (1 + 1e-9) + 1e-9:
            continue
        found.append(_relaxed(options, limits, limit, best, without, step, until))
    return sorted(found, key=lambda one: -one.more), unseen


def _tight(options: Options, limits: Limits, limit: Limit, best: Chosen) -> bool:
    """Whether one creator more or less could break a limit: the others cannot bind."""
    outside = ~best.mask & ~options.barred
    if limit == BUDGET:
        return bool(outside.any() and options.cost[outside].max() > limits.budget - best.cost)
    if limit == MOST:
        return best.n >= limits.most
    if limit == LEAST:
        return best.n <= limits.least
    if isinstance(limit, Cap):
        own = int((best.mask & options.of(limit)).sum())
        return own >= limit.most if limit.percent is None else 100 * (own + 1) > limit.percent * (best.n + 1)
    return True


def _relaxed(
    options: Options, limits: Limits, limit: Limit, best: Chosen, without: Chosen, step: int, until: float
) -> Relaxed:
    more = without.value - best.value
    eased, by = eased_by(limits, limit, step)
    left = until - time.monotonic()
    if eased is None or left <= 0:
        return Relaxed(limit, more, proven=best.proven and without.proven)
    then = _in_time(Search(options, eased, seconds=min(left, SECONDS / 2)))
    if then is None or then.value < best.value:
        then = replace(best, gap=None)
    return Relaxed(
        limit, more, by, then.value - best.value,
        added=_ids(options, then.mask & ~best.mask), dropped=_ids(options, best.mask & ~then.mask),
        proven=best.proven and without.proven and then.proven,
    )  # fmt: skip


def eased_by(limits: Limits, limit: Limit, step: int) -> tuple[Limits | None, int | None]:
    """(the limits with one of them a step wider, the step); None where it knows no step."""
    if limit == BUDGET and step:
        return replace(limits, budget=limits.budget + step), step
    if limit == MOST:
        return replace(limits, most=limits.most + 1), 1
    if limit == LEAST:
        return replace(limits, least=limits.least - 1), -1
    if isinstance(limit, Cap):
        by = 1 if limit.percent is None else min(MORE_PERCENT, 100 - limit.percent)
        wider = (
            replace(limit, most=limit.most + by)
            if limit.percent is None
            else replace(limit, percent=limit.percent + by)
        )
        caps = tuple(wider if cap == limit else cap for cap in limits.caps)
        return replace(limits, caps=caps), by
    return None, None


def _ids(options: Options, mask: np.ndarray) -> tuple:
    return tuple(options.ids[mask].tolist())
