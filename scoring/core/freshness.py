"""How much of what a creator posts looks sponsored, and what that is worth to a campaign (method, 4.4).

What is found is a lower bound, because most paid posts say nothing: it is a preference of a campaign, never a
verdict on a creator.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from scoring.core.benchmark import Benchmark
from scoring.core.features import age_in_days, flags, numbers
from scoring.core.grouped import group_count, group_sum, plain
from scoring.core.parts import FirstPass, FurtherCriterion, Row, SecondPass
from scoring.core.schema import FRESHNESS
from scoring.core.weights import CONSTANTS, Constants

MOST_WORDS, MOST_BRANDS = 12, 40
NOTHING_READ = "no captions read"


def read_posts(first: FirstPass, c: Constants = CONSTANTS) -> pd.DataFrame:
    """The creators' own posts of the window whose words or label were read, the newest first: code (row of
    the profile), age (days), published_at, chance, matches, brands."""
    profiles, posts = first.frames.profiles, first.frames.posts
    code = pd.Index(profiles["profile_id"]).get_indexer(posts["profile_id"])
    age = age_in_days(posts["published_at"], first.now)
    chance = numbers(posts, "sponsored_probability")
    gone = flags(posts, "is_repost") | flags(posts, "is_deleted")
    kept = np.flatnonzero((code >= 0) & (age >= 0) & (age <= c.window_days) & ~np.isnan(chance) & ~gone)
    told = {name: posts[name].array[kept] for name in ("post_id", "published_at", "matches", "brands")}
    own = pd.DataFrame({"code": code[kept], "age": age[kept], "chance": chance[kept], **told}, copy=False)
    own = own.drop_duplicates(["code", "post_id"])
    return own.sort_values(["code", "age", "post_id"], ignore_index=True)


def sums(own: pd.DataFrame, size: int, c: Constants = CONSTANTS) -> pd.DataFrame:
    """One row a profile: posts (read), sponsored (those that count as such), weight (sum of the posts'
    weights by age) and chances (sum of weight times q)."""
    code = own["code"].to_numpy(dtype=np.int64)
    chance = own["chance"].to_numpy()
    weight = 0.5 ** (own["age"].to_numpy() / c.fresh_half_life_days)
    return pd.DataFrame(
        {
            "posts": group_count(code, size),
            "sponsored": group_count(code[chance >= c.sponsored_from], size),
            "weight": group_sum(code, weight, size),
            "chances": group_sum(code, weight * chance, size),
        }
    )


def observe(first: FirstPass, c: Constants = CONSTANTS) -> pd.DataFrame:
    """The weighted share of each creator of whom enough posts were read."""
    seen = sums(read_posts(first, c), len(first.frames.profiles), c)
    enough = seen[seen["posts"] >= c.scale_posts]
    return pd.DataFrame({"share": (enough["chances"] / enough["weight"]).to_numpy()})


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


def measure(second: SecondPass, frozen: Mapping[str, Any], c: Constants = CONSTANTS) -> list[Row]:
    """A part a profile: fresh and proven (0..1, None where nothing was read), score (that of fresh), share
    (of sponsored posts among those read: a lower bound), expected (pi: weighted by age and drawn towards what
    is usual), usual, posts, sponsored, words ([[rule, words, posts]]) and brands ([{name, first, last,
    posts}], the latest first)."""
    size = len(second.first.frames.profiles)
    own = read_posts(second.first, c)
    seen = sums(own, size, c)
    usual, peers = float(frozen.get("usual", c.fresh_usual)), int(frozen.get("peers", 0))
    weight, chances = seen["weight"].to_numpy(), seen["chances"].to_numpy()
    expected = (c.fresh_prior * usual + chances) / (c.fresh_prior + weight)
    told = _told(own[own["chance"] >= c.sponsored_from])
    brands = np.zeros(size, dtype=np.int64)
    brands[[*told]] = [len(named) for _, named in told.values()]
    fresh, proven = fresh_score(expected, brands, c), proven_score(expected, brands, c)
    posts, sponsored = seen["posts"].to_numpy(), seen["sponsored"].to_numpy()
    figures = [
        plain(np.where(posts > 0, values, np.nan))
        for values in (fresh, proven, sponsored / np.maximum(posts, 1), expected)
    ]
    return [
        {
            "score": fresh_of,
            "fresh": fresh_of,
            "proven": proven_of,
            "missing": "" if posts_of else NOTHING_READ,
            "share": share_of,
            "expected": expected_of,
            "usual": usual,
            "peers": peers,
            "posts": posts_of,
            "sponsored": sponsored_of,
            "n_brands": n_brands,
            "words": told[at][0][:MOST_WORDS] if at in told else [],
            "brands": told[at][1][:MOST_BRANDS] if at in told else [],
        }
        for at, (fresh_of, proven_of, share_of, expected_of, posts_of, sponsored_of, n_brands) in enumerate(
            zip(*figures, posts.tolist(), sponsored.tolist(), brands.tolist(), strict=True)
        )
    ]


def _told(sponsored: pd.DataFrame) -> dict[int, tuple[list[list], list[dict[str, Any]]]]:
    """{row of the profile: (its matched words, its brands)} over its sponsored posts, newest first."""
    words: dict[int, dict[tuple[str, str], int]] = defaultdict(dict)
    brands: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    days = pd.to_datetime(sponsored["published_at"], utc=True).dt.strftime("%Y-%m-%d")
    columns = (sponsored["code"], days, sponsored["matches"], sponsored["brands"])
    for code, day, matches, named in zip(*(column.tolist() for column in columns), strict=True):
        own = words[code]
        for said in {(rule, word) for rule, word in matches}:
            own[said] = own.get(said, 0) + 1
        for name in named:
            brand = brands[code].setdefault(name, {"name": name, "first": day, "last": day, "posts": 0})
            brand["first"], brand["posts"] = day, brand["posts"] + 1
    return {code: (_ordered(found), list(brands[code].values())) for code, found in words.items()}


def _ordered(words: Mapping[tuple[str, str], int]) -> list[list]:
    ordered = sorted(words.items(), key=lambda item: (-item[1], item[0])) if len(words) > 1 else words.items()
    return [[rule, word, posts] for (rule, word), posts in ordered]


FRESHNESS_PART = FurtherCriterion(FRESHNESS, measure, observe, freeze)
