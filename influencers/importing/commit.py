"""What was staged and judged -> the catalogue, in one transaction and a handful of statements."""

import datetime

from django.db import connection, models
from django.utils import timezone

from influencers.choices import Basis, Source
from influencers.copying import copy_rows
from influencers.erasure import REFUSAL
from influencers.importing.accounts import FIGURES
from influencers.importing.niche_words import fold, slugs_of
from influencers.importing.staging import COUNTS, PROFILE_COLUMN, TEXTS
from influencers.models import (
    ImportFile,
    ImportRow,
    Influencer,
    Niche,
    Profile,
    ProfileNiche,
    ReportedFigures,
    Snapshot,
)

_NEW = "a.new_id IS NOT NULL AND a.conflict IS NULL"


def write(import_file: ImportFile) -> None:
    """Writes everything that `judging.judge` found for this file. Call it inside a transaction.

    1. New creators and their accounts. 2. Changed accounts. 3. Snapshots, reported figures, niches.
    4. One ImportRow a row, with what undo needs.
    """
    now = timezone.now()
    with connection.cursor() as cursor:
        _niche_words(cursor)
        cursor.execute("SELECT EXISTS (SELECT 1 FROM import_portion WHERE part > 0)")
        _create(cursor, import_file, now, cursor.fetchone()[0])
        _update(cursor, import_file, now)
        _snapshots(cursor)
        _snapshots_of_known(cursor)
        _reported(cursor, import_file)
        _reported_of_known(cursor, import_file)
        _niches(cursor, import_file)
        _niches_of_known(cursor, import_file)
        _rows(cursor, import_file)


def write_new(import_file: ImportFile) -> None:
    """Writes a portion whose accounts are all new, each told by one row. Call it inside a transaction."""
    now = timezone.now()
    with connection.cursor() as cursor:
        _niche_words(cursor)
        with _Together(cursor) as together:
            _create(together, import_file, now)
            _snapshots(together)
            _reported(together, import_file)
            _niches(together, import_file)
            _rows_of_new(together, import_file)


class _Together:
    """Sends statements in one go: after each answer the thread that reads the file would take its turn."""

    def __init__(self, cursor):
        self._cursor, self._statements = cursor, []

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is None:
            self._cursor.execute(";\n".join(self._statements))

    def execute(self, sql: str, parameters: list | None = None) -> None:
        self._statements.append(self._cursor.mogrify(sql, parameters).decode())


def _insert(
    model: type[models.Model], given: dict[str, str], source: str, now: datetime.datetime
) -> tuple[str, list]:
    """INSERT of `given` ({column: SQL}) with the model's own defaults for every other column that needs a
    value.
    """
    columns, parameters = dict(given), []
    for field in model._meta.concrete_fields:
        if field.column in columns or field.primary_key or field.null:
            continue
        stamped = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
        columns[field.column] = "%s"
        parameters.append(now if stamped else field.get_db_prep_save(field.get_default(), connection))
    names = ", ".join(f'"{name}"' for name in columns)
    sql = f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {", ".join(columns.values())} {source}'
    return sql, parameters


def _create(cursor, import_file: ImportFile, now: datetime.datetime, several: bool = False) -> None:
    person = {"id": "influencer_id", "name": "coalesce(min(name), min(handle))"}
    new = f"FROM import_account a WHERE {_NEW}"
    fresh = "AND NOT EXISTS (SELECT 1 FROM influencers_influencer i WHERE i.id = a.influencer_id)"
    if several:
        cursor.execute(*_insert(Influencer, person, f"{new} {fresh} GROUP BY influencer_id", now))
    else:
        cursor.execute(*_insert(Influencer, person | {"name": "coalesce(name, handle)"}, new, now))
    account = {
        "id": "new_id",
        "influencer_id": "influencer_id",
        "platform": "platform",
        "platform_id": "platform_id",
        "handle": "handle",
        "is_verified": "is_verified",
        "source": f"'{Source.FILE}'",
        "import_file_id": str(int(import_file.pk)),
        "fetched_at": "as_of::timestamp AT TIME ZONE 'UTC'",
        **{PROFILE_COLUMN.get(name, name): f"coalesce(a.{name}, '')" for name in TEXTS},
        **{name: name for name in COUNTS},
        "primary_niche_id": "n.niche_id",
    }
    new = f"""FROM import_account a LEFT JOIN import_niche n ON n.category = a.category AND n.place = 0
        WHERE {_NEW} ORDER BY a.new_id"""
    cursor.execute(*_insert(Profile, account, new, now))


