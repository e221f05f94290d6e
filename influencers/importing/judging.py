"""What is staged against the catalogue: which account each row means, and what would become of it. Nothing is
written yet; every judgement is one statement over all rows of `import_portion`.
"""

from django.db import connection

from influencers import erasure
from influencers.importing import staging
from influencers.importing.accounts import FIGURES, Account
from influencers.importing.staging import COUNTS, PROFILE_COLUMN, TEXTS

# A key that stands in several rows: of each field the newest value that is told (later row on the same day).
_MERGED = [f for f in Account._fields if f not in ("platform", "handle", "as_of")]
_TWINS = """
CREATE TEMP TABLE import_twin AS
SELECT platform, key, min(ord) AS first_ord FROM import_portion WHERE NOT rejected
GROUP BY platform, key HAVING count(*) > 1
"""
# OFFSET 0 has each account looked up in an index: a plan that reads the whole catalogue would
# take longer with every portion.
_ACCOUNTS = """
CREATE TEMP TABLE import_account AS
WITH told AS (
    SELECT s.ord, s.row_ord, s.part, false AS twin, s.platform, s.key, s.handle, s.as_of, {fields}
    FROM import_portion s LEFT JOIN import_twin t ON t.platform = s.platform AND t.key = s.key
    WHERE NOT s.rejected AND t.key IS NULL
    UNION ALL
    SELECT min(s.ord), min(s.row_ord), 0, true, s.platform, s.key, (array_agg(s.handle ORDER BY
        s.ord))[1], max(s.as_of), {merged}
    FROM import_portion s JOIN import_twin t ON t.platform = s.platform AND t.key = s.key
    WHERE NOT s.rejected GROUP BY s.platform, s.key
)
SELECT told.*, coalesce(by_id.id, by_handle.id) AS known_id,
       CASE WHEN coalesce(by_id.id, by_handle.id) IS NULL THEN nextval('{profiles}') END AS new_id,
       CASE WHEN coalesce(by_id.id, by_handle.id) IS NULL THEN nextval('{people}') END AS influencer_id,
       CASE WHEN by_id.id IS NULL AND by_handle.platform_id <> told.platform_id
            THEN 'this handle belongs to another account id in the catalogue' END AS conflict
FROM told
LEFT JOIN LATERAL (
    SELECT id, platform_id FROM influencers_profile p
    WHERE p.platform = told.platform AND lower(p.handle) = told.key AND p.handle_is_current
    OFFSET 0) by_handle ON true
LEFT JOIN LATERAL (
    SELECT id FROM influencers_profile p
    WHERE p.platform = told.platform AND p.platform_id = told.platform_id
    OFFSET 0) by_id ON told.platform_id IS NOT NULL
"""
# The same platform id under two handles, or two rows that meet in one account: the first row keeps it.
_LOOSE_IDS = """
UPDATE import_account a SET platform_id = NULL
FROM (SELECT platform, platform_id, min(ord) AS first FROM import_account WHERE platform_id IS NOT NULL
      GROUP BY platform, platform_id HAVING count(*) > 1) d
WHERE a.platform = d.platform AND a.platform_id = d.platform_id AND a.ord > d.first
"""
_REPEATS = """
CREATE TEMP TABLE import_repeat AS
SELECT known_id, min(ord) AS first FROM import_account WHERE known_id IS NOT NULL
GROUP BY known_id HAVING count(*) > 1
"""
_CONFLICTS = """
UPDATE import_account a SET conflict = CASE
    WHEN p.source = 'demo' THEN 'the demo catalogue uses this handle; remove the demo creators first'
    ELSE 'another row of this file is the same account' END
FROM influencers_profile p LEFT JOIN import_repeat d ON d.known_id = p.id
WHERE p.id = a.known_id AND a.conflict IS NULL AND (
    p.source = 'demo' OR a.ord > d.first)
"""
# Who asked to be erased is refused by id, or by handle where neither the file nor the catalogue knows an id;
# the other accounts of the row are the same person's.
_ERASED = """
UPDATE import_account a SET conflict = %s
FROM (SELECT a.row_ord FROM import_account a LEFT JOIN influencers_profile p ON p.id = a.known_id
      WHERE {erased}) r
WHERE a.row_ord = r.row_ord
"""
# A row that was rejected for another reason tells no more of them than the others.
_ERASED_REJECTED = """
UPDATE import_portion s SET raw = '{{}}', errors = jsonb_build_array(jsonb_build_object(
    'field', 'handle', 'value', '', 'reason', %s, 'fatal', true))
WHERE s.rejected AND s.platform IS NOT NULL AND {erased}
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
    for field in (*TEXTS, "is_verified", *COUNTS):
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
    before, after = (", ".join(pair[side] for pair in pairs) for side in (1, 2))
    # Which file tells an account follows what it tells, and is no change by itself; 0 stands for this one.
    pairs.append(("import_file_id", "p.import_file_id", "n.import_file_id"))
    # One object without what stays NULL: gathered from a row a field it took a third of an import of known
    # accounts, twice, because a reference to it without OFFSET 0 is worked out anew.
    listed = ", ".join(
        f"'{name}', CASE WHEN {old} IS DISTINCT FROM {new} THEN jsonb_build_array({old}, {new}) END"
        for name, old, new in pairs
    )
    return f"""
