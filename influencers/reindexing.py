"""Indexes that take far more room than their rows need are built anew, one after another, while work goes on.

Rows that go here and there leave pages behind of which a few entries stay; such a page is never freed. What
an index would take when new is reckoned from its rows and the width of its columns, so that looking costs
nothing. Only B-trees are looked at: the others are small or of a kind whose room cannot be reckoned.
"""

import logging
import time
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import OperationalError, connection
from django.utils import timezone

from influencers.models import RetentionRun

logger = logging.getLogger(__name__)

# An index in use is half empty at worst while nothing goes: below this there is little to gain.
TIMES = 2.0
FROM_BYTES = 64 * 1024 * 1024
# No further index is begun after so long; the one in hand is finished.
SECONDS = 10 * 60
# While a rebuild waits, only other maintenance waits behind it.
PATIENCE = "60s"
REBUILT, RULE = "indexes", "rebuilt"
# Any number that nothing else in this database takes as an advisory lock.
_LOCK = 0x72656978

# Of a page of 8,192 bytes 8,152 hold entries, nine tenths of them when the index is new. An entry takes its
# columns, each at a multiple of 8 bytes, a head of 8 and a pointer of 4. Entries of the same key share a head
# in a real one, so this is rather too much than too little.
_SWOLLEN = """
SELECT index.relname, pg_relation_size(index.oid) AS bytes,
    (ceil(rows.n * (12 + width.bytes) / (8152 * 0.9)) + 1) * 8192 AS ideal
FROM pg_index i
JOIN pg_class index ON index.oid = i.indexrelid JOIN pg_am ON pg_am.oid = index.relam
JOIN pg_class tbl ON tbl.oid = i.indrelid
CROSS JOIN LATERAL (
    SELECT CASE WHEN i.indpred IS NULL THEN tbl.reltuples ELSE index.reltuples END::numeric AS n
) rows
CROSS JOIN LATERAL (
    SELECT sum(8 * ceil(CASE WHEN a.attlen > 0 THEN a.attlen
        ELSE s.avg_width * (1 - s.null_frac) END::numeric / 8)) AS bytes, bool_and(
        a.attlen > 0 OR s.avg_width IS NOT NULL) AS known
    FROM pg_attribute a
    LEFT JOIN pg_attribute c ON c.attrelid = tbl.oid AND c.attnum = i.indkey[a.attnum - 1] AND c.attnum > 0
    LEFT JOIN pg_stats s ON s.schemaname = current_schema() AND NOT s.inherited
        AND s.tablename = CASE WHEN c.attname IS NULL THEN index.relname ELSE tbl.relname END
        AND s.attname = coalesce(c.attname, a.attname)
    WHERE a.attrelid = index.oid
) width
WHERE tbl.relname = ANY(%(tables)s) AND tbl.relnamespace = current_schema()::regnamespace
    AND pg_am.amname = 'btree' AND i.indisvalid AND width.known AND rows.n >= 0
    AND pg_relation_size(index.oid) >= %(from_bytes)s
"""
# What a rebuild that was stopped leaves behind: it costs room and time at each write, and answers nothing.
_LEFTOVERS = """
SELECT index.relname FROM pg_index i JOIN pg_class index ON index.oid = i.indexrelid
JOIN pg_class tbl ON tbl.oid = i.indrelid
WHERE tbl.relname = ANY(%s) AND tbl.relnamespace = current_schema()::regnamespace
    AND NOT i.indisvalid AND index.relname ~ '_cc(new|old)[0-9]*$'
"""


@dataclass(frozen=True, slots=True)
class Swollen:
    """An index, its size, and what it would take if it were new, in bytes."""

    name: str
    size: int
    ideal: int


def swollen() -> list[Swollen]:
    """The indexes that are worth a rebuild, those that waste most first."""
    with connection.cursor() as cursor:
        cursor.execute(_SWOLLEN, {"tables": _tables(), "from_bytes": FROM_BYTES})
        found = [Swollen(name, size, int(ideal)) for name, size, ideal in cursor.fetchall()]
    worth = [one for one in found if one.size > TIMES * one.ideal]
    return sorted(worth, key=lambda one: one.ideal - one.size)


def rebuild(seconds: float = SECONDS) -> RetentionRun | None:
    """Rebuilds what is swollen, for about `seconds`: its log, with how many were rebuilt (`rows`) and the
    bytes that this `freed`; None while another process does so.

    Not inside a transaction. Nobody is locked out: reads and writes go on. Safe to lose: the old index serves
    until the new one is there, and half a new one is dropped here the next time.
    """
    with _alone() as alone:
        if not alone:
            return None
        run = RetentionRun.objects.create(source=REBUILT, rule=RULE, started_at=timezone.now())
        end, done = time.monotonic() + seconds, _drop_leftovers()
        for index in swollen():
            if time.monotonic() > end:
                done = False
                break
            if _carried_out(f"REINDEX INDEX CONCURRENTLY {_quoted(index.name)}"):
                run.rows += 1
                run.freed += max(index.size - _size(index.name), 0)
            else:
                done = False
        run.finished_at = timezone.now() if done else None
        run.save(update_fields=["rows", "freed", "finished_at"])
        return run


def last_run() -> RetentionRun | None:
    """The last night's run."""
    return RetentionRun.objects.filter(source=REBUILT, rule=RULE).first()


@contextmanager
def _alone():
    """Whether no other process rebuilds, for as long as it lasts; waits for locks are short within."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        alone = cursor.fetchone()[0]
        if not alone:
            yield False
            return
        try:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [PATIENCE])
            yield True
        finally:
            cursor.execute("RESET lock_timeout")
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _drop_leftovers() -> bool:
    """Whether nothing is left of rebuilds that were stopped. One that goes on elsewhere holds its table."""
    with connection.cursor() as cursor:
        cursor.execute(_LEFTOVERS, [_tables()])
        names = [name for (name,) in cursor.fetchall()]
    dropped = [_carried_out(f"DROP INDEX CONCURRENTLY IF EXISTS {_quoted(name)}") for name in names]
    return all(dropped)


def _carried_out(statement: str) -> bool:
    """Whether a statement was carried out; not where somebody held a table or an old row for too long."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    except OperationalError as error:
        logger.warning("%s has to wait for the next night: %s", statement, str(error).strip())
        return False
    return True


def _tables() -> list[str]:
    return connection.introspection.django_table_names(only_existing=True)


def _size(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size(%s::regclass)", [_quoted(name)])
        return cursor.fetchone()[0]


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
