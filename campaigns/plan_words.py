"""A plan in sentences: what limits it, what more of a limit would bring, why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from campaigns.fees import money
from campaigns.models import Campaign
from campaigns.plan_pool import Pool
from campaigns.plan_wish import ENGAGEMENTS, FIT, Wish
from influencers.choices import Platform
from scoring.core.portfolio import (
    BARRED,
    BUDGET,
    LEAST,
    MOST,
    MUST,
    ONE_EACH,
    Cap,
    Limit,
    Options,
    Pin,
)
from scoring.core.portfolio_limits import Conflict, Plan, Relaxed

NAMED = 4
"""How many creators a sentence names."""


@dataclass(frozen=True)
class Words:
    """Says what was found for one plan."""

    campaign: Campaign
    wish: Wish
    pool: Pool
    options: Options

    def limits(self, plan: Plan) -> list[str]:
        """What limits the plan, the dearest limit first; one sentence where nothing does."""
        hard = [one for one in plan.binding if not isinstance(one.limit, Pin)]
        pins = [one for one in plan.binding if isinstance(one.limit, Pin)]
        told = [self._binding(one, plan.best.value, at == 0) for at, one in enumerate((*hard, *pins))]
        if not told and not plan.unseen:
            everybody = plan.best.n == len(self.options)
            who = "everybody who can be planned with is in it" if everybody else "no limit stands in its way"
            told = [f"Nothing limits this plan: {who}.{self._aside() if everybody else ''}"]
        if plan.unseen:
            names = listed([self.name(limit) for limit in plan.unseen])
            told.append(f"There was no time to look at {names}.")
        return told

    def _aside(self) -> str:
        n = len(self.pool.no_fee) + len(self.pool.others)
        return f" {n:,} other{'s are' if n > 1 else ' is'} left aside; below is why." if n else ""

    def _binding(self, one: Relaxed, value: float, first: bool) -> str:
        if isinstance(one.limit, Pin):
            what = "Locking in" if one.limit.inside else "Leaving out"
            lost = self.gain(one.more, value).replace("more ", "", 1).replace("(+", "(")
            return f"{what} {self.creators([one.limit.id])} costs {lost}."
        name = self.name(one.limit)
        lead = f"{name[0].upper()}{name[1:]} {'is what limits this plan' if first else 'limits it too'}"
        without = f"without it {self.gain(one.more, value)}"
        if one.step is None:
            return f"{lead}: {without}."
        step = self._step(one)
        if one.step_brings <= 0:
            return f"{lead}: {step} would bring nothing yet, {without}."
        change = self._change(one)
        return f"{lead}: {step} would bring {self.gain(one.step_brings, value)}{change}."

    def _step(self, one: Relaxed) -> str:
        if one.limit == BUDGET:
            return f"{self.money(one.step)} more"
        if one.limit == MOST:
            return "one more creator"
        if one.limit == LEAST:
            return "one creator fewer"
        if isinstance(one.limit, Cap) and one.limit.percent is not None:
            return f"{one.limit.percent + one.step}%"
        return "one more of them"

    def _change(self, one: Relaxed) -> str:
        parts = []
        if one.added:
            parts.append(f"adds {self.creators(one.added)}")
        if one.dropped:
            parts.append(f"drops {self.creators(one.dropped)}")
        return f": {', '.join(parts)}" if parts else ""

    def compared(self, plan: Plan) -> str:
        """The plan against taking the best value for money first."""
        rough, best = plan.by_value, plan.best
        if rough is None:
            return "Taking the best value for money first would not keep these limits."
        if rough.value >= best.value * (1 - 1e-9):
            return "Taking the best value for money first would bring as much here."
        lost = (best.value - rough.value) / best.value
        told = f"{rough.value:,.0f} {self.unit}, {share(lost)} less"
        creators = f"{rough.n:,} creator{'s' if rough.n != 1 else ''}"
        return (
            f"Taking the best value for money first would bring {told}, with {creators} "
            f"for {self.money(rough.cost)}."
        )

    def cautions(self, plan: Plan) -> list[str]:
        """What to know before trusting the plan."""
        told = []
        if not plan.best.proven:
            most = (
                "It is not known by how much"
                if plan.best.gap is None
                else f"At most by {share(plan.best.gap)}"
            )
            told.append(f"The search ended for want of time, so a better plan may exist. {most}.")
        elif any(not one.proven for one in plan.binding):
            told.append(
                "What more of a limit would bring is at least so much: the search ended for want of time."
            )
        inside = set(self.options.ids.tolist())
        aside = {one.profile.pk: one for one in (*self.pool.no_fee, *self.pool.others)}
        for pk in self.wish.must:
            if pk not in inside and pk in aside:
                one = aside[pk]
                told.append(f"@{one.profile.handle} is locked in, but left aside: {one.why}.")
        percents = [cap for cap in self.wish.caps.values() if cap[1] is not None]
        if plan.best.n == 0 and (percents or any(self._percent(n) for n in ("per_niche", "per_platform"))):
            told.append("Nobody can be chosen under these shares: at most 40% of one kind needs three kinds.")
        return told

    def _percent(self, name: str) -> bool:
        cap = self.wish[name]
        return cap is not None and cap[1] is not None

    def conflict(self, one: Conflict) -> str:
        """Why there is no plan: which wishes contradict each other."""
        who = self.creators(one.ids)
        are = "is" if len(one.ids) == 1 else "are"
        match one.limits:
            case (first, second) if (first, second) == (MUST, BARRED):
                return f"{who} {are} both locked in and left out. Decide for one."
            case (first, second) if (first, second) == (MUST, BUDGET):
                return (
                    f"Those who are locked in cost {self.money(one.needs)} ({who}), the budget is "
                    f"{self.money(one.allows)}."
                )
            case (first, second) if (first, second) == (MUST, MOST):
                return f"{one.needs} creators are locked in ({who}), but at most {one.allows} are wanted."
            case (first, Cap() as cap) if first == MUST:
                return f"{one.needs} creators who are locked in ({who}) fall under {self.name(cap)}."
            case (first, second) if (first, second) == (MUST, ONE_EACH):
                return f"{who} are accounts of one creator, all locked in, but one account of each is wanted."
            case (first, second) if (first, second) == (LEAST, MOST):
                return f"At least {one.needs} creators and at most {one.allows} cannot both hold."
            case (only,) if only == LEAST:
                return f"At least {one.needs} creators are wanted, but only {one.allows} can be chosen."
            case (first, second) if (first, second) == (LEAST, BUDGET):
                return (
                    f"At least {self.wish['least']} creators are wanted. The cheapest so many cost "
                    f"{self.money(one.needs)}, the budget is {self.money(one.allows)}."
                )
        return (
            f"These cannot all hold: {listed([self.name(limit) for limit in one.limits])}. Ease one of them."
        )

    def name(self, limit: Limit) -> str:
        """A limit in words, such as "the budget of EUR 5,000"."""
        wish = self.wish
        if isinstance(limit, Cap):
            many = f"{limit.most}" if limit.percent is None else f"{limit.percent}%"
            return f"the cap of {many} {'on' if limit.kind == 'platform' else 'of'} {self.group(limit)}"
        return {
            BUDGET: lambda: f"the budget of {money(wish.currency, wish['budget'])}",
            MOST: lambda: f"the number of at most {wish['most']} creator{'s' if wish['most'] != 1 else ''}",
            LEAST: lambda: (
                f"the number of at least {wish['least']} creator{'s' if wish['least'] != 1 else ''}"
            ),
            ONE_EACH: lambda: "the rule of one account of each creator",
            MUST: lambda: "the creators who are locked in",
            BARRED: lambda: "the creators who are left out",
        }[limit]()

    def group(self, cap: Cap) -> str:
        """The platform or niche of a cap."""
        if cap.kind == "platform":
            return Platform(cap.name).label
        niches = (one.profile.primary_niche for one in self.pool.choices)
        return next((niche.name for niche in niches if niche and niche.slug == cap.name), cap.name)

    @property
    def unit(self) -> str:
        """What the plan counts."""
        return {ENGAGEMENTS: "engagements", FIT: "engagements weighted by score"}.get(
            self.wish["value"], "points of score"
        )

    def gain(self, more: float, value: float) -> str:
        """Such as "about 2,100 more engagements (+6%)"."""
        what = self.unit
        part = ""
        if value > 0:
            times = more / value
            part = f" (+{share(times)})" if times < 1.5 else f" ({times + 1:,.0f} times as many in all)"
        digits = 0 if more >= 10 else 1
        return f"about {more:,.{digits}f} more {what}{part}"

    def money(self, cents: int | None) -> str:
        """An amount in the plan's currency."""
        return money(self.wish.currency, Decimal(cents or 0) / 100)

    def creators(self, ids: Sequence[int]) -> str:
        """Their handles, the first of them where they are many."""
        handles = {one.profile.pk: one.profile.handle for one in self.pool.choices}
        names = [f"@{handles[pk]}" for pk in ids if pk in handles]
        if len(names) > NAMED:
            return f"{', '.join(names[: NAMED - 1])} and {len(names) - NAMED + 1} more"
        return listed(names)


def per_engagement(currency: str, cpe: Decimal | None) -> str:
    """The cost of one engagement, with the digits that tell two of them apart; "" where not known."""
    if cpe is None:
        return ""
    return f"{currency} {cpe:,.2f}" if cpe >= 1 else f"{currency} {cpe:.3f}"


def share(part: float) -> str:
    """A share of 1 as a percentage that is never a false nought: "6%", "0.4%", "less than 0.1%"."""
    if 0 < part < 0.001:
        return "less than 0.1%"
    return f"{part:.1%}" if part < 0.095 and part > 0 else f"{part:.0%}"


def listed(names: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
