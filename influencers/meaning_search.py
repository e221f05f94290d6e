"""Which accounts write about something, whatever their words and language: the nearest vectors.

What is written into the files is measured elsewhere (`write_vectors`); here they are only read. A sentence is
placed in the space that the files name, and compared with every account.
"""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import numpy as np
from django.conf import settings
from django.utils import timezone

from influencers.catalogue.files import (
    NOT_BUILT,
    Broken,
    Generation,
    facts_of,
    folder_of,
    newest_number,
    open_generation,
    write_generation,
)
from influencers.catalogue.whose import database
from influencers.text.encoder import Space, Whole, installed, model, plain

KIND, VERSION = "meaning", 1
NEAR = 1.5
"""Standard deviations above what is usual between the sentence and sentences about anything, from which an
account is near; what else is in the catalogue changes nothing. Of 15 sentences on 2,216 demo accounts of
known niches, 61% to 100% of those found (86% on average) were mainly of the niches meant."""
MOST = 5_000
_STEPS = 127
_ROWS_AT_ONCE = 512  # as many as a processor's own cache holds


@dataclass(frozen=True, slots=True)
class Vectors:
    """Unit vectors of accounts in steps of an own size: ids n, steps n x dims int8, size n float32 (0 where
    nothing is said), demo n bool."""

    ids: np.ndarray
    steps: np.ndarray
    size: np.ndarray
    demo: np.ndarray

    @classmethod
    def of(cls, parts: Iterable[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> "Vectors":
        """Of (ids, demo, vectors) told part by part."""
        told: list[tuple[np.ndarray, ...]] = []
        for ids, demo, vectors in parts:
            size = np.abs(vectors).max(axis=1).astype(np.float32) / _STEPS
            steps = np.round(vectors / np.maximum(size, 1e-12)[:, None]).astype(np.int8)
            told.append((ids.astype(np.int64), steps, size, demo.astype(bool)))
        return cls(*(np.concatenate(column) for column in zip(*told, strict=True)))


def write_vectors(vectors: Vectors, space: Space, anything: np.ndarray, facts: dict) -> Path:
    """Writes what `nearest` reads; it appears whole or not at all. `anything`: vectors of sentences about all
    there is to write about, which tell what is usual."""
    arrays = {
        "ids": vectors.ids, "steps": vectors.steps, "size": vectors.size, "demo": vectors.demo,
        "mean": space.mean, "basis": space.basis, "anything": anything.astype(np.float32),
    }  # fmt: skip
    own = {"database": database(), "made_at": timezone.now().isoformat()}
    return write_generation(KIND, arrays, {**own, **facts}, VERSION)


def forget_vectors() -> None:
    """Takes the files away: nobody is left whose vectors they hold."""
    shutil.rmtree(folder_of(KIND), ignore_errors=True)


def written() -> dict:
    """What the newest files are of, as `write_vectors` was told; empty where this database has none."""
    facts = facts_of(KIND)
    own = ("database", "made_at")
    return {name: told for name, told in facts.items() if name not in own} if _is_ours(facts) else {}


def standing() -> tuple[int, datetime | None, str]:
    """(how many accounts the files hold, when they were made, why they cannot be used, in words that follow
    "because"); nobody and "" where there are none."""
    found = _opened(newest_number(KIND))
    if isinstance(found, Broken):
        return 0, None, "" if found.reason == NOT_BUILT else found.reason
    made_at = found.facts.get("made_at")
    return len(found.arrays["ids"]), datetime.fromisoformat(made_at) if made_at else None, ""


def why_not() -> str:
    """Why nobody can search by meaning just now, in words; "" where one can."""
    if not settings.MEANING:
        return "Search by meaning is switched off."
    if not installed():
        return "Search by meaning needs a package that is not installed."
    return (
        "" if isinstance(_opened(newest_number(KIND)), Generation) else "Search by meaning is being prepared."
    )


def nearest(text: str, demo: bool) -> tuple[int, ...]:
    """The accounts that write about `text`, fictional or real ones, the nearest first, at most 5,000; none
    where nothing is said or one cannot search by meaning."""
    return () if why_not() else _nearest(newest_number(KIND), str(settings.VAR_DIR), text.strip(), demo)


@lru_cache(maxsize=1)
def _generation(number: int, home: str) -> Generation | Broken:
    opened = open_generation(KIND, VERSION)
    if isinstance(opened, Broken) or _is_ours(opened.facts):
        return opened
    return Broken("its files are of another database")


def _is_ours(facts: dict) -> bool:
    return facts.get("database") == database()


def _opened(number: int) -> Generation | Broken:
    return _generation(number, str(settings.VAR_DIR))


@lru_cache(maxsize=128)
def _nearest(number: int, home: str, text: str, demo: bool) -> tuple[int, ...]:
    """A page asks several times for the same, and so do the pages after it."""
    arrays = _opened(number).arrays
    space = Space(arrays["mean"], arrays["basis"], "")
    if not any(letter.isalnum() for letter in plain(text)):
        return ()
    wanted = Whole(model(), space).encode([text])[0]
    rows = np.flatnonzero((arrays["demo"] == demo) & (arrays["size"] > 0))
    if not wanted.any() or not len(rows):
        return ()
    near, usual = _cosines(arrays, wanted)[rows], arrays["anything"] @ wanted
    chosen = np.flatnonzero(near >= usual.mean() + NEAR * usual.std())
    order = np.lexsort((arrays["ids"][rows[chosen]], -near[chosen]))[:MOST]
    return tuple(arrays["ids"][rows[chosen[order]]].tolist())


def _cosines(arrays, wanted: np.ndarray) -> np.ndarray:
    steps, found = arrays["steps"], np.empty(len(arrays["ids"]), np.float32)
    room = np.empty((_ROWS_AT_ONCE, steps.shape[1]), np.float32)
    for start in range(0, len(found), _ROWS_AT_ONCE):
        part = steps[start : start + _ROWS_AT_ONCE]
        room[: len(part)] = part
        np.matmul(room[: len(part)], wanted, out=found[start : start + _ROWS_AT_ONCE])
    # Rounded, because the last digits of a product depend on how many rows are multiplied at once.
    return np.round(found * arrays["size"], 6)
