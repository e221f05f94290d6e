"""An opening that stops half-way until a test lets it go on."""

import threading

from influencers.catalogue import newest

PATIENCE = 20
"""Seconds after which a thread that should have come is given up, which fails the test."""


class Halted:
    """Openings of generations wait here: `begun` once one is on its way, `go` on when told."""

    def __init__(self, monkeypatch):
        self.begun, self._go = threading.Event(), threading.Event()
        opened = newest.open_generation

        def open_generation(*asked):
            self.begun.set()
            assert self._go.wait(PATIENCE)
            return opened(*asked)

        monkeypatch.setattr(newest, "open_generation", open_generation)

    def wait(self) -> None:
        """Until an opening is on its way."""
        assert self.begun.wait(PATIENCE)

    def go(self, kind: str) -> None:
        """Lets it go on, to its end."""
        self._go.set()
        ended(kind)


def ended(kind: str) -> None:
    """Waits until no generation of this kind is being opened beside."""
    for thread in threading.enumerate():
        if thread.name == f"opens {kind}":
            thread.join(PATIENCE)
            assert not thread.is_alive()
