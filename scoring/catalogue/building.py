"""Writing the columns of scores: in the background, one at a time, while the ones before still answer."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from influencers.catalogue import changes
from influencers.catalogue.files import facts_of, write_generation
from influencers.catalogue.whose import database, forget_notes, note, why_foreign
from influencers.models import Profile
from scoring.catalogue.reading import all_columns
from scoring.catalogue.standing import KIND, VERSION, Depends
from scoring.constants import current_constants
from scoring.core.lexicon import Lexicon
from scoring.core.weights import Constants
from scoring.niches import current_lexicon

REBUILT_FROM = 5_000
"""So many changes make new columns worth their while; until then each process keeps them in its memory."""
AT_MOST_EVERY = timedelta(minutes=10)
"""While a run over the whole catalogue changes everybody, one rebuilding would follow the other."""
_ONE_AT_A_TIME = 0x68_70_73_63


def build(now: datetime, whether_or_not: bool = False) -> Path | None:
    """The folder of the columns that were written; None where they are not due (or somebody writes them just
    now). With `whether_or_not` they are written in any case."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ONE_AT_A_TIME])
        if not cursor.fetchone()[0]:
            return None
    try:
        lexicon, c = current_lexicon(), current_constants()
        return _write(lexicon, c, now) if whether_or_not or is_due(lexicon, c, now) else None
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ONE_AT_A_TIME])


def is_due(lexicon: Lexicon, c: Constants, now: datetime) -> bool:
    """Whether columns are missing, made with other niches or numbers, or much changed since. A catalogue that
    the database ranks by itself needs none."""
    enough = max(settings.CATALOGUE_FROM, 1)
    if not Profile.objects.order_by("pk").values("pk")[enough - 1 : enough].exists():
        return False
    facts = facts_of(KIND)
    needed = {"version": VERSION, "depends": Depends.of(lexicon, c).as_dict()}
    if any(facts.get(name) != value for name, value in needed.items()) or why_foreign(KIND, facts):
        return True
    if now - datetime.fromisoformat(facts["made_at"]) < AT_MOST_EVERY:
        return False
    return changes.number_since(facts["mark"], REBUILT_FROM) >= REBUILT_FROM


def _write(lexicon: Lexicon, c: Constants, now: datetime) -> Path:
    # Before anything is read: what changes meanwhile is then read again, never missed.
    mark = changes.mark()
    columns = all_columns(lexicon, c)
    facts = {
        "version": VERSION,
        "database": database(),
        "mark": mark,
        "made_at": now.isoformat(),
        "rows": len(columns),
        "names": columns.names,
        "depends": Depends.of(lexicon, c).as_dict(),
    }
    note(KIND, mark)
    written = write_generation(KIND, columns.arrays(), facts, VERSION)
    forget_notes(KIND)
    return written
