"""Waiting for what another process does."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_until(condition: Callable[[], T], seconds: float = 30, every: float = 0.05, what: str = "") -> T:
    """The first true answer of `condition`; fails the test when none comes within `seconds`."""
    end = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"Not within {seconds:g} s: {what or condition}")
        time.sleep(every)
    return answer
