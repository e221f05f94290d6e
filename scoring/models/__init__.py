"""Runs and the scores that they made."""

from scoring.models.run import ScoreRun
from scoring.models.score import ProfileScore

__all__ = ["ProfileScore", "ScoreRun"]
