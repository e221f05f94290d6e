"""Runs and the scores that they made."""

from scoring.models.run import ScoreRun
from scoring.models.score import ProfileScore
from scoring.models.vectors import CatalogueVectors, ProfileVector

__all__ = ["CatalogueVectors", "ProfileVector", "ProfileScore", "ScoreRun"]
