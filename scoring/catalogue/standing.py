"""The columns of scores that this process has open: the newest that were written, with what changed since."""

import time
from dataclasses import dataclass, replace

import numpy as np

from influencers.catalogue import changes
from influencers.catalogue.files import NOT_BUILT, Generation
from influencers.catalogue.newest import Newest
from scoring.catalogue.reading import columns_of
from scoring.constants import current_constants
from scoring.core.everybody import Everybody
from scoring.core.lexicon import Lexicon
from scoring.core.score_columns import ScoreColumns, joined
from scoring.core.weights import Constants
from scoring.meaning import space_now
from scoring.niches import current_lexicon

KIND = "scores"
SMALL = "the catalogue is small"
_CHANGED = "niches or numbers of the method, or meaning, changed since it was made"
VERSION = 2
"""Of what the arrays mean; raised with any change to `ScoreColumns`."""
LOOK_EVERY = 0.3
"""Seconds for which what was seen of the log counts: a change shows within a second."""
PATCHED_MOST = 20_000
"""More changes than this are not read one by one: the columns stay as they are until they are written anew.
Who is shown is read from the database all the same."""
WAIT_BEHIND = 5.0
"""Seconds until the log is looked at again where too much changed."""


@dataclass(frozen=True, slots=True)
class Depends:
    """What columns were made with beside the creators, and cannot be used without."""

    leaves: list[str]
    roots: list[str]
    parent: list[int]
    floor: float
    sibling_share: float
    space: str

    @classmethod
    def of(cls, lexicon: Lexicon, c: Constants) -> "Depends":
        """What columns made now depend on."""
        leaves, roots, parent = list(lexicon.leaves), list(lexicon.roots), lexicon.parent.tolist()
        return cls(leaves, roots, parent, c.score_floor, c.sibling_share, space_now())

    def as_dict(self) -> dict:
        """The same as JSON keeps it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class _Open:
    """One generation with the changes read so far. facts: what its files say of it; mark: up to where the log
    was read; look: when it is looked at again."""

    facts: dict
    base: ScoreColumns
    mark: str
    everybody: Everybody
    patch: ScoreColumns | None = None
    look: float = 0.0

    @property
    def depends(self) -> dict:
        """As `Depends` tells."""
        return self.facts["depends"]


_why = NOT_BUILT


def everybody_now(lexicon: Lexicon, c: Constants, at_least: int) -> Everybody | None:
    """The columns as they are now; None where there are none that can be used, or fewer rows than so many
    (`why_not` tells why)."""
    global _why
    depends = Depends.of(lexicon, c).as_dict()
    with _columns.lock:
        found = _columns.now(lambda held: held.depends == depends)
        _why = _useless(found, depends, at_least)
        if found is None or _why:
            return None
        if time.monotonic() >= found.look:
            found = _caught_up(found, lexicon, c)
            # What this transaction wrote, and may yet take back, is for itself alone.
            if not changes.own_are_pending():
                _columns.put(found)
        return found.everybody


def why_not() -> str:
    """Why the columns did not answer the last time that somebody asked, "" where they did."""
    return _why


def refused() -> str:
    """Why the newest columns are not in use, "" where they are; those before them may be."""
    return _columns.why


def in_use() -> tuple[dict, int]:
    """(what the files of the columns that are open say of them, how many creators changed since); nothing
    where none are open."""
    held = _columns.held
    return (held.facts, len(held.patch) if held.patch else 0) if held else ({}, 0)


def forget() -> None:
    """Closes what is open; the next question opens it again."""
    with _columns.lock:
        _columns.forget()


def _useless(found: _Open | None, depends: dict, at_least: int) -> str:
    if found is None:
        return _columns.why
    if len(found.base) < at_least:
        return SMALL
    return "" if found.depends == depends else _CHANGED


def _made(found: Generation) -> _Open:
    base = ScoreColumns(**found.arrays, names=found.facts["names"])
    return _Open(found.facts, base, found.facts["mark"], Everybody(base))


def _caught_up_alone(found: _Open) -> _Open:
    """The same as far as it can be used now."""
    lexicon, c = current_lexicon(), current_constants()
    return _caught_up(found, lexicon, c) if found.depends == Depends.of(lexicon, c).as_dict() else found


def _caught_up(found: _Open, lexicon: Lexicon, c: Constants) -> _Open:
    """The same with what changed since the log was last looked at."""
    room = PATCHED_MOST - (len(found.patch) if found.patch else 0)
    if changes.number_since(found.mark, room + 1) > room:
        return replace(found, look=time.monotonic() + WAIT_BEHIND)
    ids, mark = changes.since(found.mark)
    again = time.monotonic() + LOOK_EVERY
    if not ids:
        return replace(found, mark=mark, look=again)
    fresh = columns_of(ids, lexicon, c)
    if found.patch:
        kept = found.patch.only(~np.isin(found.patch.ids, ids))
        fresh = joined([kept, fresh])
        fresh = fresh.only(np.argsort(fresh.ids))
    everybody = found.everybody.followed_by(fresh, ids)
    return replace(found, mark=mark, everybody=everybody, patch=fresh, look=again)


_columns = Newest(KIND, VERSION, _made, _caught_up_alone)
