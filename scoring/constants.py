"""The one door to the numbers that hold: what ships with the app, and what people changed."""

from collections.abc import Mapping
from dataclasses import fields

from scoring.core.weights import CONSTANTS, DEFAULT_WEIGHTS, Constants
from scoring.models import ScoreRun

NAMES = frozenset(field.name for field in fields(Constants))


def current_constants() -> Constants:
    """The constants that hold now."""
    return CONSTANTS


def current_weights() -> Mapping[str, float]:
    """The default weights of a brief that hold now."""
    return DEFAULT_WEIGHTS


def constants_of(run: ScoreRun) -> Constants:
    """The constants that a run used; a name that is no more is left out."""
    return Constants(**{name: value for name, value in run.constants.items() if name in NAMES})
