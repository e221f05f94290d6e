"""Writes a catalogue to measure with: fictional creators by the million, the same for the same arguments."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from datetime import time as time_of_day

import numpy as np
from django.db import connection, transaction

from influencers.copying import copy_lines
from influencers.demo.seed import AlreadySeeded
from influencers.models import Influencer, Post, Profile, ProfileText, Snapshot
from influencers.scale import lines
from influencers.scale.people import people
from influencers.scale.phrases import Leaf, Phrases
from influencers.scale.posts import posts
from influencers.text_index import make_texts

# So much is made and copied at a time, whichever is reached first; it bounds memory.
CREATORS_AT_ONCE, POSTS_AT_ONCE = 5_000, 50_000


class RealCreators(Exception):
    """There are real creators, among whom fictional ones by the million have no place."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How large the catalogue is: creators, posts of all of them, and weekly figures of each. `until` is the
    day at whose beginning it stands; `number` chooses among catalogues of that size."""

    creators: int
    posts: int
    number: int
    until: date
    weeks: int = 0

    @property
    def moment(self) -> datetime:
        return datetime.combine(self.until, time_of_day(), UTC)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: rows written, and seconds of the clock since the start."""

    creators: int
    posts: int
    seconds: float


@dataclass(frozen=True, slots=True)
class _Piece:
    """Lines of some creators with all that is theirs, by table."""

    creators: int
    posts: int
    tables: tuple[tuple[type, lines.Table, bytes], ...]


def seed(
    asked: Asked, leaves: Sequence[Leaf], tell: Callable[[Progress], object], among_real: bool = False
) -> Progress:
    """Adds the creators, piece by piece, and tells after each how far it is; each piece is a transaction.

    Raises AlreadySeeded where there are demo creators, and RealCreators where there are real ones and
    `among_real` does not allow it. Their scores follow from the scoring of what changed.
    """
    if Profile.objects.demo().exists():
        raise AlreadySeeded("There are demo creators already. Remove them first: manage.py remove_demo")
    if not among_real and Influencer.objects.exists():
        raise RealCreators("There are real creators in this database.")
    started, done = time.perf_counter(), Progress(0, 0, 0.0)
    phrases = Phrases(leaves)
    # One piece is made while PostgreSQL takes the one before: making one asks the database nothing.
    with ThreadPoolExecutor(max_workers=1) as maker:
        waiting = None
        for number, first, creators, many in _cut(asked):
            owners, ids = _ids(Influencer, creators), _ids(Profile, creators)
            made = maker.submit(_piece, asked, phrases, number, first, many, owners, ids)
            if waiting:
                done = _written(waiting.result(), done, started)
                tell(done)
            waiting = made
        done = _written(waiting.result(), done, started)
        tell(done)
    with connection.cursor() as cursor:
        for model in (Influencer, Profile, ProfileText, Post, Snapshot):
            cursor.execute(f'ANALYZE "{model._meta.db_table}"')
    return Progress(done.creators, done.posts, time.perf_counter() - started)


def _cut(asked: Asked) -> Iterator[tuple[int, int, int, int]]:
    """(piece, its first creator, creators, posts): posts are shared out evenly among pieces."""
    size = max(1, min(CREATORS_AT_ONCE, POSTS_AT_ONCE * asked.creators // max(asked.posts, 1)))
    for number, first in enumerate(range(0, asked.creators, size)):
        end = min(first + size, asked.creators)
        posts_before, posts_after = (asked.posts * at // asked.creators for at in (first, end))
        yield number, first, end - first, posts_after - posts_before


def _piece(
    asked: Asked, phrases: Phrases, number: int, first: int, many: int, owners: list[int], ids: list[int]
) -> _Piece:
    dice = np.random.default_rng([asked.number, number])
    who = people(first, len(ids), phrases, asked.moment, dice)
    what = posts(who, many, phrases, dice)
    return _Piece(
        len(ids),
        many,
        (
            (Influencer, lines.INFLUENCERS, lines.influencer_lines(who, owners, asked.moment)),
            (Profile, lines.PROFILES, lines.profile_lines(who, what, phrases, owners, ids, asked.moment)),
            (Post, lines.POSTS, lines.post_lines(who, what, phrases, ids)),
            (Snapshot, lines.SNAPSHOTS, lines.snapshot_lines(who, asked.weeks, ids, dice)),
        ),
    )


def _written(piece: _Piece, before: Progress, started: float) -> Progress:
    with transaction.atomic():
        for model, table, data in piece.tables:
            if data:
                copy_lines(model._meta.db_table, table.columns, data)
    make_texts()
    seconds = time.perf_counter() - started
    return Progress(before.creators + piece.creators, before.posts + piece.posts, seconds)


def _ids(model: type, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [number for (number,) in cursor.fetchall()]
