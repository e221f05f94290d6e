"""Imports as a choice among accounts: which can be chosen, what each is called, whose rows it brought."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from influencers.choices import ImportState, RowOutcome
from influencers.models import ImportFile, ImportRow
from influencers.templatetags.figures import age

OFFERED = 30  # imports in a menu, the latest


def import_of(text: str) -> str | None:
    """The id of an import that is done and not taken back, or None for what is none."""
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        return None
    return str(int(text)) if _done().filter(pk=int(text)).exists() else None


def import_label(value: str) -> str:
    """An import by name and age: "top.csv, imported 3 days ago"."""
    return _words(ImportFile.objects.get(pk=value))


def import_options(chosen: Iterable[str] = ()) -> list[tuple[str, str]]:
    """What a menu offers, latest first: [(id, name and age)], those that are chosen among them."""
    latest = list(_done()[:OFFERED])
    older = [pk for pk in map(int, chosen) if pk not in {one.pk for one in latest}]
    return [(str(one.pk), _words(one)) for one in [*latest, *(_done().filter(pk__in=older) if older else ())]]


def came_in(imports: Iterable[str]) -> Exists:
    """Whether an account is in one of these imports: created, updated or found unchanged by a row."""
    rows = ImportRow.objects.filter(profile=OuterRef("pk"), import_file__in=list(imports))
    return Exists(rows.exclude(outcome=RowOutcome.REJECTED))


def _done():
    return ImportFile.objects.filter(state=ImportState.DONE).order_by("-finished_at", "-pk")


def _words(one: ImportFile) -> str:
    return f"{one.name}, imported {age(one.finished_at)}"
