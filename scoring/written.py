"""Rows of a scored chunk into PostgreSQL by COPY: columns of texts, as `scoring.core.columns` makes them."""

from collections.abc import Mapping, Sequence

from django.db import connection

from influencers.copying import copy_texts

_STAGE = "scored_stage"


def upsert(
    table: str, key: Sequence[str], kinds: Mapping[str, str], columns: Mapping[str, Sequence[str]]
) -> None:
    """Writes the rows in their order, over those with the same key. kinds: {column: its type}."""
    names = ", ".join(columns)
    fresh = ", ".join(f"{name} = EXCLUDED.{name}" for name in columns if name not in key)
    typed = ", ".join(f"{name} {kinds[name]}" for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE {_STAGE} (place int GENERATED ALWAYS AS IDENTITY, {typed})")
        copy_texts(_STAGE, columns)
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {names} FROM {_STAGE} ORDER BY place"
            f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {fresh}"
        )
        cursor.execute(f"DROP TABLE {_STAGE}")
