"""Runs and the scores that they made."""

from scoring.models.chunk import ScoreChunk
from scoring.models.override import Override
from scoring.models.run import ScoreRun
from scoring.models.run_score import RunScore
from scoring.models.score import ProfileScore

__all__ = ["Override", "ProfileScore", "RunScore", "ScoreChunk", "ScoreRun"]
