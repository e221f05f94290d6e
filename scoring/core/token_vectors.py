"""Token vectors distilled from a sentence model: a caption read at the price of a look-up a word."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from influencers.text.hashtags import split_hashtag
from influencers.text.tokens import bigrams, cjk_runs, fold, hashtags, pieces, without_hashtags
from scoring.core.meaning import Encoder, Space, unit

COMMON = 0.3
"""A token in this share of the texts weighs half of a rare one (smooth inverse frequency, Arora 2017)."""
STEPS = 127
ENCODED_AT_ONCE = 512


def tokens_of(text: str, vocabulary: Mapping[str, object]) -> list[str]:
    """The tokens of a text that token vectors know: folded words, the words of hashtags, CJK bigrams."""
    folded = fold(without_hashtags(text))
    found = pieces(folded)
    for tag in hashtags(text):
        found += split_hashtag(tag, vocabulary)
    if not folded.isascii() or not text.isascii():
        for run in cjk_runs(fold(text)):
            found += bigrams(run)
    return found


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """An Encoder that looks tokens up. vocabulary: {token: row}; steps: tokens x dims int8, of which each row
    times its scale is the token's vector, already weighted by how rare the token is; texts: how many it was
    counted in."""

    vocabulary: Mapping[str, int]
    steps: np.ndarray
    scale: np.ndarray
    digest: str
    texts: int

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        rows: list[int] = []
        ends = np.zeros(len(texts) + 1, dtype=np.int64)
        for at, text in enumerate(texts):
            known = {self.vocabulary[t] for t in tokens_of(text, self.vocabulary) if t in self.vocabulary}
            rows += sorted(known)
            ends[at + 1] = len(rows)
        out = np.zeros((len(texts), self.steps.shape[1]))
        filled = np.flatnonzero(np.diff(ends))
        if len(filled):
            order = np.array(rows)
            vectors = self.steps[order] * self.scale[order, None]
            out[filled] = np.add.reduceat(vectors, ends[filled], axis=0)
        return unit(out).astype(np.float32)

    def save(self, path: Path) -> None:
        """Writes a file that `load` reads; it appears whole or not at all."""
        fresh = path.with_suffix(".part")
        with fresh.open("wb") as file:
            np.savez_compressed(
                file,
                tokens=np.array("\n".join(self.vocabulary)),
                steps=self.steps,
                scale=self.scale,
                digest=np.array(self.digest),
                texts=np.array(self.texts),
                checksum=np.array(_checksum(self.vocabulary, self.steps, self.scale, self.digest)),
            )
        fresh.replace(path)

    @classmethod
    def load(cls, path: Path) -> "TokenVectors":
        """Raises ValueError where the file is damaged."""
        with np.load(path, allow_pickle=False) as file:
            tokens = str(file["tokens"]).split("\n")
            steps, scale, digest = file["steps"], file["scale"], str(file["digest"])
            told, texts = str(file["checksum"]), int(file["texts"])
        vocabulary = {token: row for row, token in enumerate(tokens)}
        if told != _checksum(vocabulary, steps, scale, digest):
            raise ValueError(f"{path.name} is damaged: its checksum does not fit.")
        return cls(vocabulary, steps, scale, digest, texts)


def distil(
    model: Encoder,
    space: Space,
    counts: Mapping[str, int],
    texts: int,
    progress: Callable[[float], object] = lambda share: None,
) -> TokenVectors:
    """Token vectors of a vocabulary. counts: in how many of `texts` texts each token stands; progress is told
    the share that is done.

    Each token is encoded as a sentence of its own; what all tokens have in common is taken away, and common
    tokens weigh less.
    """
    tokens = sorted(counts)
    parts = []
    for start in range(0, len(tokens), ENCODED_AT_ONCE):
        progress(start / len(tokens))
        parts.append(model.encode(tokens[start : start + ENCODED_AT_ONCE]))
    vectors = np.concatenate(parts).astype(np.float64)
    placed = unit((vectors - vectors.mean(axis=0)) @ space.basis)
    share = np.array([counts[token] for token in tokens]) / max(1, texts)
    weighted = placed * (COMMON / (COMMON + share))[:, None]
    scale = np.maximum(np.abs(weighted).max(axis=1), 1e-9) / STEPS
    steps = np.round(weighted / scale[:, None]).astype(np.int8)
    told = hashlib.sha256(space.digest.encode())
    for token in tokens:
        told.update(f"{token}\n".encode())
    told.update(steps.tobytes())
    vocabulary = {token: row for row, token in enumerate(tokens)}
    return TokenVectors(vocabulary, steps, scale.astype(np.float32), told.hexdigest(), texts)


def _checksum(vocabulary: Mapping[str, int], steps: np.ndarray, scale: np.ndarray, digest: str) -> str:
    told = hashlib.sha256("\n".join(vocabulary).encode())
    for part in (steps.tobytes(), scale.tobytes(), digest.encode()):
        told.update(part)
    return told.hexdigest()
