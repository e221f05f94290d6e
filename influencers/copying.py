"""COPY into PostgreSQL: the one place that goes below Django's database layer."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db import connection

_CHUNK = 512


def copy_rows(
    table: str, columns: Sequence[str], rows: Iterable[Sequence], texts: Sequence[str] = ()
) -> None:
    """Writes rows into `table` in one COPY, streamed: memory does not grow with their number.

    None and "" both become NULL: a text column that must not be NULL takes its default in the INSERT that
    follows. In the columns named in `texts` both become "". Lone surrogates, which UTF-8 cannot hold, become
    `?`. `table`, `columns` and `texts` are names of the program, never input.
    """
    _copy(table, columns, _CsvStream(rows), texts)


def copy_texts(table: str, columns: Mapping[str, Sequence[str]]) -> None:
    """Writes columns of texts, each as PostgreSQL reads its type, into `table` in one COPY; "null" is NULL.
    A text must not have a tab or line break in it: JSON has none. Names as for `copy_rows`."""
    lines = "\n".join(map("\t".join, zip(*columns.values(), strict=True)))
    data = lines.replace("\\", "\\\\").encode("utf-8", "replace")
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        statement = f"COPY \"{table}\" ({names}) FROM STDIN WITH (FORMAT text, NULL 'null')"
        cursor.cursor.copy_expert(statement, io.BytesIO(data), len(data) + 1)


def copy_lines(table: str, columns: Sequence[str], data: bytes) -> None:
    """Writes lines in PostgreSQL's own text format (tabs between columns, `\\N` for NULL) into `table`, in
    one COPY and one piece; made in one thread, they can be copied by another. Names as for `copy_rows`."""
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(f'COPY "{table}" ({names}) FROM STDIN', io.BytesIO(data), len(data) + 1)


def csv_bytes(rows: Iterable[Sequence]) -> bytes:
    """Rows as `copy_csv` takes them: made in one thread, they can be copied by another."""
    return b"".join(_pieces(rows))


def copy_csv(table: str, columns: Sequence[str], data: bytes) -> None:
    """Writes what `csv_bytes` made into `table`, as `copy_rows` does."""
    # One piece: between two of them the thread that reads the file would take its turn.
    _copy(table, columns, io.BytesIO(data), piece=len(data) + 1)


def _copy(
    table: str, columns: Sequence[str], file: io.IOBase, texts: Sequence[str] = (), piece: int = 8192
) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    filled = ", ".join(f'"{column}"' for column in texts)
    options = f"FORMAT csv, FORCE_NOT_NULL ({filled})" if texts else "FORMAT csv"
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(f'COPY "{table}" ({names}) FROM STDIN WITH ({options})', file, piece)


def array_literal(items: Iterable[str]) -> str:
    """Texts as an array that COPY takes."""
    quoted = ('"' + item.replace("\\", "\\\\").replace('"', '\\"') + '"' for item in items)
    return "{" + ",".join(quoted) + "}"


class _CsvStream(io.RawIOBase):
    """Rows as CSV bytes, made as they are read."""

    def __init__(self, rows: Iterable[Sequence]):
        self._pieces = _pieces(rows)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        parts, length = [self._rest], len(self._rest)
        while size < 0 or length < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            parts.append(piece)
            length += len(piece)
        data = b"".join(parts)
        self._rest = data[size:] if size >= 0 else b""
        return data[:size] if size >= 0 else data


def _pieces(rows: Iterable[Sequence]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    pending = 0
    for row in rows:
        writer.writerow(row)
        pending += 1
        if pending == _CHUNK:
            yield _encoded(buffer)
            pending = 0
    if pending:
        yield _encoded(buffer)


def _encoded(buffer: io.StringIO) -> bytes:
    data = buffer.getvalue().encode("utf-8", "replace")
    buffer.seek(0)
    buffer.truncate()
    return data
