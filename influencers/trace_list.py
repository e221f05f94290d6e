"""The places of the catalogue that name a creator without pointing at it."""

from functools import partial
from pathlib import Path
from urllib.parse import unquote_plus

from auditlog.models import LogEntry
from django.contrib.admin.models import LogEntry as AdminEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from influencers.choices import ImportState, RowOutcome
from influencers.importing.limits import Unreadable
from influencers.importing.tables import open_file
from influencers.importing.uploads import path_of
from influencers.models import (
    Discovery,
    DiscoveryFind,
    DiscoveryKeep,
    DiscoveryStep,
    Fee,
    ImportFile,
    ImportRow,
    Influencer,
    Profile,
    ProfileNiche,
    RefreshRun,
    SavedSearch,
    Tag,
)
from influencers.traces import Erased, naming, scrub, trace

CUT_OUT = {
    "field": "handle",
    "value": "",
    "reason": "Cut out: this creator asked to be erased",
    "fatal": True,
}
WAITING = (ImportState.UPLOADED, ImportState.READY, ImportState.FAILED)


@trace("rows of imported lists")
def import_rows(erased: Erased) -> int:
    """Empties the rows that told of them, and those that became no account and name them. The rows
    themselves stay, so that the counts of each import remain true."""
    ids = [str(pk) for pk in erased.profiles]
    told = ImportRow.objects.filter(
        Q(profile__in=erased.profiles) | Q(before__changed__has_any_keys=ids)
    ).values_list("pk", flat=True)
    loose = naming(ImportRow, ("raw", "errors"), erased, profile__isnull=True)
    rows = ImportRow.objects.filter(pk__in={*told, *(row.pk for row in loose)})
    _warnings(erased, set(rows.values_list("import_file", "sheet", "row")))
    rows.filter(outcome=RowOutcome.REJECTED).update(errors=[CUT_OUT])
    rows.exclude(outcome=RowOutcome.REJECTED).update(errors=[])
    return rows.update(raw={}, before=None, profile=None)


def _warnings(erased: Erased, cut: set[tuple[int, str, int]]) -> None:
    """Takes the remarks on these rows off the pages of their imports."""
    about = {row.pk: row for row in naming(ImportFile, ("warnings", "error"), erased)}
    about |= ImportFile.objects.in_bulk({pk for pk, _, _ in cut})
    for record in about.values():
        record.warnings = [
            remark
            for remark in record.warnings
            if not erased.named_in(remark)
            and (record.pk, remark.get("sheet", ""), remark.get("row")) not in cut
        ]
        record.error = erased.without(record.error)
        record.save(update_fields=["warnings", "error"])


@trace("names of lists")
def list_names(erased: Erased) -> int:
    """Names of lists. The dot before "csv" ends a handle, while elsewhere a dot may stand within one."""
    found = 0
    for record in ImportFile.objects.only("name"):
        name = Path(record.name)
        if erased.named_in(name.stem):
            found += 1
            record.name = f"{erased.without(name.stem)}{name.suffix}"[:255]
            record.save(update_fields=["name"])
    return found


@trace("waiting uploads, thrown away")
def waiting_uploads(erased: Erased) -> int:
    """Throws away lists that wait to be imported and name them; an imported list's file is gone already."""
    found = [
        record
        for record in ImportFile.objects.filter(state__in=WAITING).exclude(stored_as="")
        if _names(record, erased)
    ]
    for record in found:
        transaction.on_commit(partial(path_of(record).unlink, missing_ok=True))
        record.delete()
    return len(found)


def _names(record: ImportFile, erased: Erased) -> bool:
    try:
        tables = open_file(path_of(record), record.name).tables
        return any(erased.named_in(list(cells)) for table in tables for _, cells in table.rows())
    except (Unreadable, OSError):
        return True  # what nobody can read, nobody can vouch for


