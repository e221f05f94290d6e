"""What a creator's niches rest on: the words found, the posts they stand in, and what reads alike."""

from typing import Any

import numpy as np
import pandas as pd

from scoring.core.grouped import rank_in_group
from scoring.core.matching import Found
from scoring.core.meaning import Examples

EVIDENCE_POSTS = 3
EVIDENCE_WORDS = 8
EVIDENCE_SHARE = 0.05
"""A niche below this share is not shown, so nothing is kept of what it rests on by meaning."""


def evidence_by_words(
    bios: Found, posts: Found, code: np.ndarray, ids: np.ndarray, size: int
) -> list[dict[int, dict[str, Any]]]:
    """For each of `size` profiles {leaf: {"words": commonest first, "posts": newest first}}.

    code, ids: the profile and the id of each post, in the order of profile and age.
    """
    leaf, words, spelled = bios.meanings.leaf, bios.meanings.words, bios.meanings.spelled
    said = 1 + bios.meanings.in_hashtag
    leaves = int(leaf.max(initial=0)) + 1
    told = np.concatenate((bios.hit, posts.hit))
    place = np.concatenate((bios.text, code[posts.text])) * leaves + leaf[told]
    weight = np.concatenate((np.full(len(bios.hit), 2), said[posts.hit]))
    pairs, back = np.unique(place * len(words) + spelled[told], return_inverse=True)
    count = np.bincount(back, weights=weight, minlength=len(pairs))
    place, word = np.divmod(pairs, max(len(words), 1))
    order = np.lexsort((word, -count, place))
    order = order[rank_in_group(place[order]) < EVIDENCE_WORDS]
    found: list[dict[int, dict[str, Any]]] = [{} for _ in range(size)]
    for at, own in zip(place[order].tolist(), word[order].tolist(), strict=True):
        person, niche = divmod(at, leaves)
        if niche not in found[person]:
            found[person][niche] = {"words": [], "posts": []}
        found[person][niche]["words"].append(words[own])
    pairs = np.unique((code[posts.text] * leaves + leaf[posts.hit]) * max(len(code), 1) + posts.text)
    place, post = np.divmod(pairs, max(len(code), 1))
    first = rank_in_group(place) < EVIDENCE_POSTS
    for at, post_id in zip(place[first].tolist(), ids[post[first]].tolist(), strict=True):
        found[at // leaves][at % leaves]["posts"].append(post_id)
    return found


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
