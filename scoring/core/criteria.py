"""Which further criteria there are, in the order in which they are measured."""

from scoring.core.authenticity import AUTHENTICITY_PART
from scoring.core.content import CONTENT_PART
from scoring.core.cost import COST_PART
from scoring.core.freshness import FRESHNESS_PART
from scoring.core.parts import FurtherCriterion
from scoring.core.replies import REPLIES_PART

# Cost reads authenticity and what is sponsored: it stays behind them.
FURTHER: tuple[FurtherCriterion, ...] = (
    FRESHNESS_PART,
    AUTHENTICITY_PART,
    REPLIES_PART,
    COST_PART,
    CONTENT_PART,
)
