"""How many accounts each hard limit lets through, and whom a single one keeps out.

Large catalogues answer from columns, others in SQL, with the same numbers.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Case, Count, Q, SmallIntegerField, Value, When

from campaigns.limits import Limit
from influencers.querysets import ProfileQuerySet
from influencers.search import Checked, check
from scoring.among import Among

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


class Marks:
    """Columns of truth values, one an account: `among`, and for each limit `passes` and `unknown`."""

    def __init__(self, checked: Checked, number: int):
        self.checked = checked
        self.passes, self.unknown = checked.met[:number], checked.met[number : 2 * number]
        self.among = checked.among
        for barred in checked.met[2 * number :]:
            self.among = self.among & ~barred
        failures = np.zeros(len(self.among), np.uint8)
        for passes in self.passes:
            failures += ~passes
        self.all, self.one_fails = self.among & (failures == 0), self.among & (failures == 1)

    def only_out(self, at: int) -> np.ndarray:
        """Those whom this limit alone keeps out."""
        return self.one_fails & ~self.passes[at]


def marks_of(among: Among, limits: Sequence[Limit], *barred: Q) -> Marks | None:
    """What the limits do to each account of whom nothing `barred` is true; None where the database has to
    tell."""
    conditions = [*(limit.passes for limit in limits), *(limit.unknown for limit in limits), *barred]
    checked = check(conditions, among.demo, among.without)
    return Marks(checked, len(limits)) if checked else None


def count(among: Among, limits: Sequence[Limit]) -> Counts:
    """What the limits do among some accounts. Each account is looked at once."""
    if marks := marks_of(among, limits):
        lines = [
            LimitCount(
                limit,
                _number(marks.among & marks.passes[at]),
                _number(marks.among & ~marks.passes[at] & marks.unknown[at]),
                _number(marks.only_out(at)),
            )
            for at, limit in enumerate(limits)
        ]
        return Counts(_number(marks.all), _number(marks.among), lines)
    return _count_in_sql(among.profiles, limits)


def _number(rows: np.ndarray) -> int:
    return int(np.count_nonzero(rows))


def _count_in_sql(profiles: ProfileQuerySet, limits: Sequence[Limit]) -> Counts:
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


def left_out_by(among: Among, limits: Sequence[Limit]) -> dict[str, int]:
    """{what is true of them: how many} of accounts that limits keep out, each by the first one it fails."""
    if not limits:
        return {}
    found: Counter[str] = Counter()
    if marks := marks_of(among, limits):
        rest = marks.among
        for limit, passes in zip(limits, marks.passes, strict=True):
            found[limit.kept_out] += _number(rest & ~passes)
            rest = rest & passes
        return dict(+found)
    names = [f"limit_{at}" for at in range(len(limits))]
    for *each, n in marked(among.profiles, limits).order_by().values_list(*names).annotate(n=Count("pk")):
        failed = next((at for at, mark in enumerate(each) if mark != PASSES), None)
        if failed is not None:
            found[limits[failed].kept_out] += n
    return dict(found)
