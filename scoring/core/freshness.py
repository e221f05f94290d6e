"""How much of what a creator posts looks sponsored, and what that is worth to a campaign (method, 4.4).

What is found is a lower bound, because most paid posts say nothing: it is a preference of a campaign, never a
verdict on a creator.
"""

from collections.abc import Mapping
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from scoring.core.benchmark import Benchmark
from scoring.core.columns import Lists, Part
from scoring.core.features import OwnPosts, numbers
from scoring.core.grouped import group_count, group_sum, rank_in_group, ratio
from scoring.core.parts import FirstPass, FurtherCriterion, SecondPass
from scoring.core.schema import FRESHNESS
from scoring.core.weights import CONSTANTS, Constants

MOST_WORDS, MOST_BRANDS = 12, 40
NOTHING_READ = "no captions read"


def read_posts(first: FirstPass, c: Constants = CONSTANTS) -> tuple[OwnPosts, np.ndarray]:
    """(the creators' own posts of the window whose words or label were read, the chance of each that it is
    sponsored)."""
    own = first.features.own
    chance = numbers(first.frames.posts, "sponsored_probability")[own.at]
    read = (own.age >= 0) & (own.age <= c.window_days) & ~np.isnan(chance)
    return own.where(read), chance[read]


def sums(own: OwnPosts, chance: np.ndarray, size: int, c: Constants = CONSTANTS) -> dict[str, np.ndarray]:
    """One value a profile: posts (read), sponsored (those that count as such), weight (sum of the posts'
    weights by age) and chances (sum of weight times q)."""
    weight = 0.5 ** (own.age / c.fresh_half_life_days)
    return {
        "posts": group_count(own.code, size),
        "sponsored": group_count(own.code[chance >= c.sponsored_from], size),
        "weight": group_sum(own.code, weight, size),
        "chances": group_sum(own.code, weight * chance, size),
    }


def observe(first: FirstPass, c: Constants = CONSTANTS) -> pd.DataFrame:
    """The weighted share of each creator of whom enough posts were read."""
    seen = sums(*read_posts(first, c), len(first.frames.profiles), c)
    enough = seen["posts"] >= c.scale_posts
    return pd.DataFrame({"share": seen["chances"][enough] / seen["weight"][enough]})


def freeze(seen: pd.DataFrame, benchmark: Benchmark, c: Constants = CONSTANTS) -> dict[str, Any]:
    """{"usual": the mean share over the catalogue, "peers"}; nothing with under 10 creators."""
    if len(seen) < c.peers_own_level:
        return {}
    return {"usual": float(np.sort(seen["share"].to_numpy()).mean()), "peers": len(seen)}


def fresh_score(share: np.ndarray, brands: np.ndarray, c: Constants = CONSTANTS) -> np.ndarray:
    """1 for a creator without sponsored posts, half at a tenth of them, and half again with eight brands."""
    return np.maximum(2 ** (-share / c.fresh_share) * 2 ** (-brands / c.fresh_brands), c.score_floor)


def proven_score(share: np.ndarray, brands: np.ndarray, c: Constants = CONSTANTS) -> np.ndarray:
    """Rising to 1 where sponsored posts are usual for a working creator, then falling; the floor with fewer
    than two brands."""
    rising, falling = share / c.proven_peak, (c.proven_most - share) / (c.proven_most - c.proven_peak)
    score = np.where(brands >= c.proven_brands, np.minimum(rising, falling), 0.0)
    return np.maximum(score, c.score_floor)


