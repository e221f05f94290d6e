"""The columns of scores that this process has open: the newest that were written, with what changed since."""

import threading
import time
from dataclasses import dataclass, replace

import numpy as np

from influencers.catalogue import changes
from influencers.catalogue.build import database
from influencers.catalogue.files import Broken, Generation, newest_number, open_generation
from scoring.catalogue.reading import columns_of
from scoring.core.everybody import Everybody
from scoring.core.lexicon import Lexicon
from scoring.core.score_columns import ScoreColumns, joined
from scoring.core.weights import Constants
from scoring.meaning import space_now

KIND = "scores"
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
    """One generation with the changes read so far. mark: up to where the log was read; look: when it is
    looked at again."""

    number: int
    depends: dict
    base: ScoreColumns
    mark: str
    everybody: Everybody
    patch: ScoreColumns | None = None
    look: float = 0.0


@dataclass(slots=True)
class _Process:
    open: _Open | None = None
    # The newest generation, where it could not be opened, and why.
    refused: int | None = None
    why: str = "it was not built yet"


_process = _Process()
_lock = threading.Lock()


def everybody_now(lexicon: Lexicon, c: Constants, at_least: int) -> Everybody | None:
    """The columns as they are now; None where there are none that can be used, or fewer rows than so many
    (`why_not` tells why)."""
    with _lock:
        _open_newest()
        found = _process.open
        if found is None:
            return None
        if len(found.base) < at_least:
            _process.why = "the catalogue is small"
            return None
        if found.depends != Depends.of(lexicon, c).as_dict():
            _process.why = "niches or numbers of the method, or meaning, changed since it was made"
            return None
        _process.why = ""
        if time.monotonic() >= found.look:
            found = _caught_up(found, lexicon, c)
            # What this transaction wrote, and may yet take back, is for itself alone.
            if not changes.own_are_pending():
                _process.open = found
        return found.everybody


def why_not() -> str:
    """Why the columns did not answer the last time that somebody asked, "" where they did."""
    return _process.why


def forget() -> None:
    """Closes what is open; the next question opens it again."""
    with _lock:
        _process.open = _process.refused = None


def _open_newest() -> None:
    number = newest_number(KIND)
    if number == (_process.open.number if _process.open else _process.refused):
        return
    found = open_generation(KIND, VERSION)
    if isinstance(found, Generation) and found.facts["database"] != database():
        found = Broken("it was made of another database")
    if isinstance(found, Broken):
        # The files are not read again with each request; the next ones that are written are.
        _process.open, _process.refused, _process.why = None, number, found.reason
        return
    base = ScoreColumns(**found.arrays, names=found.facts["names"])
    _process.open = _Open(found.number, found.facts["depends"], base, found.facts["mark"], Everybody(base))
    _process.refused = None


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
