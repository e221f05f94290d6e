"""Tables that leave the house, as CSV or XLSX: streamed, and harmless where a spreadsheet opens them."""

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

# A cell that begins with one of these is run as a formula by common spreadsheets. Full-width forms too: some
# locales fold them. A tab or a line break before the sign is dropped on opening, so they count as well.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
XLSX_ROWS = 1_048_576  # what a sheet holds, its header included
XLSX_TEXT = 32_767  # what a cell holds
BOM = "\ufeff"  # without it, Excel reads a CSV as Latin-1
SHARE_DIGITS = 5  # of a fraction in a CSV: a thousandth of a percent


class Share(float):
    """A fraction, 0.031 for 3.1%: a workbook shows it as a percentage, a CSV keeps the fraction."""

    @classmethod
    def of(cls, value: float | None) -> "Share | None":
        """The share, or None where nothing is known."""
        return None if value is None else cls(value)


def safe_cell(value):
    """`value` as a cell that no spreadsheet runs: text that could be a formula gets an apostrophe in front.

    Numbers, dates, booleans and None come back as they are; a list becomes text.
    """
    if isinstance(value, list | tuple | set):
        value = ", ".join(str(part) for part in value)
    if not isinstance(value, str):
        return value
    text = value.replace("\x00", "")
    return "'" + text if text.lstrip(" \u00a0").startswith(FORMULA_STARTS) else text


def csv_response(filename: str, header: Sequence[str], rows: Iterable[Sequence]) -> StreamingHttpResponse:
    """A download that is written row by row as it is read: UTF-8 with a mark, commas, dates in ISO form."""
    response = StreamingHttpResponse(_csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = _attachment(filename)
    return response


def xlsx_response(filename: str, header: Sequence[str], rows: Iterable[Sequence]) -> HttpResponseBase:
    """A download of one sheet (more where one is full), built on disk one row at a time."""
    return workbook_response(filename, lambda book: _write_sheets(book, header, rows))


def workbook_response(filename: str, fill: Callable[[xlsxwriter.Workbook], None]) -> HttpResponseBase:
    """A download of a workbook that `fill` writes, each sheet from the top down, on disk."""
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the response closes it
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(file, options) as book:
        fill(book)
    file.seek(0)
    response = FileResponse(
        file, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = _attachment(filename)
    return response


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def _csv_lines(header: Sequence[str], rows: Iterable[Sequence]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BOM + writer.writerow([safe_cell(cell) for cell in header])
    for row in rows:
        yield writer.writerow([_csv_cell(safe_cell(cell)) for cell in row])


def _csv_cell(value):
    if isinstance(value, datetime):
        return _local(value).isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    return round(float(value), SHARE_DIGITS) if isinstance(value, Share) else value


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _write_sheets(book: xlsxwriter.Workbook, header: Sequence[str], rows: Iterable[Sequence]) -> None:
    bold, forms = book.add_format({"bold": True, "bottom": 1}), formats(book)
    sheet, line = _new_sheet(book, header, bold), 1
    for row in rows:
        if line == XLSX_ROWS:
            sheet, line = _new_sheet(book, header, bold), 1
        for column, value in enumerate(row):
            write_cell(sheet, line, column, value, forms)
        line += 1


def formats(book: xlsxwriter.Workbook) -> dict:
    """How values of a kind are shown, for `write_cell`."""
    return {
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        Share: book.add_format({"num_format": "0.0%"}),
    }


def _new_sheet(book: xlsxwriter.Workbook, header: Sequence[str], bold):
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(header):
        sheet.set_column(column, column, max(10, min(40, len(str(name)) + 4)))
        sheet.write_string(0, column, str(safe_cell(name)), bold)
    return sheet


def write_cell(sheet, line: int, column: int, value, forms: dict) -> None:
    """Writes a value as what it is; text that could be a formula as text alone, nothing for None."""
    value = safe_cell(value)
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(line, column, "yes" if value else "no")
    elif isinstance(value, datetime):
        sheet.write_datetime(line, column, _local(value).replace(tzinfo=None), forms[datetime])
    elif isinstance(value, date):
        sheet.write_datetime(line, column, datetime(value.year, value.month, value.day), forms[date])
    elif isinstance(value, Share):
        sheet.write_number(line, column, value, forms[Share])
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(line, column, value)
    else:
        sheet.write_string(line, column, str(value)[:XLSX_TEXT])


def _attachment(filename: str) -> str:
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_. ") else "-" for c in filename)
    return f'attachment; filename="{plain}"'
