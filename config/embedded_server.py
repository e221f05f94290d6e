"""What the embedded servers share: where their files lie, how they start, how remnants end."""

import signal
from pathlib import Path

from config.server_home import Home
from config.server_process import (
    AliveMark,
    ServiceError,
    processes_in,
    send,
    tail,
    wait_until,
    wait_while_alive,
)


class EmbeddedServer:
    """A server of one installation, on a loopback port of its own with a random password.

    Each kind tells its `pid`, whether it is `running`, and how it is launched (`_launch`).
    """

    name: str  # for people
    key: str  # of its files
    # What ends the processes that a killed server left behind, the gentlest first.
    remnant_signals: tuple[signal.Signals, ...] = (signal.SIGTERM, signal.SIGKILL)

    def __init__(self, home: Home):
        self.home = home
        self.folder = home.data / self.key
        self.log = self.folder / "log"
        self.port_file = home.private / f"{self.key}-port"
        self.password_file = home.private / f"{self.key}-password"
        self.alive = AliveMark(home.private / f"{self.key}.alive")

    @property
    def data(self) -> Path:
        """The folder that its processes work in."""
        return self.folder

    def pid(self) -> int | None:
        """The living server of this data folder."""
        raise NotImplementedError

    def running(self) -> bool:
        """True when it lives and answers."""
        raise NotImplementedError

    def start(self) -> None:
        """Starts it, or waits for one that starts already. Call it under the start lock."""
        if self.pid() is None:
            self._end_remnants()
            self._launch()
        elif not wait_while_alive(self.running, self.alive, self.name, self.log):
            raise ServiceError(f"{self.name} ended while it started. Its log says:\n{tail(self.log)}")

    def _launch(self) -> None:
        raise NotImplementedError

    def _stop(self, number: signal.Signals, seconds: float) -> None:
        """Ends it by a signal and waits; ServiceError where it outlives `seconds`."""
        if pid := self.pid():
            send(pid, number)
            if not wait_until(lambda: self.pid() is None, seconds=seconds):
                raise ServiceError(f"{self.name} (process {pid}) does not stop. Its log:\n{tail(self.log)}")
        self._end_remnants()

    def _end_remnants(self) -> None:
        """Ends what a killed server left behind: no new one may start beside it."""
        for number in self.remnant_signals:
            if not self.alive.held():
                return
            for pid in processes_in(self.data):
                send(pid, number)
            if wait_until(lambda: not self.alive.held(), seconds=10):
                return
        raise ServiceError(f"Processes of an earlier {self.name} in {self.data} cannot be ended.")
