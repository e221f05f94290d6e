"""Whose files these are: of which database, and of a state that it has been in."""

from django.db import DEFAULT_DB_ALIAS, connection

from influencers.catalogue.changes import LOG
from influencers.catalogue.files import KEPT
from influencers.models import CatalogueCopy


def database() -> str:
    """Which database this is: files are of one, and what is told of accounts of another is none of theirs."""
    return _one(
        "SELECT system_identifier || '/' || oid FROM pg_control_system(), pg_database"
        " WHERE datname = current_database()"
    )


def era() -> str:
    """Another one where a backup may have been put into the place of the database: the log of changes is then
    another table, or the server was started anew. What a process read before may never have been."""
    return _one(f"SELECT pg_postmaster_start_time()::text || '/' || pg_relation_filenode('{LOG}')")


def note(kind: str, mark: str) -> None:
    """Notes in the database that files of it are made: a backup does not know those that are younger."""
    CatalogueCopy.objects.create(kind=kind, mark=mark)


def forget_notes(kind: str) -> None:
    """Once files are there: forgets all notes but those of the newest, as the log of changes is forgotten."""
    kept = CatalogueCopy.objects.filter(kind=kind).order_by("-pk").values_list("pk", flat=True)[:KEPT]
    CatalogueCopy.objects.filter(kind=kind).exclude(pk__in=list(kept)).delete()


def why_foreign(kind: str, facts: dict) -> str:
    """Why files with these facts are of no use here, in words that follow "because"; "" where they are."""
    if facts.get("database") != database():
        return "its files are of another database"
    # Not from a replica, which may not know the newest yet.
    known = CatalogueCopy.objects.using(DEFAULT_DB_ALIAS).filter(kind=kind, mark=facts.get("mark", ""))
    return "" if known.exists() else "the database was put back to a state from before it was made"


def _one(statement: str):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]
