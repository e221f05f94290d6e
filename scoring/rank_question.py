"""What a ranking asks, with the words, constants and weights that are in force."""

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from scoring.core.candidates import weights_of
from scoring.core.lexicon import Lexicon
from scoring.core.meaning import Meaning
from scoring.core.niche_fit import Target, target
from scoring.core.schema import Brief
from scoring.core.weights import Constants
from scoring.meaning import current_meaning
from scoring.niches import lexicon_with
from scoring.overrides import constants_with, current_overrides, version_with, weights_with


@dataclass(frozen=True, slots=True)
class Question:
    """A brief at a time. wanted: what it asks for; notes: what of it could not be used; version: of method,
    constants and words."""

    brief: Brief
    now: datetime
    wanted: Target
    notes: list[str]
    lexicon: Lexicon
    constants: Constants
    meaning: Meaning | None
    version: str

    @property
    def weights(self) -> np.ndarray:
        """The weights in the order of CRITERIA."""
        return weights_of(self.brief, self.wanted)


def question_of(brief: Brief, now: datetime) -> Question:
    """The question of a brief; a fixed number of queries."""
    overrides = current_overrides()
    lexicon, c = lexicon_with(overrides), constants_with(overrides)
    meaning = current_meaning(lexicon)
    wanted, notes = target(brief.niches, brief.words, lexicon, meaning)
    brief = replace(brief, weights={**weights_with(overrides), **brief.weights})
    return Question(brief, now, wanted, notes, lexicon, c, meaning, version_with(overrides))
