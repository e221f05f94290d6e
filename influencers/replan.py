"""Accounts that already wait are planned anew when the cadence changes: one statement, in ranges of ids.

The statement computes what `influencers.schedule.next_due` computes; a test holds the two together.
"""

import time
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from influencers import schedule
from influencers.choices import Priority
from influencers.models import Profile, RefreshRule
from influencers.sources.registry import SOURCES, policy_of

IDS_AT_ONCE = 20_000
# A tick does not stand still for it: what is left follows at the next one.
SECONDS_A_TICK = 20

SQL = """
WITH sources (key, room, cap) AS (VALUES {sources}),
planned AS (
    SELECT
        p.id,
        CASE WHEN p.wanted_until > %(now)s THEN %(is_wanted)s
             WHEN p.last_post_at > p.fetched_at - %(dormant_after)s THEN %(is_active)s
             ELSE %(is_dormant)s END AS worth,
        CASE WHEN p.wanted_until > %(now)s THEN %(wanted)s
             WHEN p.last_post_at > p.fetched_at - %(dormant_after)s THEN %(active)s
             ELSE %(dormant)s END
        * (1 - %(spread)s * ((p.id %% %(steps)s) * %(factor)s %% %(steps)s) / %(steps)s::float) AS every,
        (SELECT min(post.published_at + reading.age)
           FROM influencers_post AS post CROSS JOIN unnest(%(readings)s::interval[]) AS reading (age)
          WHERE post.profile_id = p.id
            AND post.published_at > p.fetched_at - %(settled)s
            AND p.fetched_at - post.published_at < reading.age * %(early)s
            AND sources.room > 1 AND p.last_post_at > p.fetched_at - %(settled)s) AS reading,
        p.fetched_at, sources.room, sources.cap
    FROM influencers_profile AS p
    JOIN sources ON sources.key = CASE WHEN p.source = 'demo' THEN 'demo' ELSE p.platform END
    WHERE p.id > %(after)s AND p.id <= %(upto)s AND p.refresh_status = 'ok' AND p.priority < %(is_asked_for)s
      AND p.next_refresh_at IS NOT NULL AND p.fetched_at IS NOT NULL
)
UPDATE influencers_profile AS p
SET priority = planned.worth,
    next_refresh_at = LEAST(
        planned.fetched_at + planned.every,
        planned.fetched_at + planned.cap,
        CASE WHEN planned.reading IS NOT NULL THEN GREATEST(
            planned.reading, planned.fetched_at + GREATEST(planned.every / planned.room, %(closest)s)) END)
FROM planned
WHERE p.id = planned.id
"""


def replan(now: datetime, rooms: Mapping[str, float], seconds: float = SECONDS_A_TICK) -> int:
    """Goes on planning anew, where a change of the rule asked for it, for about `seconds`; how many accounts
    were planned. Two workers at once do not do the same."""
    end, planned = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        with transaction.atomic():
            rule = (
                RefreshRule.objects.select_for_update(skip_locked=True)
                .filter(applied_to__isnull=False)
                .first()
            )
            if rule is None:
                return planned
            after, last = rule.applied_to, Profile.objects.aggregate(last=Max("pk"))["last"] or 0
            if after < last:
                planned += _range(rule.cadence, now, rooms, after, after + IDS_AT_ONCE)
            rule.applied_to = after + IDS_AT_ONCE if after + IDS_AT_ONCE < last else None
            # A plain UPDATE: how far the work is is nothing for the history.
            RefreshRule.objects.filter(pk=rule.pk).update(applied_to=rule.applied_to)
    return planned


def _range(
    cadence: schedule.Cadence, now: datetime, rooms: Mapping[str, float], after: int, upto: int
) -> int:
    rows, values = [], {}
    for at, key in enumerate(SOURCES):
        cap = policy_of(key, settings).refresh_from_day
        values |= {f"key{at}": key, f"room{at}": rooms.get(key, 1.0)}
        values[f"cap{at}"] = None if cap is None else cap * schedule.DAY
        rows.append(f"(%(key{at})s, %(room{at})s::float, %(cap{at})s::interval)")
    values |= {
        "now": now,
        "is_asked_for": Priority.NOW.value,
        "is_wanted": Priority.WANTED.value,
        "is_active": Priority.NORMAL.value,
        "is_dormant": Priority.DORMANT.value,
        "wanted": cadence.wanted,
        "active": cadence.active,
        "dormant": cadence.dormant,
        "dormant_after": cadence.dormant_after,
        "spread": schedule.SPREAD,
        "steps": schedule.SPREAD_STEPS,
        "factor": schedule.SPREAD_FACTOR,
        "readings": list(schedule.READINGS),
        "settled": schedule.READINGS[-1],
        "early": schedule.EARLY,
        "closest": schedule.CLOSEST,
        "after": after,
        "upto": upto,
    }
    with connection.cursor() as cursor:
        cursor.execute(SQL.format(sources=", ".join(rows)), values)
        return cursor.rowcount
