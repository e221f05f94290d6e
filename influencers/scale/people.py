"""Fictional accounts, many at once, in arrays: pure, the same for the same generator."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from influencers.demo.generate import (
    KINDS,
    MEDIAN,
    PLATFORMS,
    SMALLEST,
    SPREAD,
    STAR_MEDIAN,
    STARS,
)
from influencers.demo.words import vocabulary
from influencers.scale.phrases import Phrases

DAY = 86_400
YEAR = 365
# Niches: the one in place k of the order of what is liked has a weight of 1 / k ** ZIPF.
ZIPF = 0.9
ORDER = 35
DORMANT = 0.06
# Accounts are read within so many days before the catalogue's day.
READ_WITHIN = 6
HIDES_LIKES = 0.06
PLATFORM_NAMES = np.array(list(PLATFORMS), dtype=object)
KIND_NAMES = np.array(list(KINDS), dtype=object)


@dataclass(frozen=True, slots=True)
class People:
    """Accounts, one of each creator. Ends in `_at`: positions in `Phrases.languages`, `Phrases.leaves`,
    `PLATFORM_NAMES`. `fetched` are seconds since 1970; `loved` is engagement beside others of that size."""

    number: np.ndarray
    language_at: np.ndarray
    leaf_at: np.ndarray
    platform_at: np.ndarray
    name: np.ndarray
    handle: np.ndarray
    tag: np.ndarray
    bio: np.ndarray
    country: np.ndarray
    contact: np.ndarray
    kind: np.ndarray
    verified: np.ndarray
    followers: np.ndarray
    following: np.ndarray
    earlier_posts: np.ndarray
    fetched: np.ndarray
    loved: np.ndarray
    sponsored: np.ndarray
    hides_likes: np.ndarray
    dormant: np.ndarray
    growth: np.ndarray

    def __len__(self) -> int:
        return len(self.number)


def people(first: int, count: int, phrases: Phrases, until: datetime, dice: np.random.Generator) -> People:
    """Accounts number `first` and the `count` - 1 that follow, as of `until`. The number stands in the
    handle, so that no two have the same."""
    number = np.arange(first, first + count)
    language = _weighted([vocabulary(code).share for code in phrases.languages], count, dice)
    leaf = leaves_at(len(phrases.leaves), count, dice)
    platform = _weighted(list(PLATFORMS.values()), count, dice)
    followers = _followers(count, dice)
    who = dice.random(count)
    given, family = phrases.first.pick(language, who), phrases.last.pick(language, who)
    fetched = int(until.timestamp()) - dice.integers(20 * 60, READ_WITHIN * DAY, count)
    written = np.where(dice.random(count) < 0.35, "hello@" + given + "-" + family + ".example", "")
    return People(
        number=number,
        language_at=language,
        leaf_at=leaf,
        platform_at=platform,
        name=phrases.names.pick(language, who),
        handle=_handles(given, family, number, PLATFORM_NAMES[platform] == "bluesky", dice),
        tag=given + "and" + family,
        bio=phrases.bios.pick(phrases.place(language, leaf), dice.random(count)),
        country=_countries(phrases.languages, language, dice),
        contact=written,
        kind=KIND_NAMES[_weighted(list(KINDS.values()), count, dice)],
        verified=dice.random(count) < np.minimum(0.9, followers / 400_000),
        followers=followers,
        following=(80 + 900 * dice.random(count) ** 2).astype(np.int64),
        earlier_posts=dice.integers(20, 620, count),
        fetched=fetched,
        loved=np.exp(dice.normal(0, 0.4, count)),
        sponsored=0.3 * dice.random(count) ** 2,
        hides_likes=(PLATFORM_NAMES[platform] == "instagram") & (dice.random(count) < HIDES_LIKES),
        dormant=dice.random(count) < DORMANT,
        growth=dice.normal(0.12, 0.2, count),
    )


def leaves_at(leaves: int, count: int, dice: np.random.Generator) -> np.ndarray:
    """A leaf of each of `count`: few niches have many creators, many have few."""
    liked = np.random.default_rng(ORDER).permutation(leaves)
    return liked[_weighted(1 / np.arange(1, leaves + 1) ** ZIPF, count, dice)]


def _followers(count: int, dice: np.random.Generator) -> np.ndarray:
    usual = MEDIAN * np.exp(dice.normal(0, SPREAD, count))
    stars = STAR_MEDIAN * np.exp(dice.normal(0, 0.7, count))
    size = np.where(dice.random(count) < STARS, stars, usual)
    return np.maximum(size, SMALLEST + dice.integers(0, 400, count)).astype(np.int64)


def _handles(first, last, number, dashed, dice: np.random.Generator) -> np.ndarray:
    """The number after a mark or a name, which no handle of the demo catalogue has there."""
    told = np.array(list(map(str, number.tolist())), dtype=object)
    forms = (first + "." + last + ".", first + "_" + last + "_", first + "." + last, first + "_" + last)
    usual = np.choose(dice.integers(0, len(forms), len(number)), forms) + told
    return np.where(dashed, first + "-" + last + told + ".example", usual)


def _countries(languages, language: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    countries = np.empty(len(language), dtype=object)
    for at, code in enumerate(languages):
        mine = language == at
        weights = vocabulary(code).countries
        chosen = _weighted(list(weights.values()), int(mine.sum()), dice)
        countries[mine] = np.array(list(weights), dtype=object)[chosen]
    return countries


def _weighted(weights, count: int, dice: np.random.Generator) -> np.ndarray:
    ends = np.cumsum(np.asarray(weights, dtype=float))
    return np.searchsorted(ends / ends[-1], dice.random(count), side="right")
