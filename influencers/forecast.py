"""What a source's budget can carry: calls wanted against calls there are, and who will be late by how much.

Pure. Served is who has waited longest beyond the patience of its class (`influencers.schedule.turn`), so
under a steady shortage all classes are late by the same time beyond their patience: one unknown, found by
bisection.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from influencers.choices import Priority
from influencers.schedule import DAY, Cadence

WORTHS = (Priority.WANTED, Priority.NORMAL, Priority.DORMANT)
WORDS = {
    Priority.WANTED: "wanted accounts",
    Priority.NORMAL: "active accounts",
    Priority.DORMANT: "dormant accounts",
}
# Of what is left over, this share is for reading young posts sooner; the rest is for what nobody foresees.
USED_OF_ROOM = 0.9
# Later than this is told as "for good".
LONGEST = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Load:
    """The accounts of one source that are read again and again.

    `counts`: accounts by class. `waiting`: (class, days) -> accounts that are due within so many days, but
    not within the lesser number before it; 0 is due already. `calls_each`: calls that one account takes.
    """

    counts: Mapping[Priority, int]
    waiting: Mapping[tuple[Priority, int], int]
    calls_each: float
    cadence: Cadence

    @property
    def accounts(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    def readings(self, days: int) -> float:
        """How many readings fall into the next `days`: those that wait, and each again after its interval."""
        total, limits = 0.0, sorted({within for _, within in self.waiting})
        for (worth, within), number in self.waiting.items():
            if within <= days:
                before = max((limit for limit in limits if limit < within), default=0)
                ahead = days - (before + within) / 2
                total += number * (1 + int(ahead / (self.cadence.interval(worth) / DAY)))
        return total

    def calls(self, days: int) -> int:
        """How many calls the next `days` ask for."""
        return round(self.readings(days) * self.calls_each)

    @property
    def calls_a_day(self) -> float:
        """What the intervals alone ask for, day after day."""
        a_day = sum(number / (self.cadence.interval(worth) / DAY) for worth, number in self.counts.items())
        return a_day * self.calls_each


@dataclass(frozen=True, slots=True)
class Ahead:
    """One look ahead: calls wanted and carried within `days`; `carried` is None where nobody limits them."""

    days: int
    wanted: int
    carried: int | None
    calls_each: float = 1.0

    @property
    def late(self) -> int:
        """How many readings will not be made in time."""
        if self.carried is None or self.wanted <= self.carried:
            return 0
        return round((self.wanted - self.carried) / self.calls_each)

    @property
    def late_by(self) -> timedelta:
        """About how long the last of them waits, at this pace."""
        if not self.late or not self.carried:
            return LONGEST if self.late else timedelta(0)
        return min((self.wanted / self.carried - 1) * self.days * DAY, LONGEST)


def lateness(load: Load, calls_a_day: float | None) -> dict[Priority, timedelta]:
    """How late each class is in the long run when `calls_a_day` can be made; zero where all is in time."""
    on_time = dict.fromkeys(WORTHS, timedelta(0))
    if calls_a_day is None or load.calls_a_day <= calls_a_day or not load.accounts:
        return on_time
    if calls_a_day <= 0:
        return dict.fromkeys(WORTHS, LONGEST)
    low, high = -max(load.cadence.patience(worth) for worth in WORTHS), LONGEST
    for _ in range(60):
        middle = (low + high) / 2
        if _calls_a_day(load, middle) > calls_a_day:
            low = middle
        else:
            high = middle
    return {worth: _late(load.cadence, worth, high) for worth in WORTHS}


def room(load: Load, calls_a_day: float | None) -> float:
    """How many times over the calls carry what the intervals ask for, less a reserve; at most 100."""
    if calls_a_day is None or not load.calls_a_day:
        return 100.0
    return max(0.0, min(100.0, USED_OF_ROOM * calls_a_day / load.calls_a_day))


def sentences(label: str, load: Load, calls_a_day: float | None) -> list[str]:
    """The pace in words: whom the source keeps how often, and who will be late by how much."""
    late = lateness(load, calls_a_day)
    kept = [
        f"{load.counts[worth]:,} {WORDS[worth]} {_every(load.cadence.interval(worth))}"
        for worth in WORTHS
        if load.counts.get(worth) and not late[worth] >= timedelta(hours=1)
    ]
    behind = [
        f"{load.counts[worth]:,} {WORDS[worth]} will be late by {_about(late[worth])}"
        for worth in WORTHS
        if load.counts.get(worth) and late[worth] >= timedelta(hours=1)
    ]
    if not kept and not behind:
        return []
    told = [f"At this pace {label} keeps {_listed(kept)}."] if kept else []
    if behind:
        lead = "" if kept else f"At this pace {label} falls behind: "
        told.append(f"{lead}{_listed(behind)}.")
    return told


def _calls_a_day(load: Load, beyond: timedelta) -> float:
    total = 0.0
    for worth, number in load.counts.items():
        late = _late(load.cadence, worth, beyond)
        total += number / ((load.cadence.interval(worth) + late) / DAY)
    return total * load.calls_each


def _late(cadence: Cadence, worth: Priority, beyond: timedelta) -> timedelta:
    return max(timedelta(0), beyond + cadence.patience(worth))


def _every(interval: timedelta) -> str:
    named = {1: "daily", 7: "weekly", 30: "monthly"}
    days = interval / DAY
    if days in named:
        return named[days]
    return f"every {days:g} days" if days > 1 else f"every {interval / timedelta(hours=1):g} hours"


def _about(late: timedelta) -> str:
    if late >= LONGEST / 2:
        return "years: there are no calls for them"
    days = late / DAY
    if days < 1:
        hours = max(1, round(days * 24))
        return f"about {hours} hour{'s' if hours > 1 else ''}"
    return f"about {round(days)} day{'s' if round(days) > 1 else ''}"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
