"""Writes the demo catalogue: a year of figures and posts of fictional creators."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from auditlog.context import disable_auditlog
from django.db import transaction
from django.db.models.functions import Lower

from influencers.choices import RefreshStatus, Source
from influencers.copying import array_literal, copy_rows
from influencers.demo.comments import seed_comments
from influencers.demo.generate import DemoAccount, catalogue, days_read
from influencers.erasure import erased_among, hold_off, state
from influencers.models import Influencer, Post, Profile, Snapshot
from influencers.schedule import next_due
from influencers.sources.demo import posts_between, size_at
from influencers.text_index import make_texts

POST_COLUMNS = (
    "profile_id", "platform_post_id", "published_at", "kind", "caption", "url", "language", "hashtags",
    "mentions", "likes", "comments", "shares", "saves", "views", "paid_flag", "source", "fetched_at",
)  # fmt: skip
POST_TEXTS = ("caption", "url", "language")
SNAPSHOT_COLUMNS = ("profile_id", "day", "followers", "following", "posts_count", "source")
EVENING = timedelta(hours=21)


@dataclass(frozen=True, slots=True)
class Seeded:
    """How much was written."""

    creators: int
    accounts: int
    posts: int
    snapshots: int


class AlreadySeeded(Exception):
    """The demo catalogue is there already; two of it would only blur each other."""


@transaction.atomic
def seed(creators: int, number: int, now: datetime) -> Seeded:
    """Adds `creators` fictional creators as of `now`; the same `number` gives the same ones on the same day.

    Raises AlreadySeeded where there are some. Their scores follow from the scoring of what changed.
    """
    if Profile.objects.demo().exists():
        raise AlreadySeeded("The demo creators are there already. Remove them first: manage.py remove_demo")
    hold_off()
    people = _not_erased(_with_free_handles(creators, number, now))
    with disable_auditlog():
        names = [Influencer(name=accounts[0].name) for accounts in people]
        owners = Influencer.objects.bulk_create(names, batch_size=1000)
        accounts = [
            (account, _profile(account, owner))
            for group, owner in zip(people, owners, strict=True)
            for account in group
        ]
        profiles = Profile.objects.bulk_create([profile for _, profile in accounts], batch_size=1000)
    posts, snapshots = _Counted(_post_rows(accounts)), _Counted(_snapshot_rows(accounts))
    copy_rows(Post._meta.db_table, POST_COLUMNS, posts, texts=POST_TEXTS)
    copy_rows(Snapshot._meta.db_table, SNAPSHOT_COLUMNS, snapshots)
    seed_comments(profiles, now)
    for profile in profiles:
        profile.next_refresh_at = next_due(profile.pk, profile.fetched_at, profile.last_post_at, None)
    Profile.objects.bulk_update(profiles, ["last_post_at", "next_refresh_at"], batch_size=500)
    make_texts()
    return Seeded(len(owners), len(profiles), posts.count, snapshots.count)


def _with_free_handles(creators: int, number: int, now: datetime) -> list[tuple[DemoAccount, ...]]:
    """The catalogue; a handle that somebody real goes by is left to them."""
    people = list(catalogue(creators, number, now))
    wanted = [account.handle for accounts in people for account in accounts]
    used = Profile.objects.annotate(label=Lower("handle")).filter(label__in=wanted, handle_is_current=True)
    taken = list(used.values_list("platform", "label"))
    return list(catalogue(creators, number, now, taken)) if taken else people


def _not_erased(people: list[tuple[DemoAccount, ...]]) -> list[tuple[DemoAccount, ...]]:
    """Those of whom no account was erased."""
    keys = {
        account: (account.creator.platform, account.creator.platform_id, account.handle)
        for group in people
        for account in group
    }
    erased = erased_among(keys.values()) if state() else set()
    return [group for group in people if not any(keys[account] in erased for account in group)]


def _profile(account: DemoAccount, owner: Influencer) -> Profile:
    creator = account.creator
    return Profile(
        influencer=owner,
        platform=creator.platform,
        platform_id=creator.platform_id,
        handle=account.handle,
        display_name=account.name,
        bio=account.bio,
        country=account.country,
        language=creator.language,
        contact=account.contact,
        account_kind=account.kind,
        is_verified=account.verified,
        source=Source.DEMO,
        fetched_at=account.fetched_at,
        refresh_status=RefreshStatus.OK,
        **size_at(creator, account.fetched_at)._asdict(),
    )


def _post_rows(accounts: Collection[tuple[DemoAccount, Profile]]) -> Iterator[tuple]:
    """Rows of all posts; on the way each profile learns when its newest was published."""
    for account, profile in accounts:
        read_at = account.fetched_at
        posts = posts_between(account.creator, account.creator.first_day, read_at.date(), read_at)
        profile.last_post_at = posts[0].published_at if posts else None
        for post in posts:
            yield (
                profile.pk,
                post.platform_post_id,
                post.published_at,
                post.kind,
                post.caption,
                post.url,
                post.language,
                array_literal(post.hashtags),
                array_literal(post.mentions),
                post.likes,
                post.comments,
                post.shares,
                post.saves,
                post.views,
                post.paid_flag,
                Source.DEMO,
                read_at,
            )


def _snapshot_rows(accounts: Collection[tuple[DemoAccount, Profile]]) -> Iterator[tuple]:
    """One row a day that was read; the last is the figures that the profile shows."""
    for account, profile in accounts:
        for day in days_read(account):
            moment = account.creator.start + (day - account.creator.first_day) + EVENING
            size = size_at(account.creator, min(moment, account.fetched_at))
            yield (profile.pk, day, size.followers, size.following, size.posts_count, Source.DEMO)


class _Counted:
    """Rows that are counted as they pass."""

    def __init__(self, rows: Iterable[tuple]):
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[tuple]:
        for row in self._rows:
            self.count += 1
            yield row
