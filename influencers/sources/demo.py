"""The fictional platform behind the demo catalogue: figures that move from day to day without any network.

Everything is a pure function of a creator's id and a moment: the same question always gets the same
answer, so `seed_demo` can ask for the past year and the refresh goes on from there. The id itself carries
what a demo creator is (`DemoCreator`), so the source needs no database.

    creator = DemoCreator("tiktok", "fitness", "es", "bought", 24_000, date(2025, 11, 24), 42)
    creator.platform_id                         # demo:tiktok:fitness:es:bought:24000:20251124:42
    size_at(creator, moment)                    # Size(followers, following, posts_count) at that moment
    posts_between(creator, start, end, as_of)   # its PostRecords, newest first, with the counts as of `as_of`
    PATTERNS                                    # what each pattern shows

Captions, hashtags and mentions come from `influencers.demo.captions`.
"""

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from hashlib import blake2b
from struct import unpack
from typing import NamedTuple

from influencers.demo.captions import caption
from influencers.sources.base import (
    Allowance,
    CommentRecord,
    Found,
    Limits,
    NotFound,
    NotSupported,
    Policy,
    PostRecord,
    ProfileRecord,
    SourceError,
)
from influencers.sources.quotas import CALLS, NO_LIMIT, Purse, Quota

PATTERNS = {
    "steady": "Small honest growth, even engagement.",
    "growing": "Fast growth that slows down over the years.",
    "viral": "One post far above the others, with a jump in followers after it.",
    "bought": "Followers jump within two days without a post to explain it; engagement stays where it was.",
    "saturated": "Ever more endorsements, and engagement that falls with them.",
    "dormant": "Stopped posting; followers crumble.",
}
# Fictional engagement of a 10,000-follower account, per follower and post, and what share of it are comments.
ENGAGEMENT = {"instagram": 0.024, "tiktok": 0.055, "youtube": 0.035, "bluesky": 0.016}
COMMENT_SHARE = {"instagram": 0.035, "tiktok": 0.025, "youtube": 0.07, "bluesky": 0.11}
KINDS = {
    "instagram": ("photo", "carousel", "short"),
    "tiktok": ("short", "short", "photo"),
    "youtube": ("video", "video", "short"),
    "bluesky": ("text", "photo", "link"),
}
# How far a viral post stands above the others.
VIRAL = 35.0
DAY = timedelta(days=1)


class Size(NamedTuple):
    """How big an account is at a moment."""

    followers: int
    following: int
    posts_count: int


@dataclass(frozen=True)
class DemoCreator:
    """A fictional account: what it is, how big it was on its first day, and which pattern it shows."""

    platform: str
    niche: str
    language: str
    pattern: str
    followers: int
    first_day: date
    number: int

    @cached_property
    def platform_id(self) -> str:
        """The id that carries all of it; `from_id` reads it back."""
        parts = (self.platform, self.niche, self.language, self.pattern, self.followers)
        return ":".join(("demo", *map(str, parts), f"{self.first_day:%Y%m%d}", str(self.number)))

    @classmethod
    def from_id(cls, platform_id: str) -> "DemoCreator":
        """The creator of an id. Raises NotFound for an id that is not one of the demo catalogue."""
        try:
            mark, platform, niche, language, pattern, followers, first, number = platform_id.split(":")
            if mark != "demo" or pattern not in PATTERNS or platform not in ENGAGEMENT:
                raise ValueError(platform_id)
            first_day = datetime.strptime(first, "%Y%m%d").date()
            return cls(platform, niche, language, pattern, int(followers), first_day, int(number))
        except ValueError as error:
            raise NotFound("This is not an account of the demo catalogue.") from error

    @cached_property
    def start(self) -> datetime:
        return datetime.combine(self.first_day, time(), UTC)

    @cached_property
    def traits(self) -> "Traits":
        return Traits.of(self)

    @cached_property
    def viral_slot(self) -> int | None:
        """Which of its posts went viral; None where none did."""
        return int(self.traits.event_day / self.traits.interval) if self.pattern == "viral" else None

    @cached_property
    def viral_day(self) -> float:
        """When the followers that the viral post brings are half there: three days after it."""
        return _slot_day(self, self.viral_slot or 0) + 3

    def days(self, moment: datetime) -> float:
        """Days since the first day; a fraction within a day."""
        return (moment - self.start) / DAY


