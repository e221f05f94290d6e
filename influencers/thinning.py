"""Old sizes of accounts and old counts of posts: fewer rows of them, with the shape kept.

Of what is older than 400 days one row a week stays, of what is older than two years one in four weeks, and
beside these every row at which the figure moves. For that, figures are sorted into steps that are a few
percent wide, and of each stay on a step the first and the last row stay. So whatever goes lay between two
rows of its own step that stay, and a straight line between those never leaves the step: no night adds to the
error. That also makes each row's fate its own: any part of what may go can go, at any time, in any order.
"""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import connection
from django.db.models import Max, Min, Model
from django.utils import timezone

from influencers.models import Post, PostReading, Profile, RetentionRun, Snapshot

# Scoring looks at the sizes of a year and two weeks, the creator page at 400 days. A test holds this.
DAILY_DAYS = 400
WEEKLY_DAYS = 2 * 365
# A month is four whole weeks, so that no period is ever cut when it passes from the second rule to the third.
WEEK, MONTH = 7, 28
# Days are counted from a Monday.
FIRST_DAY = date(2001, 1, 1)
# Curves of posts are steep in the first week: that part stays whole for as long as the post is there.
STEEP = timedelta(days=7)
# Steps are this wide, and a bit wider below: a few followers or likes more are no move.
SIZE_STEP, COUNT_STEP, SMALL = 0.02, 0.05, 50
# An account comes up once in so many nights.
TURN = 28
# Rows a statement, which is a transaction of its own: a few tens of milliseconds, and nobody waits for it.
BATCH = 5_000
# A table; two of them end well before the task's own limit.
SECONDS = 8 * 60
THINNED = "thinned"

# A range of owners comes from the index of `snapshot_unique` or `post_reading_unique`, which begins with the
# owner and has the time next. `period` is the first day of the week or month of a row.
_SQL = """
WITH told AS (
    SELECT t.id, t.{owner} AS owner, t.{time} AS at, {day} - DATE '{first_day}' AS day, {steps} AS steps,
        {stays} AS stays, {series} AS series
    FROM {table} t {join}
    WHERE t.{owner} >= %(first)s AND t.{owner} < %(after)s AND t.{time} < %(before)s
), placed AS (
    SELECT *, day - day %% CASE WHEN day < %(month_before)s THEN {month} ELSE {week} END AS period FROM told
), beside AS (
    SELECT id, stays, period, steps, lag(period) OVER w AS period_before, lag(steps) OVER w AS steps_before,
        lead(steps) OVER w AS steps_after
    FROM placed WINDOW w AS (PARTITION BY owner, series ORDER BY at)
), going AS (
    SELECT t.id FROM {table} t WHERE t.id IN (
        SELECT id FROM beside
        WHERE NOT stays AND period = period_before AND steps = steps_before AND steps = steps_after
        LIMIT %(batch)s)
    FOR UPDATE SKIP LOCKED
)
DELETE FROM {table} t USING going WHERE t.id = going.id
"""


@dataclass(frozen=True, slots=True)
class Thinned:
    """What is thinned: rows of an owner, each with a day or (`moments`) a time. `owners` are ids in a
    statement, and `sql` deletes up to BATCH rows of theirs."""

    name: str
    owner: type[Model]
    owners: int
    moments: bool
    sql: str


def _step(column: str, width: float) -> str:
    return f"coalesce(floor(ln(t.{column} + {SMALL}) / ln(1 + {width})), -1)"


def _sql(model: type[Model], **kw: str) -> str:
    table = model._meta.db_table
    numbers = {"week": WEEK, "month": MONTH, "first_day": FIRST_DAY}
    return _SQL.format(table=table, **numbers, **kw)


