"""Counting what somebody tries within a time, for limits that hold in every process."""

from hashlib import sha256

from django.core.cache import cache


def counted(what: str, seconds: int) -> int:
    """How often this was tried within so many seconds of the first time, this one included. What is counted
    is kept as a digest alone. An emptied Redis begins anew."""
    key = f"tries-{sha256(what.encode()).hexdigest()}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key)
    except ValueError:  # the time ended between the two calls
        return 1


def forget(what: str) -> None:
    """Counts anew from the next try on."""
    cache.delete(f"tries-{sha256(what.encode()).hexdigest()}")
