"""The rows that an import left out: as a list to correct, and that list when it comes back."""

import re
from collections.abc import Iterable, Iterator

from influencers.choices import ImportState, RowOutcome
from influencers.importing.addresses import platforms_in
from influencers.models import ImportFile, ImportRow

_HEADING = "left out of import {} because"
_ORIGIN = re.compile(r"^'?left out of import (\d{1,15}) because$")
_PLATFORM = "platform"
_SCANNED = 1_000  # rows looked at for headings, where an older import kept no list of them


def rejected_table(record: ImportFile) -> tuple[list[str], Iterator[list[str]]]:
    """(headings, rows) of what was left out: why, cell by cell, then the columns of the list in its order.

    A row that knew its platform by its sheet alone is told it in a column.
    """
    rejected = record.import_rows.filter(outcome=RowOutcome.REJECTED).order_by("sheet", "row")
    headings = record.answers.get("headings") or list(
        dict.fromkeys(h for raw in rejected.values_list("raw", flat=True)[:_SCANNED] for h in raw)
    )
    by_sheet = _platform_of_sheets(record, headings, rejected.values_list("sheet", flat=True).distinct())
    added = [_PLATFORM] if by_sheet else []

    def rows() -> Iterator[list[str]]:
        for row in rejected.iterator(chunk_size=2_000):
            told = [by_sheet[row.sheet]] if by_sheet else []
            yield [_why(row), *told, *(row.raw.get(heading, "") for heading in headings)]

    return [_HEADING.format(record.pk), *added, *headings], rows()


def _why(row: ImportRow) -> str:
    place = f"row {row.row}" + (f" of {row.sheet}" if row.sheet else "")
    reasons = [f"{error['field']} {error['value']!r}: {error['reason']}" for error in row.errors]
    return f"{place}: {'; '.join(dict.fromkeys(reasons))}"


def _platform_of_sheets(record: ImportFile, headings: list[str], sheets: Iterable[str]) -> dict[str, str]:
    told = any(spec == "platform" or "." in spec for spec in record.mapping.values())
    if record.platform or told or _PLATFORM in headings:
        return {}
    named = {sheet: platforms_in(sheet) for sheet in sheets}
    if not all(len(found) == 1 for found in named.values()):
        return {}
    return {sheet: found.pop() for sheet, found in named.items()}


def origin_of(headings: Iterable[str]) -> ImportFile | None:
    """The import whose rejected rows a list with these headings holds, if it is such a list."""
    for heading in headings:
        if match := _ORIGIN.match(heading.strip()):
            return ImportFile.objects.filter(pk=int(match[1]), state=ImportState.DONE).first()
    return None


def mapping_of(origin: ImportFile, headings: Iterable[str]) -> dict[str, str]:
    """{heading: spec}: its columns as those of `origin` were read; those that were left out stay so."""
    known = origin.mapping
    if _PLATFORM not in origin.answers.get("headings", [_PLATFORM]):
        known = known | {_PLATFORM: "platform"}
    return {heading: known.get(heading, "ignore") for heading in headings}
