"""Taking back a whole import: created accounts go, changed ones get their values back, unless life went on
since.
"""

from dataclasses import dataclass

from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from influencers.choices import Basis, ImportState, InfluencerStatus, RowOutcome, Source
from influencers.importing.staging import COUNTS, PROFILE_COLUMN, TEXTS
from influencers.models import (
    ImportFile,
    ImportRow,
    Influencer,
    Profile,
    ProfileNiche,
    ReportedFigures,
    Snapshot,
)

# What hangs on an account without any person having put it there: it goes with the account.
DERIVED = {
    "influencers.ReportedFigures", "influencers.Snapshot", "influencers.ProfileNiche",
    "influencers.ImportRow", "scoring.ProfileScore", "scoring.RunScore", "scoring.ProfileVector",
    "influencers.Avatar", "influencers.ProfileText",
}  # fmt: skip
_TYPES = {"is_verified": "boolean", "fetched_at": "timestamptz", **dict.fromkeys(COUNTS, "bigint")}
_FIELDS = (
    *(PROFILE_COLUMN.get(name, name) for name in TEXTS),
    *COUNTS,
    "is_verified",
    "platform_id",
    "source",
)


@dataclass(frozen=True)
class Undone:
    """What taking back did: accounts removed, accounts put back, accounts kept because something else uses
    them.
    """

    removed: int
    restored: int
    kept: int


def undo_import(import_file_id: int) -> Undone:
    """Takes the import back; a second call finds nothing left to do. Nothing that came later is lost.

    1. Accounts that this import created and nothing else has touched are removed, with their creators.
    2. Fields that it changed get their old value back where they still hold what the import wrote.
    3. Its reported figures, snapshots and niches go, except those of accounts that a later import relies on.
    """
    with transaction.atomic():
        record = ImportFile.objects.select_for_update().get(pk=import_file_id)
        if record.state != ImportState.DONE:
            return Undone(0, 0, 0)
        with connection.cursor() as cursor:
            _unpack(cursor, record.pk)
            made = Profile.objects.filter(pk__in=models.expressions.RawSQL("SELECT id FROM undo_created", ()))
            touched = list(made.filter(_touched(record)).values_list("pk", flat=True).distinct())
            removed = _remove(cursor, touched)
            restored = _restore(cursor, record.pk)
            later = _later(record).filter(profile=OuterRef("profile"))
            ReportedFigures.objects.filter(import_file=record).exclude(Exists(later)).delete()
            ProfileNiche.objects.filter(
                Q(evidence__import=record.pk), ~Exists(later), basis=Basis.REPORTED
            ).delete()
            _forget_niche(cursor, touched)
        record.state, record.undone_at = ImportState.UNDONE, timezone.now()
        record.error = (
            f"{len(touched)} accounts were kept: something else uses them by now." if touched else ""
        )
        record.save(update_fields=["state", "undone_at", "error"])
    return Undone(removed, restored, len(touched))


def _unpack(cursor, import_file_id: int) -> None:
    """Temporary tables of what the import did, from its rows."""
    for table in ("undo_created", "undo_change", "undo_person"):
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
    rows = ImportRow._meta.db_table
    cursor.execute(
        f"""CREATE TEMP TABLE undo_created ON COMMIT DROP AS
        SELECT profile_id AS id FROM {rows} r
        WHERE import_file_id = %s AND outcome = 'created' AND profile_id IS NOT NULL AND before IS NULL
        UNION SELECT c.id::bigint FROM {rows} r, jsonb_array_elements_text(before -> 'created') c(id)
        WHERE import_file_id = %s AND before IS NOT NULL""",
        [import_file_id, import_file_id],
    )
    cursor.execute(
        f"""CREATE TEMP TABLE undo_change ON COMMIT DROP AS
        SELECT p.key::bigint AS profile_id, f.key AS field, f.value -> 0 AS old, f.value -> 1 AS new
        FROM {rows} r, jsonb_each(before -> 'changed') p, jsonb_each(p.value) f
        WHERE import_file_id = %s AND before IS NOT NULL""",
        [import_file_id],
    )
    cursor.execute(
        f"""DELETE FROM "{Snapshot._meta.db_table}" s USING (
            SELECT p.key::bigint AS profile_id, d.day::date AS day
            FROM {rows} r, jsonb_each(before -> 'days') p, jsonb_array_elements_text(p.value) d(day)
            WHERE import_file_id = %s AND before IS NOT NULL
        ) g WHERE s.profile_id = g.profile_id AND s.day = g.day AND s.source = '{Source.FILE}'""",
        [import_file_id],
    )


def _later(record: ImportFile) -> models.QuerySet:
    """Rows of imports that came after this one and stand."""
    return ImportRow.objects.filter(
        import_file__created_at__gt=record.created_at, import_file__state=ImportState.DONE
    ).exclude(outcome=RowOutcome.REJECTED)


