"""Rows out: a CSV or Parquet file by its suffix, that is there whole or not at all."""

from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from scoring.outside.problems import Refused

PARQUET = {".parquet", ".pq"}
SUFFIXES = {".csv", *PARQUET}


def refuse_ending(path: Path) -> None:
    """Raises Refused where the ending of a name does not say how to write the file."""
    if path.suffix.lower() not in SUFFIXES:
        raise Refused(f"{path}: write to a file that ends in .csv or .parquet.")


class RowsOut:
    """A file that is written batch by batch and takes its name when all went well."""

    def __init__(self, path: Path, schema: pa.Schema):
        self.path, self.rows = path, 0
        self._schema = schema
        self._part = path.with_name(f".{path.name}.part")

    def __enter__(self) -> Self:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._part.open("wb")
        except OSError as error:
            raise Refused(f"{self.path}: cannot be written: {error.strerror or error}.") from error
        if self.path.suffix.lower() in PARQUET:
            self._parquet = pq.ParquetWriter(self._file, self._schema)
        else:
            self._parquet = None
            self._file.write(
                (",".join(f'"{n}"' if "," in n else n for n in self._schema.names) + "\n").encode()
            )
        return self

    def write(self, frame: pd.DataFrame) -> None:
        """Adds rows; frame has the columns of the schema."""
        self.rows += len(frame)
        frame = frame[self._schema.names]
        if self._parquet:
            columns = [_array(frame[field.name], field.type) for field in self._schema]
            self._parquet.write_table(pa.Table.from_arrays(columns, schema=self._schema))
        else:
            text = frame.map(_shown) if len(frame) else frame
            self._file.write(text.to_csv(index=False, header=False, lineterminator="\n").encode())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._parquet:
            self._parquet.close()
        self._file.close()
        if kind:
            self._part.unlink(missing_ok=True)
        else:
            self._part.replace(self.path)


def _shown(value: object) -> object:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _array(column: pd.Series, kind: pa.DataType) -> pa.Array:
    if pa.types.is_string(kind):
        return pa.array([None if value is None else str(value) for value in column.tolist()], kind)
    if column.dtype == object:
        return pa.array(
            [None if value is None or value is np.nan else value for value in column.tolist()], kind
        )
    return pa.array(column.to_numpy(), kind, from_pandas=True)
