"""What a record changes of an account: values by field, as the columns take them; nothing is written here."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from influencers.ingest_sql import POST_FIELDS
from influencers.models import Post, Profile
from influencers.sources.base import PostRecord, ProfileRecord

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


def changes_of(profile: Profile, record: ProfileRecord) -> dict:
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


def bound_by(record: ProfileRecord, source: str, fetched_at: datetime) -> dict:
    """What retention must know of an account whose source limits how long its data may be kept."""
    told = {name: _fitting(Profile, name, getattr(record, name)) for name in TOLD if name not in KEPT}
    values = {name: value for name, value in told.items() if value not in (None, "")}
    return {"bound_source": source, "bound_at": fetched_at, "bound_values": values}


def handle_of(record: ProfileRecord | None) -> str | None:
    """The handle that a record tells, as the column takes it; None where it tells none."""
    return _fitting(Profile, "handle", record.handle) if record and record.handle else None


def post_row(profile_id: int, post: PostRecord) -> Mapping:
    """A post of an account, as the column of each value takes it."""
    values = {name: _fitting(Post, name, getattr(post, name)) for name in POST_FIELDS}
    return {"profile_id": profile_id, "platform_post_id": post.platform_post_id, **values}


def _fitting(model: type, name: str, value):
    """A value as the column takes it: no NUL, which PostgreSQL refuses, and no longer than the column."""
    if isinstance(value, tuple):
        longest = _longest(model, name)
        return [item.replace("\x00", "")[:longest] for item in value]
    if isinstance(value, str):
        return value.replace("\x00", "")[: _longest(model, name)]
    return value


@lru_cache(maxsize=100)
def _longest(model: type, name: str) -> int | None:
    """How many characters a column, or one item of it, takes; None where there is no limit."""
    field = model._meta.get_field(name)
    return getattr(field, "base_field", field).max_length
