"""When an account is due again: by its worth, by how young its posts are, or by how often it failed. Pure.

Worth has three classes: wanted by a campaign or a saved search, active, and dormant. A post's counts settle
within a month; until then an account is read sooner where the calls allow it. Who waits for a place ages:
behind the wanted an account waits no longer than one interval of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from influencers.choices import Priority

DAY = timedelta(days=1)
# An account that left may come back; it is looked at now and then.
GONE_EVERY = timedelta(days=30)
FIRST_RETRY = timedelta(minutes=15)
LAST_RETRY = timedelta(days=7)
FIRST_SEARCH = timedelta(days=1)
LAST_SEARCH = timedelta(days=30)
# Ages at which a post is read again: its counts grow fast first, and hardly after a month.
READINGS = (1 * DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY)
# A reading this much before its age counts for it, so that posts of the same days are read together.
EARLY = 0.8
# However many calls are left over, an account is not read more often on account of its posts.
CLOSEST = timedelta(hours=12)
# Intervals are shortened by up to this share, always the same for an account, so that accounts which came in
# together do not stay due together. `influencers.replan` computes the same in SQL.
SPREAD, SPREAD_STEPS, SPREAD_FACTOR = 0.1, 65536, 40503


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often accounts of each class are read, and after how long without a post one is dormant."""

    wanted: timedelta = DAY
    active: timedelta = 7 * DAY
    dormant: timedelta = 30 * DAY
    dormant_after: timedelta = 60 * DAY

    def interval(self, worth: Priority) -> timedelta:
        """The time between two readings of an account of this class."""
        if worth >= Priority.WANTED:
            return self.wanted
        return self.dormant if worth == Priority.DORMANT else self.active

    def patience(self, worth: Priority) -> timedelta:
        """How late an account of this class may be before it goes ahead of one that is wanted and due now."""
        return timedelta(0) if worth >= Priority.WANTED else self.interval(worth)


def worth_of(
    now: datetime,
    last_post_at: datetime | None,
    wanted_until: datetime | None,
    cadence: Cadence = Cadence(),
) -> Priority:
    """The class of an account: wanted, active (normal) or dormant."""
    if wanted_until and wanted_until > now:
        return Priority.WANTED
    active = bool(last_post_at) and now - last_post_at < cadence.dormant_after
    return Priority.NORMAL if active else Priority.DORMANT


def next_due(
    profile_id: int,
    now: datetime,
    last_post_at: datetime | None,
    wanted_until: datetime | None,
    cadence: Cadence = Cadence(),
    published: Iterable[datetime] = (),
    room: float = 1.0,
) -> datetime:
    """After a good refresh at `now`: one interval of its class later, or sooner for the next reading of a
    young post. `published` are the times of the account's posts; `room` is how many times over the budget
    carries what the intervals alone ask for: an account is not read more often than that many times, so that
    young posts never take calls away from anybody."""
    interval = cadence.interval(worth_of(now, last_post_at, wanted_until, cadence))
    due = now + _spread(interval, profile_id)
    reading = min(filter(None, (next_reading(at, now) for at in published)), default=None)
    if reading is None or room <= 1:
        return due
    return min(due, max(reading, now + max(_spread(interval / room, profile_id), CLOSEST)))


def next_reading(published: datetime, read_at: datetime) -> datetime | None:
    """When a post that was read at `read_at` is to be read again; None once its counts have settled."""
    met = _readings_met(read_at - published)
    return published + READINGS[met] if met < len(READINGS) else None


def read_back_to(
    published: Iterable[datetime], read_at: datetime, now: datetime, last_post_at: datetime | None
) -> tuple[datetime, bool]:
    """How far back to read the posts of an account that was read completely at `read_at`, and whether any of
    the known ones (`published`) needs it. New ones are looked for down to the newest known one."""
    wanting = [
        at for at in published if _readings_met(now - at) > _readings_met(read_at - at) and at <= read_at
    ]
    newest_known = min(last_post_at or read_at, read_at) - timedelta(seconds=1)
    return min([*wanting, newest_known]), bool(wanting)


def retry_due(profile_id: int, now: datetime, failures: int, searching: bool = False) -> datetime:
    """After the `failures`-th failure in a row (1 is the first): each wait is twice the one before, up to a
    week. `searching` is for an account that the platform does not find: from a day up to a month."""
    first, last = (FIRST_SEARCH, LAST_SEARCH) if searching else (FIRST_RETRY, LAST_RETRY)
    doubled = first * 2 ** min(max(failures, 1) - 1, 20)
    return now + _spread(min(doubled, last), profile_id)


def turn(worth: Priority, due: datetime, cadence: Cadence) -> datetime:
    """Who waits is served in the order of this time: when it became due, plus the patience of its class. Whom
    a person waits for comes first of all."""
    if worth >= Priority.NOW:
        return due - timedelta(days=36_500)
    return due + cadence.patience(worth)


def _readings_met(age: timedelta) -> int:
    """How many of READINGS a reading at this age fulfils."""
    return sum(age >= EARLY * step for step in READINGS)


def _spread(interval: timedelta, profile_id: int) -> timedelta:
    place = (profile_id % SPREAD_STEPS) * SPREAD_FACTOR % SPREAD_STEPS / SPREAD_STEPS
    return interval * (1 - SPREAD * place)
