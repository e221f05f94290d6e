"""XLSX -> numbered records per sheet, read-only and streamed; refuses zip bombs and entity tricks before
parsing.
"""

import datetime
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from influencers.importing.limits import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_RATIO,
    MAX_ROWS,
    MAX_SHEETS,
    MAX_UNPACKED,
    Unreadable,
)
from influencers.importing.sheet_scan import MergeFill, scan

_BROKEN = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, KeyError, IndexError, ValueError,
    TypeError,
    AttributeError, EOFError, OSError, NotImplementedError,
)  # fmt: skip
_HELP = (
    "The workbook cannot be read: open it in a spreadsheet program, save it again as .xlsx or CSV, and retry."
)


class WorkbookFile:
    """One .xlsx file: `sheets` names the visible ones that hold anything, `records(sheet)` streams one of
    them.
    """

    def __init__(self, path: Path):
        self.path = path
        self.notes: list[str] = []
        _refuse_bombs(path)
        with _opened(path) as book:
            worksheets = book.worksheets
            if len(worksheets) > MAX_SHEETS:
                raise Unreadable(f"The workbook has {len(worksheets)} sheets; at most {MAX_SHEETS} are read.")
            self.sheets = [sheet.title for sheet in worksheets if sheet.sheet_state == "visible"]
            hidden = [sheet.title for sheet in worksheets if sheet.sheet_state != "visible"]
            # openpyxl tells the part of a sheet nowhere else.
            self._scans = {
                sheet.title: scan(path, sheet._worksheet_path)
                for sheet in worksheets
                if sheet.sheet_state == "visible"
            }
        for name, found in self._scans.items():
            self.notes += found.notes(name)
        if hidden:
            self.notes.append(f"Hidden sheets were left out: {', '.join(hidden)}.")

    def records(self, name: str) -> Iterator[tuple[int, list[str]]]:
        """(row number of the sheet, cells as text), blank rows left out. Percent cells read `1.39%`, dates
        ISO.
        """
        with _opened(self.path) as book:
            sheet = book[name]
            merges = MergeFill(self._scans[name].merged)
            sheet.reset_dimensions()  # a wrong dimension tag would hide cells
            for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
                if number > MAX_ROWS:
                    raise Unreadable(f"More than {MAX_ROWS:,} rows: split the file.")
                cells = [_text(cell) for cell in row]
                merges.fill(number, cells)
                if any(cells):
                    yield number, cells


@contextmanager
def _opened(path: Path):
    """The workbook, open; whatever is broken about it is Unreadable."""
    try:
        # A path is judged by its ending, and an upload is kept under a name that has none.
        with path.open("rb") as file:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            try:
                yield book
            finally:
                book.close()
    except _BROKEN as error:
        raise Unreadable(_HELP) from error


def _text(cell) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value[:MAX_CELL].replace("\x00", "").replace("_x000D_", "")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number_text(value, cell.number_format or "")
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)


def _number_text(value: float, number_format: str) -> str:
    if "%" in number_format:
        return f"{value * 100:.10g}%"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value)


def _refuse_bombs(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if "[Content_Types].xml" not in names or not any(n.startswith("xl/") for n in names):
                raise Unreadable(
                    "This is a packed archive, not a workbook: unpack it and upload the file inside."
                )
            unpacked = sum(entry.file_size for entry in entries)
            packed = max(1, sum(entry.compress_size for entry in entries))
            if unpacked > MAX_UNPACKED or unpacked > 10_000_000 and unpacked > MAX_RATIO * packed:
                raise Unreadable(
                    "The workbook unpacks to far more than a list of creators needs; it was not opened."
                )
            if len(entries) > 5000 or any(entry.flag_bits & 1 for entry in entries):
                raise Unreadable("The workbook is encrypted or oddly packed: save it without a password.")
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    with archive.open(entry) as part:
                        if b"<!DOCTYPE" in part.read(2048).upper():
                            raise Unreadable(
                                "The workbook carries XML declarations that no spreadsheet writes."
                            )
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        raise Unreadable(_HELP) from error
