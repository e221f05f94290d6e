"""Rows that were read -> temporary tables, matched with the catalogue and judged there. Nothing is written
yet.

The tables live as long as the database session and are dropped by `clear`. Memory stays flat: rows pass
through
COPY one after the other, and every judgement is one statement over all of them.
"""

import json
from collections.abc import Iterable, Iterator

from django.db import connection

from influencers.copying import copy_rows
from influencers.importing.accounts import Account, Row
from influencers.importing.records import raw_of

TABLES = (
    "import_stage",
    "import_twin",
    "import_account",
    "import_change",
    "import_outcome",
    "import_niche",
    "import_snapshot",
)
TEXTS = ("name", "bio", "url", "country", "language", "contact", "category")
FIGURES = ("followers", "following", "posts_count")
# Field of a staged account -> column of Profile.
PROFILE_COLUMN = {"name": "display_name", "category": "reported_category"}

_STAGE = """
CREATE TEMP TABLE import_stage (
    ord bigint, row_ord bigint, sheet text, "row" integer, part smallint, raw text, errors text,
    rejected boolean,
    platform text, handle text, platform_id text, url text, name text, bio text, country text, language text,
    contact text, category text, is_verified boolean, followers bigint, following bigint, posts_count bigint,
    as_of date, engagement_rate float8, avg_likes float8, avg_comments float8, avg_views float8,
    avg_shares float8,
    avg_engagement float8, key text GENERATED ALWAYS AS (lower(handle)) STORED
)
"""
_COLUMNS = ("ord", "row_ord", "sheet", "row", "part", "raw", "errors", "rejected", *Account._fields)
_NOBODY = (None,) * len(Account._fields)

# A key that stands in several rows: of each field the newest value that is told (later row on the same day).
_MERGED = [f for f in Account._fields if f not in ("platform", "handle", "as_of")]
_TWINS = """
CREATE TEMP TABLE import_twin AS
SELECT platform, key, min(ord) AS first_ord FROM import_stage WHERE NOT rejected
GROUP BY platform, key HAVING count(*) > 1
"""
_ACCOUNTS = """
CREATE TEMP TABLE import_account AS
WITH told AS (
    SELECT s.ord, s.row_ord, s.platform, s.key, s.handle, s.as_of, {fields}
    FROM import_stage s
    WHERE NOT s.rejected AND NOT EXISTS (
        SELECT 1 FROM import_twin t WHERE t.platform = s.platform AND t.key = s.key)
    UNION ALL
    SELECT min(s.ord), min(s.row_ord), s.platform, s.key, (array_agg(s.handle ORDER BY
        s.ord))[1], max(s.as_of), {merged}
    FROM import_stage s JOIN import_twin t ON t.platform = s.platform AND t.key = s.key
    WHERE NOT s.rejected GROUP BY s.platform, s.key
)
SELECT told.*, coalesce(by_id.id, by_handle.id) AS known_id,
       CASE WHEN coalesce(by_id.id, by_handle.id) IS NULL
            THEN nextval(pg_get_serial_sequence('influencers_profile', 'id')) END AS new_id,
       CASE WHEN coalesce(by_id.id, by_handle.id) IS NULL
            THEN nextval(pg_get_serial_sequence('influencers_influencer', 'id')) END AS influencer_id,
       CASE WHEN by_id.id IS NULL AND by_handle.platform_id <> told.platform_id
            THEN 'this handle belongs to another account id in the catalogue' END AS conflict
FROM told
LEFT JOIN influencers_profile by_handle
       ON by_handle.platform = told.platform AND lower(by_handle.handle) = told.key AND
           by_handle.handle_is_current
LEFT JOIN influencers_profile by_id
       ON told.platform_id IS NOT NULL AND by_id.platform = told.platform AND by_id.platform_id =
           told.platform_id
"""
# The same platform id under two handles, or two rows that meet in one account: the first row keeps it.
_LOOSE_IDS = """
UPDATE import_account a SET platform_id = NULL
FROM (SELECT platform, platform_id, min(ord) AS first FROM import_account WHERE platform_id IS NOT NULL
      GROUP BY platform, platform_id HAVING count(*) > 1) d
WHERE a.platform = d.platform AND a.platform_id = d.platform_id AND a.ord > d.first
"""
_CONFLICTS = """
UPDATE import_account a SET conflict = CASE
    WHEN p.source = 'demo' THEN 'the demo catalogue uses this handle; remove the demo creators first'
    WHEN i.status = 'erased' THEN 'this creator was erased on request and is not taken in again'
    ELSE 'another row of this file is the same account' END
FROM influencers_profile p JOIN influencers_influencer i ON i.id = p.influencer_id
LEFT JOIN (SELECT known_id, min(ord) AS first FROM import_account WHERE known_id IS NOT NULL
           GROUP BY known_id HAVING count(*) > 1) d ON d.known_id = p.id
WHERE p.id = a.known_id AND a.conflict IS NULL AND (
    p.source = 'demo' OR i.status = 'erased' OR a.ord > d.first)
"""
# A wide row names several accounts of one person.
_ONE_PERSON = """
UPDATE import_account a SET influencer_id = r.person
FROM (SELECT a.row_ord, coalesce(min(p.influencer_id), min(a.influencer_id)) AS person
      FROM import_account a LEFT JOIN influencers_profile p ON p.id = a.known_id
      WHERE a.conflict IS NULL GROUP BY a.row_ord HAVING count(*) > 1) r
WHERE a.row_ord = r.row_ord AND a.new_id IS NOT NULL
"""


