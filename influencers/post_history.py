"""An account's posts beside its own usual: which got far more or less than its median. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from influencers.choices import PostKind
from influencers.models import Post

# A younger post still collects reactions: it is shown, but the usual is not taken from it.
MATURE_AFTER = timedelta(days=3)
# Likes stand for a post's engagement where at least this many posts, and this share of them, show theirs.
ENOUGH_POSTS, ENOUGH_SHARE = 3, 0.3
OUTSTANDING = 5.0
RECENT = timedelta(weeks=12)
_LAST_TAG = re.compile(r"[#＃](\w+)$")


@dataclass(frozen=True, slots=True)
class PostPoint:
    """A post and how it did: `reactions` by the measure of its history, `times_usual` as a multiple of the
    median; both None where its counts are hidden, the latter also while the post is `young`."""

    post: Post
    reactions: int | None
    times_usual: float | None
    young: bool = False

    @property
    def outstanding(self) -> bool:
        """Whether it got so much more than the others that it should not be taken for the usual."""
        return self.times_usual is not None and self.times_usual >= OUTSTANDING

    @property
    def text(self) -> str:
        """The caption without the hashtags at its end, which are shown by themselves."""
        tags, text = set(self.post.hashtags), self.post.caption.rstrip()
        while (found := _LAST_TAG.search(text)) and found[1].lower() in tags:
            text = text[: found.start()].rstrip()
        return text

    @property
    def has_views(self) -> bool:
        """Whether such a post can be viewed at all; a photo is only looked at."""
        return self.post.views is not None or self.post.kind in (PostKind.VIDEO, PostKind.SHORT)


@dataclass(frozen=True)
class PostHistory:
    """The newest posts of an account, newest first.

    measure: what `reactions` counts, in words; usual: its median over posts that had time to collect;
    hidden: how many posts hide their likes; paid: how many carry the platform's own paid label, None where
    it tells none; a_week: posts a week in the last twelve weeks that were read.
    """

    points: list[PostPoint]
    measure: str
    usual: float | None
    hidden: int
    paid: int | None
    a_week: float | None

    @property
    def counted(self) -> int:
        """How many posts show what is measured."""
        return sum(point.reactions is not None for point in self.points)

    @property
    def outstanding(self) -> int:
        """How many posts are far above the usual."""
        return sum(point.outstanding for point in self.points)

    @property
    def tells_views(self) -> bool:
        """Whether views are told at all."""
        return any(point.post.views is not None for point in self.points)

    @property
    def tells_shares(self) -> bool:
        """Whether shares are told at all."""
        return any(point.post.shares is not None for point in self.points)


def post_history(posts: Sequence[Post], read_at: datetime | None) -> PostHistory:
    """The history of these posts, which are the newest of an account, newest first, as read at `read_at`."""
    measure, counts = _measured(posts)
    read_at = read_at or (posts[0].published_at if posts else None)
    young = [read_at - post.published_at < MATURE_AFTER for post in posts]
    rows = list(zip(posts, counts, young, strict=True))
    mature = [count for _, count, early in rows if count is not None and not early]
    usual = median(mature) if mature else None
    points = [
        PostPoint(post, count, None if early or count is None or not usual else count / usual, early)
        for post, count, early in rows
    ]
    flags = [post.paid_flag for post in posts if post.paid_flag is not None]
    recent = sum(read_at - post.published_at < RECENT for post in posts)
    return PostHistory(
        points=points,
        measure=measure,
        usual=usual,
        hidden=sum(post.likes is None for post in posts),
        paid=sum(flags) if flags else None,
        a_week=recent / (RECENT / timedelta(weeks=1)) if posts else None,
    )


def untouched_history(posts: Sequence[Post]) -> PostHistory:
    """The history of posts of which nothing may be made: they stand there with their own counts alone."""
    points = [PostPoint(post, None, None) for post in posts]
    flags = [post.paid_flag for post in posts if post.paid_flag is not None]
    return PostHistory(points, "reactions", None, 0, sum(flags) if flags else None, None)


def _measured(posts: Sequence[Post]) -> tuple[str, list[int | None]]:
    """What stands for the engagement of these posts, in words, and its count for each."""
    visible = sum(post.likes is not None for post in posts)
    if visible >= min(ENOUGH_POSTS, len(posts)) and visible >= ENOUGH_SHARE * len(posts):
        sums = [None if post.likes is None else post.likes + (post.comments or 0) for post in posts]
        return "likes and comments", sums
    if any(post.comments is not None for post in posts):
        return "comments", [post.comments for post in posts]
    return "views", [post.views for post in posts]
