"""Creators whom exactly one hard limit keeps out of a ranking, and the change that would bring them in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import pandas as pd

from campaigns.brief import brief_of, considered
from campaigns.limit_counts import PASSES, UNKNOWN, marked, marks_of
from campaigns.limits import Limit, limits_of
from campaigns.loosening import (
    ANY,
    COLUMNS,
    RULES,
    SIZES,
    Bound,
    Change,
    Choice,
    change_of,
    facts_of,
)
from campaigns.models import Campaign
from influencers.models import Profile
from influencers.pictures.keeping import with_pictures
from influencers.querysets import ProfileQuerySet
from influencers.search import Checked
from influencers.terms import withheld_accounts
from scoring.constants import current_constants
from scoring.core.schema import Brief, Result
from scoring.core.weights import Constants
from scoring.rank import rank_profiles

TEXTS = ("platform", "country", "language", "last_post_at")
DAY = 86_400
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
        at: out.facts[_are_near(limits[at].name, out.facts["followers"], brief, c)]
        for at, out in kept_out.items()
    }
    results = {at: _best(brief, limits[at].name, facts, now) for at, facts in near.items()}
    ids = [result.profile_id for found in results.values() for result in found]
    profiles = with_pictures(Profile.objects.select_related("influencer")).in_bulk(ids)
    stretch = c.near_miss if brief.near_misses else 1.0
    found = []
    for at, out in kept_out.items():
        misses = [
            _miss(campaign, limits[at].name, profiles[result.profile_id], result, now)
            for result in results[at]
            if result.profile_id in profiles
        ]
        steps = steps_of(campaign, limits[at].name, out.facts, stretch)
        found.append(
            Missed(limits[at], len(out.facts), out.unknown, len(out.facts) - len(near[at]), steps, misses)
        )
    return sorted(found, key=lambda missed: -missed.n)


@dataclass(frozen=True, slots=True)
class _Out:
    """Whom one limit alone keeps out: a row an account with `pk`, `followers` and, where the limit looks at
    another field, that; and of how many of them nobody can tell."""

    facts: pd.DataFrame
    unknown: int


def _kept_out_by_one(campaign: Campaign, limits: Sequence[Limit], now: datetime) -> dict[int, _Out]:
    """{place of a limit: whom it alone keeps out}. Each account is looked at once."""
    among = considered(campaign)
    if marks := marks_of(among, limits, withheld_accounts()):
        outs = {at: np.flatnonzero(marks.only_out(at)) for at in range(len(limits))}
        return {
            at: _Out(
                _facts(limits[at], rows, marks.checked, now), int(np.count_nonzero(marks.unknown[at][rows]))
            )
            for at, rows in outs.items()
            if len(rows)
        }
    return _kept_out_in_sql(among.profiles.exclude(withheld_accounts()), limits, now)


def _facts(limit: Limit, rows: np.ndarray, checked: Checked, now: datetime) -> pd.DataFrame:
    column = getattr(RULES[limit.name], "column", "followers")
    found = {"pk": checked.ids[rows], "followers": checked.numbers("followers", rows)}
    match column:
        case "platform" | "country" | "language":
            found[column] = checked.texts(column, rows)
        case "last_age":
            found[column] = (now.timestamp() - checked.numbers("last_post_at", rows)) / DAY
        case _:
            found[column] = checked.numbers(column, rows)
    return pd.DataFrame(found)


def _kept_out_in_sql(profiles: ProfileQuerySet, limits: Sequence[Limit], now: datetime) -> dict[int, _Out]:
    names = [f"limit_{at}" for at in range(len(limits))]
    found: dict[int, list[tuple]] = {}
    unknown: Counter[int] = Counter()
    for row in marked(profiles, limits).order_by().values_list(*COLUMNS, *names).iterator():
        marks = row[len(COLUMNS) :]
        failed = [at for at, mark in enumerate(marks) if mark != PASSES]
        if len(failed) == 1:
            found.setdefault(failed[0], []).append(row[: len(COLUMNS)])
            unknown[failed[0]] += marks[failed[0]] == UNKNOWN
    return {at: _Out(_frame(rows, now), unknown[at]) for at, rows in found.items()}


def _frame(rows: list[tuple], now: datetime) -> pd.DataFrame:
    facts = pd.DataFrame(rows, columns=COLUMNS)
    numbers = [name for name in COLUMNS if facts[name].dtype == object and name not in TEXTS]
    facts = facts.astype(dict.fromkeys(numbers, float))
    facts["last_age"] = (now - pd.to_datetime(facts["last_post_at"], utc=True)).dt.total_seconds() / DAY
    return facts


def _are_near(name: str, followers: pd.Series, brief: Brief, c: Constants) -> pd.Series:
    """Which accounts may be shown: of a size that is known, and not far off the size band."""
    stretch = c.near_miss**2 if brief.near_misses else c.near_miss
    if name not in SIZES:
        return followers > 0
    low, high = brief.min_followers / stretch, brief.max_followers * stretch
    return (followers > 0) & followers.between(low, high)


def _best(brief: Brief, name: str, facts: pd.DataFrame, now: datetime) -> list[Result]:
    """The best of those whom a limit keeps out, as the brief would score them without it; those of whom too
    little is known last."""
    if facts.empty:
        return []
    loosened = _loosened(brief, name, facts)
    ranking = rank_profiles(loosened, facts["pk"].tolist(), now, top=SHOWN, alone=True)
    return [*ranking.ranked, *ranking.needs_data[:SHOWN]][:SHOWN]


def _loosened(brief: Brief, name: str, facts: pd.DataFrame) -> Brief:
    """The brief without the limit that keeps these accounts out; the size band as far as they need it."""
    match name:
        case "min_followers":
            return replace(brief, min_followers=int(facts["followers"].min()))
        case "max_followers":
            return replace(brief, max_followers=int(facts["followers"].max()))
        case "platforms" | "countries" | "languages":
            return replace(brief, **{name: ()})
        case "dormant":
            return replace(brief, dormant=True)
    return brief


def _miss(campaign: Campaign, name: str, profile: Profile, result: Result, now: datetime) -> NearMiss:
    rule, facts = RULES[name], facts_of(profile, now)
    score = None if result.score is None else round(result.score, 1)
    return NearMiss(profile, rule.told(facts), score, change_of(campaign, name, rule.needed(facts)))


def steps_of(campaign: Campaign, name: str, facts: pd.DataFrame, stretch: float) -> list[Step]:
    """The changes that a limit offers as a whole: a few values that let in more and more, or everything."""
    rule = RULES[name]
    match rule:
        case Bound():
            gains = _gains(rule, getattr(campaign, name), facts, stretch if name in SIZES else 1.0)
        case Choice():
            there = Counter(facts[rule.column].sort_values().tolist())
            best = [value for value, _ in there.most_common() if value != ANY][:OFFERED]
            gains = {value: there[value] for value in best}
            if len(there) > len(best):
                gains[ANY] = len(facts)
        case _:
            gains = {ANY: len(facts)}
    return [Step(change_of(campaign, name, value), gain) for value, gain in gains.items()]


def _gains(rule: Bound, stands: float, facts: pd.DataFrame, stretch: float) -> dict[str, int]:
    """{value: how many it lets in} of the values offered, each of which lets in more than the one before."""
    found: dict[str, int] = {}
    numbers = facts[rule.column].to_numpy(dtype=float)
    for factor in rule.steps:
        value = rule.written(_round(stands * factor))
        gain = int(np.count_nonzero(rule.lets_in(numbers, value, stretch)))
        if gain > max(found.values(), default=0):
            found[value] = gain
    return found


def _round(number: float) -> float:
    """A number with two digits that count: 120,000 rather than 117,600."""
    return float(f"{number:.2g}")
