"""Which further criteria there are, in the order in which they are measured."""

from scoring.core.authenticity import AUTHENTICITY_PART
from scoring.core.parts import FurtherCriterion
from scoring.core.replies import REPLIES_PART

FURTHER: tuple[FurtherCriterion, ...] = (AUTHENTICITY_PART, REPLIES_PART)