CREATE TEMP TABLE import_change AS
SELECT n.*, d.pairs,
       coalesce(d.pairs - '{{fetched_at,source,import_file_id}}'::text[] <> '{{}}'::jsonb, false) AS changed
FROM (
    SELECT a.ord, p.id AS profile_id, newer, {", ".join(values)},
           coalesce(p.platform_id, a.platform_id) AS platform_id,
           CASE WHEN newer THEN a.as_of::timestamp AT TIME ZONE 'UTC' ELSE p.fetched_at END AS fetched_at,
           CASE WHEN newer THEN 'file' ELSE p.source END AS source,
           CASE WHEN newer THEN 0 ELSE p.import_file_id END AS import_file_id
    FROM import_account a JOIN influencers_profile p ON p.id = a.known_id
    CROSS JOIN LATERAL (SELECT p.fetched_at IS NULL
        OR a.as_of > (p.fetched_at AT TIME ZONE 'UTC')::date
        OR a.as_of = (p.fetched_at AT TIME ZONE 'UTC')::date AND p.source = 'file' AS newer) w
    WHERE a.conflict IS NULL
) n JOIN influencers_profile p ON p.id = n.profile_id
CROSS JOIN LATERAL (
    SELECT CASE WHEN row({before}) IS DISTINCT FROM row({after})
        THEN jsonb_strip_nulls(jsonb_build_object({listed})) END AS pairs
    OFFSET 0) d
"""


# The later rows of a key are judged against the row before them, the first against the catalogue. Where all
# of them together tell the catalogue nothing, as when a list comes a second time, none changed anything.
_JUDGED = """
    SELECT ord, row_ord, part, NULL::bigint AS profile_id, NULL AS conflict, 4 AS rank FROM import_portion
    WHERE rejected
    UNION ALL
    SELECT a.ord, a.row_ord, a.part, coalesce(a.known_id, a.new_id), a.conflict,
           CASE WHEN a.conflict IS NOT NULL THEN 4 WHEN a.known_id IS NULL THEN 1
                WHEN c.changed OR {news} THEN 2 ELSE 3 END
    FROM import_account a LEFT JOIN import_change c ON c.ord = a.ord WHERE NOT a.twin
    UNION ALL
    SELECT s.ord, s.row_ord, s.part, coalesce(a.known_id, a.new_id), a.conflict,
           CASE WHEN a.conflict IS NOT NULL THEN 4
                WHEN a.known_id IS NOT NULL AND NOT (c.changed OR {news}) THEN 3
                WHEN s.ord > a.ord THEN
                    CASE WHEN {values} IS DISTINCT FROM lag({values}) OVER (PARTITION BY s.platform,
                        s.key ORDER BY s.ord)
                         THEN 2 ELSE 3 END
                WHEN a.known_id IS NULL THEN 1 ELSE 2 END
    FROM import_account a JOIN import_portion s ON a.platform = s.platform AND a.key = s.key
    LEFT JOIN import_change c ON c.ord = a.ord WHERE a.twin AND NOT s.rejected
"""
_OUTCOMES = """
CREATE TEMP TABLE import_outcome AS
SELECT row_ord, profile_id, conflict, (ARRAY['created', 'updated', 'unchanged', 'rejected'])[rank] AS outcome,
       1 AS parts
