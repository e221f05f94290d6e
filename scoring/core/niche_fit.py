"""How what a creator is about fits a brief (method, 5 and 11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from influencers.text.encoder import unit
from scoring.core.lexicon import Lexicon
from scoring.core.meaning import Meaning, shares_by_meaning
from scoring.core.weights import CONSTANTS, Constants

WORDS_BESIDE_NICHES = 0.3
"""Share of a brief's weight that its free words get where it names niches too (J)."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a brief asks for: weights of leaves and of whole roots, together 1; empty arrays sum to 0.

    vector: what it means, of length 1; None without a model or without words.
    """

    leaves: np.ndarray
    roots: np.ndarray
    vector: np.ndarray | None = None

    @property
    def named(self) -> bool:
        return bool(self.leaves.sum() + self.roots.sum() > 0)

    @property
    def asked(self) -> bool:
        return self.named or self.vector is not None


def target(
    niches: Mapping[str, float],
    free_words: Sequence[str],
    lexicon: Lexicon,
    meaning: Meaning | None = None,
    c: Constants = CONSTANTS,
) -> tuple[Target, list[str]]:
    """The Target of a brief and notes in words about what could not be used.

    Slugs may be of either level, also as "root/leaf". Free words count as the niches they stand for; beside
    named niches they get 30% of the weight. With `meaning`, words that no niche lists count as the niches
    that they read like.
    """
    notes: list[str] = []
    named = _named(niches, lexicon, notes)
    spoken = np.zeros(len(lexicon.leaves))
    unknown: list[str] = []
    for word in filter(None, (word.strip() for word in free_words)):
        hits = lexicon.find(word, language="")
        for hit in hits:
            spoken[hit.leaf] += hit.weight / len(hits)
        if not hits:
            unknown.append(word)
    if unknown and meaning:
        shares = shares_by_meaning(meaning.whole.encode(unknown), meaning.examples, c.meaning_sharpness)
        spoken += shares[shares[:, -1] < c.telling_share, :-1].sum(axis=0)
    elif unknown:
        quoted = ", ".join(f"“{word}”" for word in unknown)
        notes.append(f"No niche knows {quoted}, so this does not change the scores.")
    said = spoken / spoken.sum() if spoken.any() else spoken
    share = (WORDS_BESIDE_NICHES if named.asked else 1.0) if spoken.any() else 0.0
    leaves, roots = named.leaves * (1 - share) + said * share, named.roots * (1 - share)
    return Target(leaves, roots, _meant(niches, free_words, lexicon, meaning)), notes


def _meant(
    niches: Mapping[str, float], free_words: Sequence[str], lexicon: Lexicon, meaning: Meaning | None
) -> np.ndarray | None:
    """The brief as one vector, read whole and, where captions are read by their words, also word by word."""
    slugs = [slug.rsplit("/", 1)[-1] for slug in sorted(niches, key=lambda slug: (-niches[slug], slug))]
    said = [word.strip() for word in free_words if word.strip()]
    said += [lexicon.names[slug] for slug in slugs if slug in lexicon.names]
    if meaning is None or not said:
        return None
    text = ", ".join(said)
    read = meaning.whole.encode([text])
    if meaning.quick:
        read = read + meaning.quick.encode([text])
    vector = unit(read)[0]
    return vector if vector.any() else None


def _named(niches: Mapping[str, float], lexicon: Lexicon, notes: list[str]) -> Target:
    leaves, roots = np.zeros(len(lexicon.leaves)), np.zeros(len(lexicon.roots))
    for slug, weight in niches.items():
        last = slug.rsplit("/", 1)[-1]
        if last in lexicon.leaves:
            leaves[lexicon.leaves.index(last)] += weight
        elif last in lexicon.roots:
            roots[lexicon.roots.index(last)] += weight
        else:
            notes.append(f"The niche “{slug}” does not exist any more, so it was left out.")
    total = leaves.sum() + roots.sum()
    return Target(leaves / total, roots / total) if total > 0 else Target(leaves, roots)


def niche_fit(shares: np.ndarray, wanted: Target, lexicon: Lexicon, c: Constants = CONSTANTS) -> np.ndarray:
    """T per profile, 0..1: what the creator's shares and the brief have in common; NaN for rows of NaN.

    The weight of a whole root lies on its leaves as the creator's own shares do. Each leaf is given 0.35 of
    its siblings' mass on both sides (a root keeps its sum), so that a baker is near to a cooking brief.
    """
    if not wanted.named:
        return np.full(len(shares), np.nan)
    own = shares[:, : len(lexicon.leaves)].T
    return fit_by_leaf(with_siblings(own, lexicon.parent, c), sought_in(wanted, lexicon.parent, c))


def with_siblings(own: np.ndarray, parent: np.ndarray, c: Constants = CONSTANTS) -> np.ndarray:
    """Shares by leaf (leaves x profiles) with what the siblings give, in their precision; parent: the root of
    each leaf."""
    near = np.empty_like(own)
    for root in np.unique(parent):
        inside = np.flatnonzero(parent == root)
        norm = 1 + c.sibling_share * (len(inside) - 1)
        mass = own[inside].sum(axis=0)
        near[inside] = ((1 - c.sibling_share) * own[inside] + c.sibling_share * mass) / norm
    return near


@dataclass(frozen=True, slots=True)
class Sought:
    """What is asked of one root: of each of its leaves, with what siblings give, and of it as a whole."""

    leaves: dict[int, float]
    whole: float


def sought_in(wanted: Target, parent: np.ndarray, c: Constants = CONSTANTS) -> tuple[Sought, ...]:
    """What is asked of each root of which something is; parent: the root of each leaf."""
    leaves = with_siblings(wanted.leaves[:, None], parent, c)[:, 0]
    roots = [
        Sought({leaf: float(leaves[leaf]) for leaf in np.flatnonzero(parent == root)}, float(whole))
        for root, whole in enumerate(wanted.roots)
    ]
    return tuple(root for root in roots if root.whole or any(root.leaves.values()))


def fit_by_leaf(near: np.ndarray, sought: Sequence[Sought]) -> np.ndarray:
    """`niche_fit` of shares by leaf that have what siblings give (`with_siblings`), in their precision."""
    kind = near.dtype.type
    common, room = np.zeros((2, near.shape[1]), dtype=near.dtype)
    for root in sought:
        mass = sum(near[leaf] for leaf in root.leaves) if root.whole else 0
        if not any(root.leaves.values()):
            # What is asked lies on the leaves as the creator's own shares do, so that only the sums differ.
            common += np.minimum(mass, kind(root.whole), out=room)
            continue
        if root.whole:
            spread = np.divide(kind(root.whole), mass, out=np.zeros_like(mass), where=mass > 0)
        for leaf, asked in root.leaves.items():
            there = kind(asked) + near[leaf] * spread if root.whole else kind(asked)
            common += np.minimum(near[leaf], there, out=room)
    return np.minimum(common, 1, out=common)


def root_shares(shares: np.ndarray, lexicon: Lexicon) -> np.ndarray:
    """Level-1 shares: profiles x roots."""
    of_root = (lexicon.parent[:, None] == np.arange(len(lexicon.roots))).astype(float)
    return shares[:, : len(lexicon.leaves)] @ of_root


def shares_of(weights: Mapping[str, float], lexicon: Lexicon) -> np.ndarray:
    """A row of shares from weights by slug (curated, reported): a root lies evenly on its leaves."""
    row = np.zeros(len(lexicon.leaves) + 1)
    for slug, weight in weights.items():
        if slug in lexicon.leaves:
            row[lexicon.leaves.index(slug)] += weight
        elif slug in lexicon.roots:
            below = np.flatnonzero(lexicon.parent == lexicon.roots.index(slug))
            row[below] += weight / len(below)
        elif slug == "other":
            row[-1] += weight
    total = row.sum()
    return row / total if total > 0 else np.full(len(row), np.nan)
