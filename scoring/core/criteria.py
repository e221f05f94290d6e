"""Which further criteria there are, in the order in which they are measured."""

from scoring.core.freshness import FRESHNESS_PART
from scoring.core.parts import FurtherCriterion

FURTHER: tuple[FurtherCriterion, ...] = (FRESHNESS_PART,)
