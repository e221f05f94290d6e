"""Reads from a copy of the database that follows it (REPLICA_DATABASE_URL), where pages allow it.

A copy may be a moment behind. So a person who just changed something reads from the database itself for a
while, and whatever writes, or reads in order to write, never comes here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS

ALIAS = "replica"
# Seconds for which a person reads what they wrote from where they wrote it. A copy is less than one behind.
FRESH = 30
COOKIE = "handpick_wrote"
# People, sessions and permissions are always read from the database itself.
ROOMS = {"influencers", "scoring"}
_wanted: ContextVar[bool] = ContextVar("reads_from_replica", default=False)


def alias_for(request) -> str:
    """The database from which this person may read lists."""
    return ALIAS if settings.REPLICA_DATABASE_URL and COOKIE not in request.COOKIES else DEFAULT_DB_ALIAS


@contextmanager
def reading_for(request) -> Iterator[None]:
    """Within it, what models of the catalogue read comes from the database that `alias_for` names."""
    token = _wanted.set(alias_for(request) == ALIAS)
    try:
        yield
    finally:
        _wanted.reset(token)


class Router:
    """Django's question which database to use."""

    def db_for_read(self, model, **hints) -> str | None:
        """The copy within `reading_for`; else Django's own choice."""
        return ALIAS if _wanted.get() and model._meta.app_label in ROOMS else None

    def db_for_write(self, model, **hints) -> str:
        """Never the copy, also for what was read from it."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, first, second, **hints) -> bool:
        """Both hold the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints) -> bool | None:
        """The copy gets its tables from the database that it follows."""
        return False if db == ALIAS else None


class WroteMiddleware:
    """Remembers in the browser, for a short while, that its person just changed something."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if settings.REPLICA_DATABASE_URL and request.method not in ("GET", "HEAD", "OPTIONS"):
            secure = settings.SESSION_COOKIE_SECURE
            response.set_cookie(COOKIE, "1", max_age=FRESH, secure=secure, httponly=True, samesite="Lax")
        return response
