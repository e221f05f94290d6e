"""The one door to the numbers that hold: what ships with the app, and what people changed."""

from collections.abc import Mapping
from dataclasses import fields

from scoring.core.weights import Constants
from scoring.models import ScoreRun
from scoring.overrides import constants_with, current_overrides, weights_with

NAMES = frozenset(field.name for field in fields(Constants))


def current_constants() -> Constants:
    """The constants that hold now; one query."""
    return constants_with(current_overrides())


def current_weights() -> Mapping[str, float]:
    """The default weights of a brief that hold now; one query."""
    return weights_with(current_overrides())


def constants_of(run: ScoreRun) -> Constants:
    """The constants that a run used; a name that is no more is left out."""
    return Constants(**{name: value for name, value in run.constants.items() if name in NAMES})
