"""Sums over results: by platform, and together where the terms of the sources allow it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median

from campaigns.choices import DeliverableState
from campaigns.results import GONE, Line, each


@dataclass(frozen=True, slots=True)
class Total:
    """Sums over some lines; None where no line tells it. n_…: how many lines a sum is of. cpe is of the
    `n_cpe` lines whose cost and engagements are both known, which cost `cpe_cost`;
    planned_cpe is of those of them that had an estimate, so that the two compare, and of all deliverables
    while there is no cpe. no_emv: why no line has a media value."""

    label: str
    platform: str = ""
    note: str = ""
    withheld: bool = False
    deliverables: int = 0
    posts: int = 0
    settled: int = 0
    missed: int = 0
    late: int = 0
    engagements: int | None = None
    n_engagements: int = 0
    rate: float | None = None
    expected: float | None = None
    got_of_expected: int | None = None
    views: int | None = None
    n_views: int = 0
    cost: Decimal | None = None
    n_cost: int = 0
    cpe: Decimal | None = None
    cpe_cost: Decimal | None = None
    n_cpe: int = 0
    planned_cpe: Decimal | None = None
    emv: Decimal | None = None
    n_emv: int = 0
    no_emv: str = ""
    times_cost: Decimal | None = None
    times_usual: float | None = None
    lines: tuple[Line, ...] = field(default=(), repr=False)


def total_of(label: str, lines: Sequence[Line], platform: str = "", note: str = "") -> Total:
    """The sums of lines that may be added up."""
    made = [line for line in lines if line.engagements is not None]
    rated = [line for line in made if line.known.followers]
    paid = [line for line in made if line.known.cost is not None]
    planned = [line for line in lines if line.planned_cpe is not None and line.row.state not in GONE]
    if _sum(line.engagements for line in paid):
        planned = [line for line in planned if line in paid]
    both = [line for line in made if line.expected]
    worth = [line for line in lines if line.emv is not None]
    bought = [line for line in worth if line.known.cost is not None]
    spent = [line for line in lines if line.known.cost is not None]
    views = [] if _withheld(lines) else [line.counts.views for line in lines if _watched(line)]
    usual = [line.times_usual for line in made if line.times_usual is not None]
    return Total(
        label=label,
        platform=platform,
        note=note,
        withheld=_withheld(lines),
        deliverables=sum(line.row.state != DeliverableState.DROPPED for line in lines),
        posts=sum(line.counts is not None for line in lines),
        settled=sum(line.settled for line in lines),
        missed=sum(line.row.state == DeliverableState.MISSED for line in lines),
        late=sum(bool(line.late) and line.counts is None for line in lines),
        engagements=_sum(line.engagements for line in made),
        n_engagements=len(made),
        rate=sum(line.engagements for line in rated) / sum(line.known.followers for line in rated)
        if rated
        else None,
        expected=_sum(line.expected for line in both),
        got_of_expected=_sum(line.engagements for line in both),
        views=_sum(views),
        n_views=len(views),
        cost=_sum(line.known.cost for line in spent),
        n_cost=len(spent),
        cpe=each(_sum(line.known.cost for line in paid), _sum(line.engagements for line in paid)),
        cpe_cost=_sum(line.known.cost for line in paid),
        n_cpe=len(paid),
        planned_cpe=each(_sum(line.known.cost for line in planned), _sum(line.expected for line in planned)),
        emv=_sum(line.emv for line in worth),
        n_emv=len(worth),
        no_emv="" if worth else _reasons(line.no_emv for line in lines),
        times_cost=_over(_sum(line.emv for line in bought), _sum(line.known.cost for line in bought)),
        times_usual=median(usual) if usual else None,
        lines=tuple(lines),
    )


def _withheld(lines: Sequence[Line]) -> bool:
    return any(line.known.withheld for line in lines)


def _watched(line: Line) -> bool:
    return line.counts is not None and line.counts.views is not None


def _sum(values: Iterable):
    values = list(values)
    return sum(values) if values else None


def _reasons(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(word for word in words if word))


def _over(value: Decimal | None, cost: Decimal | None) -> Decimal | None:
    return value / cost if value is not None and cost else None


@dataclass(frozen=True, slots=True)
class Totals:
    """By platform, and over all whose terms allow it (None where that says no more than one of them); `why`
    says what is in no total with others."""

    groups: list[Total]
    whole: Total | None
    why: str


def totals(lines: Sequence[Line]) -> Totals:
    """The sums of a campaign, platform by platform. What its source wants apart is in no sum with others."""
    groups: dict[tuple[str, bool], list[Line]] = {}
    for line in lines:
        if line.row.state != DeliverableState.DROPPED:
            groups.setdefault((line.row.candidate.profile.platform, line.known.apart), []).append(line)
    found, mixed, apart = [], [], []
    for (platform, alone), own in sorted(groups.items()):
        name = own[0].row.candidate.profile.get_platform_display()
        both = (platform, not alone) in groups
        label = f"{name}, read by its API" if alone and both else name
        found.append(total_of(label, own, platform))
        if alone:
            apart.append(name)
        else:
            mixed.append(own)
    whole = None
    if len(mixed) > 1:
        whole = total_of("Together", [line for own in mixed for line in own])
    why = ""
    if apart:
        names = " and ".join(dict.fromkeys(apart))
        why = (
            f"{names} stands by itself: its terms forbid adding up what was read there with figures of other "
            "platforms."
        )
    return Totals(found, whole, why)