def _change_sql() -> str:
    """For accounts of the catalogue: the value of each field after the import, and {field: [before, after]}.

    Figures follow the newer date; words too, but fill a gap at any age; what a curator set stays.
    """
    values, pairs = [], []
    for field in (*TEXTS, "is_verified", *FIGURES):
        column = PROFILE_COLUMN.get(field, field)
        old = f"p.{column}" if field not in TEXTS else f"nullif(p.{column}, '')"
        new = f"CASE WHEN newer THEN coalesce(a.{field}, {old}) ELSE coalesce({old}, a.{field}) END"
        empty = ", ''" if field in TEXTS else ""
        kept = f"CASE WHEN '{column}' = ANY(p.curated_fields) THEN p.{column} ELSE "
        values.append(f"{kept}{f'coalesce({new}{empty})' if empty else new} END AS {column}")
        pairs.append((column, f"p.{column}", f"n.{column}"))
    pairs.append(("platform_id", "p.platform_id", "n.platform_id"))
    pairs.append(("fetched_at", "p.fetched_at", "n.fetched_at"))
    pairs.append(("source", "p.source", "n.source"))
    listed = ", ".join(f"('{name}', to_jsonb({old}), to_jsonb({new}))" for name, old, new in pairs)
    return f"""
CREATE TEMP TABLE import_change AS
SELECT n.*, d.pairs, coalesce(d.pairs - 'fetched_at' - 'source' <> '{{}}'::jsonb, false) AS changed
FROM (
    SELECT a.ord, p.id AS profile_id, newer, {", ".join(values)},
           coalesce(p.platform_id, a.platform_id) AS platform_id,
           CASE WHEN newer THEN a.as_of::timestamp AT TIME ZONE 'UTC' ELSE p.fetched_at END AS fetched_at,
           CASE WHEN newer THEN 'file' ELSE p.source END AS source
    FROM import_account a JOIN influencers_profile p ON p.id = a.known_id
    CROSS JOIN LATERAL (SELECT p.fetched_at IS NULL
        OR a.as_of > (p.fetched_at AT TIME ZONE 'UTC')::date
        OR a.as_of = (p.fetched_at AT TIME ZONE 'UTC')::date AND p.source = 'file' AS newer) w
    WHERE a.conflict IS NULL
) n JOIN influencers_profile p ON p.id = n.profile_id
CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(name, jsonb_build_array(old, new)) AS pairs
    FROM (VALUES {listed}) v(name, old, new) WHERE old IS DISTINCT FROM new) d
"""


# The later rows of a key are judged against the row before them, the first against the catalogue.
_OUTCOMES = """
CREATE TEMP TABLE import_outcome AS
SELECT row_ord, min(profile_id) FILTER (WHERE part = 0) AS profile_id, max(conflict) AS conflict,
       (ARRAY['created', 'updated', 'unchanged', 'rejected'])[min(rank)] AS outcome, count(*) AS parts
FROM (
    SELECT s.row_ord, s.part, coalesce(a.known_id, a.new_id) AS profile_id, a.conflict,
           CASE WHEN s.rejected OR a.conflict IS NOT NULL THEN 4
                WHEN t.key IS NOT NULL AND s.ord > t.first_ord THEN
                    CASE WHEN {values} IS DISTINCT FROM lag({values}) OVER (PARTITION BY s.platform,
                        s.key ORDER BY s.ord)
                         THEN 2 ELSE 3 END
                WHEN a.known_id IS NULL THEN 1
                WHEN c.changed OR {news} THEN 2 ELSE 3 END AS rank
    FROM import_stage s
    LEFT JOIN import_account a ON a.platform = s.platform AND a.key = s.key
    LEFT JOIN import_twin t ON t.platform = s.platform AND t.key = s.key
    LEFT JOIN import_change c ON c.ord = a.ord
) judged GROUP BY row_ord
"""


def clear() -> None:
    """Drops the temporary tables of an earlier import in this session."""
    with connection.cursor() as cursor:
        cursor.execute("".join(f"DROP TABLE IF EXISTS pg_temp.{table};" for table in TABLES))


def forget_judgement() -> None:
    """Drops all but the staged rows, to judge them anew."""
    with connection.cursor() as cursor:
        cursor.execute("".join(f"DROP TABLE IF EXISTS pg_temp.{table};" for table in TABLES[1:]))


def open_stage() -> None:
    """An empty staging table."""
    clear()
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)


