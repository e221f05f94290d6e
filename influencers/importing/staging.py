"""Rows that were read -> temporary tables. Nothing is written yet.

`import_stage` shows all rows that were staged. They lie in tables that inherit from it: `import_portion`,
which is judged and written next, those that were, and `import_rest`, which comes last. The tables live as
long as the database session and are dropped by `clear`. Every judgement is one statement over a portion.
"""

import json
from collections.abc import Iterable, Iterator

from django.db import connection

from influencers.copying import copy_csv
from influencers.importing.accounts import Account, Row
from influencers.importing.records import raw_of

JUDGEMENT = (
    "import_twin",
    "import_account",
    "import_repeat",
    "import_change",
    "import_outcome",
    "import_niche",
    "import_snapshot",
)
TEXTS = ("name", "bio", "url", "country", "language", "contact", "category")
COUNTS = ("followers", "following", "posts_count")
# Field of a staged account -> column of Profile.
PROFILE_COLUMN = {"name": "display_name", "category": "reported_category"}

STAGE = """
CREATE TEMP TABLE import_stage (
    ord bigint, row_ord bigint, sheet text, "row" integer, part smallint, raw jsonb, errors jsonb,
    rejected boolean,
    platform text, handle text, platform_id text, url text, name text, bio text, country text, language text,
    contact text, category text, is_verified boolean, followers bigint, following bigint, posts_count bigint,
    as_of date, engagement_rate float8, avg_likes float8, avg_comments float8, avg_views float8,
    avg_shares float8,
    avg_engagement float8, key text GENERATED ALWAYS AS (lower(handle)) STORED
)
"""
COLUMNS = ("ord", "row_ord", "sheet", "row", "part", "raw", "errors", "rejected", *Account._fields)
_NOBODY = (None,) * len(Account._fields)


def clear() -> None:
    """Drops the temporary tables of an earlier import in this session."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.import_stage CASCADE")
    forget_judgement()


def forget_judgement() -> None:
    """Drops what the portion before was judged to be."""
    with connection.cursor() as cursor:
        cursor.execute("".join(f"DROP TABLE IF EXISTS pg_temp.{table};" for table in JUDGEMENT))


def open_stage() -> None:
    """An empty stage with an empty rest."""
    clear()
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        cursor.execute("CREATE TEMP TABLE import_rest () INHERITS (import_stage)")


def stage_portion(data: bytes) -> None:
    """Copies rows into a new `import_portion`; the call for the last portion of all is `stage_rest`."""
    with connection.cursor() as cursor:
        _put_away(cursor)
        cursor.execute("CREATE TEMP TABLE import_portion () INHERITS (import_stage)")
    copy_csv("import_portion", COLUMNS, data)


def put_by(data: bytes) -> None:
    """Copies rows into the rest."""
    copy_csv("import_rest", COLUMNS, data)


def stage_rest() -> bool:
    """Makes the rest the portion that is judged next; False where it has no rows."""
    with connection.cursor() as cursor:
        _put_away(cursor)
        cursor.execute("ALTER TABLE import_rest RENAME TO import_portion")
        cursor.execute("SELECT EXISTS (SELECT 1 FROM import_portion)")
        return cursor.fetchone()[0]


def _put_away(cursor) -> None:
    cursor.execute("SELECT count(*) FROM pg_inherits WHERE inhparent = 'pg_temp.import_stage'::regclass")
    cursor.execute(f"ALTER TABLE IF EXISTS import_portion RENAME TO import_portion_{cursor.fetchone()[0]}")


def staged_rows(rows: Iterable[tuple[Row, list[str]]], counter: list[int]) -> Iterator[tuple]:
    """Tuples of COLUMNS; `counter` holds the number of the last one."""
    for row, headings in rows:
        raw = raw_of(headings, row.cells)
        errors = _errors(row) if row.problems else None
        first = counter[0] + 1
        counter[0] += max(1, len(row.accounts))
        if row.accounts:
            yield (first, first, row.sheet, row.number, 0, raw, errors, False, *row.accounts[0])
        else:
            yield (first, first, row.sheet, row.number, 0, raw, errors, True, *_named(row))
        for part, account in enumerate(row.accounts[1:], start=1):
            yield (first + part, first, row.sheet, row.number, part, None, None, False, *account)


def _named(row: Row) -> tuple:
    """Whom a rejected row names, in the columns of an account: who was erased is not kept there either."""
    return Account(*row.named) if row.named else _NOBODY


def _errors(row: Row) -> str:
    return json.dumps(
        [{"field": p.field, "value": p.value, "reason": p.reason, "fatal": p.fatal} for p in row.problems],
        ensure_ascii=False,
    )
