"""Rows out of PostgreSQL as a frame, by COPY: an object a value takes most of the time of reading many."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from pyarrow import csv

WHOLE, NUMBER, TRUTH, TEXT = pa.int64(), pa.float64(), pa.bool_(), pa.string()
DAY, MOMENT = pa.timestamp("us"), pa.timestamp("us", "UTC")


def copied_out(rows: QuerySet, columns: Mapping[str, pa.DataType]) -> pd.DataFrame:
    """The rows of a `values_list`. columns: name and type of each, in their order; NULL is NaN, NaT, or None
    in a column of truth values, and "" stays "". Arrays and JSON come as PostgreSQL writes them."""
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return _empty(columns)
    return rows_out(sql, values, columns).to_pandas()


def rows_out(sql: str, values: Sequence[Any], columns: Mapping[str, pa.DataType]) -> pa.Table:
    """What a SELECT gives, as `copied_out` says, not yet a frame."""
    data = io.BytesIO()
    with connection.cursor() as cursor:
        asked = cursor.cursor.mogrify(f"COPY ({sql}) TO STDOUT WITH (FORMAT csv)", values)
        cursor.cursor.copy_expert(asked.decode(), data)
    if not data.tell():
        return pa.schema(list(columns.items())).empty_table()
    data.seek(0)
    return csv.read_csv(
        data,
        csv.ReadOptions(use_threads=False, column_names=list(columns)),
        csv.ParseOptions(newlines_in_values=True),
        csv.ConvertOptions(
            column_types=columns,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["t"],
            false_values=["f"],
        ),
    )


def _empty(columns: Mapping[str, pa.DataType]) -> pd.DataFrame:
    return pa.schema(list(columns.items())).empty_table().to_pandas()
