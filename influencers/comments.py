"""Reading comments for what they say together, and keeping of each only signals: never who wrote what.

Asked for are the newest settled posts of accounts that somebody wants, then of others; from the share of each
budget that is set aside for comments, so that refreshes never wait for them.
"""

import time
from collections import Counter
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from influencers import cooldown
from influencers.budget import Share, opened
from influencers.choices import InfluencerStatus, Priority
from influencers.erasure import hold_off, id_digest
from influencers.models import CommentSignal, Post, Tombstone
from influencers.salt import salted
from influencers.sources import base
from influencers.sources.registry import refreshing, source_class, withheld
from influencers.text.comments import features_of

COMMENTS_A_POST = 20
POSTS_AN_ACCOUNT = 10
# A younger post still collects comments and answers; an older one says little about today (method, 5).
SETTLED = timedelta(days=3)
OLDEST = timedelta(days=60)
READ_AGAIN = timedelta(days=21)
TRY_AGAIN = timedelta(days=1)
POSTS_A_ROUND = 100
ROUND_SECONDS = 4 * 60
ENOUGH = "Comments under other posts of this account were read."
# Any number that nothing else in this database takes as an advisory lock, beside the number of the source.
LOCK = 0x636F6D


def reading(conf=settings) -> list[str]:
    """The sources whose comments are read: those that refresh, show comments, and allow to measure them."""
    kept_out, paused = withheld(conf), cooldown.all_pauses(Share.COMMENTS)
    return [
        key
        for key in refreshing(conf)
        if "comments" not in source_class(key).lacks and key not in kept_out and key not in paused
    ]


def read_round(key: str) -> int:
    """How many posts' comments were read in one round of a source; 0 where another round is under way.

    A round that dies leaves what it had not reached for the next one; one that runs twice stores once.
    """
    if key not in reading():
        return 0
    with _alone(key) as alone:
        return _read(key) if alone else 0


def worth_reading(key: str, now: datetime, limit: int) -> list[Post]:
    """Posts whose comments are asked for next: those of wanted accounts, read again now and then; then those
    of others that were never read, the newest first."""
    posts = Post.objects.filter(
        ~Q(comments=0),
        source=key,
        published_at__range=(now - OLDEST, now - SETTLED),
        profile__influencer__status=InfluencerStatus.ACTIVE,
    ).select_related("profile")
    again = Q(comments_read_at__isnull=True) | Q(comments_read_at__lt=now - READ_AGAIN)
    wanted = posts.filter(again, profile__priority__gt=Priority.NORMAL)
    found = list(wanted.order_by(F("comments_read_at").asc(nulls_first=True), "-published_at", "pk")[:limit])
    others = posts.filter(comments_read_at__isnull=True, profile__priority=Priority.NORMAL)
    return found + list(others.order_by("-published_at", "pk")[: limit - len(found)])


@transaction.atomic
def store(post: Post, records: Sequence[base.CommentRecord], read_at: datetime) -> int:
    """How many comments of a post are new. Those of erased people are left out; those known already stay as
    they are, so that their time does not begin anew."""
    hold_off()  # somebody who is erased meanwhile is not stored after all
    if not Post.objects.select_for_update(no_key=True).filter(pk=post.pk).exists():
        return 0
    authors = {record.author_id: _author(post, record) for record in records}
    erased = set(
        Tombstone.objects.filter(id_digest__in=[a for a in authors.values() if a]).values_list(
            "id_digest", flat=True
        )
    )
    rows = [_signal(post, record, read_at) for record in records if authors[record.author_id] not in erased]
    before = CommentSignal.objects.filter(post=post).count()
    CommentSignal.objects.bulk_create(rows, ignore_conflicts=True)
    return CommentSignal.objects.filter(post=post).count() - before


def _read(key: str) -> int:
    source, now, end = opened(key, Share.COMMENTS), timezone.now(), time.monotonic() + ROUND_SECONDS
    posts = worth_reading(key, now, POSTS_A_ROUND)
    enough = _read_lately(posts, now)
    done = 0
    for post in posts:
        if time.monotonic() > end:
            break
        if post.comments_read_at is None and enough[post.profile_id] >= POSTS_AN_ACCOUNT:
            _mark(post, now, ENOUGH)
            continue
        enough[post.profile_id] += post.comments_read_at is None
        try:
            store(post, list(source.comments(_record(post), COMMENTS_A_POST)), now)
            _mark(post, now)
        except base.SourceError as error:
            if error.whole_source:
                if not isinstance(error, base.QuotaSpent):  # spent is the share of comments, not the source
                    cooldown.pause(key, error)
                break
            _mark(post, now - READ_AGAIN + TRY_AGAIN if error.retry else now, error.text)
        done += 1
    return done


def _read_lately(posts: list[Post], now: datetime) -> Counter:
    """How many recent posts of each account were read."""
    read = Post.objects.filter(
        profile__in={post.profile_id for post in posts},
        published_at__gte=now - OLDEST,
        comments_read_at__isnull=False,
        comments_missing="",
    )
    return Counter(dict(read.values_list("profile").annotate(n=Count("pk"))))


def _mark(post: Post, read_at: datetime, missing: str = "") -> None:
    Post.objects.filter(pk=post.pk).update(comments_read_at=read_at, comments_missing=missing[:200])


def _record(post: Post) -> base.PostRecord:
    return base.PostRecord(platform_post_id=post.platform_post_id, published_at=post.published_at)


def _author(post: Post, record: base.CommentRecord) -> str:
    return id_digest(post.profile.platform, record.author_id) if record.author_id else ""


def _signal(post: Post, record: base.CommentRecord, read_at: datetime) -> CommentSignal:
    features = asdict(features_of(record.text))
    plain = features.pop("plain")
    return CommentSignal(
        post=post,
        digest=_digest(record.platform_comment_id),
        author=_author(post, record),
        is_creator=record.by_creator or record.author_id == post.profile.platform_id,
        answers=_digest(record.answers) if record.answers else "",
        published_at=record.published_at,
        read_at=read_at,
        source=post.source,
        wording=salted(f"wording {plain}") if plain else "",
        **features,
    )


def _digest(comment_id: str) -> str:
    return salted(f"comment {comment_id}")


@contextmanager
def _alone(key: str):
    """Whether this is the only round of a source; PostgreSQL gives the lock back when its holder dies."""
    number = list(source_class(key).key.encode())
    lock = [LOCK, sum(byte << (8 * (at % 3)) for at, byte in enumerate(number)) & 0x7FFFFFFF]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", lock)
        got = cursor.fetchone()[0]
    try:
        yield got
    finally:
        if got:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", lock)
