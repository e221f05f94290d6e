"""Makes a generation of the catalogue, and says when a new one is due."""

import time
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from influencers.catalogue import changes
from influencers.catalogue.files import facts_of, kept_facts, write_generation
from influencers.catalogue.part import Part
from influencers.catalogue.reading import Accounts, read
from influencers.catalogue.whose import database, forget_notes, note, why_foreign
from influencers.models import Profile

KIND = "accounts"
VERSION = 2  # of what the arrays mean; raise it with any change to `shape`, `held` or `orders`
# A new one is due when so many changes stand beside it, or so large a share, or when it is so old.
MOST_CHANGES, MOST_SHARE, OLDEST = 2_000, 0.02, timedelta(hours=12)
_ONE_AT_A_TIME = 7_301_114  # key of the advisory lock: any number that nothing else uses


def build() -> dict | None:
    """Reads all accounts that lists show and writes them as the newest generation; the facts of it, or None
    where another process is just doing so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ONE_AT_A_TIME])
        if not cursor.fetchone()[0]:
            return None
        try:
            return _build()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ONE_AT_A_TIME])


def build_if_due() -> dict | None:
    """The same where a generation is due: never below `CATALOGUE_FROM` accounts."""
    return build() if is_due(facts_of(KIND)) else None


def is_due(facts: dict) -> bool:
    """Whether what these facts tell of is missing, too old or too far behind."""
    if facts.get("version") != VERSION or why_foreign(KIND, facts):
        return Profile.objects.count() >= settings.CATALOGUE_FROM
    if facts["accounts"] < settings.CATALOGUE_FROM:
        return Profile.objects.count() >= settings.CATALOGUE_FROM
    if timezone.now() - parse_datetime(facts["built_at"]) > OLDEST:
        return True
    most = max(MOST_CHANGES, int(MOST_SHARE * facts["accounts"]))
    return changes.number_since(facts["mark"], most) >= most


def _one_state() -> tuple[str, Accounts]:
    """All accounts as one moment had them, and where the log of changes stood."""
    alone = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if alone:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return changes.mark(), read()


def _build() -> dict:
    started, begun = timezone.now(), time.perf_counter()
    mark, accounts = _one_state()
    part = Part.of(accounts, ordered=True)
    facts = {
        "database": database(),
        "version": VERSION,
        "accounts": len(part),
        "mark": mark,
        "built_at": started.isoformat(),
        "seconds": round(time.perf_counter() - begun, 3),
    }
    # Processes answer from the generation before while they open this one.
    before = kept_facts()
    note(KIND, mark)
    write_generation(KIND, part.arrays, facts, VERSION)
    forget_notes(KIND)
    changes.forget_before(
        [mark, *(one["mark"] for one in before if "mark" in one and one.get("database") == facts["database"])]
    )
    return facts
