"""Rows that are written while the file is still being read: those of accounts that are new for sure.

Nobody knows then what the rest of the file says. So an account that a later row names again is taken back
before the rest is judged, and judged with it: a list comes to the same whatever the portions it was read in.
"""

from django.db import connection

from influencers.importing import commit, judging
from influencers.importing.staging import COLUMNS
from influencers.models import ImportFile, Influencer, Profile, ProfileNiche, ReportedFigures, Snapshot

_COLUMNS = ", ".join(f'"{column}"' for column in COLUMNS)
_MOVED = ", ".join(f'moved."{column}"' for column in COLUMNS)
# Known to the catalogue, named by several rows, or of an id that several handles have.
_WAITING = """
CREATE TEMP TABLE import_waiting AS
SELECT a.platform, a.key FROM import_account a
LEFT JOIN (SELECT platform, platform_id FROM import_account WHERE platform_id IS NOT NULL
           GROUP BY platform, platform_id HAVING count(*) > 1) d
       ON d.platform = a.platform AND d.platform_id = a.platform_id
WHERE a.twin OR a.known_id IS NOT NULL OR d.platform IS NOT NULL
"""
# Of this file's accounts the planner knows none yet. Left to join them, it would go through all rows of the
# rest anew for each of them, which takes hours; each `OFFSET 0` makes it look them up by index, one by one.
_TAKEN = """
CREATE TEMP TABLE import_waiting AS
SELECT DISTINCT own.id, own.influencer_id, own.platform, own.key
FROM import_rest r CROSS JOIN LATERAL (
    SELECT id FROM influencers_profile p
    WHERE p.platform = r.platform AND lower(p.handle) = r.key AND p.handle_is_current
    UNION ALL
    SELECT id FROM influencers_profile p
    WHERE p.platform = r.platform AND p.platform_id = r.platform_id
    OFFSET 0) same CROSS JOIN LATERAL (
    SELECT p.id, p.influencer_id, p.platform, lower(p.handle) AS key, p.import_file_id
    FROM influencers_profile p WHERE p.id = same.id
    OFFSET 0) own
WHERE NOT r.rejected AND own.import_file_id = %s
"""
_ALL_TO_REST = f"""
WITH moved AS (DELETE FROM import_portion RETURNING *)
INSERT INTO import_rest ({_COLUMNS}) SELECT {_MOVED} FROM moved
"""


def write_new(import_file: ImportFile) -> dict[str, int]:
    """Writes what is new for sure of the portion, leaves the other rows to the rest; {outcome: rows} of the
    written ones and `waiting`. A portion that names somebody who was erased waits as a whole.
    """
    if judging.names_erased():
        with connection.cursor() as cursor:
            cursor.execute(_ALL_TO_REST)
        return {"created": 0, "rejected": 0, "waiting": 0}
    judging.match()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.import_waiting; {_WAITING}")
        waiting = 0
        if cursor.rowcount:
            waiting = _to_rest(cursor, "import_portion")
            cursor.execute(
                """DELETE FROM import_account a USING import_waiting w
                WHERE w.platform = a.platform AND w.key = a.key"""
            )
        cursor.execute("SELECT count(*) FILTER (WHERE rejected), count(*) FROM import_portion")
        rejected, rows = cursor.fetchone()
    commit.write_new(import_file)
    return {"created": rows - rejected, "rejected": rejected, "waiting": waiting}


def take_back(import_file: ImportFile) -> int:
    """Removes the accounts written early that a row of the rest names too, moves their rows to the rest; how
    many there were.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.import_waiting")
        cursor.execute(_TAKEN, [import_file.pk])
        taken = cursor.rowcount
        if not taken:
            return 0
        cursor.execute("ANALYZE import_waiting")
        cursor.execute(
            """DELETE FROM influencers_importrow r USING import_waiting w
            WHERE r.profile_id = w.id AND r.import_file_id = %s""",
            [import_file.pk],
        )
        for model in (ReportedFigures, Snapshot, ProfileNiche):
            cursor.execute(
                f'DELETE FROM "{model._meta.db_table}" t USING import_waiting w WHERE t.profile_id = w.id'
            )
        for model, column in ((Profile, "id"), (Influencer, "influencer_id")):
            cursor.execute(
                f'DELETE FROM "{model._meta.db_table}" t USING import_waiting w WHERE t.id = w.{column}'
            )
        _to_rest(cursor, "import_stage")
    return taken


def _to_rest(cursor, table: str) -> int:
    cursor.execute(
        f"""WITH moved AS (
            DELETE FROM {table} s USING import_waiting w
            WHERE s.platform = w.platform AND s.key = w.key AND s.tableoid <> 'import_rest'::regclass
            RETURNING s.*)
        INSERT INTO import_rest ({_COLUMNS}) SELECT {_MOVED} FROM moved"""
    )
    return cursor.rowcount
