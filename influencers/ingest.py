"""The one door by which what a source tells becomes rows: an account, its size of the day, its posts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from influencers.erasure import is_erased
from influencers.models import Avatar, Post, PostReading, Profile, Snapshot
from influencers.sources.base import PostRecord, ProfileRecord
from influencers.sources.registry import policy_of

# Fields of Profile that a record may set, each under the same name.
TOLD = (
    "display_name",
    "bio",
    "url",
    "country",
    "language",
    "account_kind",
    "is_verified",
    "followers",
    "following",
    "posts_count",
)
FIGURES = ("followers", "following", "posts_count")
POST_FIELDS = tuple(field.name for field in fields(PostRecord) if field.name != "platform_post_id")
COUNTS = ("likes", "comments", "shares", "views")
# What an account is called and where it is found; it stays as long as the account does.
KEPT = ("url",)
# Counts of a post settle within this time; until then each new reading is kept.
MATURE_AFTER = timedelta(days=30)

# Written out, because putting it together anew for each account took a third of an ingest.
_LOCK = """
WITH known AS MATERIALIZED (SELECT platform FROM influencers_profile WHERE id = %(id)s)
SELECT p.*, EXISTS (SELECT 1 FROM influencers_avatar a WHERE a.profile_id = p.id) AS has_picture
FROM influencers_profile p
WHERE p.id = %(id)s
    OR p.platform = (SELECT platform FROM known) AND p.platform_id = %(own)s
    OR p.platform = (SELECT platform FROM known) AND p.handle_is_current
        AND lower(p.handle) = lower(%(handle)s)