def stage(rows: Iterable[tuple[Row, list[str]]], start: int = 0) -> int:
    """Copies (row, its headings) pairs into the stage; the number of the last one."""
    counter = [start]
    copy_rows("import_stage", _COLUMNS, _staged(rows, counter))
    return counter[0]


def _staged(rows: Iterable[tuple[Row, list[str]]], counter: list[int]) -> Iterator[tuple]:
    for row, headings in rows:
        raw = raw_of(headings, row.cells)
        errors = _errors(row) if row.problems else None
        first = counter[0] + 1
        counter[0] += max(1, len(row.accounts))
        if row.accounts:
            yield (first, first, row.sheet, row.number, 0, raw, errors, False, *row.accounts[0])
        else:
            yield (first, first, row.sheet, row.number, 0, raw, errors, True, *_NOBODY)
        for part, account in enumerate(row.accounts[1:], start=1):
            yield (first + part, first, row.sheet, row.number, part, None, None, False, *account)


def _errors(row: Row) -> str:
    return json.dumps(
        [{"field": p.field, "value": p.value, "reason": p.reason, "fatal": p.fatal} for p in row.problems],
        ensure_ascii=False,
    )


def judge() -> dict[str, int]:
    """Matches what is staged with the catalogue; how many rows would be created, updated, unchanged,
    rejected.
    """
    figures = ("engagement_rate", "avg_likes", "avg_comments", "avg_views", "avg_shares", "avg_engagement")
    fields = ", ".join(f"s.{f}" for f in _MERGED)
    newest = "(array_agg(s.{0} ORDER BY s.as_of DESC, s.ord DESC) FILTER (WHERE s.{0} IS NOT NULL))[1]"
    merged = ", ".join(newest.format(f) for f in _MERGED)
    # The address repeats the handle, whose case may differ.
    values = "row(" + ", ".join(f"s.{f}" for f in (*_MERGED, "as_of") if f != "url") + ")"
    told = ", ".join(f"('{f}', a.{f})" for f in figures)
    news = f"""(a.known_id IS NOT NULL AND (
        EXISTS (SELECT 1 FROM (VALUES {told}) f(figure, value) WHERE f.value IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM influencers_reportedfigure r
            WHERE r.profile_id = a.known_id AND r.figure = f.figure AND r.value = f.value))
        OR a.followers IS NOT NULL AND NOT c.newer AND NOT EXISTS (
            SELECT 1 FROM influencers_snapshot n WHERE n.profile_id = a.known_id AND n.day = a.as_of)))"""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE import_stage")
        cursor.execute(_TWINS)
        cursor.execute(_ACCOUNTS.format(fields=fields, merged=merged))
        cursor.execute("ANALYZE import_account")
        cursor.execute(_LOOSE_IDS)
        cursor.execute(_CONFLICTS)
        cursor.execute("SELECT EXISTS (SELECT 1 FROM import_stage WHERE part > 0)")
        if cursor.fetchone()[0]:
            cursor.execute(_ONE_PERSON)
        cursor.execute(_change_sql())
        cursor.execute("ANALYZE import_change")
        cursor.execute(_OUTCOMES.format(values=values, news=news))
        cursor.execute("SELECT outcome, count(*) FROM import_outcome GROUP BY outcome")
        found = dict(cursor.fetchall())
    return {name: found.get(name, 0) for name in ("created", "updated", "unchanged", "rejected")}


def problems(limit: int | None = None) -> Iterator[dict]:
    """Every cell that was not used, in the order of the file: sheet, row, field, value, reason, fatal."""
    sql = """
    SELECT s.sheet, s."row", s.errors, NULL AS conflict, NULL AS handle, s.ord FROM import_stage s WHERE
        s.errors IS NOT NULL
    UNION ALL
    SELECT s.sheet, s."row", NULL, a.conflict, s.handle, s.ord FROM import_stage s
    JOIN import_account a ON a.platform = s.platform AND a.key = s.key WHERE a.conflict IS NOT NULL
    UNION ALL
    SELECT s.sheet, s."row", NULL, 'the same account as row ' || f."row" || CASE WHEN f.sheet <>
        coalesce(s.sheet, '')
           THEN ' of ' || f.sheet ELSE '' END, s.handle, s.ord
    FROM import_stage s JOIN import_twin t ON t.platform = s.platform AND t.key = s.key AND s.ord >
        t.first_ord
    JOIN import_stage f ON f.ord = t.first_ord
    WHERE NOT EXISTS (SELECT 1 FROM import_account a WHERE a.platform = s.platform AND a.key = s.key
                      AND a.conflict IS NOT NULL)
    ORDER BY ord
    """
    with connection.cursor() as cursor:
        cursor.execute(sql + (f" LIMIT {int(limit)}" if limit else ""))
        for sheet, row, errors, conflict, handle, _ in cursor.fetchall():
            place = {"sheet": sheet or "", "row": row}
            if errors:
                for error in json.loads(errors):
                    yield place | error
            else:
                fatal = not conflict.startswith("the same account as row")
                yield place | {"field": "handle", "value": handle, "reason": conflict, "fatal": fatal}
