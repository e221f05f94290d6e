"""Discover as a browser gets it: whole pages through HTTP from the web server that `make run` starts.

At SCALE creators (a million) with 1 and with 16 clients. Baselines of the same run: the same page with SQL in
the place of the catalogue, and the same template with the same rows from memory, which costs what HTML,
sessions and the server cost. Beside it the same page at 1,000 creators. Clients run on the same machine.
Memory is what a web process holds after its pages, without the files that all of them map.
"""

import os
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from itertools import cycle, islice
from pathlib import Path

import numpy as np
import requests
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test import Client
from requests.adapters import HTTPAdapter
from urllib3 import Retry

from benchmarks._large import large
from benchmarks.report import Row
from config.start import free_port, processes

DEFAULT_CREATORS, SMALL = 1_000_000, 1_000
_CLIENTS = (1, 16)
_WARM, _SLOW = 200, 24  # pages asked for: of those that are quick, and of SQL at full size
_NEVER = 10**12  # more accounts than there are: SQL answers
_TO_SQL, _TO_MEMORY, _TO_SMALL, _MEMORY_AIM = 10.0, 2.0, 1.5, 400.0
# Questions as people ask them one after another: wide, narrow, in other orders, further down.
QUESTIONS = (
    "",
    "platform=instagram&tier=micro",
    "platform=tiktok&country=US&er_min=2",
    "followers_min=10k&followers_max=50k&sort=-engagement",
    "niche=food&language=es&sponsored_max=20",
    "last_post=30&authenticity_min=80&page=5",
    "language=ja&sort=-followers",
    "tier=micro&growth_min=3&percentile_min=70&page=3",
)


@dataclass(frozen=True)
class Waited:
    """Milliseconds of the clock that half and 95% of the pages took at most."""

    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Seen:
    """pages: {(way, clients): what they took}; memory: MB of the web process that holds most, without the
    mapped columns; mapped: MB of those."""

    pages: dict[tuple[str, int], Waited]
    memory: float
    mapped: float


def measure(scale: int | None) -> list[Row]:
    """The rows of this benchmark at `scale` creators."""
    count = scale or DEFAULT_CREATORS
    call_command("collectstatic", interactive=False, verbosity=0)
    with large(SMALL):
        few = _seen()
    with large(count):
        many = _seen()
    of = f"pages: a web process at {count:,}, beside the {many.mapped:,.0f} MB mapped"
    rows = [
        Row(of, many.memory, "MB", few.memory, many.memory / few.memory, f"<= {_MEMORY_AIM:g} MB",
            many.memory <= _MEMORY_AIM),
    ]  # fmt: skip
    for clients in _CLIENTS:
        own, sql, memory = (many.pages[kind, clients] for kind in ("own", "sql", "memory"))
        of = f"pages: Discover at {count:,}, {clients} client{'s' * (clients > 1)}"
        rows += [
            Row(f"{of}, p50 against SQL", own.p50, "ms", sql.p50, sql.p50 / own.p50,
                f">= {_TO_SQL:g}x faster", sql.p50 >= _TO_SQL * own.p50),
            Row(f"{of}, p95 against SQL", own.p95, "ms", sql.p95, sql.p95 / own.p95),
            Row(f"{of}, p95 against the page from memory", own.p95, "ms", memory.p95, own.p95 / memory.p95,
                f"<= {_TO_MEMORY:g}x", own.p95 <= _TO_MEMORY * memory.p95),
            Row(f"{of}, p50 against {SMALL:,} creators", own.p50, "ms", few.pages["own", clients].p50,
                own.p50 / few.pages["own", clients].p50, f"<= {_TO_SMALL:g}x",
                own.p50 <= _TO_SMALL * few.pages["own", clients].p50),
        ]  # fmt: skip
    return rows


def _seen() -> Seen:
    call_command("build_catalogue", stdout=StringIO())
    served = Path(settings.VAR_DIR) / Path(settings.STATIC_ROOT).name
    if not served.exists():
        served.symlink_to(settings.STATIC_ROOT)
    cookie = _signed_in()
    found = {}
    with _server(0) as (address, process):
        for clients in _CLIENTS:
            for way, page in (("memory", "bench/memory/"), ("own", "")):
                found[way, clients] = _asked(f"{address}/{page}", cookie, clients, _WARM)
        memory, mapped = max(map(_memory, _children(process)))
    with _server(_NEVER) as (address, _):
        for clients in _CLIENTS:
            found["sql", clients] = _asked(f"{address}/", cookie, clients, _SLOW)
    return Seen(found, memory, mapped)


def _children(process: int) -> list[int]:
    return [int(own) for own in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def _memory(process: int) -> tuple[float, float]:
    """(MB that a process holds beside the files of VAR_DIR that it maps, MB of those)."""
    held = {True: 0, False: 0}
    ours = False
    for line in Path(f"/proc/{process}/smaps").read_text().splitlines():
        name, *words = line.split()
        if not name.endswith(":"):
            ours = str(settings.VAR_DIR) in line
        elif name == "Rss:":
            held[ours] += int(words[0])
    return held[False] / 1024, held[True] / 1024


def _asked(page: str, cookie: dict[str, str], clients: int, number: int) -> Waited:
    def walk(addresses: list[str]) -> list[float]:
        taken = []
        with requests.Session() as session:
            session.cookies.update(cookie)
            for address in addresses:
                started = time.perf_counter()
                answer = session.get(f"{page}?{address}", timeout=600)
                taken.append(1000 * (time.perf_counter() - started))
                if answer.status_code != 200 or 'id="results"' not in answer.text:
                    raise RuntimeError(f"{page}?{address} answered {answer.status_code}.")
        return taken

    each = max(2, number // clients)
    walk(list(islice(cycle(QUESTIONS), number // 6)))  # both processes have opened what they need
    walks = [list(islice(cycle(QUESTIONS[at % len(QUESTIONS) :] + QUESTIONS[: at % len(QUESTIONS)]), each))
             for at in range(clients)]  # fmt: skip
    with ThreadPoolExecutor(clients) as pool:
        taken = [one for many in pool.map(walk, walks) for one in many]
    return Waited(*(float(np.percentile(taken, share)) for share in (50, 95)))


@contextmanager
def _server(catalogue_from: int) -> Iterator[tuple[str, int]]:
    """The web server of `make run` over this database; its address and its process."""
    port = free_port("127.0.0.1")
    environment = {
        **os.environ,
        "DATABASE_URL": "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(
            **connection.settings_dict
        ),
        "REDIS_URL": settings.REDIS_URL,
        "HANDPICK_VAR": str(settings.VAR_DIR),
        "SECRET_KEY": settings.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "benchmarks._page_settings",
        "CATALOGUE_FROM": str(catalogue_from),
    }
    server = subprocess.Popen(
        processes("127.0.0.1", port)["web"], env=environment, cwd=Path(__file__).parents[1],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(address: str) -> None:
    """Until the server answers, which a started one does within a minute."""
    with requests.Session() as session:
        session.mount(address, HTTPAdapter(max_retries=Retry(total=60, backoff_factor=0.1, backoff_max=1)))
        session.get(f"{address}/healthz", timeout=60)


def _signed_in() -> dict[str, str]:
    """The cookie of an admin who signed in."""
    client = Client()
    client.force_login(get_user_model().objects.get_or_create(username="bench", is_superuser=True)[0])
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