ORDER BY p.id FOR UPDATE OF p
"""


@dataclass(frozen=True, slots=True)
class Ingested:
    """What one record changed; `profile` is the account as it is now."""

    profile: Profile
    renamed_from: str = ""
    posts_new: int = 0
    posts_changed: int = 0
    figures_changed: bool = False
    outdated: bool = False  # newer figures were there already and stay


class SameAccount(Exception):
    """Another row of the catalogue has this platform id already; `profile` is that row."""

    def __init__(self, profile: Profile):
        super().__init__(f"This account is in the catalogue already, as {profile}.")
        self.profile = profile


class WasErased(Exception):
    """This account asked to be erased and came in under another name or by hand; it has to go again."""


@transaction.atomic
def ingest(
    profile_id: int,
    record: ProfileRecord | None,
    posts: Iterable[PostRecord],
    source: str,
    fetched_at: datetime,
    lease: datetime | None = None,
) -> Ingested | None:
    """Writes what `source` told of an account at `fetched_at`; None where the account is no longer there or,
    with `lease`, is no longer held until then.

    1. Locks the account, and any other that now goes by a handle which the source gives to this one.
    2. Refuses one that was erased. 3. Figures and words: what a curator set stays; what was fetched later
    than `fetched_at` stays. 4. Where its picture is. 5. The day's snapshot. 6. Posts, of which only the
    changed ones are written.

    `record` is None where only posts were read. Raises SameAccount where the id belongs to another row, and
    WasErased where the account was erased; then nothing is written.
    """
    profile, rivals = _locked(profile_id, record)
    if profile is None or (lease and profile.claimed_until != lease):
        return None
    own, handle = (record.platform_id, record.handle) if record else (profile.platform_id, None)
    if is_erased(profile.platform, own, handle or profile.handle):
        raise WasErased(f"Account {profile_id} was erased.")
    now = timezone.now()
    outdated = bool(profile.fetched_at and profile.fetched_at > fetched_at)
    changes: dict = {}
    if record and not outdated:
        changes = _changes(profile, record) | {"source": source, "fetched_at": fetched_at}
        changes |= _bound(profile, record, source, fetched_at)
        if rivals and "handle" in changes:
            # The handle went over to this account; what the others are called now, their refresh will tell.
            Profile.objects.filter(pk__in=rivals).update(handle_is_current=False, next_refresh_at=now)
    if record and not outdated:
        _picture(profile, record, source, fetched_at)
    if record:
        _snapshot(profile, record, source, fetched_at, outdated)
    new, changed, newest = _posts(profile, list(posts), source, fetched_at)
    if newest and (profile.last_post_at is None or newest > profile.last_post_at):
        changes["last_post_at"] = newest
    figures = any(getattr(profile, name) != changes[name] for name in FIGURES if name in changes)
    if figures or new or changed or "bio" in changes:
        changes["data_changed_at"] = now
    # A plain UPDATE: the change history is for what people do, and records saves only.
    Profile.objects.filter(pk=profile.pk).update(**changes, updated_at=now)
    before = profile.handle
    for name, value in changes.items():
        setattr(profile, name, value)
    renamed = before if profile.handle.lower() != before.lower() else ""
    return Ingested(profile, renamed, new, changed, figures, outdated)


def _locked(profile_id: int, record: ProfileRecord | None) -> tuple[Profile | None, list[int]]:
    """The account, and the ids of others that go by its handle, all locked.

    Rows are locked in order of id, so two renames at once cannot block each other.
    """
    own, handle = (record.platform_id, record.handle) if record else (None, None)
    found = Profile.objects.raw(_LOCK, {"id": profile_id, "own": own, "handle": handle})
    rows = {row.pk: row for row in found}
    profile = rows.pop(profile_id, None)
    if profile is None or record is None:
        return profile, []
    for other in rows.values():
        if other.platform_id == record.platform_id:
            raise SameAccount(other)
    return profile, list(rows)


def _changes(profile: Profile, record: ProfileRecord) -> dict:
    """The fields that the record sets to something else, curated ones left out."""
    told = {name: getattr(record, name) for name in TOLD}
    told["platform_id"] = record.platform_id
    if record.handle and "handle" not in profile.curated_fields:
        told |= {"handle": record.handle, "handle_is_current": True}
    changes = {} if sorted(record.labels) == sorted(profile.labels) else {"labels": sorted(record.labels)}
    for name, value in told.items():
        if value is None or name in profile.curated_fields:
            continue
        value = _fitting(Profile, name, value)
        if value != getattr(profile, name):
            changes[name] = value
    return changes


def _bound(profile: Profile, record: ProfileRecord, source: str, fetched_at: datetime) -> dict:
    """What retention must know of an account whose source limits how long its data may be kept."""
    policy = policy_of(source, settings)
    if policy is None or policy.retention_days is None:
        return {}
    told = {name: _fitting(Profile, name, getattr(record, name)) for name in TOLD if name not in KEPT}
    values = {name: value for name, value in told.items() if value not in (None, "")}
    return {"bound_source": source, "bound_at": fetched_at, "bound_values": values}


def _picture(profile: Profile, record: ProfileRecord, source: str, fetched_at: datetime) -> None:
    """Keeps where the source says that the picture is. One that the account has no longer goes."""
    if record.avatar_url is None:
        return
    if not record.avatar_url.startswith(("https://", "http://")):
        if profile.has_picture:
            Avatar.objects.filter(profile=profile).delete()
        return
    row = Avatar(profile=profile, source=source, address=record.avatar_url, told_at=fetched_at)
    told = ["source", "address", "told_at"]
    Avatar.objects.bulk_create([row], update_conflicts=True, unique_fields=["profile"], update_fields=told)


def _snapshot(
    profile: Profile, record: ProfileRecord, source: str, fetched_at: datetime, outdated: bool
) -> None:
    told = {name: getattr(record, name) for name in FIGURES if getattr(record, name) is not None}
    if not told:
        return
    row = Snapshot(profile=profile, day=fetched_at.astimezone(UTC).date(), source=source, **told)
    if outdated:
        Snapshot.objects.bulk_create([row], ignore_conflicts=True)
    else:
        Snapshot.objects.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["profile", "day"],
            update_fields=[*told, "source"],
        )


def _posts(
    profile: Profile, records: Sequence[PostRecord], source: str, fetched_at: datetime
) -> tuple[int, int, datetime | None]:
    """(new, changed, time of the newest). Posts that were read later than `fetched_at` stay as they are."""
    by_id = {record.platform_post_id: record for record in records}
    known = {
        post.platform_post_id: post
        for post in Post.objects.filter(profile=profile, platform_post_id__in=by_id)
    }
    rows, changed, seen = [], 0, []
    for platform_post_id, record in by_id.items():
        row = Post(profile=profile, platform_post_id=platform_post_id, source=source, fetched_at=fetched_at)
        for name in POST_FIELDS:
            setattr(row, name, _fitting(Post, name, getattr(record, name)))
        before = known.get(platform_post_id)
        if before and (before.fetched_at > fetched_at or _same(before, row)):
            seen.append(before.pk)
            continue
        changed += before is not None
        rows.append(row)
    if rows:
        stored = Post.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["profile", "platform_post_id"],
            update_fields=[*POST_FIELDS, "source", "fetched_at"],
            batch_size=500,
        )
        _readings(stored, fetched_at)
    policy = policy_of(source, settings)
    if policy and policy.retention_days:  # read again and the same: its time begins anew
        Post.objects.filter(pk__in=seen, fetched_at__lt=fetched_at).update(fetched_at=fetched_at)
    newest = max((row.published_at for row in by_id.values()), default=None)
    return len(rows) - changed, changed, newest


def _readings(posts: Sequence[Post], read_at: datetime) -> None:
    """Keeps the counts of young posts, to see them grow."""
    young = [post for post in posts if read_at - post.published_at < MATURE_AFTER]
    PostReading.objects.bulk_create(
        [
            PostReading(post=post, read_at=read_at, **{name: getattr(post, name) for name in COUNTS})
            for post in young
        ],
        ignore_conflicts=True,
        batch_size=500,
    )


def _same(before: Post, after: Post) -> bool:
    return all(getattr(before, name) == getattr(after, name) for name in POST_FIELDS)


def _fitting(model: type, name: str, value):
    """A value as the column takes it: no NUL, which PostgreSQL refuses, and no longer than the column."""
    if isinstance(value, tuple):
        longest = model._meta.get_field(name).base_field.max_length
        return [item.replace("\x00", "")[:longest] for item in value]
    if isinstance(value, str):
        return value.replace("\x00", "")[: model._meta.get_field(name).max_length]
    return value
