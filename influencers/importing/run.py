"""Carrying out an import: dry run, import with its record, both through the same plan."""

import datetime
from collections.abc import Callable

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from influencers import erasure
from influencers.choices import ImportState
from influencers.importing import commit, judging, staging
from influencers.importing.plan import Plan, Report, report, stage_and_judge
from influencers.models import ImportFile

SHOWN_PROBLEMS = 200  # kept for the page of the import
_LOCK = 0x68_70_69_6D  # one import writes at a time; reading and judging others goes on


def dry_run(plan: Plan, as_of: datetime.date, at_most: int | None = None) -> Report:
    """What the import would do, judged on all rows or the first `at_most`; writes nothing."""
    try:
        return report(stage_and_judge(plan, as_of, at_most=at_most))
    finally:
        staging.clear()


def carry_out(plan: Plan, import_file: ImportFile, progress: Callable[[int], None] | None = None) -> Report:
    """Imports the file in one transaction and returns what it did; `import_file` is then done.

    Where another process added one of the accounts in between, it is judged once more against the new
    catalogue.
    """
    as_of = import_file.as_of or timezone.now().date()
    try:
        judged_at = erasure.state()
        counts = stage_and_judge(plan, as_of, progress)
        try:
            return _write(import_file, counts, judged_at)
        except IntegrityError:
            staging.forget_judgement()
            judged_at = erasure.state()
            return _write(import_file, judging.judge(), judged_at)
    finally:
        staging.clear()


def _write(import_file: ImportFile, counts: dict[str, int], judged_at: int) -> Report:
    with transaction.atomic():
        if erasure.hold_off() != judged_at:  # somebody was erased since
            staging.forget_judgement()
            counts = judging.judge()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        commit.write(import_file)
        done = report(counts)
        import_file.rows, import_file.rejected = done.rows, done.rejected_rows
        import_file.created, import_file.updated = done.created, done.updated
        import_file.unchanged, import_file.done_rows = done.unchanged, done.rows
        import_file.warnings = done.shown(SHOWN_PROBLEMS)
        import_file.answers["unlisted"] = done.unlisted(SHOWN_PROBLEMS)
        import_file.state, import_file.error = ImportState.DONE, ""
        import_file.finished_at = timezone.now()
        import_file.save()
    return done
