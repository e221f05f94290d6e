"""JSON, in any of the shapes people export -> lists of flat records: array, lines, nested under a key, by
column.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from influencers.importing.encodings import encoding_of, open_text
from influencers.importing.limits import MAX_CELL, MAX_COLUMNS, MAX_NESTED_JSON, MAX_ROWS, Unreadable

_DEPTH = 5
_CHUNK = 1024 * 1024
_DECODER = json.JSONDecoder()
_NO_OBJECT = "(not an object)"  # stands for the key of what has none
_BLANK = re.compile(r"[\s\ufeff]*")


class JsonFile:
    """One JSON file. `lists` maps a name to a function that streams (number, record); a record is a dict or
    a list.
    """

    def __init__(self, path: Path):
        self.path = path
        self.codec, note = encoding_of(path)
        self.notes = [note] if note else []
        self.lists = self._lists()

    def _lists(self) -> dict[str, Any]:
        first = self._first_character()
        if first == "[":
            try:
                item = next(self._array(), None)
            except Unreadable:
                raise
            if item is None:
                raise Unreadable("The file holds an empty list.")
            if isinstance(item[1], dict | list):
                return {"": self._array}
            if isinstance(item[1], str):
                return {"": lambda: ((n, {"handle": v}) for n, v in self._array())}
            raise Unreadable("The list holds no creators: each entry should be an object with a handle.")
        if self._is_lines():
            return {"": self._lines}
        return _found_in(self._whole())

    def _first_character(self) -> str:
        with open_text(self.path, self.codec) as stream:
            while line := stream.readline(_CHUNK):
                if text := line.strip().lstrip("\ufeff"):
                    return text[0]
        raise Unreadable("The file is empty.")

    def _array(self) -> Iterator[tuple[int, Any]]:
        """Entries of a top-level list, one after the other, without holding the list."""
        with open_text(self.path, self.codec) as stream:
            buffer, position, number, ended = "", 0, 0, False
            buffer = stream.readline(_CHUNK)
            while not buffer.strip("\ufeff \t\r\n"):
                buffer = stream.readline(_CHUNK)
            position = buffer.index("[") + 1
            while True:
                position = _BLANK.match(buffer, position).end()
                if position < len(buffer) and buffer[position] == ",":
                    position = _BLANK.match(buffer, position + 1).end()
                if position < len(buffer) and buffer[position] == "]":
                    return
                try:
                    value, end = _DECODER.raw_decode(buffer, position)
                    if end == len(buffer) and not ended:  # a number may go on in the next piece
                        raise json.JSONDecodeError("cut", buffer, end)
                except RecursionError as error:
                    raise Unreadable("The JSON is nested too deeply.") from error
                except ValueError as error:
                    more = "" if ended else _piece(stream)
                    if not more:
                        if ended:
                            raise Unreadable(_broken(error, number)) from error
                        ended = True
                    if len(buffer) - position > MAX_NESTED_JSON:
                        raise Unreadable("One entry of the list is too large.") from error
                    buffer, position = buffer[position:] + more, 0
                    continue
                position, number = end, number + 1
                if number > MAX_ROWS:
                    raise Unreadable(f"More than {MAX_ROWS:,} rows: split the file.")
                yield number, value

    def _is_lines(self) -> bool:
        """True where the first two lines that hold anything are objects of their own."""
        with open_text(self.path, self.codec) as stream:
            for _ in range(2):
                line = stream.readline(MAX_NESTED_JSON)
                while line and not line.strip():
                    line = stream.readline(MAX_NESTED_JSON)
                try:
                    if not isinstance(json.loads(line.strip().lstrip("\ufeff") or "0"), dict | list):
                        return False
                except (ValueError, RecursionError):
                    return False
        return True

    def _lines(self) -> Iterator[tuple[int, Any]]:
        with open_text(self.path, self.codec) as stream:
            number = 0
            while line := stream.readline(MAX_NESTED_JSON):
                number += 1
                text = line.strip().lstrip("\ufeff")
                if text:
                    try:
                        yield number, json.loads(text)
                    except (ValueError, RecursionError):
                        yield number, text[:200]  # an unreadable line is a row without a creator, and named

    def _whole(self) -> Any:
        if self.path.stat().st_size > MAX_NESTED_JSON:
            raise Unreadable("The JSON is too large for its shape: save it as a plain list of objects.")
        with open_text(self.path, self.codec) as stream:
            text = "".join(iter(lambda: stream.readline(_CHUNK), ""))
        try:
            return json.loads(text.lstrip("\ufeff"))
        except RecursionError as error:
            raise Unreadable("The JSON is nested too deeply.") from error
        except ValueError as error:
            raise Unreadable(_broken(error, 0)) from error


def _piece(stream) -> str:
    parts, size = [], 0
    while size < _CHUNK and (line := stream.readline(_CHUNK)):
        parts.append(line)
        size += len(line)
    return "".join(parts)


def _broken(error: ValueError, number: int) -> str:
    where = f" after entry {number}" if number else ""
    detail = (
        f": {error.msg}, line {error.lineno}"
        if isinstance(error, json.JSONDecodeError) and not number
        else ""
    )
    return f"The JSON is broken{where}{detail}. Export it again."


def _found_in(data: Any) -> dict[str, Any]:
    """The lists of records inside one JSON value, by the key that holds them; the value itself if it is one
    record.
    """
    if (
        isinstance(data, dict)
        and isinstance(data.get("columns"), list)
        and isinstance(data.get("data"), list)
    ):
        rows = [data["columns"], *data["data"]]
        return {"": lambda: enumerate(rows, start=0)}
    found: dict[str, list] = {}
    _collect(data, "", found, 0)
    if not found:
        raise Unreadable("No list of creators was found in the JSON.")
    return {name: (lambda rows=rows: enumerate(rows, start=1)) for name, rows in found.items()}


def _collect(data: Any, name: str, found: dict[str, list], depth: int) -> None:
    if depth > _DEPTH:
        return
    if isinstance(data, list) and data and all(isinstance(item, dict) for item in data):
        found[name] = data
    elif isinstance(data, dict):
        by_column = _by_column(data)
        if by_column:
            found[name] = by_column
            return
        values = list(data.values())
        if len(values) > 1 and all(isinstance(v, dict) and v for v in values) and _alike(values):
            found[name] = [{"handle": key, **value} for key, value in data.items()]
            return
        before = len(found)
        for key, value in data.items():
            if isinstance(value, dict | list):
                _collect(value, f"{name}.{key}" if name else str(key), found, depth + 1)
        if len(found) == before and depth == 0 and any(not isinstance(v, dict | list) for v in values):
            found[name] = [data]


def _alike(values: list[dict]) -> bool:
    """True for records that share most keys, as in {"a": {...}, "b": {...}}: each has a plain value and no
    list of further records.
    """
    keys = set(values[0])
    plain = all(any(not isinstance(v, dict | list) for v in value.values()) for value in values[:50])
    lists = any(
        isinstance(v, list) and any(isinstance(item, dict | list) for item in v)
        for value in values[:50]
        for v in value.values()
    )
    return plain and not lists and all(len(keys & set(value)) * 2 >= len(keys) for value in values[:50])


def _by_column(data: dict) -> list[dict] | None:
    """Rows of {"handle": [..], "followers": [..]} or of pandas' {"handle": {"0": ..}, "followers": {"0":
    ..}}.
    """
    values = list(data.values())
    if not values:
        return None
    lists = all(isinstance(v, list) and v and not isinstance(v[0], dict | list) for v in values)
    if lists and len(values) > 1 and len({len(v) for v in values}) == 1:
        return [dict(zip(data, row, strict=True)) for row in zip(*values, strict=True)]
    if all(isinstance(v, dict) and v for v in values):
        indexes = list(values[0])
        if all(str(i).isdigit() for i in indexes) and all(list(v) == indexes for v in values):
            return [{key: column[i] for key, column in data.items()} for i in indexes]
    return None


def flatten(record: Any) -> dict[str, str]:
    """One record as {dotted key: text}; lists of plain values are joined by `|`, others stay JSON text."""
    flat: dict[str, str] = {}
    _flatten(record if isinstance(record, dict) else {_NO_OBJECT: record}, "", flat, 0)
    return flat


def _flatten(value: dict, prefix: str, flat: dict[str, str], depth: int) -> None:
    for key, item in value.items():
        name = f"{prefix}.{key}" if prefix else str(key)
        if isinstance(item, dict) and depth < _DEPTH:
            _flatten(item, name, flat, depth + 1)
        elif len(flat) < MAX_COLUMNS:
            flat[name.replace("\x00", "")] = as_text(item)


def as_text(item: Any) -> str:
    """One JSON value as a cell."""
    if item is None:
        return ""
    if isinstance(item, str):
        return item[:MAX_CELL].replace("\x00", "")
    if isinstance(item, bool):
        return "true" if item else "false"
    if isinstance(item, float) and item.is_integer() and abs(item) < 1e15:
        return str(int(item))
    if isinstance(item, list) and all(not isinstance(v, dict | list) for v in item):
        return "|".join(as_text(v) for v in item)[:MAX_CELL]
    try:
        return (json.dumps(item, ensure_ascii=False) if isinstance(item, dict | list) else str(item))[
            :MAX_CELL
        ]
    except ValueError:  # an integer of more than 4,300 digits
        return "too large"
