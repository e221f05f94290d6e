"""What a creator's niches rest on: the words found, the posts they stand in, and what reads alike."""

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd

from scoring.core.lexicon import Hit
from scoring.core.meaning import Examples

EVIDENCE_POSTS = 3
EVIDENCE_WORDS = 8
EVIDENCE_SHARE = 0.05
"""A niche below this share is not shown, so nothing is kept of what it rests on by meaning."""


def evidence_by_words(
    bio_hits: list[list[Hit]], post_hits: list[list[Hit]], code: np.ndarray, ids: np.ndarray, size: int
) -> list[dict[int, dict[str, Any]]]:
    """For each of `size` profiles {leaf: {"words": commonest first, "posts": newest first}}.

    code, ids: the profile and the id of each post.
    """
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


def add_evidence_by_meaning(
    evidence: list[dict[int, dict[str, Any]]],
    shares: np.ndarray,
    vectors: np.ndarray,
    examples: Examples,
    post: np.ndarray,
    read: pd.DataFrame,
    speaks: np.ndarray,
) -> None:
    """Adds what a niche found by meaning rests on: the example that the creator reads most like, and the
    posts that say most of it where words named none."""
    code, ids = read["code"].to_numpy(), read["post_id"].tolist()
    starts = np.searchsorted(code, np.arange(len(shares) + 1))
    for at, leaf in zip(*np.nonzero(np.nan_to_num(shares[:, :-1]) >= EVIDENCE_SHARE), strict=True):
        found = evidence[at].setdefault(int(leaf), {"words": [], "posts": []})
        if vectors[at].any():
            own = np.flatnonzero(examples.leaf == leaf)
            found["like"] = examples.texts[own[int((examples.vectors[own] @ vectors[at]).argmax())]]
        if not found["posts"]:
            first, last = starts[at], starts[at + 1]
            said = post[first:last, leaf] * speaks[first:last]
            best = np.argsort(-said, kind="stable")[:EVIDENCE_POSTS]
            found["posts"] = [ids[first + i] for i in best if said[i] >= EVIDENCE_SHARE]
