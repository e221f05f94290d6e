"""Creators whom exactly one hard limit keeps out of a ranking, and the change that would bring them in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from campaigns.brief import brief_of, considered
from campaigns.limit_counts import PASSES, UNKNOWN, marked
from campaigns.limits import Limit, limits_of
from campaigns.loosening import (
    ANY,
    COLUMNS,
    RULES,
    SIZES,
    Bound,
    Change,
    Choice,
    Facts,
    change_of,
    facts_of,
)
from campaigns.models import Campaign
from influencers.models import Profile
from influencers.pictures.keeping import with_pictures
from influencers.terms import withheld_accounts
from scoring.constants import current_constants
from scoring.core.schema import Brief, Result
from scoring.core.weights import Constants
from scoring.rank import rank_profiles

SHOWN = 5
"""Creators that each limit shows, the best first."""
OFFERED = 3
"""Changes that each limit offers, besides those that single creators need."""


@dataclass(frozen=True, slots=True)
class Step:
    """A change that lets in `gain` of those whom the limit alone keeps out."""

    change: Change
    gain: int


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A creator whom one limit keeps out: what is true of it, its score for the brief with the change (None:
    too little is known), and the change that just brings it in."""

    profile: Profile
    fact: str
    score: float | None
    change: Change | None


@dataclass(frozen=True, slots=True)
class Missed:
    """A limit that alone keeps n creators out, of unknown of whom nobody can tell; far of them are so far off
    that they are not shown."""

    limit: Limit
    n: int
    unknown: int
    far: int
    steps: Sequence[Step]
    misses: Sequence[NearMiss]


def near_misses(campaign: Campaign, now: datetime) -> list[Missed]:
    """The limits of a brief that alone keep somebody out, those that cost most first. The number of queries
    grows with such limits, not with creators. Whom terms forbid to rank is not among them."""
    brief, c = brief_of(campaign), current_constants()
    limits = limits_of(campaign, brief, now)
    kept_out = _kept_out_by_one(campaign, limits, now)
    near = {
        at: [f for f in found.facts if _is_near(limits[at].name, f, brief, c)]
        for at, found in kept_out.items()
    }
    results = {at: _best(brief, limits[at].name, facts, now) for at, facts in near.items()}
    ids = [result.profile_id for found in results.values() for result in found]
    profiles = with_pictures(Profile.objects.select_related("influencer")).in_bulk(ids)
    stretch = c.near_miss if brief.near_misses else 1.0
    found = []
    for at, out in kept_out.items():
        facts = {one.pk: one for one in near[at]}
        misses = [
            _miss(campaign, limits[at].name, facts[result.profile_id], profiles[result.profile_id], result)
            for result in results[at]
            if result.profile_id in profiles
        ]
        steps = steps_of(campaign, limits[at].name, out.facts, stretch)
        found.append(
            Missed(limits[at], len(out.facts), out.unknown, len(out.facts) - len(facts), steps, misses)
        )
    return sorted(found, key=lambda missed: -missed.n)


@dataclass(slots=True)
class _Out:
    """Whom one limit alone keeps out, and of how many of them nobody can tell."""

    facts: list[Facts] = field(default_factory=list)
    unknown: int = 0


def _kept_out_by_one(campaign: Campaign, limits: Sequence[Limit], now: datetime) -> dict[int, _Out]:
    """{place of a limit: whom it alone keeps out}. One query, which looks at each account once."""
    names = [f"limit_{at}" for at in range(len(limits))]
    profiles = marked(considered(campaign).exclude(withheld_accounts()), limits).order_by()
    found: dict[int, _Out] = {}
    for row in profiles.values_list(*COLUMNS, *names).iterator():
        marks = row[len(COLUMNS) :]
        failed = [at for at, mark in enumerate(marks) if mark != PASSES]
        if len(failed) == 1:
            out = found.setdefault(failed[0], _Out())
            out.facts.append(facts_of(row[: len(COLUMNS)], now))
            out.unknown += marks[failed[0]] == UNKNOWN
    return found


def _is_near(name: str, facts: Facts, brief: Brief, c: Constants) -> bool:
    """Whether an account may be shown: of a size that is known, and not far off the size band."""
    if not facts.followers:
        return False
    stretch = c.near_miss**2 if brief.near_misses else c.near_miss
    low, high = brief.min_followers / stretch, brief.max_followers * stretch
    return name not in SIZES or low <= facts.followers <= high


def _best(brief: Brief, name: str, facts: Sequence[Facts], now: datetime) -> list[Result]:
    """The best of those whom a limit keeps out, as the brief would score them without it; those of whom too
    little is known last."""
    if not facts:
        return []
    loosened = _loosened(brief, name, facts)
    ranking = rank_profiles(loosened, [f.pk for f in facts], now, top=SHOWN, alone=True)
    return [*ranking.ranked, *ranking.needs_data[:SHOWN]][:SHOWN]


def _loosened(brief: Brief, name: str, facts: Sequence[Facts]) -> Brief:
    """The brief without the limit that keeps these accounts out; the size band as far as they need it."""
    match name:
        case "min_followers":
            return replace(brief, min_followers=min(f.followers for f in facts))
        case "max_followers":
            return replace(brief, max_followers=max(f.followers for f in facts))
        case "platforms" | "countries" | "languages":
            return replace(brief, **{name: ()})
        case "dormant":
            return replace(brief, dormant=True)
    return brief


def _miss(campaign: Campaign, name: str, facts: Facts, profile: Profile, result: Result) -> NearMiss:
    rule = RULES[name]
    score = None if result.score is None else round(result.score, 1)
    return NearMiss(profile, rule.told(facts), score, change_of(campaign, name, rule.needed(facts)))


def steps_of(campaign: Campaign, name: str, facts: Sequence[Facts], stretch: float) -> list[Step]:
    """The changes that a limit offers as a whole: a few values that let in more and more, or everything."""
    rule = RULES[name]
    match rule:
        case Bound():
            gains = _gains(rule, getattr(campaign, name), facts, stretch if name in SIZES else 1.0)
        case Choice():
            there = Counter(getattr(f, rule.column) for f in facts)
            best = [value for value, _ in there.most_common() if value != ANY][:OFFERED]
            gains = {value: there[value] for value in best}
            if len(there) > len(best):
                gains[ANY] = len(facts)
        case _:
            gains = {ANY: len(facts)}
    return [Step(change_of(campaign, name, value), gain) for value, gain in gains.items()]


def _gains(rule: Bound, stands: float, facts: Sequence[Facts], stretch: float) -> dict[str, int]:
    """{value: how many it lets in} of the values offered, each of which lets in more than the one before."""
    found: dict[str, int] = {}
    for factor in rule.steps:
        value = rule.written(_round(stands * factor))
        gain = sum(rule.lets_in(one, value, stretch) for one in facts)
        if gain > max(found.values(), default=0):
            found[value] = gain
    return found


def _round(number: float) -> float:
    """A number with two digits that count: 120,000 rather than 117,600."""
    return float(f"{number:.2g}")
