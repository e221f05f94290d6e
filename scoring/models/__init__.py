"""Runs, the scores that they made, and what engagement is worth."""

from scoring.models.media_value import MediaValue
from scoring.models.run import ScoreRun
from scoring.models.score import ProfileScore

__all__ = ["MediaValue", "ProfileScore", "ScoreRun"]
