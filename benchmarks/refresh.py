"""Refresh of accounts against a bare `requests` loop on the same server, which answers after 100 ms.

The whole path of a refresh (claim, budget, call, ingest, log) as a worker walks it, in one thread and in
four, from a source that needs one call an account (Instagram). Baseline: the same calls in one thread and
nothing else. A source that asks for 25 accounts at once (Bluesky) is measured beside it, and so is how much
of a limit gets used while work waits, counted by the server.
"""

import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace

import requests
from django.conf import settings
from django.db import connection
from django.utils import timezone

from benchmarks.report import Row
from influencers.choices import RefreshStatus
from influencers.models import Budget, Influencer, Profile
from influencers.refresh_round import run_round
from influencers.sources import bluesky, instagram
from influencers.sources.quotas import Quota

DEFAULT_ACCOUNTS = 200
_DELAY = 0.1
_UNLIMITED = 1_000_000
# A limit that four threads reach within its window: about 35 calls a second.
_LIMIT, _WINDOW, _WINDOWS = 150, 8, 4
_POLL = 0.002
_OWN_ID = "17841400000000001"


@dataclass(frozen=True)
class Pace:
    """How fast and how dear: accounts a second, processor ms of this process an account."""

    rate: float
    cpu: float


def measure(scale: int | None) -> list[Row]:
    """The rows of this benchmark at `scale` accounts."""
    count = scale or DEFAULT_ACCOUNTS
    logging.disable(logging.WARNING)
    with _platform(_UNLIMITED, 300) as url:
        settings.INSTAGRAM_USER_ID, settings.INSTAGRAM_TOKEN = _OWN_ID, "token"
        bare = _pace(count, lambda: _bare_loop(url, count))
        one = _refreshed("instagram", count, threads=1)
        four = _refreshed("instagram", count * 4, threads=4)
        batch = _refreshed("bluesky", count, threads=1)
    used, most = _budget_use()
    logging.disable(logging.NOTSET)
    against = bare.rate
    return [
        Row("refresh: bare requests loop, one thread", bare.rate, "accounts/s"),
        Row("refresh: whole path, one thread", one.rate, "accounts/s", against, one.rate / against,
            ">= 0.9x", one.rate >= 0.9 * against),
        Row("refresh: whole path, four threads", four.rate, "accounts/s", against, four.rate / against,
            ">= 3.5x", four.rate >= 3.5 * against),
        Row("refresh: processor time an account, whole path", one.cpu, "ms", bare.cpu, one.cpu / bare.cpu),
        Row("refresh: 25 accounts a call, then one call each for posts", batch.rate, "accounts/s", against,
            batch.rate / against),
        Row("refresh: processor time an account, 25 a call", batch.cpu, "ms", bare.cpu, batch.cpu / bare.cpu),
        Row("refresh: use of a limit while work waits", used, "calls a window", _LIMIT, used / _LIMIT,
            ">= 0.95x", used >= 0.95 * _LIMIT),
        Row("refresh: most calls in one window, refused ones too", most, "calls", _LIMIT, most / _LIMIT,
            "<= 1x", most <= _LIMIT),
    ]  # fmt: skip


@contextmanager
def _platform(limit: int, window: int) -> Iterator[str]:
    """The slow platform, in a process of its own, and the sources that ask it; its address."""
    words = [str(word) for word in (_DELAY, limit, window)]
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks._slow_platform", *words], stdout=subprocess.PIPE, text=True
    )
    url = server.stdout.readline().strip()
    real = instagram.InstagramSource

    class Local(real):
        # Measured is the path, and Instagram's own limit would end it after 200 accounts.
        limits = replace(real.limits, quotas={"calls": Quota(_UNLIMITED, 300)})

        def __init__(self, *args, **kw):
            super().__init__(*args, base_url=url, **kw)

    instagram.InstagramSource = Local
    settings.BLUESKY_APPVIEW_URL = url
    try:
        yield url
    finally:
        instagram.InstagramSource = real
        server.kill()
        server.wait()


def _pace(count: int, work: Callable[[], None]) -> Pace:
    started, cpu = time.perf_counter(), time.process_time()
    work()
    seconds = time.perf_counter() - started
    return Pace(count / seconds, 1000 * (time.process_time() - cpu) / count)


def _bare_loop(url: str, count: int) -> None:
    fields = ",".join(instagram.PROFILE_FIELDS), ",".join(instagram.MEDIA_FIELDS)
    with requests.Session() as session:
        for number in range(count):
            wanted = f"business_discovery.username(h{number}){{{fields[0]},media.limit(25){{{fields[1]}}}}}"
            session.get(f"{url}/{_OWN_ID}", params={"fields": wanted}, timeout=5).json()


def _refreshed(source: str, count: int, threads: int) -> Pace:
    """The pace at which `count` due accounts of a source become up to date."""
    _stock(source, count)
    pace = _pace(count, lambda: _work(source, threads, lambda: False))
    done = Profile.objects.filter(refresh_status=RefreshStatus.OK).count()
    if done != count:
        raise RuntimeError(f"{done} of {count} accounts were refreshed")
    return pace


def _work(source: str, threads: int, again: Callable[[], bool]) -> None:
    """Rounds in `threads` threads until nothing is due and `again` says no."""

    def rounds() -> None:
        try:
            while run_round(source) or again():
                time.sleep(_POLL)
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(rounds) for _ in range(threads)]:
            done.result()


def _budget_use() -> tuple[float, int]:
    """(calls taken in a window on average, the most that came in one, refused ones too) while more work waits
    than the limit allows; the first and the last window, which are not whole, are left out."""
    with _platform(_LIMIT, _WINDOW) as url:
        _stock("bluesky", _LIMIT * (_WINDOWS + 2))
        end = time.time() + _WINDOW * (_WINDOWS + 1)
        _work("bluesky", 4, lambda: time.time() < end)
        windows = requests.get(f"{url}/log", timeout=5).json()
    whole = windows[1:-1]
    return sum(taken for taken, _ in whole) / len(whole), max(taken + refused for taken, refused in windows)


def _stock(source: str, count: int) -> None:
    """An empty catalogue, then `count` accounts of a source that are due."""
    with connection.cursor() as cursor:
        tables = (model._meta.db_table for model in (Influencer, Budget))
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
    creators = Influencer.objects.bulk_create(Influencer(name=f"Creator {number}") for number in range(count))
    Profile.objects.bulk_create(
        Profile(
            influencer=creator,
            platform=source,
            platform_id=f"did:plc:{number:024d}" if source == bluesky.BlueskySource.key else None,
            handle=f"h{number}",
            source="file",
            next_refresh_at=timezone.now(),
        )
        for number, creator in enumerate(creators)
    )
