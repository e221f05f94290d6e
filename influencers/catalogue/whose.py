"""Whose files these are."""

from django.db import connection


def database() -> str:
    """Which database this is: files are of one, and what is told of accounts of another is none of theirs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier || '/' || oid FROM pg_control_system(), pg_database"
            " WHERE datname = current_database()"
        )
        return cursor.fetchone()[0]
