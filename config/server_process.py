"""A server process of ours: as whom it runs, whether it lives, which port it has. Standard library only."""

import contextlib
import fcntl
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path


class ServiceError(RuntimeError):
    """An embedded server cannot run; the message says what happened and what to do."""


@dataclass(frozen=True)
class Account:
    """The system user that a server runs as."""

    uid: int
    gid: int

    @classmethod
    def own(cls) -> "Account":
        """The user of this process."""
        return cls(os.geteuid(), os.getegid())

    def options(self) -> dict:
        """What `subprocess` needs to run a program as this user, from a folder that anyone may enter."""
        common = {"cwd": "/", "umask": 0o077}
        if self.uid == os.geteuid():
            return common
        return {**common, "user": self.uid, "group": self.gid, "extra_groups": []}


class AliveMark:
    """A file lock that a server inherits at its start, and so holds as long as any process of it lives.

    The kernel gives it back when the last of them ends, however it ended. So the mark is right where a pid
    file is not: after SIGKILL, for a zombie that nobody reaps, for a pid that another program has by now, and
    where the folder is shared with a container that cannot see our processes.
    """

    def __init__(self, path: Path):
        self.path = path

    def held(self) -> bool:
        """True while a process of the server lives."""
        with self._opened() as descriptor:
            try:
                # Shared, so that two who ask at the same moment never take each other for a server.
                fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    @contextlib.contextmanager
    def handed_on(self) -> Iterator[int]:
        """The locked descriptor, for `pass_fds`. Call it only under the start lock and when not `held`."""
        with self._opened() as descriptor:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor

    @contextlib.contextmanager
    def _opened(self) -> Iterator[int]:
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield descriptor
        finally:
            os.close(descriptor)


def is_living(pid: int, folder: Path) -> bool:
    """True if `pid` is a living process that works in `folder`, as both our servers do; a zombie is not."""
    process = Path(f"/proc/{pid}")
    try:
        state = (process / "stat").read_text().rpartition(")")[2].split()[0]
        return state not in "ZX" and (process / "cwd").resolve(strict=True) == folder.resolve()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return False  # gone, or another user's: we could not have started it


def pid_in(pid_file: Path) -> int | None:
    """The number in the first line of a pid file; None where there is none."""
    try:
        return int(pid_file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def processes_in(folder: Path) -> list[int]:
    """The living processes that work in `folder`."""
    pids = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [pid for pid in pids if is_living(pid, folder)]


def send(pid: int, number: signal.Signals) -> None:
    """Sends a signal; a process that has just ended is no error."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def usable_port(kept: Path) -> int:
    """The port that `kept` names if it is free, else a free one, which `kept` then names."""
    wanted = pid_in(kept) or 0
    for port in (wanted, 0):
        with socket.socket() as probe:
            # Both servers set this too: a port in TIME_WAIT is free, one that is listened on is not.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            found = probe.getsockname()[1]
        if found != wanted:
            draft = kept.with_suffix(".new")
            draft.write_text(f"{found}\n")
            draft.replace(kept)
        return found
    raise ServiceError("No free port was found on 127.0.0.1.")


def wait_until(done: Callable[[], bool], seconds: float) -> bool:
    """True as soon as `done()` is; False when `seconds` passed before."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def wait_while_alive(ready: Callable[[], bool], alive: AliveMark, name: str, log: Path) -> bool:
    """True when the server is ready, False when it ended before.

    There is no other limit: recovery after a crash may take minutes, and cutting it short starts it anew.
    """
    told = time.monotonic()
    while not ready():
        if not alive.held():
            return False
        if time.monotonic() - told > 15:
            told = time.monotonic()
            sys.stderr.write(f"{name} is still starting; what it does stands in {log}\n")
        time.sleep(0.01)
    return True


def tail(path: Path, lines: int = 12) -> str:
    """The last lines of a log, for an error message."""
    if not path.exists():
        return "(no log was written)"
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
