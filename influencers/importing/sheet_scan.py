"""What a streamed workbook does not tell of a sheet: merged cells, hidden rows, formulas without a result."""

import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl.utils import column_index_from_string

_CHUNK = 1024 * 1024
_MOST_MERGES = 20_000
_HIDDEN = re.compile(rb"<row [^>]*hidden=\"(?:1|true)\"")
_NO_RESULT = re.compile(rb"</f>\s*(?:<v\s*/>|<v></v>|</c>)")
_MERGE = re.compile(rb"<mergeCell ref=\"([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})\"")


@dataclass
class SheetScan:
    """Facts of one sheet. merged: {first row: [(column index, last row)]} of cells merged downwards."""

    hidden_rows: int = 0
    without_result: int = 0
    merged: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def notes(self, name: str) -> list[str]:
        """What a person should know of the sheet, in sentences."""
        found = []
        if self.hidden_rows:
            found.append(f"Sheet {name!r} has hidden rows ({self.hidden_rows}); they were read, too.")
        if self.without_result:
            found.append(
                f"Sheet {name!r} has formulas without a stored result ({self.without_result}): those are "
                "read as empty. Open it in a spreadsheet program, save it and import it again."
            )
        if self.merged:
            found.append(f"Merged cells of sheet {name!r} count for each row that they cover.")
        return found


def scan(path: Path, part: str) -> SheetScan:
    """Reads the XML `part` of a workbook once, in pieces."""
    found, rest, merges = SheetScan(), b"", 0
    with zipfile.ZipFile(path) as archive, archive.open(part.lstrip("/")) as stream:
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            # Cut where no pattern can lie across: after a row or an empty element.
            cut = max(text.rfind(b"</row>") + 6, text.rfind(b"/>") + 2)
            if cut < 6:
                cut = 0 if len(text) < 4 * _CHUNK else len(text)
            rest, text = text[cut:], text[:cut]
            found.hidden_rows += sum(1 for _ in _HIDDEN.finditer(text))
            found.without_result += sum(1 for _ in _NO_RESULT.finditer(text))
            for column, first, last in _MERGE.findall(text):
                if first != last and merges < _MOST_MERGES:
                    merges += 1
                    place = (column_index_from_string(column.decode()) - 1, int(last))
                    found.merged.setdefault(int(first), []).append(place)
    return found


class MergeFill:
    """Fills cells that are merged downwards, row by row in order."""

    def __init__(self, merged: dict[int, list[tuple[int, int]]]):
        self._merged = merged
        self._open: dict[int, tuple[int, str]] = {}

    def fill(self, number: int, cells: list[str]) -> None:
        """Puts the value of a merged cell into its rows below; a row that is blank otherwise stays so."""
        if self._open and any(cells):
            for column, (last, text) in list(self._open.items()):
                if number > last:
                    del self._open[column]
                elif column < len(cells) and not cells[column]:
                    cells[column] = text
        for column, last in self._merged.get(number, ()):
            if column < len(cells) and cells[column]:
                self._open[column] = (last, cells[column])
