"""What an answer of the catalogue is, whichever way it came about."""

from dataclasses import dataclass, field

Counts = dict[str, int]


@dataclass(frozen=True)
class Found:
    """An answer: the ids of one page in order, the exact total, and {filter: {choice: count}}, each filter's
    choices counted under all the other filters."""

    ids: list[int]
    total: int
    page: int
    facets: dict[str, Counts] = field(default_factory=dict)