def measure(second: SecondPass, frozen: Mapping[str, Any], c: Constants = CONSTANTS) -> Part:
    """fresh and proven (0..1, missing where nothing was read), score (that of fresh), share (of sponsored
    posts among those read: a lower bound), expected (pi: weighted by age and drawn towards what is usual),
    usual, posts, sponsored, n_brands, words ([[rule, words, posts]]) and brands ([{name, first, last,
    posts}], the latest first)."""
    size = len(second.first.frames.profiles)
    own, chance = read_posts(second.first, c)
    seen = sums(own, chance, size, c)
    usual, peers = float(frozen.get("usual", c.fresh_usual)), int(frozen.get("peers", 0))
    expected = (c.fresh_prior * usual + seen["chances"]) / (c.fresh_prior + seen["weight"])
    told = own.where(chance >= c.sponsored_from)
    posts = second.first.frames.posts.iloc[told.at]
    n_brands, brands = named_brands(posts, told.code, size)
    read = seen["posts"] > 0
    fresh = np.where(read, fresh_score(expected, n_brands, c), np.nan)
    return {
        "score": fresh,
        "fresh": fresh,
        "proven": np.where(read, proven_score(expected, n_brands, c), np.nan),
        "missing": np.where(read, "", NOTHING_READ).astype(object),
        "share": ratio(seen["sponsored"], seen["posts"]),
        "expected": np.where(read, expected, np.nan),
        "usual": usual,
        "peers": peers,
        "posts": seen["posts"],
        "sponsored": seen["sponsored"],
        "n_brands": n_brands,
        "words": matched_words(posts, told.code, size),
        "brands": brands,
    }


def matched_words(sponsored: pd.DataFrame, code: np.ndarray, size: int) -> Lists:
    """Per profile [rule, words, number of sponsored posts with them], the most frequent first. code: the
    profile of each post."""
    post, found = _flat(sponsored["matches"])
    rule, rules = pd.factorize(np.array([rule for rule, _ in found], dtype=object), sort=True)
    word, words = pd.factorize(np.array([word for _, word in found], dtype=object), sort=True)
    of, said = code[post], rule * len(words) + word
    kinds = max(len(rules) * len(words), 1)
    # A post counts once for what it says twice.
    once = np.unique(post * kinds + said, return_index=True)[1]
    pair, n = np.unique(of[once] * kinds + said[once], return_counts=True)
    owner, said = np.divmod(pair, kinds)
    order = np.lexsort((said, -n, owner))
    order = order[rank_in_group(owner[order]) < MOST_WORDS]
    rule, word = np.divmod(said[order], max(len(words), 1))
    return Lists(group_count(owner[order], size), (rules[rule], words[word], n[order]))


def named_brands(sponsored: pd.DataFrame, code: np.ndarray, size: int) -> tuple[np.ndarray, Lists]:
    """(number of brands, {name, first and last day, posts} of each, the latest first) per profile. code: the
    profile of each post, in order, the newest posts of a profile first."""
    post, found = _flat(sponsored["brands"])
    brand, names = pd.factorize(np.array(found, dtype=object))
    key = code[post] * max(len(names), 1) + brand
    pair, newest, n = np.unique(key, return_index=True, return_counts=True)
    oldest = len(key) - 1 - np.unique(key[::-1], return_index=True)[1]
    order = np.argsort(newest)
    owner, brand = np.divmod(pair[order], max(len(names), 1))
    number = group_count(owner, size)
    shown = rank_in_group(owner) < MOST_BRANDS
    order, owner, brand = order[shown], owner[shown], brand[shown]
    days = pd.to_datetime(sponsored["published_at"], utc=True).dt.tz_localize(None).to_numpy()
    day = np.datetime_as_string(days[post], unit="D").astype(object)
    entries = {
        "name": names[brand],
        "first": day[oldest[order]],
        "last": day[newest[order]],
        "posts": n[order],
    }
    return number, Lists(group_count(owner, size), entries)


def _flat(lists: pd.Series) -> tuple[np.ndarray, list[Any]]:
    """(for each entry of the lists the position of its list, the entries)."""
    lengths = [len(own) for own in lists]
    return np.repeat(np.arange(len(lengths)), lengths), list(chain.from_iterable(lists))


FRESHNESS_PART = FurtherCriterion(FRESHNESS, measure, observe, freeze)
