"""What a single sponsored post is expected to get: the middle, and the range that holds nine in ten."""

import math
from collections.abc import Mapping
from typing import Any

from scoring.core.weights import CONSTANTS, Constants


def expected_range(
    cost: Mapping[str, Any], engagement: Mapping[str, Any], sigma2: float, c: Constants = CONSTANTS
) -> tuple[float, float, float] | None:
    """(expected, low, high) engagements of one sponsored post from the stored parts of a score, None where
    nothing can be foretold.

    In logs the middle is that of the cost criterion. Around it lie what is not known of the creator's own
    level (`theta_var`) and the scatter of single posts (`sigma2`, variance of ln engagement within a creator,
    of the norm of the platform); the range is their normal law, 90%.
    """
    expected = cost.get("expected")
    if not expected or expected <= 0:
        return None
    width = c.z90 * math.sqrt((engagement.get("theta_var") or 0.0) + max(sigma2, 0.0))
    return expected, expected * math.exp(-width), expected * math.exp(width)


def engagements(
    platform: str, likes: int | None, comments: int | None, shares: int | None, counted: frozenset[str]
) -> int | None:
    """Engagements of a post as the method counts them: likes and comments, and shares on the platforms
    `counted`; None where likes are hidden, because the rest would pass for all."""
    if likes is None:
        return None
    return likes + (comments or 0) + ((shares or 0) if platform in counted else 0)
