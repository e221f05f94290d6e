"""Who is in the demo catalogue: pure, and the same for the same seed and day."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from random import Random

from influencers.demo.captions import bio
from influencers.demo.names import handles, person
from influencers.demo.words import NICHES, languages, vocabulary
from influencers.sources.demo import DemoCreator

YEAR = timedelta(days=365)
# The last days are read daily, the rest of the year weekly.
DAILY = 35
PLATFORMS = {"instagram": 38, "tiktok": 32, "youtube": 18, "bluesky": 12}
PATTERNS = {"steady": 52, "growing": 17, "viral": 9, "bought": 8, "saturated": 8, "dormant": 6}
KINDS = {"creator": 74, "business": 11, "personal": 15}
# Followers a year ago: most between 5,000 and 100,000, and a few stars.
MEDIAN, SPREAD, SMALLEST = 20_000, 1.1, 1_100
STARS, STAR_MEDIAN = 0.015, 700_000
SECOND_ACCOUNT = 0.11


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A fictional account with its words; how its figures move is told by `creator`."""

    creator: DemoCreator
    handle: str
    name: str
    bio: str
    country: str
    contact: str
    kind: str
    verified: bool
    fetched_at: datetime


def catalogue(
    number: int, seed: int, now: datetime, taken: Iterable[tuple[str, str]] = ()
) -> Iterator[tuple[DemoAccount, ...]]:
    """For each of `number` fictional creators its accounts, one or two; none with a (platform, handle) that
    is `taken`."""
    rng, used = Random(f"demo {seed}"), set(taken)
    for n in range(number):
        yield _creator(n, now, rng, used)


def days_read(account: DemoAccount) -> list[date]:
    """The days of the past year on which the account's size was read: weekly, the last five weeks daily."""
    first, last = account.creator.first_day, account.fetched_at.date()
    total = (last - first).days
    return [
        first + timedelta(days=d) for d in chain(range(0, total - DAILY, 7), range(total - DAILY, total + 1))
    ]


def _creator(n: int, now: datetime, rng: Random, taken: set[tuple[str, str]]) -> tuple[DemoAccount, ...]:
    language = _pick({code: vocabulary(code).share for code in languages()}, rng)
    niche = rng.choice(list(NICHES))
    country = _pick(vocabulary(language).countries, rng)
    name, first, last = person(language, rng)
    platform = _pick(PLATFORMS, rng)
    followers = _followers(rng)
    accounts = [(platform, followers)]
    if rng.random() < SECOND_ACCOUNT:
        other = _pick({key: weight for key, weight in PLATFORMS.items() if key != platform}, rng)
        accounts.append((other, max(SMALLEST, int(followers * math.exp(rng.gauss(-0.6, 0.7))))))
    contact = f"hello@{first}-{last}.example" if rng.random() < 0.35 else ""
    pattern, kind = _pick(PATTERNS, rng), _pick(KINDS, rng)
    made = []
    for platform, followers in accounts:
        creator = DemoCreator(platform, niche, language, pattern, followers, (now - YEAR).date(), n)
        forms = handles(first, last, niche, platform, rng)
        handle = next(form for form in chain(forms, _numbered(forms[-1])) if (platform, form) not in taken)
        taken.add((platform, handle))
        made.append(
            DemoAccount(
                creator=creator,
                handle=handle,
                name=name,
                bio=bio(niche, language, n),
                country=country,
                contact=contact,
                kind=kind,
                verified=rng.random() < min(0.9, followers / 400_000),
                fetched_at=(now - timedelta(minutes=rng.randrange(20, 6 * 24 * 60))).replace(microsecond=0),
            )
        )
    return tuple(made)


def _followers(rng: Random) -> int:
    if rng.random() < STARS:
        return int(STAR_MEDIAN * math.exp(rng.gauss(0, 0.7)))
    return max(SMALLEST + rng.randrange(400), int(MEDIAN * math.exp(rng.gauss(0, SPREAD))))


def _numbered(handle: str) -> Iterator[str]:
    stem, dot, end = handle.partition(".example")
    return (f"{stem}{n}{dot}{end}" for n in range(2, 10_000))


def _pick(weights: dict[str, int], rng: Random) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]
