"""A plan of a campaign: the set of creators that brings most within its limits, and what limits it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

import numpy as np

from campaigns.fees import money
from campaigns.models import Campaign, Candidate
from campaigns.plan_groups import Group, groups_of, niche_of, own_caps
from campaigns.plan_pool import ESTIMATE, Aside, Choice, Pool, pool_of
from campaigns.plan_wish import RANKING, Wish
from campaigns.plan_words import Words, per_engagement
from influencers.models import Profile
from scoring.core.portfolio import Cap, Limits, Options, Pin
from scoring.core.portfolio_limits import Plan, plan

CENTS = 100
NEXT_BEST = 30
"""How many of those who were not chosen the page shows."""
LARGEST_APART = 50
MOST_SHOWN = 300
"""How many of those chosen the page shows; the file has all."""
MOST_MOVED = 1000
"""How many candidates one request may name."""
MOST_PINS = 6
"""Of how many must-haves it is told what they cost: each takes a search."""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One account of the page, its amounts in words. lock, ban and free are addresses of the plan with it
    locked in, left out, or neither; by_value: whether the plan by value for money has it too."""

    choice: Choice
    fee: str
    cost: str
    cpe: str
    locked: bool
    banned: bool
    by_value: bool
    lock: str
    ban: str
    free: str


@dataclass(frozen=True)
class Totals:
    """What a set comes to, amounts in words. cost includes products; left: what remains of the budget;
    estimated: how many fees are estimates; without: how many have no known engagements; used: share of the
    budget, None without one."""

    n: int
    cost: str
    product: str
    budget: str
    left: str
    cpe: str
    expected: float
    followers: int
    score: float | None
    estimated: int
    without: int
    used: float | None


@dataclass(frozen=True)
class PlanPage:
    """What the page shows. plan is None where nothing was computed: the form has errors, there is nobody to
    choose from, or no limit; limits, conflicts, compared and caution are sentences."""

    wish: Wish
    pool: Pool
    plan: Plan | None = None
    rows: list[PlanRow] = field(default_factory=list)
    left: list[PlanRow] = field(default_factory=list)
    n_left: int = 0
    totals: Totals | None = None
    platforms: list[Group] = field(default_factory=list)
    niches: list[Group] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    compared: str = ""
    cautions: list[str] = field(default_factory=list)
    needs_limit: bool = False

    @property
    def listed(self) -> list[Candidate]:
        """Those chosen who are on the shortlist."""
        return [row.choice.candidate for row in self.rows if row.choice.candidate]

    @property
    def unlisted(self) -> list[Profile]:
        """Those chosen who are not on the shortlist."""
        return [row.choice.profile for row in self.rows if not row.choice.candidate]

    @property
    def shown(self) -> list[PlanRow]:
        """The rows that the page shows."""
        return self.rows[:MOST_SHOWN]

    @property
    def too_many(self) -> bool:
        """Whether the plan is larger than what one click may change."""
        return len(self.rows) > MOST_MOVED

    @property
    def groups(self) -> list[tuple[str, list[Group]]]:
        """(heading, groups) of the two tables below the plan."""
        return [("By platform", self.platforms), ("By niche", self.niches)]

    @property
    def of_ranking(self) -> bool:
        """Whether it chooses from the ranking rather than from the shortlist."""
        return self.wish.valid and self.wish["of"] == RANKING

    @property
    def with_estimates(self) -> str:
        """The address of the same plan with estimates where no fee is known."""
        return self.wish.address(estimates="yes")

    @property
    def with_ranking(self) -> str:
        """The address of the same plan over the ranking."""
        return self.wish.address(of=RANKING, value=None)

    @property
    def own_caps(self) -> list[tuple[str, str, str, str]]:
        """(kind, name, label, cap as text) of each platform that there is to choose from, and of each niche
        that has a cap of its own or enough creators to want one."""
        return own_caps(self.wish, self.pool)

    @property
    def no_fee(self) -> list[Aside]:
        """The largest of those whose fee nobody knows."""
        return self.pool.no_fee[:LARGEST_APART]

    @property
    def no_rate(self) -> list[tuple[str, int]]:
        """(currency that nobody has entered a rate for, how many are left aside for it), the most first."""
        return Counter(one.no_rate for one in self.pool.others if one.no_rate).most_common()

    @property
    def others(self) -> list[Aside]:
        """The first of those who cannot be planned with for another reason."""
        return self.pool.others[:LARGEST_APART]


def plan_page(campaign: Campaign, wish: Wish, now: datetime) -> PlanPage:
    """The plan that the address asks for."""
    if not wish.valid:
        return PlanPage(wish, Pool([]))
    pool = pool_of(campaign, wish, now)
    if not pool.choices:
        return PlanPage(wish, pool)
    options, limits = options_of(pool, wish), limits_of(pool, wish)
    if not limits.named:
        return PlanPage(wish, pool, needs_limit=True)
    found = plan(options, limits, int(wish.step * CENTS), pins_of(wish, options))
    words = Words(campaign, wish, pool, options)
    conflicts = [words.conflict(one) for one in found.conflicts]
    if found.best is None:
        late = [] if conflicts else ["No plan was found in time. Ask for fewer creators or fewer limits."]
        rows = [_row(wish, pool, found, at) for at in range(len(pool.choices))]
        pinned = [row for row in rows if row.locked or row.banned]
        return PlanPage(wish, pool, found, conflicts=conflicts + late, left=pinned)
    return _solved(campaign, wish, pool, found, words, limits)


