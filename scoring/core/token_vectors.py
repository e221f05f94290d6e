"""Token vectors distilled from a sentence model: a caption read at the price of a look-up a word."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

from influencers.text.encoder import Encoder, Space, unit
from influencers.text.hashtags import split_hashtag
from influencers.text.tokens import bigrams, cjk_runs, fold, hashtags, pieces, without_hashtags
from influencers.text.word_cuts import Vocabulary
from scoring.core.tokens import Spans, scan

COMMON = 0.3
"""A token in this share of the texts weighs half of a rare one (smooth inverse frequency, Arora 2017)."""
STEPS = 127
ENCODED_AT_ONCE = 512


def tokens_of(text: str, vocabulary: Vocabulary) -> list[str]:
    """The tokens of a text that token vectors know: folded words, the words of hashtags, CJK bigrams."""
    folded = fold(without_hashtags(text))
    found = pieces(folded)
    for tag in hashtags(text):
        found += of_tag(tag, vocabulary)
    for run in cjk_runs(folded):
        found += bigrams(run)
    return found


def of_tag(tag: str, vocabulary: Vocabulary) -> list[str]:
    """The tokens of a hashtag: its words, and the pairs of its Chinese, Japanese and Korean characters."""
    runs = cjk_runs(fold(tag))
    return split_hashtag(tag, vocabulary) + [pair for run in runs for pair in bigrams(run)]


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """An Encoder that looks tokens up. vocabulary: {token: row}; steps: tokens x dims int8, of which each row
    times its scale is the token's vector, already weighted by how rare the token is; texts: how many it was
    counted in; words: the tokens, as hashtags are cut into them."""

    vocabulary: Mapping[str, int]
    steps: np.ndarray
    scale: np.ndarray
    digest: str
    texts: int
    words: Vocabulary = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", Vocabulary(self.vocabulary))

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        found = scan(texts)
        parts = (
            self._rows(found.pieces, lambda word: [word]),
            self._rows(found.tags, lambda tag: of_tag(tag, self.words)),
            self._rows(found.runs, bigrams),
        )
        # Each token once a text: as one number that holds both, sorted.
        size = max(1, len(self.vocabulary))
        once = np.unique(np.concatenate([text * size + row for text, row in parts]))
        counts = csr_array(
            (np.ones(len(once), dtype=np.float32), (once // size, once % size)), shape=(len(texts), size)
        )
        return unit(counts @ (self.steps * self.scale[:, None]).astype(np.float32)).astype(np.float32)

    def _rows(self, spans: Spans, tokens: Callable[[str], list[str]]) -> tuple[np.ndarray, np.ndarray]:
        """(text, row) of every known token; what a word's tokens are is asked once for each distinct word."""
        known = [[self.vocabulary[t] for t in tokens(w) if t in self.vocabulary] for w in spans.words]
        lengths = np.array([len(rows) for rows in known], dtype=np.int64)
        flat = np.array([row for rows in known for row in rows], dtype=np.int64)
        if not len(flat):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        own = lengths[spans.word]
        within = np.arange(own.sum()) - np.repeat(np.cumsum(own) - own, own)
        starts = np.cumsum(lengths) - lengths
        return np.repeat(spans.text.astype(np.int64), own), flat[np.repeat(starts[spans.word], own) + within]

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