def relations_to_accounts() -> list:
    """Every foreign key to an account, those without a name for the way back included."""
    return [
        f
        for f in Profile._meta.get_fields(include_hidden=True)
        if f.one_to_many or f.one_to_one and f.auto_created
    ]


def _touched(record: ImportFile) -> Q:
    """Accounts that somebody or something else has laid hands on since."""
    person = Q(influencer__notes__gt="") | Q(influencer__tags__isnull=False)
    person |= ~Q(influencer__status=InfluencerStatus.ACTIVE) | ~Q(curated_fields=[])
    person |= Exists(ProfileNiche.objects.filter(profile=OuterRef("pk"), basis=Basis.CURATED))
    person |= Exists(Influencer.objects.filter(merged_into=OuterRef("influencer")))
    found = person | ~Q(source=Source.FILE) | Exists(_later(record).filter(profile=OuterRef("pk")))
    for relation in relations_to_accounts():
        if relation.related_model._meta.label not in DERIVED:
            found |= Exists(relation.related_model.objects.filter(**{relation.field.name: OuterRef("pk")}))
    return found


def _remove(cursor, touched: list[int]) -> int:
    """Deletes the created accounts but `touched`, in one statement a table; their creators where they had
    no other.

    Plain SQL: the change history is for what people do row by row, and writes an entry for each object
    deleted.
    """
    accounts = Profile._meta.db_table
    cursor.execute("DELETE FROM undo_created WHERE id = ANY(%s)", [touched])
    cursor.execute(
        f"""CREATE TEMP TABLE undo_person ON COMMIT DROP AS
        SELECT DISTINCT influencer_id AS id FROM {accounts} WHERE id IN (SELECT id FROM undo_created)"""
    )
    for relation in relations_to_accounts():
        table, column = relation.related_model._meta.db_table, relation.field.column
        if relation.related_model is ImportRow:
            cursor.execute(
                f'UPDATE "{table}" SET {column} = NULL WHERE {column} IN (SELECT id FROM undo_created)'
            )
        elif relation.related_model._meta.label in DERIVED:
            cursor.execute(f'DELETE FROM "{table}" WHERE {column} IN (SELECT id FROM undo_created)')
    cursor.execute(f"DELETE FROM {accounts} WHERE id IN (SELECT id FROM undo_created)")
    removed = cursor.rowcount
    cursor.execute(
        f"""DELETE FROM {Influencer._meta.db_table} i WHERE id IN (SELECT id FROM undo_person)
        AND NOT EXISTS (SELECT 1 FROM {accounts} p WHERE p.influencer_id = i.id)"""
    )
    return removed


def _restore(cursor, import_file_id: int) -> int:
    """Old values of changed fields, where the field still holds what the import wrote."""
    for field in _FIELDS:
        kind = _TYPES.get(field, "text")
        cursor.execute(
            f"""UPDATE influencers_profile p SET {field} = (c.old #>> '{{}}')::{kind},
                data_changed_at = now(),
                updated_at = now(), fetched_at = CASE WHEN f.new IS NOT NULL
                    AND p.fetched_at IS NOT DISTINCT FROM (f.new #>> '{{}}')::timestamptz
                    THEN (f.old #>> '{{}}')::timestamptz ELSE p.fetched_at END
            FROM undo_change c LEFT JOIN undo_change f ON f.profile_id = c.profile_id AND
                f.field = 'fetched_at'
            WHERE c.field = %s AND p.id = c.profile_id
              AND p.{field} IS NOT DISTINCT FROM (c.new #>> '{{}}')::{kind}""",
            [field],
        )
    cursor.execute(
        """UPDATE influencers_profile p SET fetched_at = (c.old #>> '{}')::timestamptz FROM undo_change c
        WHERE c.field = 'fetched_at' AND p.id = c.profile_id
          AND p.fetched_at IS NOT DISTINCT FROM (c.new #>> '{}')::timestamptz"""
    )
    cursor.execute(
        """UPDATE influencers_profile p SET import_file_id = f.id FROM undo_change c
        LEFT JOIN influencers_importfile f ON f.id = (c.old #>> '{}')::bigint
        WHERE c.field = 'import_file_id' AND p.id = c.profile_id AND p.import_file_id = %s""",
        [import_file_id],
    )
    cursor.execute(
        "SELECT count(DISTINCT c.profile_id) FROM undo_change c "
        "JOIN influencers_profile p ON p.id = c.profile_id"
    )
    return cursor.fetchone()[0]


def _forget_niche(cursor, touched: list[int]) -> None:
    """A primary niche that nothing supports any more."""
    cursor.execute(
        """UPDATE influencers_profile p SET primary_niche_id = NULL
        WHERE primary_niche_id IS NOT NULL
          AND (p.id IN (SELECT profile_id FROM undo_change) OR p.id = ANY(%s))
          AND NOT EXISTS (SELECT 1 FROM influencers_profileniche n
                          WHERE n.profile_id = p.id AND n.niche_id = p.primary_niche_id)""",
        [touched],
    )