def _update(cursor, import_file: ImportFile, now: datetime.datetime) -> None:
    columns = [PROFILE_COLUMN.get(name, name) for name in TEXTS]
    columns += ["is_verified", *COUNTS, "platform_id", "fetched_at", "source"]
    sets = ", ".join(f"{name} = c.{name}" for name in columns)
    cursor.execute(
        f"""UPDATE influencers_profile p SET {sets}, updated_at = %s,
            import_file_id = CASE WHEN c.newer THEN %s ELSE p.import_file_id END,
            data_changed_at = CASE WHEN c.changed THEN %s ELSE p.data_changed_at END
        FROM import_change c WHERE c.profile_id = p.id AND c.pairs IS NOT NULL""",
        [now, import_file.pk, now],
    )


_SIZES = "profile_id, day, followers, following, posts_count, source"
_SIZE_TOLD = "coalesce(x.followers, x.following, x.posts_count) IS NOT NULL"


def _snapshots(cursor) -> None:
    """The size of each new account that one row tells."""
    cursor.execute(
        f"""INSERT INTO "{Snapshot._meta.db_table}" ({_SIZES})
        SELECT x.new_id, x.as_of, x.followers, x.following, x.posts_count, '{Source.FILE}'
        FROM import_account x
        WHERE x.new_id IS NOT NULL AND x.conflict IS NULL AND NOT x.twin AND {_SIZE_TOLD} ORDER BY x.new_id"""
    )


def _snapshots_of_known(cursor) -> None:
    """The size that each other row tells for its day; a day that is known already keeps what it has."""
    cursor.execute("DROP TABLE IF EXISTS pg_temp.import_snapshot")
    cursor.execute(
        f"""CREATE TEMP TABLE import_snapshot AS
        WITH several AS (
            SELECT DISTINCT ON (a.platform, a.key, s.as_of) coalesce(a.known_id, a.new_id) AS profile_id,
                   s.as_of, s.followers, s.following, s.posts_count
            FROM import_account a JOIN import_portion s ON a.platform = s.platform AND a.key = s.key
            WHERE a.twin AND a.conflict IS NULL AND NOT s.rejected
            ORDER BY a.platform, a.key, s.as_of, s.ord DESC
        ), once AS (
            SELECT a.known_id, a.as_of, a.followers, a.following, a.posts_count FROM import_account a
            WHERE a.conflict IS NULL AND NOT a.twin AND a.known_id IS NOT NULL
        ), put AS (
            INSERT INTO "{Snapshot._meta.db_table}" ({_SIZES})
            SELECT x.*, '{Source.FILE}' FROM (SELECT * FROM several UNION ALL SELECT * FROM once) x
            WHERE {_SIZE_TOLD}
            ON CONFLICT (profile_id, day) DO NOTHING RETURNING profile_id, day
        ) SELECT put.profile_id, put.day FROM put JOIN import_change c ON c.profile_id = put.profile_id"""
    )


_CLAIMS = ", ".join(FIGURES)


def _reported(cursor, import_file: ImportFile) -> None:
    """What the file claims of each new account."""
    cursor.execute(
        f"""INSERT INTO "{ReportedFigures._meta.db_table}" (profile_id, import_file_id, as_of, {_CLAIMS})
        SELECT new_id, %s, as_of, {_CLAIMS} FROM import_account a
        WHERE {_NEW} AND coalesce({_CLAIMS}) IS NOT NULL ORDER BY new_id""",
        [import_file.pk],
    )


def _reported_of_known(cursor, import_file: ImportFile) -> None:
    """What the file claims of each known account, where no earlier file claimed the same."""
    table = ReportedFigures._meta.db_table
    fresh = ", ".join(
        f"""CASE WHEN NOT EXISTS (SELECT 1 FROM "{table}" r
            WHERE r.profile_id = a.known_id AND r.{figure} = a.{figure}) THEN a.{figure} END AS {figure}"""
        for figure in FIGURES
    )
    cursor.execute(
        f"""INSERT INTO "{table}" (profile_id, import_file_id, as_of, {_CLAIMS})
        SELECT known_id, %s, as_of, {_CLAIMS} FROM (
            SELECT known_id, as_of, {fresh} FROM import_account a
            WHERE conflict IS NULL AND known_id IS NOT NULL AND coalesce({_CLAIMS}) IS NOT NULL) told
        WHERE coalesce({_CLAIMS}) IS NOT NULL""",
        [import_file.pk],
    )


def _niche_words(cursor) -> None:
    """import_niche: which categories of the file name niches of the tree for sure."""
    tree = {}
    for niche in Niche.objects.order_by("-pk"):
        tree |= {fold(niche.name): niche.slug, fold(niche.slug): niche.slug}
    ids = dict(Niche.objects.values_list("slug", "id"))
    cursor.execute("SELECT DISTINCT category FROM import_account WHERE category IS NOT NULL")
    pairs = []
    for (category,) in cursor.fetchall():
        slugs = slugs_of(category, tree)
        pairs += [(category, ids[slug], 1 / len(slugs), n) for n, slug in enumerate(slugs)]
    cursor.execute(
        "DROP TABLE IF EXISTS pg_temp.import_niche;"
        "CREATE TEMP TABLE import_niche (category text, niche_id bigint, weight float8, place integer)"
    )
    copy_rows("import_niche", ("category", "niche_id", "weight", "place"), pairs)


