"""The shortlist as a board: a column for each stage, its first candidates in their order, its fees summed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from campaigns.fees import FeeSum, fee_sums
from campaigns.models import Campaign, Stage
from campaigns.shortlist_page import ShortlistPage, ShortlistRow, assigned, for_rows, shortlist_rows

# Cards a column shows; the table shows the others.
CARDS = 40


@dataclass(frozen=True, slots=True)
class Column:
    """A stage with its first cards, how many there are in all, and the fees of all of them. `rest` is the
    first candidate without a card (None: all have one): a drop below the last card goes before it."""

    stage: Stage
    rows: list[ShortlistRow]
    n: int
    fees: list[FeeSum]
    rest: int | None

    @property
    def more(self) -> int:
        """How many are not on the board."""
        return self.n - len(self.rows)


def columns(campaign: Campaign, page: ShortlistPage, now: datetime) -> list[Column]:
    """The columns of a board, narrowed as the page is. A fixed number of queries for any number of stages."""
    candidates = assigned(campaign.candidates.listed(), page.assignee)
    place = Window(RowNumber(), partition_by=F("stage"), order_by=("position", "pk"))
    first = candidates.annotate(place=place).filter(place__lte=CARDS + 1).order_by()
    placed = list(first.values_list("pk", "stage", "place"))
    rest = {stage: pk for pk, stage, place in placed if place > CARDS}
    shown = for_rows(campaign.candidates.filter(pk__in=[pk for pk, _, place in placed if place <= CARDS]))
    rows: dict[int, list[ShortlistRow]] = {}
    for row in shortlist_rows(campaign, list(shown.order_by("stage__position", "position", "pk")), now):
        rows.setdefault(row.candidate.stage_id, []).append(row)
    counts = dict(candidates.order_by().values_list("stage").annotate(Count("pk")))
    sums = fee_sums(candidates)
    return [
        Column(
            stage=stage,
            rows=rows.get(stage.pk, []),
            n=counts.get(stage.pk, 0),
            fees=sums.get(stage.pk, []),
            rest=rest.get(stage.pk),
        )
        for stage in page.stages
    ]
