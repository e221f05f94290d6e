"""Fixtures of every test, and what the whole session needs around it."""

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import hypothesis
import pytest
import redis
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.test import TestCase

from config import services
from tests.factories import make_user
from tests.worker import celery_worker

pytest_plugins = ["tests.network.fixtures"]

QUEUES = ("default", "sources", "scoring", "unacked", "unacked_index")
PUT_BACK = pytest.StashKey[Callable[[], None]]()

# Children of a test (workers, commands) use what this session uses, and no `.env` of whoever runs it.
os.environ.setdefault("HANDPICK_VAR", str(settings.VAR_DIR))
os.environ["HANDPICK_ENV"] = os.devnull
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns at each request without it
# Playwright keeps an event loop in the thread in which tests use the database, one after the other.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


# How long an example takes says nothing on a machine that runs other tests beside it.
hypothesis.settings.register_profile("handpick", deadline=None)
hypothesis.settings.load_profile("handpick")

# Held shared by every session on these servers, so that the last one to end is known.
SESSIONS = (settings.VAR_DIR / "sessions.lock").open("a")
fcntl.flock(SESSIONS, fcntl.LOCK_SH)


def pytest_sessionfinish() -> None:
    """Embedded servers of tests end with the last session that uses them; where the environment names
    servers, there are none."""
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(SESSIONS, fcntl.LOCK_EX | fcntl.LOCK_NB)
        services.stop_services()


def pytest_xdist_setupnodes(specs) -> None:
    """Of several processes each has databases of its own in both servers, which this one started, and a
    folder of its own."""
    for number, spec in enumerate(specs, 1):
        spec.env["DATABASE_URL"] = settings.DATABASE_URL  # pytest-django adds the process to the name
        spec.env["REDIS_URL"] = urlsplit(settings.REDIS_URL)._replace(path=f"/{number}").geturl()
        spec.env["HANDPICK_VAR"] = str(settings.VAR_DIR / f"process-{number}")


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: tests wait for servers and workers a good part of their time."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, request):
    """The test database. What migrations put into it (roles, tiers, niches) is there for every test."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        assert Group.objects.exists(), "The test database lost its rows; make it anew: pytest --create-db"
        # What a test commits need not survive a crash.
        cursor.execute(f'ALTER DATABASE "{connection.settings_dict["NAME"]}" SET synchronous_commit = off')
        cursor.execute("SET synchronous_commit = off")
        names = connection.introspection.django_table_names(only_existing=True, include_views=False)
        filled = [name for name in names if _has_rows(cursor, name)]
        cursor.execute("DROP SCHEMA IF EXISTS put_back CASCADE; CREATE SCHEMA put_back")
        for name in filled:
            cursor.execute(f'CREATE TABLE put_back."{name}" AS TABLE "{name}"')
    again = ";".join(
        f'INSERT INTO "{name}" OVERRIDING SYSTEM VALUE TABLE put_back."{name}"' for name in filled
    )

    def put_back() -> None:
        with django_db_blocker.unblock():
            if not Group.objects.exists():
                with connection.cursor() as cursor:
                    cursor.execute(again)  # one transaction, in which references may wait for each other

    request.config.stash[PUT_BACK] = put_back
    flush = "django.core.management.commands.flush"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"{flush}.sql_flush", partial(_emptied, names))
        # Types and permissions are among those rows: to make them anew after each flush would take longer.
        patch.setattr(f"{flush}.emit_post_migrate_signal", lambda *_, **__: None)
        yield
    put_back()  # a database that is kept for the next session shall be whole


def _has_rows(cursor, table: str) -> bool:
    cursor.execute(f'SELECT EXISTS (TABLE "{table}")')
    return cursor.fetchone()[0]


def _emptied(names: list[str], style, connection, **_) -> list[str]:
    """Statements that empty these tables. TRUNCATE makes new files for each of them and for their indexes,
    however little a test wrote; where the role may not switch off references it has to be that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
        if not cursor.fetchone()[0]:
            return connection.ops.sql_flush(style, names)
    quoted = [f'"{name}"' for name in names]
    return [
        # What a worker is just writing is waited for, as TRUNCATE does.
        f"LOCK TABLE {', '.join(quoted)} IN EXCLUSIVE MODE",
        "SET LOCAL session_replication_role = replica",
        ";".join(f"DELETE FROM {name}" for name in quoted),
    ]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """A test that commits ends with empty tables; the next one finds the migrations' rows again."""
    result = yield
    if nextitem and (put_back := item.config.stash.get(PUT_BACK, None)):
        put_back()
    return result


@pytest.fixture(scope="module")
def shared_rows(django_db_setup, django_db_blocker):
    """Rows that fixtures of scope "module" make after this one stay until the module ends: the savepoint of
    each test lies inside one transaction. Hand out copies (`deepcopy`) of what they made; no test of such a
    module may commit."""

    class Rows(TestCase):
        pass

    with django_db_blocker.unblock():
        Rows.setUpClass()
        yield
        Rows.tearDownClass()


@pytest.fixture
def marketer(db):
    """A person who plans campaigns; the password of each of the four is "secret-42"."""
    return make_user("marketer")


@pytest.fixture
def curator(db):
    """A person who tends the catalogue."""
    return make_user("curator")


@pytest.fixture
def admin_person(db):
    """A person who may do everything that a role allows."""
    return make_user("admin")


@pytest.fixture
def outsider(db):
    """A marketer who is a member of no campaign."""
    return make_user("marketer")


@pytest.fixture
def celery_worker_process(transactional_db):
    """A real worker on the test database; it begins with empty queues."""
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        broker.delete(*QUEUES)
    with celery_worker() as process:
        yield process


@pytest.fixture
def open_folder():
    """A temporary folder that every user may enter; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory(prefix="handpick-test-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
