"""A CSV or Parquet file (or whatever else an import reads) -> batches of raw columns under known names."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from influencers.importing.delimited import DelimitedFile, Record
from influencers.importing.encodings import open_text
from influencers.importing.limits import Unreadable
from influencers.importing.tables import open_file
from scoring.outside.problems import Problems, Refused

BATCH = 20_000
PARQUET = b"PAR1"
UNREADABLE = (Unreadable, pa.ArrowException, OSError)
_HEADER_WITHIN = 20
_DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class OutsideTable:
    """One file. names: the known columns that it has; id_type: of profile_id, as Parquet holds it."""

    path: Path
    names: tuple[str, ...]
    id_types: dict[str, pa.DataType]
    semicolons: bool
    _of: dict[str, int | str]
    _text: DelimitedFile | None
    _rows: list | None
    _clean: bool = False

    def batches(self, problems: Problems) -> Iterator[pd.DataFrame]:
        """Frames of at most 20,000 rows: `row` (as a spreadsheet shows it) and the known columns, raw.

        Cells of text files are str, "" where empty; those of Parquet are as typed there, None where empty.
        """
        try:
            yield from self._parquet() if self._text is None and self._rows is None else self._cells(problems)
        except UNREADABLE as error:
            raise Refused(f"{self.path}: {error}") from error

    def _cells(self, problems: Problems) -> Iterator[pd.DataFrame]:
        records = self._records(problems)
        while batch := list(islice(records, BATCH)):
            columns: dict[str, object] = {"row": np.array([number for number, _ in batch], dtype=np.int64)}
            for name, at in self._of.items():
                cells = np.empty(len(batch), dtype=object)
                cells[:] = [cells_of[at] if at < len(cells_of) else "" for _, cells_of in batch]
                columns[name] = pd.Series(cells, dtype=object)
            yield pd.DataFrame(columns)

    def _records(self, problems: Problems) -> Iterator[Record]:
        width = self._of_width
        for number, cells in self._body():
            if len(cells) > width and any(cell.strip() for cell in cells[width:]):
                reason = f"{len(cells)} cells under {width} headings: a separator without quotation marks?"
                problems.leave_out(self.path.name, number, "last cells", " | ".join(cells[width:]), reason)
                continue
            yield number, cells

    @property
    def _of_width(self) -> int:
        return self._text.width if self._text else 10**6

    def _body(self) -> Iterator[Record]:
        if self._rows is not None:
            yield from self._rows[0].rows()
            return
        header = False
        for number, cells in clean_records(self._text) if self._clean else self._text.records():
            if header:
                yield number, cells
            elif number <= _HEADER_WITHIN:
                header = _is_header(cells, self.names)

    def _parquet(self) -> Iterator[pd.DataFrame]:
        row = 1
        with pq.ParquetFile(self.path) as file:
            for batch in file.iter_batches(batch_size=BATCH, columns=list(self._of.values())):
                columns: dict[str, object] = {"row": np.arange(row, row + batch.num_rows)}
                for name, own in self._of.items():
                    columns[name] = _column(batch.column(batch.schema.get_field_index(own)), name)
                row += batch.num_rows
                yield pd.DataFrame(columns)


def open_table(path: Path, known: Sequence[str], required: Sequence[str]) -> OutsideTable:
    """The table of a file. Raises Refused with a sentence when it cannot be read or a column is missing."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise Refused(f"{path}: cannot be opened: {error.strerror or error}.") from error
    try:
        if head.startswith(PARQUET):
            return _open_parquet(path, known, required)
        if head.startswith((b"PK", b"\x1f\x8b", b"{", b"[")):
            return _open_other(path, known, required)
        return _open_text(path, known, required)
    except UNREADABLE as error:
        raise Refused(f"{path}: {error}") from error


def heading(cell: str) -> str:
    """A heading as columns are known by: `Profile ID ` and `profileId` are profile_id."""
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cell.strip().strip("\ufeff\"'"))
    return re.sub(r"\W+", "_", text).strip("_").casefold()


def _places(headings: Sequence[str], known: Sequence[str]) -> dict[str, int]:
    """{known column: its first place}."""
    folded = [heading(cell) for cell in headings]
    return {name: folded.index(name) for name in known if name in folded}


