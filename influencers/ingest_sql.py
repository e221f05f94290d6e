"""The statements of ingest: one locks an account, one stores all that hangs on it, one sets its own fields.

They are written out, because putting them together anew for each account took longer than running them.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime

from django.db import connection

from influencers.erasure import ERASED_SQL
from influencers.models import Profile
from influencers.schedule import READINGS
from influencers.sources.base import PostRecord

FIGURES = ("followers", "following", "posts_count")
POST_FIELDS = tuple(field.name for field in fields(PostRecord) if field.name != "platform_post_id")
# Counts of a post settle within this time; until then each new reading is kept.
MATURE_AFTER = READINGS[-1]

# JSON would come as text: `bound_values` is left out, and read when somebody asks for it.
_PROFILE = [field.attname for field in Profile._meta.concrete_fields if field.attname != "bound_values"]
_LOCK = f"""
WITH known AS MATERIALIZED (SELECT platform FROM influencers_profile WHERE id = %(id)s)
SELECT {", ".join(f"p.{column}" for column in _PROFILE)},
    EXISTS (SELECT 1 FROM influencers_avatar a WHERE a.profile_id = p.id)
FROM influencers_profile p
WHERE p.id = %(id)s
    OR p.platform = (SELECT platform FROM known) AND p.platform_id = %(own)s
    OR p.platform = (SELECT platform FROM known) AND p.handle_is_current
        AND lower(p.handle) = lower(%(handle)s)
ORDER BY p.id FOR UPDATE OF p
"""

_COLUMNS = ", ".join(POST_FIELDS)
# Posts that stand here with the same words and counts, or were read later, are left alone. A size that was
# read before the account's present figures does not replace the one of its day.
_STORE = f"""
WITH told AS MATERIALIZED (
    SELECT * FROM json_populate_recordset(NULL::influencers_post, %(posts)s)
), differs AS MATERIALIZED (
    SELECT t.*, p.id IS NULL AS is_new FROM told t
    LEFT JOIN influencers_post p ON p.profile_id = %(id)s AND p.platform_post_id = t.platform_post_id
    WHERE p.id IS NULL OR p.fetched_at <= %(at)s
        AND ({", ".join(f"p.{name}" for name in POST_FIELDS)})
        IS DISTINCT FROM ({", ".join(f"t.{name}" for name in POST_FIELDS)})
), stored AS (
    INSERT INTO influencers_post (profile_id, source, fetched_at, platform_post_id, {_COLUMNS})
    SELECT %(id)s, %(source)s, %(at)s, platform_post_id, {_COLUMNS} FROM differs
    ON CONFLICT (profile_id, platform_post_id) DO UPDATE SET source = EXCLUDED.source,
        fetched_at = EXCLUDED.fetched_at, {", ".join(f"{name} = EXCLUDED.{name}" for name in POST_FIELDS)}
    RETURNING id, published_at, likes, comments, shares, views
), readings AS (
    INSERT INTO influencers_postreading (post_id, read_at, likes, comments, shares, views)
    SELECT id, %(at)s, likes, comments, shares, views FROM stored WHERE published_at > %(young)s
    ON CONFLICT DO NOTHING
), size AS (
    INSERT INTO influencers_snapshot (profile_id, day, source, followers, following, posts_count)
    SELECT %(id)s, %(day)s, %(source)s, %(followers)s::bigint, %(following)s::bigint, %(posts_count)s::bigint
    WHERE coalesce(%(followers)s, %(following)s, %(posts_count)s) IS NOT NULL
    ON CONFLICT (profile_id, day) DO UPDATE SET source = EXCLUDED.source,
        {", ".join(f"{name} = coalesce(EXCLUDED.{name}, influencers_snapshot.{name})" for name in FIGURES)}
    WHERE NOT %(outdated)s
), due AS (
    INSERT INTO influencers_textdue (profile_id) SELECT %(id)s::bigint
    WHERE EXISTS (SELECT 1 FROM differs WHERE is_new AND hashtags <> '{{}}')
)
SELECT {ERASED_SQL.format(own="%(own)s", name="%(name)s", platform_id="%(own)s")},
    (SELECT count(*) FROM differs WHERE is_new), (SELECT count(*) FROM differs WHERE NOT is_new),
    (SELECT max(published_at) FROM told),
    ARRAY(SELECT published_at FROM differs WHERE published_at > %(young)s
        UNION ALL SELECT p.published_at FROM influencers_post p
        WHERE p.profile_id = %(id)s AND p.published_at > %(young)s
            AND NOT EXISTS (SELECT 1 FROM differs d WHERE d.platform_post_id = p.platform_post_id))
"""
_SEEN = """
UPDATE influencers_post SET fetched_at = %s
WHERE profile_id = %s AND platform_post_id = ANY(%s) AND fetched_at < %s
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """What `store` did: how many posts are new and how many changed, the time of the newest told one, and the
    times of all the account's posts whose counts have not settled. `erased`: it must not be here at all."""

    erased: bool
    new: int
    changed: int
    newest: datetime | None
    young: list[datetime]


def lock(profile_id: int, platform_id: str | None, handle: str | None) -> list[Profile]:
    """The account, and any other that has this id or goes by this handle, locked in order of id, so that two
    renames at once cannot block each other. Each has `has_picture` set."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, {"id": profile_id, "own": platform_id, "handle": handle})
        rows = cursor.fetchall()
    found = []
    for *values, has_picture in rows:
        profile = Profile.from_db(connection.alias, _PROFILE, values)
        profile.has_picture = has_picture
        found.append(profile)
    return found


def store(
    profile_id: int,
    digests: tuple[str | None, str | None],
    figures: Mapping[str, int | None],
    posts: Sequence[Mapping],
    source: str,
    fetched_at: datetime,
    outdated: bool,
) -> Stored:
    """Writes the size of the day and those of the `posts` (values by field) that are new or changed, with the
    readings of the young ones. The account is locked; where `erased` comes back, take all of it back."""
    values = {
        "id": profile_id,
        "own": digests[0],
        "name": digests[1],
        "posts": json.dumps(posts, default=datetime.isoformat),
        "source": source,
        "at": fetched_at,
        "day": fetched_at.astimezone(UTC).date(),
        "young": fetched_at - MATURE_AFTER,
        "outdated": outdated,
        **{name: figures.get(name) for name in FIGURES},
    }
    with connection.cursor() as cursor:
        cursor.execute(_STORE, values)
        return Stored(*cursor.fetchone())


def seen(profile_id: int, platform_post_ids: Iterable[str], fetched_at: datetime) -> None:
    """Notes that these posts were read again, also those that are the same."""
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [fetched_at, profile_id, list(platform_post_ids), fetched_at])


def update(profile_id: int, changes: Mapping) -> None:
    """Sets fields of an account. No entry in the change history, which is for what people do."""
    known = [Profile._meta.get_field(name) for name in changes]
    told = zip(known, changes.values(), strict=True)
    values = [field.get_db_prep_save(value, connection) for field, value in told]
    columns = ", ".join(f"{field.column} = %s" for field in known)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE influencers_profile SET {columns} WHERE id = %s", [*values, profile_id])
