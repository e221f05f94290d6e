"""CSV, TSV and their kin -> numbered records, one pass, memory flat: any delimiter, broken quotes, ragged
rows.
"""

import csv
import re
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path

from influencers.importing.encodings import NoNulls, encoding_of, open_text
from influencers.importing.limits import MAX_CELL, MAX_LINE, MAX_ROWS, Unreadable

Record = tuple[int, list[str]]
_MAX_LINES_OF_A_RECORD = 400  # a quoted biography; beyond it the quote was never closed
_SEPARATORS = ",;\t|"
_SEP_LINE = re.compile(r"^\"?sep=(.)\"?\s*$", re.I)

csv.field_size_limit(MAX_LINE)


class DelimitedFile:
    """One delimited text file. `records()` may be called again and again; each call reads the file anew."""

    def __init__(self, path: Path):
        self.path = path
        self.notes: list[str] = []
        self.codec, note = encoding_of(path)
        if note:
            self.notes.append(note)
        self._wrapped = False
        self.delimiter, self.width, self._has_sep_line = self._sniff()

    def records(self) -> Iterator[Record]:
        """(row as a spreadsheet numbers it, cells), blank rows left out but counted."""
        with open_text(self.path, self.codec) as stream:
            if self._has_sep_line:
                stream.readline()
            source = _Lines(stream, self._wrapped)
            reader = csv.reader(source, delimiter=self.delimiter)
            for number in range(1, MAX_ROWS + 2):
                record = self._next(source, reader)
                if record is None:
                    return
                if number > MAX_ROWS:
                    raise Unreadable(f"More than {MAX_ROWS:,} rows: split the file.")
                if any(record) and any(cell.strip() for cell in record):
                    yield number, [cell if len(cell) <= MAX_CELL else cell[:MAX_CELL] for cell in record]

    def _next(self, source: "_Lines", reader) -> list[str] | None:
        """The next record; where a quote was opened and not closed, its first line, the rest put back."""
        source.taken.clear()
        try:
            record = next(reader, None)
        except csv.Error:
            record = []
        if record is None and not source.taken:
            return None
        taken = source.taken
        if record is None or not record and any(line.strip("\r\n") for line in taken):
            return self._plain(source)
        if len(taken) > 1 and self._quote_was_lost(record, taken):
            return self._plain(source)
        return record

    def _plain(self, source: "_Lines") -> list[str]:
        source.put_back(source.taken[1:])
        self._note(
            "A quotation mark was opened and never closed: those rows were cut at the end of their line."
        )
        return [cell.strip().strip('"') for cell in source.taken[0].rstrip("\r\n").split(self.delimiter)]

    def _quote_was_lost(self, record: list[str], taken: list[str]) -> bool:
        if len(taken) >= _MAX_LINES_OF_A_RECORD:
            return True
        alone = taken[0].rstrip("\r\n").split(self.delimiter)
        if len(record) == self.width and (len(alone) != self.width or self._closes_well(taken)):
            return False
        return len(alone) == self.width or len(record) != self.width and len(record) < len(alone)

    def _closes_well(self, taken: list[str]) -> bool:
        """Whether the quotes of a record over several lines stand where they should, as those of a biography
        in the last column do, and its other lines are no rows by themselves."""
        try:
            list(csv.reader(taken, delimiter=self.delimiter, strict=True))
        except csv.Error:
            return False
        return self.width < 3 or any(line.count(self.delimiter) + 1 != self.width for line in taken[1:])

    def _note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    def _sniff(self) -> tuple[str, int, bool]:
        """(delimiter, usual number of cells, first line is Excel's `sep=`): what splits a sample most
        evenly.
        """
        with open_text(self.path, self.codec) as stream:
            lines = _Lines(stream)
            sample = [line for line, _ in zip(lines, range(400), strict=False)]
        named = _SEP_LINE.match(sample[0].strip("\ufeff")) if sample else None
        if named:
            sample = sample[1:]
        if not any(line.strip() for line in sample):
            raise Unreadable("The file is empty.")
        _refuse_binary("".join(sample[:50]))
        if named:
            return named[1], _usual_width(sample, named[1])[0], True
        best, best_score, width = ",", 0.0, 1
        for delimiter in _SEPARATORS:
            cells, share = _usual_width(sample, delimiter)
            score = share * min(cells - 1, 12) ** 0.5 if cells > 1 else 0.0
            if score > best_score:
                best, best_score, width = delimiter, score, cells
        if width == 1 and all(_unwrapped(line) != line and not line.isspace() for line in sample):
            sample = [_unwrapped(line) for line in sample]
            for delimiter in _SEPARATORS:
                cells, share = _usual_width(sample, delimiter)
                if cells > 1 and share > 0.8:
                    self._wrapped = True
                    self._note("Each line stood in quotation marks as a whole; they were taken off.")
                    return delimiter, cells, False
        return best, width, False


def _unwrapped(line: str) -> str:
    """A line without the quotation marks around the whole of it."""
    text = line.rstrip("\r\n")
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        return line
    return text[1:-1].replace('""', '"') + "\n"


def _usual_width(lines: list[str], delimiter: str) -> tuple[int, float]:
    """(most usual number of cells above one, share of records that have it).

    A record over several lines counts little: it may be a quotation mark that was never closed.
    """
    widths: Counter[int] = Counter()
    reader, before = csv.reader(lines, delimiter=delimiter), 0
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                widths[len(record)] += 10 if reader.line_num == before + 1 else 1
            before = reader.line_num
    except csv.Error:
        widths = Counter(len(line.split(delimiter)) for line in lines if line.strip())
    many = {width: count for width, count in widths.items() if width > 1}
    if not many:
        return 1, 0.0
    width = max(many, key=lambda w: (many[w], w))
    return width, many[width] / sum(widths.values())


def _refuse_binary(text: str) -> None:
    odd = sum(1 for c in text if ord(c) < 32 and c not in "\t\r\n\x0b\x0c\x1c\x1d\x1e\x1f" or c == "\ufffd")
    if odd > 0.05 * len(text) + 2:
        raise Unreadable("This is not a text table. Save it as CSV (UTF-8) or .xlsx and try again.")


class _Lines:
    """Lines of a stream that can be put back; `taken` are those of the record being read."""

    def __init__(self, stream: NoNulls, wrapped: bool = False):
        self._stream, self._wrapped = stream, wrapped
        self._waiting: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self.taken) >= _MAX_LINES_OF_A_RECORD:
            raise StopIteration
        line = self._waiting.popleft() if self._waiting else self._stream.readline(MAX_LINE)
        if not line:
            raise StopIteration
        if len(line) >= MAX_LINE:
            raise Unreadable(
                f"A line is longer than {MAX_LINE:,} characters: this is not a table of creators."
            )
        self.taken.append(line)
        return _unwrapped(line) if self._wrapped else line

    def put_back(self, lines: list[str]) -> None:
        self._waiting.extendleft(reversed(lines))