@trace("lines of refresh logs")
def refresh_runs(erased: Erased) -> int:
    """Takes their failures out of the logs of refreshes."""
    by_id = Q()
    for pk in erased.profiles:
        by_id |= Q(failures__contains=[{"profile": pk}])
    runs = {run.pk: run for run in RefreshRun.objects.filter(by_id)} if erased.profiles else {}
    runs |= {run.pk: run for run in naming(RefreshRun, ("failures",), erased)}
    for run in runs.values():
        run.failures = [
            line
            for line in run.failures
            if line.get("profile") not in erased.profiles and not erased.named_in(line)
        ]
        run.save(update_fields=["failures"])
    return len(runs) + scrub(RefreshRun, ("message",), erased)


@trace("finds of searches for new creators")
def finds(erased: Erased) -> int:
    """Deletes what searches found of them, and their names in what was asked for."""
    wanted = Q(profile_id__in=erased.profiles)
    for platform, own, handle in erased.accounts:
        if own:
            wanted |= Q(platform=platform, platform_id=own)
        if handle:
            wanted |= Q(platform=platform, label=handle.lower())
    fields = ("typed", "handle", "name", "url", "record", "reason")
    named = [row.pk for row in naming(DiscoveryFind, fields, erased)]
    rows = DiscoveryFind.objects.alias(label=Lower("handle")).filter(wanted | Q(pk__in=named))
    ids = list(rows.values_list("pk", flat=True))
    for keep in DiscoveryKeep.objects.filter(asked__overlap=ids):
        keep.asked = [pk for pk in keep.asked if pk not in ids]
        keep.save(update_fields=["asked"])
    for job in Discovery.objects.filter(seeds__overlap=list(erased.profiles)):
        job.seeds = [pk for pk in job.seeds if pk not in erased.profiles]
        job.save(update_fields=["seeds"])
    DiscoveryFind.objects.filter(pk__in=ids).delete()
    scrub(DiscoveryStep, ("message",), erased)
    steps = naming(DiscoveryStep, ("words",), erased)
    DiscoveryStep.objects.filter(pk__in=[step.pk for step in steps]).delete()
    return len(ids) + scrub(Discovery, ("name", "words", "handles", "message"), erased)


@trace("saved searches")
def saved_searches(erased: Erased) -> int:
    """Deletes saved searches that look for them by name."""
    ids = [
        search.pk
        for search in SavedSearch.objects.all()
        if erased.named_in([search.name, unquote_plus(search.query)])
    ]
    kind = ContentType.objects.get_for_model(SavedSearch)
    LogEntry.objects.filter(content_type=kind, object_id__in=ids).delete()
    SavedSearch.objects.filter(pk__in=ids).delete()
    return len(ids)


@trace("words of other people's work")
def words(erased: Erased) -> int:
    """Their names in notes, reasons, errors and tags."""
    tags = naming(Tag, ("name",), erased)
    Tag.objects.filter(pk__in=[tag.pk for tag in tags]).delete()
    return (
        len(tags)
        + scrub(Influencer, ("notes", "status_reason", "no_contact_why"), erased)
        + scrub(Profile, ("last_error",), erased)
        + scrub(Fee, ("note",), erased)
    )


@trace("entries of the change history")
def changes(erased: Erased) -> int:
    """Deletes the change history of their rows, and their names in the history of others."""
    kinds = ContentType.objects.get_for_models(Influencer, Profile, ProfileNiche, Fee)
    own = (
        Q(content_type=kinds[Influencer], object_id__in=erased.creators)
        | Q(content_type=kinds[Profile], object_id__in=erased.profiles)
        | Q(
            content_type__in=[kinds[ProfileNiche], kinds[Fee]],
            serialized_data__fields__profile__in=erased.profiles,
        )
    )
    deleted, _ = LogEntry.objects.filter(own).delete()
    pages = Q(content_type=kinds[Influencer], object_id__in=[str(pk) for pk in erased.creators])
    pages |= Q(content_type=kinds[Profile], object_id__in=[str(pk) for pk in erased.profiles])
    deleted += AdminEntry.objects.filter(pages).delete()[0]
    fields = ("object_repr", "changes", "changes_text", "serialized_data", "additional_data")
    deleted += scrub(LogEntry, fields, erased)
    return deleted + scrub(AdminEntry, ("object_repr", "change_message"), erased)
