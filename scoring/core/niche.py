"""What a creator is about, by the words of bio and posts, and how that fits a brief (method, 5 and 11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from scoring.core.features import age_in_days, flags, texts
from scoring.core.grouped import rank_in_group
from scoring.core.lexicon import Lexicon
from scoring.core.matching import Found, find_all
from scoring.core.meaning import Examples, Meaning, creator_vectors, shares_by_meaning, unit
from scoring.core.niche_evidence import add_evidence_by_meaning, evidence_by_words
from scoring.core.weights import CONSTANTS, Constants

WORDS_BESIDE_NICHES = 0.3
"""Share of a brief's weight that its free words get where it names niches too (J)."""


@dataclass(frozen=True, slots=True)
class NicheShares:
    """One row a profile, in the order of `profiles`.

    shares: profiles x (leaves + other), rows sum to 1, NaN where nothing tells a niche; leaning: the same
    without NaN, for those who must be put somewhere;
    strength: effective number of texts behind a row (posts, by recency, and the bio);
    texts: posts read; telling: posts that tell a niche;
    evidence: {leaf: {"words": [...], "posts": [post ids], "like": an example it reads like}} for the niches
    found; vectors: one a creator, None without a model.
    """

    shares: np.ndarray
    leaning: np.ndarray
    strength: np.ndarray
    texts: np.ndarray
    telling: np.ndarray
    evidence: list[dict[int, dict[str, Any]]]
    vectors: np.ndarray | None = None


def niche_shares(
    profiles: pd.DataFrame,
    posts: pd.DataFrame,
    now: datetime,
    lexicon: Lexicon,
    c: Constants = CONSTANTS,
    meaning: Meaning | None = None,
    bio_vectors: np.ndarray | None = None,
) -> NicheShares:
    """Shares of the leaves per profile: mean of its posts' shares with the bio as a prior worth five posts.

    A text's score for a leaf is the log-odds of its words (hashtag 2, caption 1, capped at 3; bio 3 a word);
    with "other" at 1 the shares are their softmax over the leaves that were found. With `meaning` the log of
    each leaf's share by meaning is added, so that words come first and meaning fills what they leave open. A
    text that tells no niche counts a quarter, as "other". bio_vectors: of the bios, where known already.
    """
    read = _readable(profiles, posts, now, c)
    code, weight = read["code"].to_numpy(), read["weight"].to_numpy()
    bio_hits, post_hits = _hits(profiles, read, lexicon)
    k, size = len(lexicon.leaves) + 1, len(profiles)
    bios, captions = _vectors(profiles, read, meaning, bio_vectors)
    bio, bio_speaks = _shared(
        _points(bio_hits, c.bio_points, c.bio_points, np.inf),
        _by_meaning(bios, meaning.examples if meaning else None, c),
        k,
        c,
    )
    post, post_speaks = _shared(
        _points(post_hits, c.caption_points, c.hashtag_points, c.text_cap),
        _by_meaning(captions, meaning.quick_examples if meaning else None, c),
        k,
        c,
    )
    counted = weight * np.where(post_speaks, 1.0, c.silent_post)
    prior = c.bio_strength * np.where(bio_speaks, 1.0, c.silent_post)
    total = bio * prior[:, None]
    if len(code):
        starts = np.flatnonzero(np.diff(code, prepend=-1))
        total[code[starts]] += np.add.reduceat(post * counted[:, None], starts, axis=0)
    strength = prior + np.bincount(code, weights=counted, minlength=size)
    telling = np.bincount(code[post_speaks], minlength=size)
    leaning = total / strength[:, None]
    shares = np.where((bio_speaks | (telling > 0))[:, None], leaning, np.nan)
    evidence = evidence_by_words(bio_hits, post_hits, code, read["post_id"].to_numpy(), size)
    vectors = None
    if meaning is not None and bios is not None:
        vectors = creator_vectors(bios, captions, code, weight, c)
        add_evidence_by_meaning(evidence, shares, vectors, meaning.examples, post, read, post_speaks)
    texts_read = np.bincount(code, minlength=size)
    return NicheShares(shares, leaning, strength, texts_read, telling, evidence, vectors)


def _hits(profiles: pd.DataFrame, read: pd.DataFrame, lexicon: Lexicon) -> tuple[Found, Found]:
    languages = texts(profiles, "language").to_numpy()
    bios = find_all(lexicon, texts(profiles, "bio").tolist(), hints=languages)
    tags = [tag if isinstance(tag, list | tuple) else () for tag in read.get("hashtags", [()] * len(read))]
    posts = find_all(
        lexicon,
        texts(read, "caption").tolist(),
        tags,
        texts(read, "language").tolist(),
        languages[read["code"].to_numpy()],
    )
    return bios, posts


