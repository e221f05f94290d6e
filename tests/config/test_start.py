"""`make run` in a copy of the project, as a person types it."""

import contextlib
import fcntl
import os
import pty
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import TextIO

import pytest
import requests

from tests.config.servers import data_of, postmaster, state_of
from tests.waiting import wait_until

PROJECT = Path(__file__).resolve().parents[2]
READY_SECONDS = 300  # a busy machine is no mistake of ours; usually it takes under 10
WISHED_PORT = 18437
NO_DEMO = {"SEED_DEMO": "0"}


@pytest.fixture
def clone(open_folder, no_outside_servers):
    """The files of the work tree in a new folder; installed packages are lent by this one."""
    target = open_folder / "clone"
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=PROJECT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (PROJECT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, target / name)
    for name in (".venv", "node_modules"):
        (target / name).symlink_to(PROJECT / name)
    yield target
    home = data_of(target / "var")
    if home.parent != target / "var" and home.name.startswith("handpick-"):
        shutil.rmtree(home)


def shell() -> dict[str, str]:
    """The environment of somebody who types a command in the clone, not in a test session."""
    return {name: value for name, value in os.environ.items() if name not in ("HANDPICK_VAR", "MAKEFLAGS")}


def is_free(file: TextIO) -> bool:
    """True when no process holds the lock of the file."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class Start:
    """A `make run` under way, in a process group of its own as in a terminal."""

    def __init__(self, clone: Path, **environment: str):
        self.clone = clone
        self.log = Path(tempfile.mkstemp(".log", dir=clone)[1])
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                ["make", "run"], cwd=clone, env={**shell(), **environment}, stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    @property
    def text(self) -> str:
        return self.log.read_text()

    def _told(self) -> re.Match | None:
        assert self.process.poll() is None, self.text[-5000:]
        return re.search(r"Handpick is ready: (http://127\.0\.0\.1:\d+)", self.text)

    def address(self) -> str:
        """Where it is ready, as printed."""
        return wait_until(self._told, seconds=READY_SECONDS, what="the address")[1]

    def end(self, number: signal.Signals = signal.SIGINT) -> None:
        """What the terminal sends at Ctrl-C goes to every process of the group."""
        os.killpg(self.process.pid, number)
        self.process.wait(60)


@pytest.fixture
def make_run(clone):
    """make_run(**environment) starts one; what a failed test left is ended."""
    started: list[Start] = []

    def run(**environment: str) -> Start:
        started.append(Start(clone, **{**NO_DEMO, **environment}))
        return started[-1]

    yield run
    for start in started:
        if start.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                start.end()


def sign_in(address: str, password: str) -> requests.Response:
    """The page after the sign-in form."""
    browser = requests.Session()
    form = browser.get(f"{address}/accounts/login/", timeout=30)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)[1]
    words = {"username": "admin", "password": password, "csrfmiddlewaretoken": token}
    return browser.post(f"{address}/accounts/login/", words, headers={"Referer": address}, timeout=30)


def test_from_an_empty_folder_to_a_signed_in_person_and_back(clone, make_run):
    first = make_run()
    address = first.address()
    health = requests.get(f"{address}/healthz", timeout=10)
    assert health.status_code == 200
    assert (health.json()["database"], health.json()["redis"]) == ("ok", "ok")
    password = re.search(r"user admin, password (\S+)", first.text)[1]
    page = sign_in(address, password)
    assert page.status_code == 200
    assert page.url == f"{address}/"
    style = re.search(r'href="(/static/vendor/tabler/tabler\.min\.[0-9a-f]+\.css)"', page.text)[1]
    assert requests.get(address + style, timeout=10).status_code == 200

    again = make_run()
    assert again.process.wait(READY_SECONDS) != 0
    assert f"runs already: {address}" in again.text

    servers = [postmaster(clone / "var"), int((data_of(clone / "var") / "valkey/pid").read_text())]
    first.end()
    assert "Traceback" not in first.text, first.text
    assert all(state_of(pid) in ("", "Z") for pid in servers)
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{address}/healthz", timeout=10)

    second = make_run(PORT=str(WISHED_PORT))
    address = second.address()
    assert address == f"http://127.0.0.1:{WISHED_PORT}"
    assert sign_in(address, password).url == f"{address}/"
    assert password not in second.text
    assert "changepassword admin" in second.text
    assert "Collecting" not in second.text  # nothing changed, so nothing is gathered again

    def beating() -> dict:
        report = requests.get(f"{address}/healthz", timeout=30).json()
        return report if report["status"] == "ok" else {}

    assert wait_until(beating, seconds=READY_SECONDS, what="the first beat")["last_beat_age_seconds"] < 120
    # A part that ends takes the rest with it: half a Handpick would only look like one.
    os.kill(int(re.search(r"beat started \(pid=(\d+)\)", second.text)[1]), signal.SIGKILL)
    assert second.process.wait(60) != 0
    assert "the data stays in" in second.text
    assert state_of(postmaster(clone / "var") or 0) in ("", "Z")


def test_ended_while_it_prepares_it_leaves_nothing_running(clone, make_run):
    start = make_run()
    wait_until(lambda: "Valkey started" in start.text, seconds=READY_SECONDS, what="the servers")
    server = postmaster(clone / "var")
    start.process.send_signal(signal.SIGTERM)  # to make alone, which hands it on
    start.process.wait(60)
    assert "the data stays in" in start.text
    assert "Traceback" not in start.text, start.text
    assert state_of(server) in ("", "Z")


def test_a_closed_terminal_ends_it_too(clone):
    child, terminal = pty.fork()
    if child == 0:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever runs the tests may ignore it (nohup)
        os.chdir(clone)
        os.execvpe("sh", ["sh", "-c", "make run; exit"], {**shell(), **NO_DEMO})
    shown = b""

    def address() -> bytes:
        nonlocal shown
        shown += os.read(terminal, 65536)
        found = re.search(rb"Handpick is ready: (http://127\.0\.0\.1:\d+)\r\n", shown)
        return found[1] if found else b""

    try:
        wait_until(address, seconds=READY_SECONDS, what="the address")
        server = postmaster(clone / "var")
        os.close(terminal)
        wait_until(lambda: state_of(server) in ("", "Z"), seconds=READY_SECONDS, what="the servers' end")
    finally:
        with contextlib.suppress(ProcessLookupError):  # all of it has ended, as it should
            os.killpg(child, signal.SIGTERM)
        os.waitpid(child, 0)
    lock = (clone / "var/run.lock").open()
    wait_until(lambda: is_free(lock), seconds=30, what="the last part's end")


def test_a_mistake_in_the_settings_ends_the_start_in_words(make_run):
    start = make_run(DEBUG="perhaps")
    assert start.process.wait(60) != 0
    assert "DEBUG must be 1 or 0, not 'perhaps'" in start.text
    assert "Traceback" not in start.text
