"""What a creator is about, by the words of bio and posts, and how that fits a brief (method, 5 and 11)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from scoring.core.features import age_in_days, flags, texts
from scoring.core.grouped import rank_in_group
from scoring.core.lexicon import Hit, Lexicon
from scoring.core.matching import find_all
from scoring.core.weights import CONSTANTS, Constants

EVIDENCE_POSTS = 3
EVIDENCE_WORDS = 8
WORDS_BESIDE_NICHES = 0.3
"""Share of a brief's weight that its free words get where it names niches too (J)."""


@dataclass(frozen=True, slots=True)
class NicheShares:
    """One row a profile, in the order of `profiles`.

    shares: profiles x (leaves + other), rows sum to 1, NaN where no niche word was found at all;
    strength: effective number of texts behind a row (posts, by recency, and the bio);
    texts: posts read; telling: posts with a niche word;
    evidence: {leaf: {"words": [...], "posts": [post ids]}} for the niches found.
    """

    shares: np.ndarray
    strength: np.ndarray
    texts: np.ndarray
    telling: np.ndarray
    evidence: list[dict[int, dict[str, list]]]


def niche_shares(
    profiles: pd.DataFrame, posts: pd.DataFrame, now: datetime, lexicon: Lexicon, c: Constants = CONSTANTS
) -> NicheShares:
    """Shares of the leaves per profile: mean of its posts' shares with the bio as a prior worth five posts.

    A text's score for a leaf is the log-odds of its words (hashtag 2, caption 1, capped at 3; bio 3 a word);
    with "other" at 1 the shares are their softmax over the leaves that were found. A post without any niche
    word says little, so it counts a quarter, as "other".
    """
    read = _readable(profiles, posts, now, c)
    languages = texts(profiles, "language").to_numpy()
    bio_hits = find_all(lexicon, texts(profiles, "bio").tolist(), hints=languages)
    tags = [tag if isinstance(tag, list | tuple) else () for tag in read.get("hashtags", [()] * len(read))]
    post_hits = find_all(
        lexicon,
        texts(read, "caption").tolist(),
        tags,
        texts(read, "language").tolist(),
        languages[read["code"].to_numpy()],
    )
    size, k = len(profiles), len(lexicon.leaves) + 1
    bio, bio_speaks = _softmax([_points(hits, c.bio_points, c.bio_points, np.inf) for hits in bio_hits], k, c)
    post, post_speaks = _softmax(
        [_points(hits, c.caption_points, c.hashtag_points, c.text_cap) for hits in post_hits], k, c
    )
    code = read["code"].to_numpy()
    weight = read["weight"].to_numpy() * np.where(post_speaks, 1.0, c.silent_post)
    prior = c.bio_strength * np.where(bio_speaks, 1.0, c.silent_post)
    total = bio * prior[:, None]
    np.add.at(total, code, post * weight[:, None])
    strength = prior + np.bincount(code, weights=weight, minlength=size)
    telling = np.bincount(code[post_speaks], minlength=size)
    shares = total / strength[:, None]
    shares[~bio_speaks & (telling == 0)] = np.nan
    return NicheShares(
        shares,
        strength,
        np.bincount(code, minlength=size),
        telling,
        _evidence(bio_hits, post_hits, code, read["post_id"].to_numpy(), size),
    )


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


def _points(hits: list[Hit], plain: float, hashtag: float, cap: float) -> dict[int, float]:
    points: dict[int, float] = {}
    for hit in hits:
        points[hit.leaf] = points.get(hit.leaf, 0.0) + hit.weight * (hashtag if hit.in_hashtag else plain)
    return {leaf: min(cap, value) for leaf, value in points.items()}


def _softmax(points: list[dict[int, float]], k: int, c: Constants) -> tuple[np.ndarray, np.ndarray]:
    """(texts x k shares with "other" last, whether a text has any word)."""
    scores = np.full((len(points), k), -np.inf)
    scores[:, -1] = c.other_points
    rows = np.repeat(np.arange(len(points)), [len(own) for own in points])
    scores[rows, [leaf for own in points for leaf in own]] = [
        value for own in points for value in own.values()
    ]
    odds = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
    return odds / odds.sum(axis=1, keepdims=True), np.array([bool(own) for own in points], dtype=bool)


def _evidence(
    bio_hits: list[list[Hit]], post_hits: list[list[Hit]], code: np.ndarray, ids: np.ndarray, size: int
) -> list[dict[int, dict[str, list]]]:
    counted: list[dict[int, Counter[str]]] = [{} for _ in range(size)]
    shown: list[dict[int, list]] = [{} for _ in range(size)]
    for at, hits in enumerate(bio_hits):
        for hit in hits:
            counted[at].setdefault(hit.leaf, Counter())[hit.word] += 2
    for at, post_id, hits in zip(code.tolist(), ids.tolist(), post_hits, strict=True):
        for hit in hits:
            counted[at].setdefault(hit.leaf, Counter())[hit.word] += 1 + hit.in_hashtag
            posts = shown[at].setdefault(hit.leaf, [])
            if len(posts) < EVIDENCE_POSTS and post_id not in posts:
                posts.append(post_id)
    return [
        {
            leaf: {
                "words": [w for w, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))][
                    :EVIDENCE_WORDS
                ],
                "posts": posts.get(leaf, []),
            }
            for leaf, found in own.items()
        }
        for own, posts in zip(counted, shown, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Target:
    """What a brief asks for: weights of leaves and of whole roots, together 1; empty arrays sum to 0."""

    leaves: np.ndarray
    roots: np.ndarray

    @property
    def asked(self) -> bool:
        return bool(self.leaves.sum() + self.roots.sum() > 0)


def target(
    niches: Mapping[str, float], free_words: Iterable[str], lexicon: Lexicon
) -> tuple[Target, list[str]]:
    """The Target of a brief and notes in words about what could not be used.

    Slugs may be of either level, also as "root/leaf". Free words count as the niches they stand for; beside
    named niches they get 30% of the weight.
    """
    notes: list[str] = []
    named = _named(niches, lexicon, notes)
    spoken = np.zeros(len(lexicon.leaves))
    unknown: list[str] = []
    for word in free_words:
        hits = lexicon.find(word, language="")
        for hit in hits:
            spoken[hit.leaf] += hit.weight / len(hits)
        if not hits and word.strip():
            unknown.append(word.strip())
    if unknown:
        quoted = ", ".join(f"“{word}”" for word in unknown)
        notes.append(f"No niche knows {quoted}, so this does not change the scores.")
    said = spoken / spoken.sum() if spoken.any() else spoken
    share = (WORDS_BESIDE_NICHES if named.asked else 1.0) if spoken.any() else 0.0
    return Target(named.leaves * (1 - share) + said * share, named.roots * (1 - share)), notes


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
