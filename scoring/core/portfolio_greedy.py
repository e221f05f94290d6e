"""The set that plain rules choose: best value for money first. It stands beside the best set."""

import numpy as np

from scoring.core.portfolio import Chosen, Limits, Options, Search


def greedy(options: Options, limits: Limits) -> Chosen | None:
    """The set by value for money: the must-haves, then whoever brings most for what it costs and still fits.
    None where that does not keep the limits."""
    price = np.maximum(options.cost, 1e-9)
    order = np.lexsort((-options.value, -options.value / price))
    order = [*np.flatnonzero(options.must), *(i for i in order if not options.must[i])]
    size = len(options) if limits.most is None else min(limits.most, len(options))
    while True:
        mask = _taken(options, limits, order, size)
        # A share is a number once it is known of how many; fewer than hoped for lower it.
        if mask.sum() == size or not any(cap.percent is not None for cap in limits.caps):
            break
        size = int(mask.sum())
    if Search(options, limits).breaks(mask) or (options.must & ~mask).any():
        return None
    return Chosen(mask, float(options.value[mask].sum()), int(options.cost[mask].sum()))


def _taken(options: Options, limits: Limits, order, size: int) -> np.ndarray:
    room = [
        (options.of(cap), cap.most if cap.percent is None else cap.percent * size // 100)
        for cap in limits.caps
    ]
    mine = {}
    for number, (own, _) in enumerate(room):
        for i in np.flatnonzero(own).tolist():
            mine.setdefault(i, []).append(number)
    left = [most for _, most in room]
    money = float("inf") if limits.budget is None else limits.budget
    mask, people = np.zeros(len(options), dtype=bool), set()
    cost, person = options.cost.tolist(), options.person.tolist()
    for i in order:
        if options.barred[i] or size <= 0 or cost[i] > money:
            continue
        if any(left[number] <= 0 for number in mine.get(i, ())) or (limits.one_each and person[i] in people):
            continue
        mask[i], money, size = True, money - cost[i], size - 1
        people.add(person[i])
        for number in mine.get(i, ()):
            left[number] -= 1
    return mask
