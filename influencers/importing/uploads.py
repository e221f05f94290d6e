"""Uploaded lists from the moment they arrive until they are imported: kept under random names, read, asked
about.
"""

import datetime
import hashlib
import secrets
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils import timezone

from influencers.choices import ImportState
from influencers.importing.dates import day_in_name
from influencers.importing.limits import Unreadable
from influencers.importing.mapping import BadMapping
from influencers.importing.plan import Plan, make_plan
from influencers.importing.rejected_rows import mapping_of, origin_of
from influencers.importing.run import SHOWN_PROBLEMS, carry_out, dry_run
from influencers.models import ImportFile

DRY_RUN_ROWS = 20_000  # a page must answer soon; the import itself judges every row


def path_of(record: ImportFile) -> Path:
    """Where an upload lies; the file is removed once it is imported."""
    return Path(settings.UPLOAD_ROOT) / record.stored_as


def receive(upload: UploadedFile, user) -> ImportFile:
    """Stores an upload and reads it for the first time. Raises Unreadable, and keeps nothing then.

    A layout that was imported before gets the mapping that a person chose for it.
    """
    if upload.size > settings.IMPORT_MAX_BYTES:
        raise Unreadable(f"The file is larger than {settings.IMPORT_MAX_BYTES // 1024 // 1024} MB: split it.")
    folder = Path(settings.UPLOAD_ROOT)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stored_as = secrets.token_hex(16)
    digest = hashlib.sha256()
    with (folder / stored_as).open("xb") as out:
        for chunk in upload.chunks():
            digest.update(chunk)
            out.write(chunk)
    record = ImportFile(
        uploaded_by=user, name=Path(upload.name).name[-255:], stored_as=stored_as, size=upload.size
    )
    today = timezone.now().date()
    named = day_in_name(record.name, today)
    record.as_of = named or today
    try:
        plan = make_plan(path_of(record), record.name)
        record.header_key = plan.header_key
        plan = _as_before(record, plan)
    except BadMapping:
        record.answers = {}
        plan = make_plan(path_of(record), record.name)
    except Unreadable:
        path_of(record).unlink()
        raise
    record.answers = {"day_from": "name" if named else "today"} | record.answers
    record.answers["sha256"] = digest.hexdigest()
    check(record, plan)
    return record


def _as_before(record: ImportFile, plan: Plan) -> Plan:
    """The plan with what is known of this layout already: rows that an import left out are read as that list
    was, and any other list as one with its header was last."""
    origin = origin_of(plan.headings)
    if origin:
        chosen = mapping_of(origin, plan.headings)
        record.as_of = origin.as_of
        record.answers = {"origin": origin.pk, "day_from": "origin", "platform": origin.platform}
    elif chosen := _remembered(record):
        record.answers = {"remembered": True}
    else:
        return plan
    record.answers["mapping"] = chosen
    return plan_of(record)


def _remembered(record: ImportFile) -> dict[str, str]:
    """The mapping that a person last gave a file with this header. The platform is asked or told anew each
    time:
    one vendor uses one layout for all of them."""
    before = ImportFile.objects.filter(header_key=record.header_key, answers__mapping__isnull=False)
    return before.order_by("-created_at").values_list("answers__mapping", flat=True).first() or {}


def plan_of(record: ImportFile) -> Plan:
    """The upload, read with the answers that its record keeps. Raises Unreadable or BadMapping."""
    chosen, platform = record.answers.get("mapping", {}), record.answers.get("platform", "")
    return make_plan(path_of(record), record.name, platform=platform, chosen=chosen)


def answer(record: ImportFile, chosen: dict[str, str], platform: str, as_of: datetime.date | None) -> None:
    """Keeps a person's mapping and answers and judges the file anew. Raises Unreadable or BadMapping."""
    record.answers |= {"mapping": chosen, "platform": platform}
    if as_of and as_of != record.as_of:
        record.answers["day_from"] = "person"
    record.as_of = as_of or timezone.now().date()
    check(record, plan_of(record))


def check(record: ImportFile, plan: Plan) -> None:
    """Dry run into the record: counts and remarks, ready where nothing is left to ask."""
    record.mapping, record.platform = plan.chosen, plan.platform
    record.answers["missing"] = plan.missing
    record.state = ImportState.UPLOADED
    record.rows = record.created = record.updated = record.unchanged = record.rejected = 0
    record.warnings = []
    if not plan.missing:
        done = dry_run(plan, record.as_of, DRY_RUN_ROWS)
        record.rows, record.created, record.updated = done.rows, done.created, done.updated
        record.unchanged, record.rejected = done.unchanged, done.rejected_rows
        record.answers["partial"] = done.rows >= DRY_RUN_ROWS
        record.warnings = done.shown(SHOWN_PROBLEMS)
        record.answers["unlisted"] = done.unlisted(SHOWN_PROBLEMS)
        record.state = ImportState.READY
    record.save()


def start(record: ImportFile) -> bool:
    """Marks the upload as running; False where it is not one that can be started."""
    startable = [ImportState.READY, ImportState.RUNNING, ImportState.FAILED]
    return bool(
        ImportFile.objects.filter(pk=record.pk, state__in=startable)
        .exclude(stored_as="")
        .update(state=ImportState.RUNNING, done_rows=0, error="")
    )


def run_stored(import_file_id: int) -> None:
    """Imports an upload that was started; nothing where it is done or another worker is at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [0x68706966, import_file_id % 2**31])
        if not cursor.fetchone()[0]:
            return
    try:
        record = ImportFile.objects.filter(pk=import_file_id, state=ImportState.RUNNING).first()
        if record:
            _run(record)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [0x68706966, import_file_id % 2**31])


def _run(record: ImportFile) -> None:
    def progress(rows: int) -> None:
        ImportFile.objects.filter(pk=record.pk).update(done_rows=rows)

    try:
        plan = plan_of(record)
        record.mapping, record.platform = plan.chosen, plan.platform
        carry_out(plan, record, progress)
    except (Unreadable, BadMapping) as error:
        _fail(record, str(error))
    except Exception as error:
        _fail(record, f"Something went wrong and nothing was imported: {type(error).__name__}. Try again.")
        raise
    else:
        path_of(record).unlink(missing_ok=True)
        ImportFile.objects.filter(pk=record.pk).update(stored_as="")


def _fail(record: ImportFile, message: str) -> None:
    ImportFile.objects.filter(pk=record.pk).update(state=ImportState.FAILED, error=message)


def discard(record: ImportFile) -> bool:
    """Throws away an upload that was not imported."""
    with transaction.atomic():
        open_states = [ImportState.UPLOADED, ImportState.READY, ImportState.FAILED]
        found = ImportFile.objects.select_for_update().filter(pk=record.pk, state__in=open_states).first()
        if found is None:
            return False
        if found.stored_as:
            path_of(found).unlink(missing_ok=True)
        found.delete()
    return True
