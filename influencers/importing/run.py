"""Carrying out an import: dry run, import with its record, both through the same plan."""

import datetime
from collections import Counter
from collections.abc import Callable
from itertools import islice

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from influencers import erasure
from influencers.choices import ImportState
from influencers.importing import commit, early, judging, staging
from influencers.importing.limits import Unreadable
from influencers.importing.plan import Plan, Report, report
from influencers.importing.read_ahead import portions
from influencers.models import ImportFile

SHOWN_PROBLEMS = 200  # kept for the page of the import
_LOCK = 0x68_70_69_6D  # one import writes at a time; others wait before their first row
_EMPTY = "The file has headings and no rows under them."


class ErasedMeanwhile(Exception):
    """Somebody was erased while a list was read: it may name them, among rows that are written already."""


def dry_run(plan: Plan, as_of: datetime.date, at_most: int | None = None) -> Report:
    """What the import would do, judged on all rows or the first `at_most`; writes nothing."""
    try:
        staging.open_stage()
        for portion in portions(islice(plan.rows(as_of), at_most)):
            staging.put_by(portion.data)
        if not staging.stage_rest():
            raise Unreadable(_EMPTY)
        return report(judging.judge())
    finally:
        staging.clear()


def carry_out(plan: Plan, import_file: ImportFile, progress: Callable[[int], None] | None = None) -> Report:
    """Imports the file in one transaction and returns what it did; `import_file` is then done.

    Where another process added one of the accounts in between, or somebody was erased, all is read and judged
    once more against the new catalogue; nobody is erased while that lasts.
    """
    import_file.answers["headings"] = plan.headings
    try:
        return _import(plan, import_file, progress)
    except (IntegrityError, ErasedMeanwhile):
        return _import(plan, import_file, progress, again=True)


def _import(
    plan: Plan, import_file: ImportFile, progress: Callable[[int], None] | None, again: bool = False
) -> Report:
    try:
        with transaction.atomic():
            if again:
                erasure.hold_off()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
                # Statistics for this import, which keep autovacuum off until its end: it sees none of the
                # rows that were added, and told the planner in the middle of a list that there are none.
                cursor.execute("ANALYZE influencers_influencer")
                cursor.execute("ANALYZE influencers_profile")
                # Checked with each statement, references cost the same, but while the file is being read.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            counts = _write(plan, import_file, progress)
            done = report(counts)
            _finish(import_file, done)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        return done
    finally:
        staging.clear()


def _write(plan: Plan, import_file: ImportFile, progress: Callable[[int], None] | None) -> Counter[str]:
    """Writes every row; {outcome: rows}.

    Most lists are of new creators: their rows are written portion by portion. Where most of a portion is
    known, all that follow wait for the end of the file.
    """
    counts: Counter[str] = Counter()
    began = erasure.state()
    staging.open_stage()
    most_are_new = not plan.wide
    read = 0
    for portion in portions(plan.rows(import_file.as_of or timezone.now().date()), progress):
        read += portion.rows
        if not most_are_new:
            staging.put_by(portion.data)
            continue
        staging.stage_portion(portion.data)
        written = early.write_new(import_file)
        most_are_new = written.pop("waiting") <= portion.rows / 2
        counts.update(written)
    if read == 0:
        raise Unreadable(_EMPTY)
    if counts["created"]:
        counts["created"] -= early.take_back(import_file)
    if erasure.hold_off() != began:
        raise ErasedMeanwhile
    if staging.stage_rest():
        counts.update(judging.judge())
        commit.write(import_file)
    return counts


def _finish(import_file: ImportFile, done: Report) -> None:
    import_file.rows, import_file.rejected = done.rows, done.rejected_rows
    import_file.created, import_file.updated = done.created, done.updated
    import_file.unchanged, import_file.done_rows = done.unchanged, done.rows
    import_file.warnings = done.shown(SHOWN_PROBLEMS)
    import_file.answers["unlisted"] = done.unlisted(SHOWN_PROBLEMS)
    import_file.state, import_file.error = ImportState.DONE, ""
    import_file.finished_at = timezone.now()
    import_file.save()