FROM ({judged}) judged
"""
# Several accounts in one row: the row is what its liveliest account is.
_OUTCOMES_OF_PARTS = """
CREATE TEMP TABLE import_outcome AS
SELECT row_ord, min(profile_id) FILTER (WHERE part = 0) AS profile_id, max(conflict) AS conflict,
       (ARRAY['created', 'updated', 'unchanged', 'rejected'])[min(rank)] AS outcome, count(*) AS parts
FROM ({judged}) judged GROUP BY row_ord
"""


def judge() -> dict[str, int]:
    """Matches the portion with the catalogue; how many rows would be created, updated, unchanged or
    rejected.
    """
    # The address repeats the handle, whose case may differ.
    values = "row(" + ", ".join(f"s.{f}" for f in (*_MERGED, "as_of") if f != "url") + ")"
    told = " OR ".join(
        f"""a.{f} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM influencers_reportedfigures r
            WHERE r.profile_id = a.known_id AND r.{f} = a.{f})"""
        for f in FIGURES
    )
    news = f"""(a.known_id IS NOT NULL AND (
        {told}
        OR a.followers IS NOT NULL AND NOT c.newer AND NOT EXISTS (
            SELECT 1 FROM influencers_snapshot n WHERE n.profile_id = a.known_id AND n.day = a.as_of)))"""
    match()
    with connection.cursor() as cursor:
        cursor.execute(_LOOSE_IDS)
        # A table of its own, whose size the planner knows: as a subquery it was once computed anew for each
        # account, and the second import of 100,000 rows did not end.
        cursor.execute(_REPEATS)
        cursor.execute("ANALYZE import_repeat")
        cursor.execute(_CONFLICTS)
        if erasure.state():
            own = "coalesce(a.platform_id, p.platform_id)"
            erased = erasure.erased_sql("a.platform", own, "a.key")
            cursor.execute(_ERASED.format(erased=erased), [erasure.REFUSAL])
            erased = erasure.erased_sql("s.platform", "s.platform_id", "s.key")
            cursor.execute(_ERASED_REJECTED.format(erased=erased), [erasure.REFUSAL])
        cursor.execute("SELECT EXISTS (SELECT 1 FROM import_portion WHERE part > 0)")
        several = cursor.fetchone()[0]
        if several:
            cursor.execute(_ONE_PERSON)
        cursor.execute(_change_sql())
        cursor.execute("ANALYZE import_change (ord, profile_id)")
        judged = _JUDGED.format(values=values, news=news)
        cursor.execute((_OUTCOMES_OF_PARTS if several else _OUTCOMES).format(judged=judged))
        cursor.execute("SELECT outcome, count(*) FROM import_outcome GROUP BY outcome")
        found = dict(cursor.fetchall())
    return {name: found.get(name, 0) for name in ("created", "updated", "unchanged", "rejected")}


def names_erased() -> bool:
    """Whether a row of the portion, a rejected one too, names somebody who was erased."""
    if not erasure.state():
        return False
    erased = erasure.erased_sql("s.platform", "s.platform_id", "s.key")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT 1 FROM import_portion s WHERE s.platform IS NOT NULL AND {erased})"
        )
        return cursor.fetchone()[0]


def match() -> None:
    """import_twin: the keys that several rows of the portion have; import_account: one row for each key, with
    the account that it is in the catalogue, or the id that a new one gets.
    """
    fields = ", ".join(f"s.{f}" for f in _MERGED)
    newest = "(array_agg(s.{0} ORDER BY s.as_of DESC, s.ord DESC) FILTER (WHERE s.{0} IS NOT NULL))[1]"
    merged = ", ".join(newest.format(f) for f in _MERGED)
    staging.forget_judgement()
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT pg_get_serial_sequence('influencers_profile', 'id'),
                      pg_get_serial_sequence('influencers_influencer', 'id')"""
        )
        profiles, people = cursor.fetchone()
        # The columns that joins compare are enough for the planner; the rest would be read for nothing.
        cursor.execute(
            f"""ANALYZE import_portion (ord, platform, key);
            {_TWINS};
            ANALYZE import_twin;
            {_ACCOUNTS.format(fields=fields, merged=merged, profiles=profiles, people=people)};
            ANALYZE import_account (ord, platform, key, platform_id, known_id, new_id, twin)"""
        )
