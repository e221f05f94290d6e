"""The catalogue as this process has it open: a generation, kept up with what changed since."""

from dataclasses import dataclass, replace

import numpy as np
from django.conf import settings

from influencers.catalogue import bits, changes
from influencers.catalogue.answering import View
from influencers.catalogue.build import KIND, VERSION
from influencers.catalogue.files import Broken, Generation
from influencers.catalogue.newest import Newest
from influencers.catalogue.part import Part
from influencers.catalogue.reading import Accounts, joined, nobody, read

# More than this changed at once is not read while a person waits: until the next generation, SQL answers.
MOST_AT_ONCE = 100_000
BEHIND = Broken("so much changed at once that a new copy is being made")


@dataclass(frozen=True)
class _Open:
    """A generation, with what its files say of it, and with changes up to `mark` read."""

    facts: dict
    view: View
    mark: str
    touched: np.ndarray
    accounts: Accounts


def view() -> View | None:
    """The catalogue as it is now, changes of other processes included; None where SQL has to answer, which is
    so below `CATALOGUE_FROM` accounts and where there is nothing to open (`why_not`)."""
    with _copy.lock:
        held = _copy.now()
        if held is None or len(held.view.base) < settings.CATALOGUE_FROM:
            return None
        found = _kept_up(held)
        # What this transaction wrote, and may yet take back, is for itself alone.
        if not changes.own_are_pending():
            _copy.put(found)
        return None if isinstance(found, Broken) else found.view


def close() -> None:
    """Forgets what is open: the next question opens the newest generation."""
    with _copy.lock:
        _copy.forget()


def why_not() -> str:
    """Why the newest generation is not in use, in words that follow "because"; "" where nothing is wrong. The
    one before it may be in use all the same."""
    view()
    return _copy.why


def in_use() -> tuple[dict, int]:
    """(what the files of the generation that is open say of it, how many accounts changed since); nothing
    where none is open."""
    held = _copy.held
    return (held.facts, len(held.touched)) if held else ({}, 0)


def _made(generation: Generation) -> _Open:
    base = Part(generation.arrays)
    view = View(base, base.everybody, Part.of(nobody()))
    return _Open(generation.facts, view, generation.facts["mark"], np.empty(0, np.int64), nobody())


def _kept_up(now: _Open) -> _Open | Broken:
    """The same with what changed since it was last asked."""
    if changes.number_since(now.mark, MOST_AT_ONCE) >= MOST_AT_ONCE:
        return BEHIND
    ids, mark = changes.since(now.mark)
    if not ids:
        return replace(now, mark=mark)
    touched = np.union1d(now.touched, np.asarray(ids, np.int64))
    accounts = joined(now.accounts, read(ids), without=ids)
    base = now.view.base
    alive = base.everybody & ~bits.of_rows(base.rows_of(touched), len(base))
    return _Open(now.facts, View(base, alive, Part.of(accounts)), mark, touched, accounts)


_copy: Newest[_Open] = Newest(KIND, VERSION, _made, _kept_up)