def _vectors(
    profiles: pd.DataFrame, read: pd.DataFrame, meaning: Meaning | None, bio_vectors: np.ndarray | None
) -> tuple[np.ndarray | None, np.ndarray | None]:
    if meaning is None:
        return None, None
    bios = meaning.whole.encode(texts(profiles, "bio").tolist()) if bio_vectors is None else bio_vectors
    return bios, meaning.quick.encode(texts(read, "caption").tolist()) if meaning.quick else None


def _by_meaning(vectors: np.ndarray | None, examples: Examples | None, c: Constants) -> np.ndarray | None:
    if vectors is None or examples is None:
        return None
    shares = shares_by_meaning(vectors, examples, c.meaning_sharpness)
    # A text that says nothing has no say: NaN, so that words alone decide.
    return np.where(np.any(vectors != 0, axis=1)[:, None], shares, np.nan)


def _readable(profiles: pd.DataFrame, posts: pd.DataFrame, now: datetime, c: Constants) -> pd.DataFrame:
    """Own posts of the last year, the newest 200 a profile, in the order of profile and age."""
    code = pd.Index(profiles["profile_id"]).get_indexer(posts["profile_id"])
    age = age_in_days(posts["published_at"], now)
    keep = (code >= 0) & (age >= 0) & (age <= c.window_days) & ~flags(posts, "is_repost")
    read = posts.loc[keep].assign(code=code[keep], age=age[keep])
    read = read.sort_values(["code", "age", "post_id"], kind="stable", ignore_index=True)
    read = read[~read.duplicated(["code", "post_id"]).to_numpy()]
    read = read[rank_in_group(read["code"].to_numpy()) < c.newest_posts].reset_index(drop=True)
    return read.assign(weight=0.5 ** (read["age"] / c.half_life_days))


@dataclass(frozen=True, slots=True)
class Points:
    """Log-odds that the words of `size` texts add to leaves: one row a text and leaf."""

    size: int
    text: np.ndarray
    leaf: np.ndarray
    value: np.ndarray


def _points(found: Found, plain: float, hashtag: float, cap: float) -> Points:
    leaf = found.meanings.leaf
    worth = found.meanings.weight * np.where(found.meanings.in_hashtag, hashtag, plain)
    size = int(leaf.max(initial=0)) + 1
    pairs, back = np.unique(found.text * size + leaf[found.hit], return_inverse=True)
    value = np.bincount(back, weights=worth[found.hit], minlength=len(pairs))
    return Points(found.size, pairs // size, pairs % size, np.minimum(cap, value))


def _shared(
    points: Points, by_meaning: np.ndarray | None, k: int, c: Constants
) -> tuple[np.ndarray, np.ndarray]:
    """(texts x k shares with "other" last, whether a text tells a niche)."""
    scores = np.full((points.size, k), -np.inf)
    scores[:, -1] = c.other_points
    speaks = np.zeros(points.size, dtype=bool)
    speaks[points.text] = True
    if by_meaning is not None:
        said = np.isfinite(by_meaning[:, 0])
        scores[said, :-1] = 0
        scores[said] += np.log(by_meaning[said])
    before = scores[points.text, points.leaf]
    scores[points.text, points.leaf] = np.where(np.isfinite(before), before, 0) + points.value
    odds = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
    shares = odds / odds.sum(axis=1, keepdims=True)
    return shares, speaks | (shares[:, -1] < c.telling_share)


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
    own = shares[:, : len(lexicon.leaves)]
    of_root = (lexicon.parent[:, None] == np.arange(len(lexicon.roots))).astype(float)
    siblings = of_root.sum(axis=0)
    in_root = (own @ of_root)[:, lexicon.parent]
    spread = np.divide(
        own, in_root, out=np.broadcast_to(1 / siblings[lexicon.parent], own.shape).copy(), where=in_root > 0
    )
    asked = wanted.leaves + wanted.roots[lexicon.parent] * spread
    mixing = (
        np.eye(len(lexicon.leaves)) + c.sibling_share * (of_root @ of_root.T - np.eye(own.shape[1]))
    ) / (1 + c.sibling_share * (siblings[lexicon.parent] - 1))
    return np.minimum(1.0, np.minimum(own @ mixing, asked @ mixing).sum(axis=1))


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
