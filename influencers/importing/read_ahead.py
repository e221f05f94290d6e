"""The rows of a file in portions that are made ready while the database works on the one before."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import NamedTuple

from django.db import connection

from influencers.copying import csv_bytes
from influencers.importing.accounts import Row
from influencers.importing.staging import staged_rows

PORTION = 10_000  # rows of a file
# Seconds after which the thread that reads lets the one that talks to the database go on. Python's own 5 ms,
# for each of the 80 turns that a portion takes, made the database wait until the next one had been read.
TURN = 0.0005


class Portion(NamedTuple):
    """The next rows, ready for COPY, and how many there are."""

    data: bytes
    rows: int


def portions(
    rows: Iterator[tuple[Row, list[str]]], progress: Callable[[int], None] | None = None
) -> Iterator[Portion]:
    """Portions of (row, its headings) pairs. A thread is one portion ahead, never more: memory stays flat.

    `progress` hears the number of rows read so far, in that thread. It has a database connection of its own
    there, whose writes others see at once, while the import's own stay hidden until it is done.
    """
    counter, read = [0], 0

    def ready() -> Portion:
        nonlocal read
        taken = 0

        def batch() -> Iterator[tuple[Row, list[str]]]:
            nonlocal taken
            for pair in islice(rows, PORTION):
                taken += 1
                yield pair

        data = csv_bytes(staged_rows(batch(), counter))
        read += taken
        if progress and taken:
            try:
                progress(read)
            finally:
                connection.close()
        return Portion(data, taken)

    with _short_turns(), ThreadPoolExecutor(1, "import-reader") as reader:
        following = reader.submit(ready)
        while (portion := following.result()).rows:
            following = reader.submit(ready)
            yield portion


@contextmanager
def _short_turns() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)