def _is_header(cells: list[str], names: Sequence[str]) -> bool:
    return set(names) <= {heading(cell) for cell in cells}


def _need(path: Path, found: Sequence[str], required: Sequence[str], headings: Sequence[str]) -> None:
    missing = [name for name in required if name not in found]
    if missing:
        words = f"column {missing[0]} is" if len(missing) == 1 else f"columns {', '.join(missing)} are"
        has = ", ".join(str(cell) for cell in headings[:20] if str(cell).strip()) or "none"
        raise Refused(f"{path}: the {words} missing. The file has the columns {has}.")


def _open_text(path: Path, known: Sequence[str], required: Sequence[str]) -> OutsideTable:
    text = DelimitedFile(path)
    first: list[str] = []
    best: tuple[int, list[str]] = (0, [])
    usual = text.delimiter
    # The header knows better than the cells, which hold commas and semicolons of their own.
    for delimiter in dict.fromkeys((usual, *_DELIMITERS)):
        text.delimiter = delimiter
        for _, cells in islice(text.records(), _HEADER_WITHIN):
            first = first or cells
            if set(required) <= set(_places(cells, known)):
                text.width = len(cells)
                places = _places(cells, known)
                clean = _is_clean(text, cells)
                return OutsideTable(path, tuple(places), {}, delimiter == ";", places, text, None, clean)
            best = max(best, (len(_places(cells, known)), cells), key=lambda found: found[0])
    headings = best[1] or first
    _need(path, tuple(_places(headings, known)), required, headings)
    raise Refused(f"{path}: no header row was found.")


def clean_records(text: DelimitedFile) -> Iterator[Record]:
    """The records of a file whose quotation marks all stand where they should. An import mends files that are
    broken, and takes a caption of many lines for one where it may; what is whole is read as it is."""
    with open_text(text.path, text.codec) as stream:
        reader = csv.reader(stream, delimiter=text.delimiter, strict=True)
        for number, cells in enumerate(reader, 1):
            if any(cell.strip() for cell in cells):
                yield number, cells


def _is_clean(text: DelimitedFile, header: list[str]) -> bool:
    try:
        return header in (cells for _, cells in islice(clean_records(text), _HEADER_WITHIN)) and all(
            True for _ in clean_records(text)
        )
    except csv.Error:
        return False


def _open_other(path: Path, known: Sequence[str], required: Sequence[str]) -> OutsideTable:
    opened = open_file(path, path.name)
    if opened.kind == "csv" and opened.kept:
        raise Refused(f"{path}: unpack the file first.")
    table = max(opened.tables, key=lambda table: len(_places(table.headings, known)))
    places = _places(table.headings, known)
    _need(path, tuple(places), required, table.headings)
    return OutsideTable(path, tuple(places), {}, False, places, None, [table, opened])


def _open_parquet(path: Path, known: Sequence[str], required: Sequence[str]) -> OutsideTable:
    schema = pq.read_schema(path)
    places = {name: schema.names[at] for name, at in _places(schema.names, known).items()}
    _need(path, tuple(places), required, schema.names)
    types = {name: schema.field(own).type for name, own in places.items()}
    kept = {name: _plain_type(types[name]) for name in ("profile_id", "post_id") if name in types}
    return OutsideTable(path, tuple(places), kept, False, places, None, None)


def _plain_type(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _column(values: pa.Array, name: str) -> object:
    """Numbers and moments as pandas has them; ids and all else as Python objects, so that none is rounded."""
    kind = _plain_type(values.type)
    exact = name in ("profile_id", "post_id")
    if not exact and (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        return values.to_pandas().to_numpy(dtype=np.float64, na_value=np.nan)
    if not exact and (pa.types.is_timestamp(kind) or pa.types.is_date(kind)):
        unit = pa.timestamp("us", getattr(kind, "tz", None))
        return pd.to_datetime(values.cast(unit, safe=False).to_pandas(), utc=True, errors="coerce")
    cells = np.empty(len(values), dtype=object)
    cells[:] = values.to_pylist()
    return pd.Series(cells, dtype=object)
