"""How many accounts each hard limit lets through, and whom a single one keeps out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, SmallIntegerField, Value, When

from campaigns.limits import Limit
from influencers.querysets import ProfileQuerySet

PASSES, FAILS, UNKNOWN = 1, 0, -1


@dataclass(frozen=True, slots=True)
class LimitCount:
    """What one limit does among some accounts: how many it lets through by itself, how many it keeps out
    because nobody can tell, and how many more would meet the brief without it."""

    limit: Limit
    n: int
    unknown: int
    regained: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many accounts meet all limits, of how many, and what each limit does, as the brief names them."""

    n: int
    of: int
    limits: list[LimitCount]


def marked(profiles: ProfileQuerySet, limits: Sequence[Limit]) -> ProfileQuerySet:
    """`profiles` with `limit_0`, `limit_1`… for each limit: PASSES, FAILS or UNKNOWN."""
    marks = {
        f"limit_{at}": Case(
            When(limit.passes, then=Value(PASSES)),
            When(limit.unknown, then=Value(UNKNOWN)),
            default=Value(FAILS),
            output_field=SmallIntegerField(),
        )
        for at, limit in enumerate(limits)
    }
    return profiles.annotate(**marks)


def count(profiles: ProfileQuerySet, limits: Sequence[Limit]) -> Counts:
    """What the limits do among `profiles`. One query, which looks at each account once."""
    names = [f"limit_{at}" for at in range(len(limits))]
    rows = marked(profiles, limits).order_by().values_list(*names).annotate(n=Count("pk"))
    found = [(row[:-1], row[-1]) for row in rows] if limits else [((), profiles.count())]
    alone, unknown, without = Counter(), Counter(), Counter()
    for marks, n in found:
        failed = [at for at, mark in enumerate(marks) if mark != PASSES]
        for at, mark in enumerate(marks):
            alone[at] += n * (mark == PASSES)
            unknown[at] += n * (mark == UNKNOWN)
        if len(failed) == 1:
            without[failed[0]] += n
    lines = [LimitCount(limit, alone[at], unknown[at], without[at]) for at, limit in enumerate(limits)]
    everybody = sum(n for _, n in found)
    return Counts(sum(n for marks, n in found if set(marks) <= {PASSES}), everybody, lines)


def left_out_by(profiles: ProfileQuerySet, limits: Sequence[Limit]) -> dict[str, int]:
    """{what is true of them: how many} of accounts that limits keep out, each by the first one it fails."""
    names = [f"limit_{at}" for at in range(len(limits))]
    found: Counter[str] = Counter()
    if limits:
        for *marks, n in marked(profiles, limits).order_by().values_list(*names).annotate(n=Count("pk")):
            failed = next((at for at, mark in enumerate(marks) if mark != PASSES), None)
            if failed is not None:
                found[limits[failed].kept_out] += n
    return dict(found)


def only_kept_out_by(profiles: ProfileQuerySet, limits: Sequence[Limit]) -> dict[int, ProfileQuerySet]:
    """{place of a limit: the accounts that this one limit alone keeps out}: the near misses of a brief."""
    alone = marked(profiles, limits)
    return {
        at: alone.filter(**{f"limit_{other}": PASSES for other in range(len(limits)) if other != at}).exclude(
            **{f"limit_{at}": PASSES}
        )
        for at in range(len(limits))
    }
