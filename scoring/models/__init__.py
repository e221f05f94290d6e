"""Runs, the scores that they made, and what was read of posts on the way."""

from scoring.models.chunk import ScoreChunk
from scoring.models.post_text import PostText
from scoring.models.run import ScoreRun
from scoring.models.run_score import RunScore
from scoring.models.score import ProfileScore

__all__ = ["PostText", "ProfileScore", "RunScore", "ScoreChunk", "ScoreRun"]