@dataclass(frozen=True)
class Traits:
    """What chance gave a creator once and for all; drawn from its id."""

    interval: float  # days between posts
    growth: float  # of followers, per year at the start
    event_day: float  # when its pattern happens: the viral post, the purchase, the last post
    loved: float  # how much more engagement than others of its size
    sponsored: float  # share of endorsements
    hides_likes: bool
    following: int
    earlier_posts: int

    @classmethod
    def of(cls, creator: DemoCreator) -> "Traits":
        u = _draws(creator.platform_id, "traits")
        per_week = 1.2 * math.exp(0.5 * _normal(u[0], u[1]))
        growth = {"growing": 0.4 + 0.9 * u[2], "dormant": -0.12}.get(creator.pattern, 0.16 * u[2] - 0.03)
        return cls(
            interval=7 / min(max(per_week, 0.4), 5),
            growth=growth,
            event_day=120 + 170 * u[5],
            loved=math.exp(0.4 * _normal(u[6], u[7])),
            sponsored=0.22 * u[8] * u[8],
            hides_likes=creator.platform == "instagram" and u[9] < 0.06,
            following=int(80 + 900 * u[10] * u[10]),
            earlier_posts=int(20 + 600 * u[11]),
        )


def size_at(creator: DemoCreator, moment: datetime) -> Size:
    """Followers, following and number of posts at a moment; moves within a day too."""
    traits, day = creator.traits, max(creator.days(moment), 0)
    posts = _slot_count(creator, day)
    following = traits.following + int(day / 30)
    return Size(round(_honest(creator, day) + _bought(creator, day)), following, traits.earlier_posts + posts)


def posts_between(creator: DemoCreator, start: date, end: date, as_of: datetime) -> list[PostRecord]:
    """The posts of the days from `start` to `end`, both included, that exist at `as_of`; newest first.

    Counts are those of `as_of`: a young post's still grow, and reach 90% of their final value in three days.
    """
    first = creator.days(datetime.combine(start, time(), UTC))
    last = min(creator.days(datetime.combine(end, time(), UTC) + DAY), creator.days(as_of))
    earliest = max(int(first / creator.traits.interval) - 1, 0)
    slots = range(_slot_count(creator, last) - 1, earliest - 1, -1)
    return [_post(creator, slot, as_of) for slot in slots if first <= _slot_day(creator, slot) < last]


def _honest(creator: DemoCreator, day: float) -> float:
    """Followers that came by themselves: growth that slows down, better and worse weeks, the viral jump."""
    traits, base = creator.traits, creator.followers
    grown = math.exp(traits.growth * (1 - math.exp(-day / 700)) * 700 / 365)
    weeks = 1 + _wander(creator, day)
    jump = 0.0
    if creator.pattern == "viral":
        since = day - creator.viral_day
        jump = 0.3 / (1 + math.exp(-since / 1.5)) if abs(since) < 60 else 0.3 * (since > 0)
    return base * (grown * weeks + jump)


def _wander(creator: DemoCreator, day: float) -> float:
    """A way between chance heights of about half a percent: slow over eleven days, small from day to day."""
    return 0.005 * _between(creator, "weeks", day / 11) + 0.001 * _between(creator, "days", day / 1.3)


def _between(creator: DemoCreator, name: str, place: float) -> float:
    """The height at a place between two whole numbers, each of which has a normal one by chance."""
    here, there = (_draws(creator.platform_id, name, math.floor(place) + step) for step in (0, 1))
    along = place % 1
    return _normal(here[0], here[1]) * (1 - along) + _normal(there[0], there[1]) * along


def _bought(creator: DemoCreator, day: float) -> float:
    """Followers that were paid for: all within two days, then slowly swept out by the platform."""
    since = day - creator.traits.event_day
    if creator.pattern != "bought" or since <= 0:
        return 0.0
    return 0.7 * creator.followers * min(since / 2, 1) * math.exp(-0.2 * since / 365)


def _slot_day(creator: DemoCreator, slot: int) -> float:
    """When the post of a slot appears: slots are evenly spaced, a post falls anywhere within its own."""
    return (slot + 0.1 + 0.8 * _draws(creator.platform_id, "when", slot)[0]) * creator.traits.interval


def _slot_count(creator: DemoCreator, day: float) -> int:
    """How many posts stand on a day."""
    if creator.pattern == "dormant":
        day = min(day, creator.traits.event_day)
    if day <= 0:
        return 0
    slot = int(day / creator.traits.interval)
    return slot + (_slot_day(creator, slot) <= day)


