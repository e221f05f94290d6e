"""The catalogue as this process has it open: a generation, kept up with what changed since."""

import logging
import threading
from dataclasses import dataclass

import numpy as np
from django.conf import settings

from influencers.catalogue import bits, changes
from influencers.catalogue.answering import View
from influencers.catalogue.build import KIND, VERSION
from influencers.catalogue.files import Broken, newest_number, open_generation
from influencers.catalogue.part import Part
from influencers.catalogue.reading import Accounts, joined, nobody, read
from influencers.catalogue.whose import database

# More than this changed at once is not read while a person waits: until the next generation, SQL answers.
MOST_AT_ONCE = 100_000
_log = logging.getLogger(__name__)
_lock = threading.Lock()


@dataclass(frozen=True)
class _Open:
    """What is open: generation `number`, with changes up to `mark` read; `behind` where too much changed."""

    number: int
    view: View
    mark: str
    touched: np.ndarray
    accounts: Accounts
    behind: bool = False


_open: _Open | None = None
_why_not = ""
_refused = 0  # the generation that could not be used; only a newer one is tried


def view() -> View | None:
    """The catalogue as it is now, changes of other processes included; None where SQL has to answer, which is
    so below `CATALOGUE_FROM` accounts and where `why_not` says something."""
    global _open
    number = newest_number(KIND)
    if not number:
        return None
    with _lock:
        if _open is None or _open.number != number:
            _open = _opened(number) or (_open if _open and _open.number > number else None)
        if _open is None or len(_open.view.base) < settings.CATALOGUE_FROM:
            return None
        now = _kept_up(_open)
        if not changes.own_are_pending():
            _open = now
        return None if now.behind else now.view


def close() -> None:
    """Forgets what is open: the next question opens the newest generation."""
    global _open, _refused, _why_not
    with _lock:
        _open, _refused, _why_not = None, 0, ""


def why_not() -> str:
    """Why the newest generation is not in use, in words that follow "because"; "" where nothing is wrong."""
    view()
    if _open and _open.behind:
        return "so much changed at once that a new copy is being made"
    return _why_not


def patched() -> int:
    """How many accounts changed since the generation that is open was made."""
    return len(_open.touched) if _open else 0


def _opened(number: int) -> _Open | None:
    global _refused, _why_not
    if number == _refused:
        return None
    generation = open_generation(KIND, VERSION)
    reason = generation.reason if isinstance(generation, Broken) else ""
    if not reason and generation.facts["database"] != database():
        reason = "its files are of another database"
    if reason:
        _refused, _why_not = number, reason
        _log.warning("The catalogue is not used: %s.", reason)
        return None
    _refused, _why_not = 0, ""
    base = Part(generation.arrays)
    view = View(base, base.everybody, Part.of(nobody()))
    return _Open(generation.number, view, generation.facts["mark"], np.empty(0, np.int64), nobody())


def _kept_up(now: _Open) -> _Open:
    """The same with what changed since it was last asked."""
    if now.behind:
        return now
    if changes.number_since(now.mark, MOST_AT_ONCE) >= MOST_AT_ONCE:
        return _Open(now.number, now.view, now.mark, now.touched, now.accounts, behind=True)
    ids, mark = changes.since(now.mark)
    if not ids:
        return _Open(now.number, now.view, mark, now.touched, now.accounts)
    touched = np.union1d(now.touched, np.asarray(ids, np.int64))
    accounts = joined(now.accounts, read(ids), without=ids)
    base = now.view.base
    alive = base.everybody & ~bits.of_rows(base.rows_of(touched), len(base))
    return _Open(now.number, View(base, alive, Part.of(accounts)), mark, touched, accounts)
