"""Runs, the scores that they made, what they rest on, and what engagement is worth."""

from scoring.models.chunk import ScoreChunk
from scoring.models.media_value import MediaValue
from scoring.models.override import Override
from scoring.models.post_text import PostText
from scoring.models.run import ScoreRun
from scoring.models.run_score import RunScore
from scoring.models.score import ProfileScore
from scoring.models.vectors import CatalogueVectors, ProfileVector

__all__ = [
    "CatalogueVectors",
    "MediaValue",
    "Override",
    "PostText",
    "ProfileScore",
    "ProfileVector",
    "RunScore",
    "ScoreChunk",
    "ScoreRun",
]
