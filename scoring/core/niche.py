"""What a creator is about, by the words of bio and posts (method, 5 and 11)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from influencers.text.contacts import without_contacts
from scoring.core.features import age_in_days, flags, texts
from scoring.core.grouped import rank_in_group
from scoring.core.lexicon import Lexicon
from scoring.core.matching import Found, find_all
from scoring.core.meaning import Examples, Meaning, creator_vectors, shares_by_meaning
from scoring.core.niche_evidence import add_evidence_by_meaning, evidence_by_words
from scoring.core.post_hits import post_hits
from scoring.core.weights import CONSTANTS, Constants


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
    """Shares of the leaves per profile: mean of its posts' shares with the bio as a prior worth a few.

    A text's score for a leaf is the log-odds of its words, which `c` tells for hashtags, captions and bios;
    with "other" at 1 the shares are their softmax over the leaves that were found. With `meaning` the log of
    each leaf's share by meaning is added for bios, and for captions without any listed word. A
    text that tells no niche counts a tenth, as "other"; an empty bio does not count. bio_vectors:
    of the bios, where known already.
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
    captions_say = _by_meaning(captions, meaning.quick_examples if meaning else None, c)
    if captions_say is not None:
        # Vectors of words know less of a caption than the words that are listed.
        captions_say[post_hits.text] = np.nan
    points = _points(post_hits, c.caption_points, c.hashtag_points, c.text_cap)
    post, post_speaks = _shared(points, captions_say, k, c)
    counted = weight * np.where(post_speaks, 1.0, c.silent_post)
    heard = np.bincount(code, weights=counted, minlength=size)
    prior = c.bio_strength * np.where(bio_speaks, 1.0, c.silent_post)
    # A bio that is not there is no text about something else; where posts speak, they speak alone.
    prior[(heard > 0) & (texts(profiles, "bio") == "").to_numpy()] = 0.0
    total = bio * prior[:, None]
    if len(code):
        starts = np.flatnonzero(np.diff(code, prepend=-1))
        total[code[starts]] += np.add.reduceat(post * counted[:, None], starts, axis=0)
    strength = prior + heard
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
    bios = find_all(lexicon, [without_contacts(bio) for bio in texts(profiles, "bio")], hints=languages)
    return bios, post_hits(read, languages[read["code"].to_numpy()], lexicon)


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
    order = pd.DataFrame({"code": code, "age": age, "post_id": posts["post_id"].array})[keep]
    order = order.sort_values(["code", "age", "post_id"], kind="stable")
    order = order[~order.duplicated(["code", "post_id"]).to_numpy()]
    order = order[rank_in_group(order["code"].to_numpy()) < c.newest_posts]
    told = {name: order[name].to_numpy() for name in ("code", "age")}
    read = posts.iloc[order.index].reset_index(drop=True).assign(**told)
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
