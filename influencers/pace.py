"""Per source: what its accounts ask for, what its budget carries, and the forecast that follows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Sum
from django.utils import timezone

from influencers import cadence
from influencers.budget_use import carry
from influencers.choices import RefreshStatus, Source
from influencers.forecast import Ahead, Load, lateness, room, sentences
from influencers.models import RefreshRun
from influencers.schedule import DAY, Cadence
from influencers.sources.quotas import CALLS
from influencers.sources.registry import SOURCES, source_class
from influencers.standing import LOOKS_AHEAD, Group, standing

# Calls an account are measured over the runs of this time.
MEASURED_OVER = 2 * DAY
# Accounts that are gone or not found are looked at by other intervals, and are few.
NOT_COUNTED = (RefreshStatus.GONE, RefreshStatus.NOT_FOUND)
# Each server of theirs has a budget of its own, and how the accounts spread over them is not counted.
COUNTED_BY_SERVER = {Source.MASTODON.value}
# The room of each source as of the last tick. Lost with Redis it costs one tick of early readings, no more.
ROOM, ROOM_KEPT = "room-{}", timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Pace:
    """Of one source: `calls_a_day` is what its budget carries (None: no limit is known), `looks` the next 24
    hours and 7 days, `words` the steady state as sentences. `measured`: whether calls an account were."""

    load: Load
    calls_a_day: float | None
    looks: list[Ahead]
    words: list[str]
    measured: bool

    @property
    def short(self) -> bool:
        """Whether some will be late in the long run."""
        return any(late >= timedelta(hours=1) for late in lateness(self.load, self.calls_a_day).values())


def paces(groups: Iterable[Group], keys: Iterable[str]) -> dict[str, Pace]:
    """The pace of each source of `keys`; two queries, and what the budget asks."""
    groups, holds, measured = list(groups), cadence.current(), _calls_each()
    return {
        key: _pace(key, [group for group in groups if group.source == key], holds, measured.get(key))
        for key in keys
        if key in SOURCES
    }


def look_ahead(keys: Iterable[str]) -> dict[str, float]:
    """The room of each source, measured now and remembered for `room_of`."""
    now_room = {key: room(pace.load, pace.calls_a_day) for key, pace in paces(standing(), keys).items()}
    for key, value in now_room.items():
        cache.set(ROOM.format(key), value, timeout=ROOM_KEPT.total_seconds())
    return now_room


def room_of(key: str) -> float:
    """How many times over the budget of a source carries its intervals, as of the last tick; 1 where that is
    not known, so that nothing is read early on a guess."""
    return cache.get(ROOM.format(key), 1.0)


def _pace(key: str, groups: list[Group], holds: Cadence, measured: float | None) -> Pace:
    load = _load(groups, holds, measured or 1 / source_class(key).limits.batch_size + 1)
    now = timezone.now()
    carried = {days: _carried(key, now + days * DAY) for days in LOOKS_AHEAD}
    looks = [Ahead(days, load.calls(days), carried[days], load.calls_each) for days in LOOKS_AHEAD]
    longest = carried[LOOKS_AHEAD[-1]]
    calls_a_day = None if longest is None else longest / LOOKS_AHEAD[-1]
    words = sentences(source_class(key).label, load, calls_a_day)
    return Pace(load, calls_a_day, looks, words, measured is not None)


def _carried(key: str, until: datetime) -> int | None:
    """How many calls the schedule may make until then; None where none is told for all of it."""
    return None if key in COUNTED_BY_SERVER else carry(key, CALLS, until)


def _load(groups: Iterable[Group], holds: Cadence, calls_each: float) -> Load:
    counts: Counter = Counter()
    waiting: Counter = Counter()
    for group in groups:
        if group.status not in NOT_COUNTED:
            counts[group.worth] += group.planned
            waiting[group.worth, 0] += group.due
            waiting[group.worth, 1] += group.due_in_1 - group.due
            waiting[group.worth, 7] += group.due_in_7 - group.due_in_1
    return Load(counts, waiting, calls_each, holds)


def _calls_each() -> dict[str, float]:
    """By source, how many calls an account took lately."""
    rows = (
        RefreshRun.objects.filter(started_at__gte=timezone.now() - MEASURED_OVER)
        .order_by()
        .values("source")
        .annotate(calls=Sum("calls"), read=Sum("refreshed"), failed=Sum("failed"), gone=Sum("gone"))
    )
    done = {row["source"]: (row["calls"], row["read"] + row["failed"] + row["gone"]) for row in rows}
    return {source: calls / accounts for source, (calls, accounts) in done.items() if calls and accounts}
