"""The space in which the vectors of the sentence model are compared, and what reads by meaning in it."""

from functools import cache

from influencers.text.encoder import Encoder, Space, Whole, model
from scoring.core.lexicon import Lexicon
from scoring.core.meaning import Meaning, meaning_for, space_of


@cache
def space() -> Space:
    return space_of(model())


def meaning_of(lexicon: Lexicon, quick: Encoder | None = None) -> Meaning:
    """What reads by meaning on a lexicon; the package must be installed."""
    return meaning_for(lexicon, Whole(model(), space()), quick)
