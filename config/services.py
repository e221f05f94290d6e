"""The servers that Handpick runs on: those that `DATABASE_URL` and `REDIS_URL` name, else embedded ones.

Settings call `urls_for(sys.argv)`, so every command, worker and web process that needs a server finds it
running: the first one starts it, under a file lock, and the others wait for it. A running server costs each a
few milliseconds. Commands that never ask a server (`WITHOUT_SERVER`, `--help`) start none. Servers stay up
until `manage.py services stop`, the end of `make run` or the end of a test session.
"""

import contextlib
import fcntl
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from config import env
from config.postgres_server import PostgresServer
from config.server_home import Home, known_home, open_home, private_folder
from config.valkey_server import ValkeyServer

PROJECT = Path(__file__).resolve().parent.parent
WITHOUT_SERVER = {
    "services", "help", "version", "check", "collectstatic", "findstatic", "diffsettings",
    "score_files", "makemigrations", "makemessages", "compilemessages", "startapp", "startproject",
}  # fmt: skip
HELP = {"-h", "--help", "--version"}
# Nothing listens there: a command that asks a server after all fails at once and says so.
NOWHERE = ("postgres://handpick@127.0.0.1:1/handpick", "redis://127.0.0.1:1/0")


def var_folder() -> Path:
    """Where all that is made on this machine lies: `HANDPICK_VAR`, else `var/`; tests have `var/test`."""
    chosen = env.text("HANDPICK_VAR")
    usual = PROJECT / "var" / ("test" if "pytest" in sys.modules else "")
    return Path(chosen or usual).resolve()


def urls_for(argv: list[str]) -> tuple[str, str]:
    """(database URL, Redis URL) for this command line; starts embedded servers only where it may ask them."""
    if needs_server(argv):
        return ensure_services()
    return known_urls()


def needs_server(argv: list[str]) -> bool:
    """False for a command line that is known to ask no server."""
    program, *words = argv or [""]
    if HELP & set(words):
        return False
    if Path(program).name not in ("manage.py", "django-admin") and not program.endswith("django/__main__.py"):
        return True
    return bool(words) and words[0] not in WITHOUT_SERVER


def ensure_services() -> tuple[str, str]:
    """(database URL, Redis URL) of servers that answer; embedded ones are started if they do not run."""
    outside = _outside()
    if all(outside):
        return outside
    home = known_home(var_folder())
    if not home or not all(server.running() for server in _embedded(home)):
        with _start_lock():
            home = open_home(var_folder())
            for server in _embedded(home):
                if not server.running():
                    server.start()
                    sys.stderr.write(f"{server.name} started; data in {server.folder}\n")
    return _urls(home, outside)


def known_urls() -> tuple[str, str]:
    """The same without starting anything: where the servers last were, else where nothing listens."""
    outside = _outside()
    home = None if all(outside) else known_home(var_folder())
    if home and all(server.port_file.exists() for server in _embedded(home)):
        return _urls(home, outside)
    return tuple(given or nowhere for given, nowhere in zip(outside, NOWHERE, strict=True))


def stop_services() -> list[str]:
    """Stops the embedded servers; the names of those that ran."""
    home = known_home(var_folder())
    if not home:
        return []
    with _start_lock():
        running = [server for server in (ValkeyServer(home), PostgresServer(home)) if server.alive.held()]
        for server in running:
            server.stop()
    return [server.name for server in running]


def services_status() -> list[tuple[str, str]]:
    """(server, state in words) for each; embedded or outside."""
    home = known_home(var_folder())
    states = []
    for kind, given in zip((PostgresServer, ValkeyServer), _outside(), strict=True):
        if given:
            state = "an outside server, named in the environment"
        elif home and kind(home).running():
            server = kind(home)
            state = f"runs on 127.0.0.1:{server.port_file.read_text().strip()}, data in {server.folder}"
        else:
            state = "does not run"
        states.append((kind.name, state))
    return states


def _outside() -> tuple[str, str]:
    return env.text("DATABASE_URL"), env.text("REDIS_URL")


def _embedded(home: Home) -> list[PostgresServer | ValkeyServer]:
    """The servers that no outside one replaces."""
    kinds = zip((PostgresServer, ValkeyServer), _outside(), strict=True)
    return [kind(home) for kind, given in kinds if not given]


def _urls(home: Home, outside: tuple[str, str]) -> tuple[str, str]:
    return outside[0] or PostgresServer(home).url(), outside[1] or ValkeyServer(home).url()


@contextlib.contextmanager
def _start_lock() -> Iterator[None]:
    """One process at a time makes, starts or stops; the others wait until it is done."""
    descriptor = os.open(private_folder(var_folder()) / "start.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
