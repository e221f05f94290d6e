"""The one door by which what a source tells becomes rows: an account, its size of the day, its posts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from influencers import ingest_sql
from influencers.erasure import digests
from influencers.ingest_sql import FIGURES, POST_FIELDS
from influencers.models import Avatar, Post, Profile
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
# What an account is called and where it is found; it stays as long as the account does.
KEPT = ("url",)


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
    then: Callable[[Profile, list[datetime]], dict] | None = None,
) -> Ingested | None:
    """Writes what `source` told of an account at `fetched_at`; None where the account is no longer there or,
    with `lease`, is no longer held until then.

    1. Locks the account, and any other that now goes by a handle which the source gives to this one.
    2. Figures and words: what a curator set stays; what was fetched later than `fetched_at` stays. 3. Where
    its picture is. 4. The day's snapshot, and posts, of which only the changed ones are written; one that was
    erased is refused. 5. The account itself, with what `then` makes of it and of the times of its posts whose
    counts have not settled.

    `record` is None where only posts were read. Raises SameAccount where the id belongs to another row, and
    WasErased where the account was erased; then nothing is written.
    """
    profile, rivals = _locked(profile_id, record)
    if profile is None or (lease and profile.claimed_until != lease):
        return None
    now, before = timezone.now(), profile.handle
    outdated = bool(profile.fetched_at and profile.fetched_at > fetched_at)
    changes: dict = {}
    if record and not outdated:
        changes = _changes(profile, record) | {"source": source, "fetched_at": fetched_at}
        changes |= _bound(profile, record, source, fetched_at)
        if rivals and "handle" in changes:
            # The handle went over to this account; what the others are called now, their refresh will tell.
            Profile.objects.filter(pk__in=rivals).update(handle_is_current=False, next_refresh_at=now)
        _picture(profile, record, source, fetched_at)
    stored = _store(profile, record, posts, source, fetched_at, outdated)
    if stored.newest and (profile.last_post_at is None or stored.newest > profile.last_post_at):
        changes["last_post_at"] = stored.newest
    figures = any(getattr(profile, name) != changes[name] for name in FIGURES if name in changes)
    if figures or stored.new or stored.changed or "bio" in changes:
        changes["data_changed_at"] = now
    for name, value in changes.items():
        setattr(profile, name, value)
    planned = then(profile, stored.young) if then else {}
    ingest_sql.update(profile_id, changes | planned | {"updated_at": now})
    renamed = before if profile.handle.lower() != before.lower() else ""
    return Ingested(profile, renamed, stored.new, stored.changed, figures, outdated)


def _locked(profile_id: int, record: ProfileRecord | None) -> tuple[Profile | None, list[int]]:
    """The account, and the ids of others that go by its handle, all locked."""
    own, handle = (record.platform_id, record.handle) if record else (None, None)
    rows = {row.pk: row for row in ingest_sql.lock(profile_id, own, handle)}
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


def _store(
    profile: Profile,
    record: ProfileRecord | None,
    posts: Iterable[PostRecord],
    source: str,
    fetched_at: datetime,
    outdated: bool,
) -> ingest_sql.Stored:
    """Stores size and posts. Raises WasErased."""
    own, handle = (record.platform_id, record.handle) if record else (profile.platform_id, None)
    marks = digests(profile.platform, own, handle or profile.handle)
    figures = {name: getattr(record, name) for name in FIGURES} if record else {}
    rows = {post.platform_post_id: _row(post) for post in posts}
    stored = ingest_sql.store(profile.pk, marks, figures, [*rows.values()], source, fetched_at, outdated)
    if stored.erased:
        raise WasErased(f"Account {profile.pk} was erased.")
    policy = policy_of(source, settings)
    if rows and policy and policy.retention_days:  # read again and the same: its time begins anew
        ingest_sql.seen(profile.pk, rows, fetched_at)
    return stored


def _row(post: PostRecord) -> dict:
    values = {name: _fitting(Post, name, getattr(post, name)) for name in POST_FIELDS}
    return {"platform_post_id": post.platform_post_id, **values}


def _fitting(model: type, name: str, value):
    """A value as the column takes it: no NUL, which PostgreSQL refuses, and no longer than the column."""
    if isinstance(value, tuple):
        longest = model._meta.get_field(name).base_field.max_length
        return [item.replace("\x00", "")[:longest] for item in value]
    if isinstance(value, str):
        return value.replace("\x00", "")[: model._meta.get_field(name).max_length]
    return value
