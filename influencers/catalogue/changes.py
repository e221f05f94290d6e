"""Which accounts changed since: the log that triggers write. What commits late is not missed."""

from collections.abc import Iterable

from django.db import connection

LOG = "influencers_cataloguechange"
# What a snapshot did not see. Rows of transactions that end before its `xmin` were all seen, which lets the
# index on xid leave them out.
_NOW = "pg_current_snapshot()::text, pg_current_xact_id_if_assigned()::text"
_SINCE = f"""
SELECT {_NOW}, ARRAY(
    SELECT DISTINCT profile_id FROM {LOG}
    WHERE xid >= pg_snapshot_xmin(%(mark)s::pg_snapshot)
        AND NOT pg_visible_in_snapshot(xid, %(mark)s::pg_snapshot)
)
"""
_NUMBER = f"""
SELECT count(*) FROM (
    SELECT FROM {LOG}
    WHERE xid >= pg_snapshot_xmin(%(mark)s::pg_snapshot)
        AND NOT pg_visible_in_snapshot(xid, %(mark)s::pg_snapshot)
    LIMIT %(most)s
) changed
"""
_FORGET = f"DELETE FROM {LOG} WHERE xid < (SELECT min(pg_snapshot_xmin(m::pg_snapshot)) FROM unnest(%s) m)"


def mark() -> str:
    """Where the log stands as this transaction sees it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_NOW}")
        return _mark(*cursor.fetchone())


def since(mark: str) -> tuple[list[int], str]:
    """(ids of the accounts that changed after `mark`, the mark to ask with next time). Gone ones are among
    them. What the present transaction itself changed comes each time."""
    with connection.cursor() as cursor:
        cursor.execute(_SINCE, {"mark": mark})
        snapshot, own, ids = cursor.fetchone()
    return ids, _mark(snapshot, own)


def _mark(snapshot: str, own: str | None) -> str:
    """A snapshot as a mark. A snapshot may count its own transaction as over; a mark has it open."""
    first, end, running = snapshot.split(":")
    if own is None or int(own) >= int(end):
        return snapshot
    return f"{first}:{end}:{','.join(sorted({own, *running.split(',')} - {''}, key=int))}"


def number_since(mark: str, most: int) -> int:
    """How many changes were logged after `mark`, counted up to `most`."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER, {"mark": mark, "most": most})
        return cursor.fetchone()[0]


def own_are_pending() -> bool:
    """Whether the present transaction has written something itself, which it may still take back."""
    if not connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
        return cursor.fetchone()[0]


def forget_before(marks: Iterable[str]) -> None:
    """Deletes what was logged before all of these marks: nobody asks for it any more."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [list(marks)])