def _post(creator: DemoCreator, slot: int, as_of: datetime) -> PostRecord:
    traits, day = creator.traits, _slot_day(creator, slot)
    u = _draws(creator.platform_id, "post", slot)
    published = (creator.start + timedelta(days=day)).replace(microsecond=0)
    share = traits.sponsored
    if creator.pattern == "saturated":
        share = min(0.05 + 0.6 * day / 365, 0.7)
    viral = slot == creator.viral_slot
    sponsored = u[0] < share and not viral
    mature = 1 - math.exp(-(creator.days(as_of) - day) * math.log(10) / 3)
    final = _engagement(creator, day, sponsored, VIRAL if viral else math.exp(0.45 * _normal(u[1], u[2])))
    kind = KINDS[creator.platform][int(u[3] * 3)]
    comment_share = COMMENT_SHARE[creator.platform] * (0.5 + u[4])
    words = caption(creator.niche, creator.language, int(u[5] * 2**32), sponsored, creator.number)
    return PostRecord(
        platform_post_id=f"{creator.platform_id}:{slot}",
        published_at=published,
        kind=kind,
        caption=words.text,
        language=creator.language,
        hashtags=words.hashtags,
        mentions=words.mentions,
        likes=None if traits.hides_likes else int(final * (1 - comment_share) * mature),
        comments=int(final * comment_share * mature),
        shares=int(final * (0.02 + 0.08 * u[6]) * mature)
        if creator.platform in ("tiktok", "bluesky")
        else None,
        saves=int(final * 0.06 * u[7] * mature) if creator.platform == "tiktok" else None,
        views=_views(creator, kind, final, u[8], mature),
        # Some mark a paid post by the platform's own label too, some by words only.
        paid_flag=(sponsored and u[9] < 0.4)
        if creator.platform in ("instagram", "tiktok", "youtube")
        else None,
    )


def _engagement(creator: DemoCreator, day: float, sponsored: bool, luck: float) -> float:
    """Likes and comments that a post ends with: fewer per follower on big accounts and on endorsements."""
    followers = max(_honest(creator, day), 1)
    rate = ENGAGEMENT[creator.platform] * creator.traits.loved * (followers / 10_000) ** -0.17
    if sponsored:
        rate *= 0.75
    if creator.pattern == "saturated":
        rate *= math.exp(-0.9 * day / 365)
    return followers * rate * luck


def _views(creator: DemoCreator, kind: str, engagement: float, chance: float, mature: float) -> int | None:
    if creator.platform == "bluesky" or (creator.platform == "instagram" and kind != "short"):
        return None
    return int(engagement * (9 + 22 * chance) * mature)


def _draws(*words: str | int) -> tuple[float, ...]:
    """Sixteen numbers in [0, 1) that depend on the words alone."""
    digest = blake2b("|".join(map(str, words)).encode(), digest_size=64).digest()
    return tuple(number / 2**32 for number in unpack("<16I", digest))


def _normal(first: float, second: float) -> float:
    """A standard normal number from two uniform ones."""
    return math.sqrt(-2 * math.log(1 - first)) * math.cos(math.tau * second)


class DemoSource:
    """Answers for the fictional accounts, as of the moment that `clock` tells."""

    key = "demo"
    label = "Demo"
    limits = Limits(batch_size=100, posts_page=100, max_posts=1000, quotas={"calls": Quota(1_000_000, 3600)})
    policy = Policy(
        retention_days=None, derived_figures=True, terms="Fictional accounts; nothing to observe."
    )
    needs = credential = ()
    connect = ""
    held_back = ""
    by_handle = False
    lacks: Mapping[str, str] = {
        "comments": "This demo account has no comments that could be read.",
    }
    allowance: Allowance | None = None

    def __init__(self, clock=lambda: datetime.now(UTC), purse: Purse = NO_LIMIT):
        self.clock, self.purse = clock, purse
        self.calls = 0

    def profile(self, handle: str) -> ProfileRecord:
        """The account of a demo id; a demo handle alone is not known here."""
        self._paid()
        return self._record(handle)

    def profiles(self, platform_ids: Collection[str]) -> Mapping[str, ProfileRecord | SourceError]:
        """The figures of this moment, or NotFound, for each id. Words (handle, name, bio) are never told."""
        self._paid()
        answers: dict[str, ProfileRecord | SourceError] = {}
        for platform_id in platform_ids:
            try:
                answers[platform_id] = self._record(platform_id)
            except NotFound as error:
                answers[platform_id] = error
        return answers

    def posts(self, platform_id: str, since: datetime | None = None) -> Iterator[PostRecord]:
        """Posts down to `since`, newest first."""
        self._paid()
        creator, now = DemoCreator.from_id(platform_id), self.clock()
        start = max(since or creator.start, creator.start)
        recent = posts_between(creator, start.date(), now.date(), now)[: self.limits.max_posts]
        yield from (post for post in recent if post.published_at >= start)

    def comments(self, post: PostRecord, limit: int) -> Iterator[CommentRecord]:
        """Not here."""
        raise NotSupported(self.lacks["comments"])

    def search(self, words: str, limit: int) -> Iterator[Found]:
        """Fictional creators whose niche or subject the words name in any of the demo's languages, others
        than those of the catalogue; the same ones all day."""
        from influencers.demo.strangers import strangers  # it needs DemoCreator

        self._paid()
        yield from (found for _, found in zip(range(limit), strangers(words, self.clock()), strict=False))

    def _record(self, platform_id: str) -> ProfileRecord:
        size = size_at(DemoCreator.from_id(platform_id), self.clock())
        return ProfileRecord(platform_id=platform_id, **size._asdict())

    def _paid(self) -> None:
        self.purse.pay(CALLS)
        self.calls += 1
