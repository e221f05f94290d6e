"""`make run`: everything that Handpick is, in one terminal, until Ctrl-C."""

import contextlib
import fcntl
import os
import shlex
import signal
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from io import StringIO
from pathlib import Path
from socket import SO_REUSEADDR, SOL_SOCKET, socket
from threading import Event, Thread
from typing import TextIO

import requests
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from honcho.manager import Manager
from honcho.printer import Printer

from config import env, services
from config.server_home import open_home
from config.server_process import ServiceError

USUAL_PORT = 8000
QUEUES = "default,sources,scoring"


class LastingOutput:
    """A stream that outlives its reader: with the terminal closed, all that matters is to end cleanly."""

    def __init__(self, stream: TextIO):
        self._stream = stream

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError):
            self._stream.flush()

    def __getattr__(self, name: str):
        return getattr(self._stream, name)


class AlreadyRunning(RuntimeError):
    """Another `make run` uses this folder."""


def free_port(host: str) -> int:
    """`PORT` where given; else 8000, or any free port where that is taken."""
    if wanted := env.number("PORT", 0):
        return wanted
    for port in (USUAL_PORT, 0):
        with socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
            probe.bind((host, port))
            return probe.getsockname()[1]
    raise ServiceError(f"No free port was found on {host}.")


@contextlib.contextmanager
def only_start(var: Path) -> Iterator[Callable[[str], None]]:
    """Holds the folder for this start and gives a way to note its address. AlreadyRunning, with the other's
    address once it has one, where another start is under way."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "run.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise AlreadyRunning(f"Handpick runs already: {file.read().strip() or 'starting'}") from None

        def note(address: str) -> None:
            file.truncate(0)
            file.write(f"{address}\n")
            file.flush()

        file.truncate(0)
        yield note


def collect_static_files() -> None:
    """Gathers and hashes what the browser gets; only when one of the files changed since the last start."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    digest = sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    stamp = settings.VAR_DIR / "static-collected"
    if stamp.exists() and stamp.read_text() == digest.hexdigest() and settings.STATIC_ROOT.exists():
        return
    print("Collecting what the browser needs", flush=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest.hexdigest())


def prepare() -> str:
    """Brings database and files up to date; the words about signing in for the end of the start."""
    import django

    django.setup()
    from config import first_start

    call_command("check", stdout=StringIO())  # a mistake ends the start here, not each page later
    print("Bringing the database up to date", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    collect_static_files()
    if not first_start.is_first_start():
        return (
            f"  Sign in: the password of {first_start.FIRST_USER} was shown at the first start. Reset it:\n"
            f"           .venv/bin/python manage.py changepassword {first_start.FIRST_USER}"
        )
    print("First start: making the demo catalogue", flush=True)
    first_start.seed_demo_catalogue()
    name, password = first_start.make_first_login()
    words = (
        f"  Sign in: user {name}, password {password}\n"
        "           The password is shown at this start only. Change it in your account."
    )
    print(words, flush=True)  # at once, too: a start that breaks off later must not swallow it
    return words


def processes(host: str, port: int) -> dict[str, list[str]]:
    """{name: command} of what runs side by side."""
    level = env.text("LOG_LEVEL", "WARNING")
    celery = [sys.executable, "-m", "celery", "--quiet", "-A", "config"]
    return {
        "web": [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"{host}:{port}"]
        + ["--worker-class", "gthread", "--workers", str(env.number("WEB_WORKERS", 2)), "--threads", "8"]
        + ["--preload", "--no-control-socket", "--graceful-timeout", "4"],
        "worker": [*celery, "worker", "-Q", QUEUES, "-c", str(env.number("WORKERS", 2)), "--loglevel", level],
        "beat": [*celery, "beat", "--pidfile=", "--loglevel", level],
    }


def announce(address: str, words: str, ended: Event) -> None:
    """Prints the address once the web answers."""
    while not ended.wait(0.2):
        with contextlib.suppress(requests.RequestException):
            if requests.get(f"{address}/healthz", timeout=5, allow_redirects=False).status_code == 200:
                print(f"\n  Handpick is ready: {address}\n{words}\n  Stop it with Ctrl-C.\n", flush=True)
                return


def run_processes(host: str, port: int, words: str) -> int:
    """Runs web, worker and beat until Ctrl-C or until one of them ends; 0 where a person ended it."""
    manager = Manager(Printer(sys.stdout))
    quiet = {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore::UserWarning:celery.platforms",
    }
    for name, command in processes(host, port).items():
        manager.add_process(name, f"exec {shlex.join(command)}", env=quiet, cwd=str(services.PROJECT))
    # The terminal was closed: end as at Ctrl-C, or the processes would stay behind.
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    ended = Event()
    Thread(target=announce, args=(f"http://{host}:{port}", words, ended), daemon=True).start()
    try:
        manager.loop()
    except BaseException:
        manager.kill()
        raise
    finally:
        ended.set()
    return 0 if manager.returncode in (130, 143) else manager.returncode or 1


def data_folder() -> Path:
    """Where the embedded servers keep what people entered; not always under the project."""
    return open_home(services.var_folder()).data


def main() -> int:
    """Starts, waits, and leaves nothing running; the exit code."""
    sys.stdout, sys.stderr = LastingOutput(sys.stdout), LastingOutput(sys.stderr)
    host = env.text("HOST", "127.0.0.1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.chdir(services.PROJECT)
    wished = Event()

    def end(*_) -> None:
        wished.set()
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    try:
        with only_start(services.var_folder()) as note_address:
            try:
                services.ensure_services()
                words = prepare()
                # Chosen last: a first start takes a minute, and whoever starts meanwhile may take the port.
                port = free_port(host)
                address = f"http://{host}:{port}"
                note_address(address)
                os.environ.setdefault("BASE_URL", address)
                return run_processes(host, port, words)
            finally:
                if stopped := services.stop_services():
                    print(f"Stopped {' and '.join(stopped)}; the data stays in {data_folder()}.", flush=True)
    except (ServiceError, AlreadyRunning, ImproperlyConfigured, CommandError) as error:
        print(error, file=sys.stderr)
        return 1
    except BaseException:
        # A library may turn Ctrl-C into an error of its own, as a COPY under way does.
        if wished.is_set():
            return 0
        raise


if __name__ == "__main__":
    sys.exit(main())
