"""The newest generation of a kind as this process has it open. The next one is opened beside: until it is
whole and caught up, questions are answered from the one before."""

import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import connection

from influencers.catalogue import whose
from influencers.catalogue.files import NOT_BUILT, Broken, Generation, newest_number, open_generation

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Newest(Generic[T]):
    """`held`: what is open, None where nothing is; `why`: why the newest generation is not, "" where it is.

    made: what a generation is to the process; caught_up: the same with what changed since, read on a
    connection of the thread's own. Whoever asks or writes here has the `lock`.
    """

    def __init__(
        self, kind: str, version: int, made: Callable[[Generation], T], caught_up: Callable[[T], T | Broken]
    ):
        self.kind, self.version, self.made, self.caught_up = kind, version, made, caught_up
        self.lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """Closes what is open; the next question opens the newest."""
        self.held: T | None = None
        self.why = NOT_BUILT
        self._number = self._refused = 0  # of what is open; of the newest that cannot be used
        self._era = ""
        self._beside: threading.Thread | None = None

    def now(self, serves: Callable[[T], bool] = lambda held: True) -> T | None:
        """What is open. Where nothing is that `serves`, the newest is opened while the caller waits; else
        beside. One that cannot be used is not tried again."""
        newest = newest_number(self.kind)
        if not newest:
            self.forget()
            return None
        if self.held is not None and self._era != whose.era():
            self.forget()
        if newest not in (self._number, self._refused):
            # Of one further back it is not sure that the log still has all that changed since.
            if self.held is None or self._number != newest - 1 or not serves(self.held):
                self._beside, self._era = None, whose.era()
                self._take(*self._opened())
            elif self._beside is None:
                self._beside = threading.Thread(
                    target=self._open_beside, name=f"opens {self.kind}", daemon=True
                )
                self._beside.start()
        return self.held

    def put(self, held: T | Broken) -> None:
        """What is open from now on, or why it cannot be used any more."""
        if isinstance(held, Broken):
            self._refused, self.why = max(self._refused, self._number), held.reason
            self.held, self._number = None, 0
        else:
            self.held = held

    def _opened(self) -> tuple[int, T | Broken]:
        newest = newest_number(self.kind)
        found = open_generation(self.kind, self.version)
        if isinstance(found, Generation) and (reason := whose.why_foreign(self.kind, found.facts)):
            return found.number, Broken(reason)
        return (newest, found) if isinstance(found, Broken) else (found.number, self.made(found))

    def _open_beside(self) -> None:
        number, found = 0, None
        try:
            number, found = self._opened()
            if not isinstance(found, Broken):
                found = self.caught_up(found)
        finally:
            connection.close()
            with self.lock:
                # Somebody may have closed everything meanwhile, or opened one that is newer still.
                if self._beside is threading.current_thread():
                    self._beside = None
                    if found is not None:
                        self._take(number, found)

    def _take(self, number: int, found: T | Broken) -> None:
        if isinstance(found, Broken):
            self._refused, self.why = number, found.reason
            _log.warning("Copy %s of %s is not used: %s.", number, self.kind, found.reason)
            if self._number != number - 1:
                self.held, self._number = None, 0
        else:
            self.held, self._number, self._refused, self.why = found, number, 0, ""
