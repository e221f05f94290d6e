"""A stretch of a ranking that was read and scored, to be put into words."""

from dataclasses import dataclass

import numpy as np

from scoring.core.results import Teller
from scoring.rank_pool import Pool
from scoring.rank_question import Question


@dataclass(frozen=True, slots=True)
class Window:
    """pool: the candidates of the stretch; first: how many stand before it; medians: of everybody, in the
    order of CRITERIA, where the pool is not everybody."""

    pool: Pool
    first: int = 0
    medians: np.ndarray | None = None

    @property
    def is_demo(self) -> bool:
        """Whether demo creators are ranked."""
        candidates = self.pool.candidates
        return bool(len(candidates)) and bool(candidates["is_demo"].iat[0])

    def teller(self, question: Question, drawn: int, alone: bool) -> Teller:
        """What puts its candidates into words. Who stands far below takes no part in the draws."""
        return Teller(
            self.pool.candidates,
            self.pool.scored,
            question.brief,
            question.wanted,
            question.lexicon,
            0 if self.first else drawn,
            alone,
            question.constants,
            self.medians,
            self.first,
        )
