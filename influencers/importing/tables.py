"""Any file that people keep creators in -> tables of header and numbered rows, streamed and bounded.

Rows are numbered as a spreadsheet shows them: the header counts, blank rows count, a cell with line breaks
is one
row. In JSON the number is that of the entry (or of the line, where each line is an object).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO

from influencers.importing.delimited import DelimitedFile
from influencers.importing.header_row import (
    full_header,
    header_at,
    letters,
    refuse_other_layouts,
    trimmed,
    unique_headings,
)
from influencers.importing.json_files import JsonFile, flatten
from influencers.importing.limits import MAX_BYTES, MAX_COLUMNS, Unreadable
from influencers.importing.packed import unpacked
from influencers.importing.workbooks import WorkbookFile

SAMPLE_ROWS = 2_000
_LOOK_FOR_HEADER = 60
Rows = Iterator[tuple[int, list[str]]]
_MAGIC = (
    (b"%PDF", "This is a PDF. Export the list as CSV or .xlsx."),
    (b"\x89PNG", "This is a picture."),
    (b"\xff\xd8\xff", "This is a picture."),
    (b"GIF8", "This is a picture."),
    (b"Rar!", "This file is packed (RAR). Unpack it first."),
    (b"7z\xbc\xaf", "This file is packed (7-Zip). Unpack it first."),
    (b"\xd0\xcf\x11\xe0", "This is an old .xls or a workbook with a password. Save it as .xlsx without one."),
    (b"SQLite format 3", "This is a database file. Export the list as CSV."),
    (b"PAR1", "This is a Parquet file. Export the list as CSV."),
)


@dataclass
class Table:
    """One table of a file: `headings` and, each time `rows()` is called, its rows from the top."""

    name: str
    headings: list[str]
    rows: Callable[[], Rows]
    titles: list[str] = field(default_factory=list)
    semicolons: bool = False
    strict_width: bool = False
    grid: bool = True  # of lines, among which a comment may stand; else of objects

    def sample(self) -> list[list[str]]:
        """The first rows, enough to guess columns by."""
        return [cells for _, cells in islice(self.rows(), SAMPLE_ROWS)]


@dataclass
class Opened:
    """A file that could be read: its tables and what a person should know about how it was read.

    The list `notes` grows while rows are read.
    """

    kind: str
    tables: list[Table]
    notes: list[str]
    inner: str = ""  # its name in an archive
    kept: IO[bytes] | None = None  # the unpacked file, which goes when this does


def open_file(path: Path, name: str = "", packed: bool = True) -> Opened:
    """The tables of a file, its kind told by content, not by name. Raises Unreadable with what to do.

    A list that is packed is read out of its archive; one in an archive in an archive is not.
    """
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise Unreadable("This is a folder, not a file.")
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise Unreadable(f"The file cannot be opened: {error.strerror or error}.") from error
    if size > MAX_BYTES:
        raise Unreadable(f"The file is larger than {MAX_BYTES // 1024 // 1024} MB: split it.")
    if not head.strip(b"\x00\r\n\t ,;\xef\xbb\xbf\xfe\xff"):
        raise Unreadable("The file is empty.")
    for magic, message in _MAGIC:
        if head.startswith(magic):
            raise Unreadable(message)
    inside = unpacked(path, head, name)
    if inside and not packed:
        raise Unreadable("This is an archive in an archive: unpack it and upload the list inside.")
    if inside:
        file, inner = inside
        opened = open_file(Path(file.name), inner, packed=False)
        opened.notes.insert(0, f"{inner!r} was read out of the archive.")
        opened.inner, opened.kept = inner, file
        return opened
    opened = _open(path, head, name)
    if not opened.tables:
        raise Unreadable("The file holds no table: no row has more than a stray word.")
    return opened


def _open(path: Path, head: bytes, name: str) -> Opened:
    if head.startswith(b"PK"):
        book = WorkbookFile(path)
        found = {sheet: _from_grid(sheet, lambda sheet=sheet: book.records(sheet)) for sheet in book.sheets}
        tables = [table for table in found.values() if table]
        bare = [sheet for sheet, table in found.items() if not table and any(book.records(sheet))]
        if tables:
            book.notes += [f"Sheet {sheet!r} was left out: it holds no table." for sheet in bare]
        return Opened("xlsx", tables, book.notes)
    start = _first_text(head)
    if start[:1] == "<":
        raise Unreadable(
            "This is a web page or XML, whatever its name says. Open it in a spreadsheet program, "
            "save it as .xlsx or CSV, and upload that."
        )
    if start[:1] in ("{", "[") and (start[1:2] != "[" or name.lower().endswith(".json")):
        try:
            return _open_json(path)
        except Unreadable:
            if name.lower().endswith((".json", ".jsonl", ".ndjson")) or start[:2] in ('{"', "[{"):
                raise
    text = DelimitedFile(path)
    table = _from_grid("", text.records, strict=True)
    if table:
        table.semicolons = text.delimiter == ";"
    return Opened("csv", [table] if table else [], text.notes)


def _first_text(head: bytes) -> str:
    text = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\r\n\t ")
    return text[:200].decode("latin-1")


def _open_json(path: Path) -> Opened:
    file = JsonFile(path)
    tables = []
    for name, entries in file.lists.items():
        first = next(iter(entries()), (0, None))[1]
        if isinstance(first, list):
            table = _from_grid(name, lambda entries=entries: _lists_as_rows(entries()))
        else:
            table = _from_objects(name, entries)
        if table:
            tables.append(table)
    return Opened("json", tables, file.notes)


def _lists_as_rows(entries: Iterator) -> Rows:
    for number, entry in entries:
        cells = list(
            flatten({str(i): v for i, v in enumerate(entry if isinstance(entry, list) else [entry])}).values()
        )
        if any(cells):
            yield number, cells


def _from_objects(name: str, entries: Callable[[], Iterator]) -> Table | None:
    headings: dict[str, None] = {}
    for _, record in entries():
        if len(headings) > MAX_COLUMNS:
            raise Unreadable(f"More than {MAX_COLUMNS} different keys: this is not a list of creators.")
        headings.update(dict.fromkeys(flatten(record)))
    names = list(headings)
    if not names:
        return None

    def rows() -> Rows:
        for number, record in entries():
            flat = flatten(record)
            yield number, [flat.get(key, "") for key in names]

    return Table(name, names, rows, grid=False)


def _from_grid(name: str, records: Callable[[], Rows], strict: bool = False) -> Table | None:
    """A table from a grid: finds the header under title rows, joins a group row above it, names what is
    unnamed.
    """
    # One column too many is enough to refuse a table; to look at 200,000 would keep a page waiting.
    top = [(number, cells[: MAX_COLUMNS + 1]) for number, cells in islice(records(), _LOOK_FOR_HEADER)]
    if not top:
        return None
    refuse_other_layouts(top)
    at = header_at([cells for _, cells in top])
    body = [cells for _, cells in top[(at + 1 if at is not None else 0) :]]
    usual = _usual_width(body) if body else len(top[at or 0][1])
    if at is None:
        if usual == 1 and not any(_could_be_account(cells[0]) for cells in body):
            return None
        width = max(len(trimmed(cells)) for cells in body)
        headings, titles, first = [f"Column {letters(i)}" for i in range(width)], [], 0
    else:
        header = full_header(top, at)
        width = max(len(trimmed(header)), usual)
        headings = unique_headings((header + [""] * width)[:width])
        titles = [cell.strip() for _, cells in top[:at] for cell in cells if cell.strip()]
        first = top[at][0]
    if width > MAX_COLUMNS:
        raise Unreadable(f"More than {MAX_COLUMNS} columns: this is not a list of creators.")
    header_cells = [cell.strip() for cell in top[at][1]] if at is not None else None

    def rows() -> Rows:
        for number, cells in records():
            if number <= first and at is not None:
                continue
            if header_cells and [cell.strip() for cell in cells] == header_cells:
                continue  # the header once more, at the top of a printed page
            if len(cells) > width and not any(cells[width:]):
                cells = cells[:width]
            yield number, cells

    return Table(name, headings, rows, titles, strict_width=strict)


def _could_be_account(cell: str) -> bool:
    text = cell.strip()
    return bool(text) and " " not in text and any(c.isalnum() for c in text)


def _usual_width(rows: list[list[str]]) -> int:
    widths = [len(trimmed(cells)) for cells in rows]
    half = sorted(widths)[len(widths) // 2]
    return max(half, 1)
