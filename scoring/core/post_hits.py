"""The niche words of posts: those that were kept when a post was read, and the others found now."""

from itertools import chain

import numpy as np
import pandas as pd

from scoring.core.features import texts
from scoring.core.lexicon import Lexicon
from scoring.core.matching import Found, find_all

HITS = ("niche_hits", "niche_lexicon")
"""What is kept of a post: positions in `Meanings.hits`, and the `Lexicon.mark` that they hold for."""


def post_hits(posts: pd.DataFrame, hints: np.ndarray, lexicon: Lexicon) -> Found:
    """The niche words of each post, in its order. posts: caption, optional hashtags, language and HITS, which
    count where they are of this lexicon; hints: the language of each post's account."""
    kept = _kept(posts, lexicon)
    if not kept.any():
        return _found_now(posts, hints, lexicon)
    if kept.all():
        return _again(posts, lexicon)
    fresh = _found_now(posts[~kept], hints[~kept], lexicon)
    parts = [(np.flatnonzero(kept), _again(posts[kept], lexicon)), (np.flatnonzero(~kept), fresh)]
    text = np.concatenate([places[own.text] for places, own in parts])
    hit = np.concatenate([own.hit for _, own in parts])
    order = np.argsort(text, kind="stable")
    return Found(len(posts), text[order], hit[order], lexicon.meanings)


def _kept(posts: pd.DataFrame, lexicon: Lexicon) -> np.ndarray:
    if not set(HITS) <= set(posts):
        return np.zeros(len(posts), dtype=bool)
    return posts["niche_lexicon"].eq(lexicon.mark).fillna(False).to_numpy(dtype=bool)


def _again(posts: pd.DataFrame, lexicon: Lexicon) -> Found:
    hits = posts["niche_hits"].tolist()
    many = np.fromiter(map(len, hits), dtype=np.int64, count=len(hits))
    hit = np.fromiter(chain.from_iterable(hits), dtype=np.int64, count=int(many.sum()))
    return Found(len(posts), np.repeat(np.arange(len(posts)), many), hit, lexicon.meanings)


def _found_now(posts: pd.DataFrame, hints: np.ndarray, lexicon: Lexicon) -> Found:
    none = [()] * len(posts)
    tags = [tag if isinstance(tag, list | tuple) else () for tag in posts.get("hashtags", none)]
    return find_all(lexicon, texts(posts, "caption").tolist(), tags, texts(posts, "language").tolist(), hints)