def _solved(
    campaign: Campaign, wish: Wish, pool: Pool, found: Plan, words: Words, limits: Limits
) -> PlanPage:
    inside = _best_first(pool, np.flatnonzero(found.best.mask))
    outside = _best_first(pool, np.flatnonzero(~found.best.mask))
    # Who was left out by hand comes first, so that it can be taken back.
    outside.sort(key=lambda at: pool.choices[at].profile.pk not in wish.barred)
    best = [pool.choices[at] for at in inside]
    return PlanPage(
        wish, pool, found,
        rows=[_row(wish, pool, found, at) for at in inside],
        left=[_row(wish, pool, found, at) for at in outside[:NEXT_BEST]],
        n_left=len(outside),
        totals=totals(wish, best),
        platforms=groups_of(wish, best, limits, "platform"),
        niches=groups_of(wish, best, limits, "niche"),
        limits=words.limits(found),
        compared=words.compared(found),
        cautions=words.cautions(found),
    )  # fmt: skip


def _best_first(pool: Pool, places) -> list[int]:
    return sorted(places.tolist(), key=lambda at: -pool.choices[at].value)


def options_of(pool: Pool, wish: Wish) -> Options:
    """The pool as the core wants it: costs in cents, agreed creators locked in where that is asked."""
    choices, barred = pool.choices, set(wish.barred)
    must = set(wish.must)
    if wish["agreed"] == "in":
        must |= {one.profile.pk for one in choices if one.agreed and one.profile.pk not in barred}
    ids = np.array([one.profile.pk for one in choices], dtype=np.int64)
    return Options(
        ids=ids,
        value=np.array([one.value for one in choices], dtype=float),
        cost=np.array([int(one.cost * CENTS) for one in choices], dtype=np.int64),
        groups={
            "niche": np.array([niche_of(one.profile) for one in choices], dtype=object),
            "platform": np.array([one.profile.platform for one in choices], dtype=object),
        },
        person=np.array([one.profile.influencer_id for one in choices], dtype=np.int64),
        must=np.isin(ids, list(must)),
        barred=np.isin(ids, list(barred)),
    )


def pins_of(wish: Wish, options: Options) -> list[Pin]:
    """The must-haves of which the page tells what they cost: those that a person chose here."""
    known = set(options.ids.tolist())
    asked = [Pin(pk, True) for pk in wish.must] + [Pin(pk, False) for pk in wish.barred]
    return [pin for pin in asked if pin.id in known][:MOST_PINS]


def limits_of(pool: Pool, wish: Wish) -> Limits:
    """The limits that the address asks for; a cap on a single group wins over the one on every group."""
    caps = []
    for kind, every in (("platform", wish["per_platform"]), ("niche", wish["per_niche"])):
        names = {
            one.profile.platform if kind == "platform" else niche_of(one.profile) for one in pool.choices
        }
        for name in sorted(names - {""}):
            if own := wish.caps.get((kind, name), every):
                caps.append(Cap(kind, name, *own))
    budget = wish["budget"]
    return Limits(
        budget=None if budget is None else int(budget * CENTS),
        least=wish["least"] or 0,
        most=wish["most"],
        caps=tuple(caps),
        one_each=wish["one_each"],
    )


def _row(wish: Wish, pool: Pool, found: Plan, at: int) -> PlanRow:
    choice = pool.choices[at]
    pk = choice.profile.pk
    return PlanRow(
        choice=choice,
        fee=money(wish.currency, choice.price.amount),
        cost=money(wish.currency, choice.cost),
        cpe=per_engagement(wish.currency, choice.cpe),
        locked=pk in wish.must or (choice.agreed and wish["agreed"] == "in" and pk not in wish.barred),
        banned=pk in wish.barred,
        by_value=found.by_value is not None and bool(found.by_value.mask[at]),
        lock=wish.pin(pk, "in"),
        ban=wish.pin(pk, "out"),
        free=wish.pin(pk, ""),
    )


def totals(wish: Wish, chosen: list[Choice]) -> Totals:
    """What a set comes to."""
    cost = sum((one.cost for one in chosen), Decimal(0))
    product = sum((one.cost - one.price.amount for one in chosen), Decimal(0))
    expected = sum(one.expected or 0 for one in chosen)
    scores = [one.score for one in chosen if one.score is not None]
    budget, currency = wish["budget"], wish.currency
    return Totals(
        n=len(chosen),
        cost=money(currency, cost),
        product=money(currency, product) if product else "",
        budget=money(currency, budget),
        left=money(currency, None if budget is None else budget - cost),
        cpe=per_engagement(currency, cost / Decimal(str(expected)) if expected else None),
        expected=expected,
        followers=sum(one.profile.followers or 0 for one in chosen),
        score=sum(scores) / len(scores) if scores else None,
        estimated=sum(one.price.source == ESTIMATE for one in chosen),
        without=sum(one.expected is None for one in chosen),
        used=float(cost / budget) if budget else None,
    )