def _niches(cursor, import_file: ImportFile, known: str = "NULL", otherwise: str = "") -> None:
    """A file's category as a reported niche of the new accounts."""
    cursor.execute(
        f"""INSERT INTO "{ProfileNiche._meta.db_table}" (profile_id, niche_id, basis, weight, evidence)
        SELECT coalesce(a.known_id, a.new_id), n.niche_id, '{Basis.REPORTED}', n.weight,
               jsonb_build_object('words', jsonb_build_array(a.category), 'import', {int(import_file.pk)})
        FROM import_account a JOIN import_niche n ON n.category = a.category
        WHERE a.conflict IS NULL AND a.known_id IS {known} {otherwise}"""
    )


def _niches_of_known(cursor, import_file: ImportFile) -> None:
    """The same of known accounts; the primary one where an account had none."""
    _niches(cursor, import_file, "NOT NULL", "ON CONFLICT (profile_id, niche_id, basis) DO NOTHING")
    cursor.execute(
        """UPDATE influencers_profile p SET primary_niche_id = n.niche_id
        FROM import_account a JOIN import_niche n ON n.category = a.category AND n.place = 0
        WHERE p.id = a.known_id AND a.conflict IS NULL AND p.primary_niche_id IS NULL"""
    )


def _rows_of_new(cursor, import_file: ImportFile) -> None:
    """Each row as it was: one that made an account, or one that was rejected."""
    cursor.execute(
        f"""INSERT INTO "{ImportRow._meta.db_table}"
            (import_file_id, sheet, "row", raw, outcome, errors, profile_id)
        SELECT %s, coalesce(s.sheet, ''), s."row", s.raw,
               CASE WHEN s.rejected THEN 'rejected' ELSE 'created' END, coalesce(s.errors, '[]'), a.new_id
        FROM import_portion s LEFT JOIN import_account a ON a.ord = s.ord""",
        [import_file.pk],
    )


def _rows(cursor, import_file: ImportFile) -> None:
    """Each row as it was, its outcome, and {"created": [ids], "changed": {id: {field: [before, after]}},
    "days": …}. Of an erased creator's row nothing is kept but that there was one.
    """
    conflict = """CASE WHEN o.conflict = %s THEN '[]' ELSE coalesce(s.errors, '[]') END || jsonb_build_object(
        'field', 'handle', 'value', CASE WHEN o.conflict = %s THEN '' ELSE s.handle END,
        'reason', o.conflict, 'fatal', true)"""
    cursor.execute(
        f"""INSERT INTO "{ImportRow._meta.db_table}"
            (import_file_id, sheet, "row", raw, outcome, errors, profile_id, before)
        SELECT %s, coalesce(s.sheet, ''), s."row",
               CASE WHEN o.conflict = %s THEN '{{}}' ELSE s.raw END, o.outcome,
               CASE WHEN o.conflict IS NULL THEN coalesce(s.errors, '[]') ELSE {conflict} END,
               CASE WHEN o.outcome <> 'rejected' THEN o.profile_id END, b.before
        FROM import_portion s JOIN import_outcome o ON o.row_ord = s.ord
        LEFT JOIN (
            SELECT a.row_ord, jsonb_build_object(
                'created', coalesce(jsonb_agg(a.new_id) FILTER (WHERE a.new_id IS NOT NULL), '[]'),
                'changed', coalesce(jsonb_object_agg(a.known_id, c.pairs) FILTER (WHERE
                    c.pairs IS NOT NULL), '{{}}'),
                'days', coalesce(jsonb_object_agg(a.known_id, d.days) FILTER (WHERE
                    d.days IS NOT NULL), '{{}}')
            ) AS before
            FROM import_account a JOIN import_outcome w ON w.row_ord = a.row_ord
            LEFT JOIN import_change c ON c.ord = a.ord
            LEFT JOIN (SELECT profile_id, jsonb_agg(day) AS days FROM import_snapshot GROUP BY profile_id) d
                   ON d.profile_id = a.known_id
            WHERE a.conflict IS NULL AND (a.known_id IS NOT NULL OR w.parts > 1)
            GROUP BY a.row_ord
        ) b ON b.row_ord = s.ord
        WHERE s.part = 0""",
        [import_file.pk, REFUSAL, REFUSAL, REFUSAL],
    )
