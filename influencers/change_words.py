"""The recorded values of a change as words for people."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from auditlog.models import LogEntry
from django.core.exceptions import FieldDoesNotExist
from django.db import models

NOTHING = "nothing"
# Recorded for undo, but no news to a reader.
SILENT = {"curated_fields", "evidence", "profile", "entered_by"}
# What the pages call a field whose own name is another.
CALLED = {"Influencer": "Creator"}


@dataclass(frozen=True)
class Line:
    """One field of one record: what it was and what it became, in words."""

    subject: str
    field: str
    before: str
    after: str


def lines_of(entries: Iterable[LogEntry]) -> dict[int, list[Line]]:
    """Lines by id of entry. Names of related records take one query a model, however many entries."""
    entries = list(entries)
    names = _related_names(entries)
    return {entry.pk: list(_lines(entry, names)) for entry in entries}


def field_of(model: type[models.Model] | None, name: str) -> models.Field | None:
    """The column behind a recorded name; None for relations from elsewhere and for what is no more."""
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return field if field is not None and (field.concrete or field.many_to_many) else None


def _lines(entry: LogEntry, names: dict) -> Iterable[Line]:
    model = entry.content_type.model_class()
    subject = _subject(entry, model)
    if entry.action != LogEntry.Action.UPDATE:
        added = entry.action == LogEntry.Action.CREATE
        what = _record_words(entry, model, names)
        yield Line(subject, "", NOTHING if added else what, what if added else NOTHING)
        return
    for name, change in (entry.changes or {}).items():
        field = field_of(model, name)
        if field is None or name in SILENT or field.primary_key:
            continue
        label = str(field.verbose_name).capitalize()
        label = CALLED.get(label, label)
        if field.many_to_many:
            words = ", ".join(change["objects"])
            added = change["operation"] == "add"
            yield Line(subject, label, NOTHING if added else words, words if added else NOTHING)
        else:
            yield Line(subject, label, *(_words(field, value, names) for value in change))


def _subject(entry: LogEntry, model) -> str:
    kind = str(model._meta.verbose_name).capitalize() if model else entry.content_type.model
    return kind if kind == "Niche of an account" else f"{kind} {entry.object_repr}"


def _record_words(entry: LogEntry, model, names: dict) -> str:
    """A record that came or went. The niche of an account is told by its niche and weight."""
    if model is None or model._meta.model_name != "profileniche":
        return entry.object_repr
    side = 1 if entry.action == LogEntry.Action.CREATE else 0
    changes = entry.changes or {}
    niche = _words(model._meta.get_field("niche"), changes.get("niche", (None, None))[side], names)
    weight, basis = changes.get("weight", (None, None))[side], changes.get("basis", ("", ""))[side]
    share = "" if weight in (None, 1.0) else f" {weight:.0%}"
    return f"{niche}{share} ({basis})"


def _words(field: models.Field, value, names: dict) -> str:
    if value is None or value == "" or value in ([], {}):
        return NOTHING
    if field.is_relation:
        return names.get((field.related_model, value), f"number {value}")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_short(part)}" for name, part in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(dict(field.flatchoices).get(value, value))


def _short(part):
    return f"{part:.3g}" if isinstance(part, float) else part


def _related_names(entries: Iterable[LogEntry]) -> dict:
    wanted = defaultdict(set)
    for entry in entries:
        model = entry.content_type.model_class()
        for name, change in (entry.changes or {}).items():
            field = field_of(model, name)
            if field is not None and field.is_relation and not field.many_to_many and name not in SILENT:
                wanted[field.related_model] |= {value for value in change if isinstance(value, int)}
    return {
        (model, pk): str(row)
        for model, ids in wanted.items()
        for pk, row in model._base_manager.in_bulk(ids).items()
    }
