"""How far a constant may be changed, so that a slip of the keyboard does not empty a ranking (J)."""

from dataclasses import fields

from scoring.core.weights import CONSTANTS, Constants

FIXED = frozenset({"mad_to_sd", "z90", "huber_k", "draw_seed"})
"""Constants of mathematics, or without a meaning of their own."""
FACTOR = 10
_WHOLE = frozenset(field.name for field in fields(Constants) if field.type in (int, "int"))
_PARTS = ("_share", "share_", "_floor", "weight_jitter", "coverage")


def changeable() -> list[str]:
    """The constants that people may change, by name."""
    return sorted(field.name for field in fields(Constants) if field.name not in FIXED)


def is_whole(name: str) -> bool:
    """Whether a constant counts something, so that only whole numbers make sense."""
    return name in _WHOLE


def range_of(name: str) -> tuple[float, float]:
    """The lowest and highest value of a constant: a share stays between 0 and 1, every other number within a
    tenth and ten times of what ships with the app."""
    shipped = float(getattr(CONSTANTS, name))
    if any(part in name for part in _PARTS) and 0 <= shipped <= 1:
        return 0.0, 1.0
    low, high = sorted((shipped / FACTOR, shipped * FACTOR))
    if is_whole(name):
        low = max(1.0, round(low))
    return low, high
