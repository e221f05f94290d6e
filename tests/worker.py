"""A real Celery worker on the test database, in processes of its own."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from tests.waiting import wait_until

PROJECT = Path(__file__).resolve().parent.parent


@contextlib.contextmanager
def celery_worker(**environment: str) -> Iterator[subprocess.Popen]:
    """Starts a worker for every queue; `environment` adds to its variables. Its log is shown on failure."""
    with tempfile.NamedTemporaryFile("w+", suffix=".log") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "config", "worker", "-Q", "default,sources,scoring"]
            + ["--concurrency", "2", "--loglevel", "INFO", "--without-mingle", "--without-gossip"],
            cwd=PROJECT,
            env={**os.environ, **_servers(), **environment},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            wait_until(lambda: _is_ready(process, Path(log.name)), seconds=60, what="the worker to be ready")
            yield process
        except BaseException:
            sys.stdout.write(Path(log.name).read_text()[-8000:])
            raise
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _servers() -> dict[str, str]:
    """The addresses of the test database and of the broker that this process uses."""
    database = connection.settings_dict
    user, password = (quote(database[name], safe="") for name in ("USER", "PASSWORD"))
    address = f"{database['HOST']}:{database['PORT']}/{database['NAME']}"
    return {"DATABASE_URL": f"postgres://{user}:{password}@{address}", "REDIS_URL": settings.REDIS_URL}


def _is_ready(process: subprocess.Popen, log: Path) -> bool:
    if process.poll() is not None:
        raise RuntimeError(f"The worker ended with {process.returncode}:\n{log.read_text()[-4000:]}")
    return " ready." in log.read_text()
