"""The best set within limits, against every set there is; what binds it; what contradicts what."""

from itertools import combinations

import numpy as np
import pytest

from scoring.core import portfolio
from scoring.core.portfolio import (
    BARRED,
    BUDGET,
    LEAST,
    MOST,
    MUST,
    ONE_EACH,
    Cap,
    Limits,
    Options,
    OutOfTime,
    Pin,
    Search,
)
from scoring.core.portfolio_greedy import greedy
from scoring.core.portfolio_limits import contradiction, plan

NICHES, PLATFORMS = ("food", "sport", "home"), ("instagram", "tiktok")


def options(value, cost, niche=None, platform=None, person=None, must=(), barred=()) -> Options:
    size = len(value)
    ids = np.arange(1, size + 1)
    return Options(
        ids,
        np.array(value, dtype=float),
        np.array(cost, dtype=np.int64),
        {
            "niche": np.array(niche or ["food"] * size, dtype=object),
            "platform": np.array(platform or ["instagram"] * size, dtype=object),
        },
        np.array(person or range(size)),
        np.isin(ids, must),
        np.isin(ids, barred),
    )


def drawn(seed: int) -> tuple[Options, Limits]:
    """A random instance of up to 18 candidates with some of every kind of limit."""
    draw = np.random.default_rng(seed)
    size = int(draw.integers(1, 19))
    cost = draw.integers(0, 60, size) * int(draw.choice([1, 25, 100]))
    caps = [Cap("niche", str(draw.choice(NICHES)), most=int(draw.integers(0, 4)))] * int(draw.integers(0, 2))
    if draw.random() < 0.4:
        caps.append(Cap("platform", "tiktok", percent=int(draw.integers(0, 9)) * 10))
    limits = Limits(
        budget=int(cost.sum() * draw.random()) if draw.random() < 0.8 else None,
        least=int(draw.integers(0, size // 3 + 1)),
        most=int(draw.integers(1, size + 1)) if draw.random() < 0.5 else None,
        caps=tuple(caps),
        one_each=bool(draw.random() < 0.3),
    )
    kind = draw.random(size)
    return options(
        draw.integers(0, 1000, size) * draw.choice([0.01, 1.0, 37.5]),
        cost,
        draw.choice(NICHES, size).tolist(),
        draw.choice(PLATFORMS, size).tolist(),
        draw.integers(0, max(size // 2, 1), size).tolist(),
        (np.flatnonzero(kind < 0.06) + 1).tolist(),
        (np.flatnonzero(kind > 0.9) + 1).tolist(),
    ), limits


def best_of_all(o: Options, limits: Limits) -> float | None:
    """The value of the best of all sets, by looking at each; None where none keeps the limits."""
    size = len(o)
    sets = (np.arange(2**size)[:, None] >> np.arange(size)) & 1
    n = sets.sum(axis=1)
    fits = (sets[:, o.must] == 1).all(axis=1) & (sets[:, o.barred] == 0).all(axis=1) & (n >= limits.least)
    if limits.budget is not None:
        fits &= sets @ o.cost <= limits.budget
    if limits.most is not None:
        fits &= n <= limits.most
    for cap in limits.caps:
        own = sets[:, o.groups[cap.kind] == cap.name].sum(axis=1)
        fits &= own <= cap.most if cap.percent is None else 100 * own <= cap.percent * n
    if limits.one_each:
        for name in set(o.person.tolist()):
            fits &= sets[:, o.person == name].sum(axis=1) <= 1
    return float((sets @ o.value)[fits].max()) if fits.any() else None


def keeps(o: Options, limits: Limits, mask: np.ndarray) -> bool:
    """Whether a set keeps every limit, said anew without the code under test."""
    n = int(mask.sum())
    by_cap = []
    for cap in limits.caps:
        own = int(mask[o.groups[cap.kind] == cap.name].sum())
        by_cap.append(own <= cap.most if cap.percent is None else 100 * own <= cap.percent * n)
    people = o.person[mask].tolist()
    return (
        mask[o.must].all()
        and not mask[o.barred].any()
        and n >= limits.least
        and (limits.most is None or n <= limits.most)
        and (limits.budget is None or o.cost[mask].sum() <= limits.budget)
        and all(by_cap)
        and (not limits.one_each or len(people) == len(set(people)))
    )


@pytest.mark.parametrize("core", [portfolio.CORE, 4])
def test_the_best_of_all_sets_in_200_random_instances(monkeypatch, core):
    monkeypatch.setattr(portfolio, "CORE", core)
    possible = 0
    for seed in range(200):
        o, limits = drawn(seed)
        expected = best_of_all(o, limits)
        found = Search(o, limits).best()
        assert (found is None) == (expected is None), seed
        if found is None:
            continue
        possible += 1
        assert keeps(o, limits, found.mask), seed
        assert found.value == pytest.approx(expected, rel=2e-6), seed
        assert found.proven, seed
        rough = greedy(o, limits)
        assert rough is None or (keeps(o, limits, rough.mask) and rough.value <= expected + 1e-6), seed
    assert 120 < possible < 200


def test_whatever_is_told_of_a_random_instance_holds():
    """What binds, what more of it brings, and which limits contradict each other, against all sets."""
    told = stuck = 0
    for seed in range(200, 280):
        o, limits = drawn(seed)
        found = plan(o, limits, step=100)
        expected = best_of_all(o, limits)
        if expected is None:
            assert found.best is None, seed
            assert found.conflicts, seed
            stuck += 1
            continue
        for one in found.binding:
            told += 1
            if one.limit == BUDGET:
                without = best_of_all(
                    o, Limits(None, limits.least, limits.most, limits.caps, limits.one_each)
                )
                wider = Limits(limits.budget + 100, limits.least, limits.most, limits.caps, limits.one_each)
                assert one.more == pytest.approx(without - expected, abs=1e-3), seed
                assert one.step_brings == pytest.approx(best_of_all(o, wider) - expected, abs=1e-3), seed
            assert one.more > 0, seed
    assert told > 40
    assert stuck > 5


def test_never_a_cent_over_budget():
    draw = np.random.default_rng(5)
    for _ in range(20):
        cost = draw.integers(10_000, 9_999_999, 400)
        o = options(draw.uniform(1, 50_000, 400), cost)
        limits = Limits(budget=int(cost.sum() // 7))
        found = Search(o, limits).best()
        assert cost[found.mask].sum() <= limits.budget
        assert found.value >= greedy(o, limits).value


def test_value_for_money_first_is_not_the_best():
    found = plan(options([60, 100], [50, 100]), Limits(budget=100))
    assert (found.best.value, found.by_value.value) == (100, 60)


def test_the_budget_is_named_with_what_more_of_it_brings():
    found = plan(options([100, 70, 50], [1000, 700, 600]), Limits(budget=1700, most=3), step=600)
    (one,) = found.binding
    assert (one.limit, one.more, one.step, one.step_brings) == (BUDGET, 50, 600, 50)
    assert (one.added, one.dropped) == ((3,), ())
    assert plan(options([1, 2], [10, 10]), Limits(budget=20, most=2)).binding == []


def test_a_cap_and_the_head_count_are_named():
    o = options([90, 80, 70, 10], [1, 1, 1, 1], ["food", "food", "food", "home"])
    cap = Cap("niche", "food", most=1)
    first, second = plan(o, Limits(most=3, caps=(cap,))).binding, plan(o, Limits(most=1)).binding
    assert [(one.limit, one.more, one.step_brings) for one in first] == [(cap, 140, 80)]
    assert [(one.limit, one.more, one.step_brings) for one in second] == [(MOST, 160, 80)]


def test_what_one_must_have_costs():
    o = options([90, 80, 10], [5, 5, 5], must=[3], barred=[1])
    found = plan(o, Limits(most=2), pins=[Pin(3, True), Pin(1, False)])
    told = {one.limit: one.more for one in found.binding}
    # The first, were it allowed, would take the place of the second; the third is in the best set anyway.
    assert told == {Pin(1, False): 10}
    found = plan(o, Limits(most=1), pins=[Pin(3, True), Pin(1, False)])
    assert {one.limit: one.more for one in found.binding} == {MOST: 80, Pin(3, True): 70}


def test_one_account_of_a_person():
    o = options([90, 80, 10], [1, 1, 1], person=["a", "a", "b"])
    found = plan(o, Limits(most=2, one_each=True))
    assert found.best.value == 100
    assert [one.limit for one in found.binding] == [ONE_EACH]


@pytest.mark.parametrize(
    ("chosen_from", "limits", "named", "numbers"),
    [
        ({"must": [1, 2]}, Limits(budget=1500), (MUST, BUDGET), (1700, 1500)),
        ({"must": [1, 2]}, Limits(most=1), (MUST, MOST), (2, 1)),
        ({"must": [1, 2]}, Limits(caps=(Cap("niche", "food", most=1),)), None, (2, 1)),
        ({"must": [1], "barred": [1]}, Limits(), (MUST, BARRED), (None, None)),
        ({"must": [1, 2], "person": [7, 7, 8]}, Limits(one_each=True), (MUST, ONE_EACH), (None, None)),
        ({}, Limits(least=4), (LEAST,), (4, 3)),
        ({"barred": [1]}, Limits(least=3), (LEAST,), (3, 2)),
        ({}, Limits(least=3, most=2), (LEAST, MOST), (3, 2)),
        ({}, Limits(least=2, budget=1000), (LEAST, BUDGET), (1300, 1000)),
    ],
)
def test_what_contradicts_what_is_named_with_its_numbers(chosen_from, limits, named, numbers):
    found = plan(options([100, 70, 50], [1000, 700, 600], **chosen_from), limits)
    named = named or (MUST, limits.caps[0])
    assert found.best is None
    assert (named, numbers) in [(one.limits, (one.needs, one.allows)) for one in found.conflicts]


def test_a_contradiction_of_three_is_found_and_nothing_else_named():
    o = options([9, 8, 7, 6], [10, 10, 500, 500], ["food", "food", "home", "home"])
    cap = Cap("niche", "food", most=1)
    limits = Limits(budget=400, least=2, most=4, caps=(cap,))
    assert contradiction(o, limits) == [BUDGET, LEAST, cap]
    (one,) = plan(o, limits).conflicts
    assert one.limits == (BUDGET, LEAST, cap)
    assert contradiction(o, Limits(budget=1000, least=2, caps=(cap,))) == []


def test_a_search_without_time_says_how_far_it_may_be_off():
    draw = np.random.default_rng(1)
    cost = draw.integers(1_000, 1_000_000, 3000)
    o = options(draw.uniform(1, 1000, 3000) + cost / 1000, cost)
    limits = Limits(budget=int(cost.sum() // 3))
    found = plan(o, limits, seconds=0.0)
    assert keeps(o, limits, found.best.mask)
    assert found.best.value >= found.by_value.value


def test_a_search_that_ran_out_of_time_claims_no_contradiction(monkeypatch):
    def out_of_time(*args):
        raise OutOfTime

    monkeypatch.setattr(Search, "_decided", out_of_time)
    o, limits = options([3, 2, 1], [30, 20, 10]), Limits(budget=50, most=2)
    found = plan(o, limits)
    # What plain rules find is used; nothing is said about how far it is off or about what limits it.
    assert (found.best.value, found.best.gap, found.conflicts) == (found.by_value.value, None, [])
    assert found.unseen == [BUDGET, MOST]
    assert contradiction(o, limits) == []
    with pytest.raises(OutOfTime):
        Search(o, limits).best()


def test_nobody_to_choose_from():
    nobody = options([], [])
    assert plan(nobody, Limits(budget=100)).best.n == 0
    assert plan(nobody, Limits(least=1)).conflicts[0].limits == (LEAST,)


def test_figures_that_are_none_are_refused():
    with pytest.raises(ValueError, match="value"):
        options([np.nan], [1])
    with pytest.raises(ValueError, match="cost"):
        options([1], [-1])
    with pytest.raises(ValueError, match="percentage"):
        Cap("niche", "food")


def test_pairs_are_looked_at():
    """The reference itself: it finds what a plain loop over pairs finds."""
    o, limits = options([5, 4, 3], [3, 2, 2]), Limits(budget=4, most=2)
    sums = [sum(o.value[list(two)]) for two in combinations(range(3), 2) if sum(o.cost[list(two)]) <= 4]
    assert best_of_all(o, limits) == max(sums) == 7