COUNTS = ("likes", "comments", "shares", "views")
SIZES_BY_DAY = Thinned(
    "sizes", Profile, 200, False,
    _sql(
        Snapshot, owner="profile_id", time="day", day="t.day", join="",
        steps=_step("followers", SIZE_STEP), stays="false",
        # Rows that tell no followers lie between others and would cut every stay on a step in two.
        series="t.followers IS NULL",
    ),
)  # fmt: skip
READINGS_OF_POSTS = Thinned(
    "readings", Post, 2_000, True,
    _sql(
        PostReading, owner="post_id", time="read_at", day="(t.read_at AT TIME ZONE 'UTC')::date",
        join=f"JOIN {Post._meta.db_table} p ON p.id = t.post_id",
        steps=f"ARRAY[{', '.join(_step(name, COUNT_STEP) for name in COUNTS)}]",
        stays=f"t.read_at < p.published_at + interval '{STEEP.days} days'", series="true",
    ),
)  # fmt: skip
ALL = (SIZES_BY_DAY, READINGS_OF_POSTS)


def thin(now: datetime, seconds: float = SECONDS) -> list[RetentionRun]:
    """Thins what has its turn tonight, for about `seconds` a table; a logged run each.

    Safe to run twice and to lose: a second run finds nothing; what was left goes when its turn comes again.
    """
    return [_thin(thinned, now, time.monotonic() + seconds) for thinned in ALL]


def periods(today: date) -> tuple[date, date]:
    """The first day that is kept daily, and the first that is kept weekly: whole weeks, and whole months, lie
    before them."""
    daily, weekly = today - timedelta(days=DAILY_DAYS), today - timedelta(days=WEEKLY_DAYS)
    return _whole(daily, WEEK), _whole(weekly, MONTH)


def thin_owners(thinned: Thinned, first: int, after: int, today: date) -> Iterator[int]:
    """Thins the rows of owners from id `first` to before `after`; how many went, a batch at once."""
    daily, weekly = periods(today)
    values = {
        "first": first,
        "after": after,
        "before": datetime(daily.year, daily.month, daily.day, tzinfo=UTC) if thinned.moments else daily,
        "month_before": (weekly - FIRST_DAY).days,
        "batch": BATCH,
    }
    gone = BATCH
    while gone == BATCH:
        with connection.cursor() as cursor:
            cursor.execute(thinned.sql, values)
            gone = cursor.rowcount
        yield gone


def rule_in_words() -> str:
    """What stays of old sizes, for Data health."""
    years = WEEKLY_DAYS // 365
    return (
        f"Sizes are kept daily for {DAILY_DAYS} days, then one a week, after {years} years one in four "
        f"weeks. A day goes only where its size lies within {SIZE_STEP:.0%} of days beside it that stay, "
        "so that charts keep their shape."
    )


def last_run() -> RetentionRun | None:
    """The last night's run over the sizes."""
    return RetentionRun.objects.filter(source=THINNED, rule=SIZES_BY_DAY.name).first()


def _thin(thinned: Thinned, now: datetime, end: float) -> RetentionRun:
    run = RetentionRun.objects.create(source=THINNED, rule=thinned.name, started_at=timezone.now())
    today = now.astimezone(UTC).date()
    for first in _turn(thinned, today):
        for gone in thin_owners(thinned, first, first + thinned.owners, today):
            run.rows += gone
        if time.monotonic() > end:
            break
    else:
        run.finished_at = timezone.now()
    run.save(update_fields=["rows", "finished_at"])
    return run


def _turn(thinned: Thinned, today: date) -> list[int]:
    """The first ids of tonight's ranges; in another order each time, so that where the time does not suffice
    not always the same are left."""
    ids = thinned.owner.objects.aggregate(least=Min("pk"), most=Max("pk"))
    if ids["least"] is None:
        return []
    ranges = range(ids["least"] // thinned.owners, ids["most"] // thinned.owners + 1)
    mine = [number * thinned.owners for number in ranges if (number - today.toordinal()) % TURN == 0]
    random.Random(today.toordinal()).shuffle(mine)
    return mine


def _whole(day: date, length: int) -> date:
    return day - timedelta(days=(day - FIRST_DAY).days % length)
