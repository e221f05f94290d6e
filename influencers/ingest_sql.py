"""The statements of ingest: one locks accounts, one stores all that hangs on them, one sets their own fields.

They are written out, because putting them together anew for each batch took longer than running them. What
was told goes in as JSON, so that a statement is the same for one account and for a hundred.
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
WITH told AS MATERIALIZED (
    SELECT t.id, t.own, lower(t.handle) AS handle, known.platform
    FROM json_to_recordset(%(told)s) AS t(id bigint, own text, handle text)
    JOIN influencers_profile known ON known.id = t.id
), wanted AS MATERIALIZED (
    SELECT id FROM told
    UNION SELECT p.id FROM told t
        JOIN influencers_profile p ON p.platform = t.platform AND p.platform_id = t.own
    UNION SELECT p.id FROM told t
        JOIN influencers_profile p ON p.platform = t.platform AND lower(p.handle) = t.handle
            AND p.handle_is_current
)
SELECT {", ".join(f"p.{column}" for column in _PROFILE)},
    EXISTS (SELECT 1 FROM influencers_avatar a WHERE a.profile_id = p.id),
    lower(p.handle), (SELECT t.handle FROM told t WHERE t.id = p.id)
FROM influencers_profile p JOIN wanted ON wanted.id = p.id
ORDER BY p.id FOR UPDATE OF p
"""

_COLUMNS = ", ".join(POST_FIELDS)
# Posts that stand here with the same words and counts, or were read later, are left alone. A size that was
# read before the account's present figures does not replace the one of its day.
_STORE = f"""
WITH account AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%(accounts)s) AS t(id bigint, own text, name text, at timestamptz,
        day date, young timestamptz, outdated boolean, {", ".join(f"{name} bigint" for name in FIGURES)})
), told AS MATERIALIZED (
    SELECT t.profile_id, t.platform_post_id, {", ".join(f"t.{name}" for name in POST_FIELDS)}, a.at, a.young
    FROM json_populate_recordset(NULL::influencers_post, %(posts)s) t JOIN account a ON a.id = t.profile_id
), differs AS MATERIALIZED (
    SELECT t.*, p.id IS NULL AS is_new FROM told t
    LEFT JOIN influencers_post p
        ON p.profile_id = t.profile_id AND p.platform_post_id = t.platform_post_id
    WHERE p.id IS NULL OR p.fetched_at <= t.at
        AND ({", ".join(f"p.{name}" for name in POST_FIELDS)})
        IS DISTINCT FROM ({", ".join(f"t.{name}" for name in POST_FIELDS)})
), stored AS (
    INSERT INTO influencers_post (profile_id, source, fetched_at, platform_post_id, {_COLUMNS})
    SELECT profile_id, %(source)s, at, platform_post_id, {_COLUMNS} FROM differs
    ON CONFLICT (profile_id, platform_post_id) DO UPDATE SET source = EXCLUDED.source,
        fetched_at = EXCLUDED.fetched_at, {", ".join(f"{name} = EXCLUDED.{name}" for name in POST_FIELDS)}
    RETURNING id, profile_id, published_at, likes, comments, shares, views
), readings AS (
    INSERT INTO influencers_postreading (post_id, read_at, likes, comments, shares, views)
    SELECT s.id, a.at, s.likes, s.comments, s.shares, s.views
    FROM stored s JOIN account a ON a.id = s.profile_id WHERE s.published_at > a.young
    ON CONFLICT DO NOTHING
), size AS (
    INSERT INTO influencers_snapshot AS s (profile_id, day, source, {", ".join(FIGURES)})
    SELECT id, day, %(source)s, {", ".join(FIGURES)} FROM account
    WHERE coalesce({", ".join(FIGURES)}) IS NOT NULL
    ON CONFLICT (profile_id, day) DO UPDATE SET source = EXCLUDED.source,
        {", ".join(f"{name} = coalesce(EXCLUDED.{name}, s.{name})" for name in FIGURES)}
    WHERE NOT (SELECT a.outdated FROM account a WHERE a.id = EXCLUDED.profile_id)
), due AS (
    INSERT INTO influencers_textdue (profile_id)
    SELECT DISTINCT profile_id FROM differs WHERE is_new AND hashtags <> '{{}}'
), young AS (
    SELECT profile_id, published_at FROM differs WHERE published_at > young
    UNION ALL SELECT p.profile_id, p.published_at FROM account a
    JOIN influencers_post p ON p.profile_id = a.id AND p.published_at > a.young
    LEFT JOIN differs d ON d.profile_id = p.profile_id AND d.platform_post_id = p.platform_post_id
    WHERE d.profile_id IS NULL
)
SELECT a.id, {ERASED_SQL.format(own="a.own", name="a.name", platform_id="a.own")},
    coalesce(d.added, 0), coalesce(d.changed, 0), t.newest, coalesce(y.times, '{{}}')
FROM account a
LEFT JOIN (SELECT profile_id, count(*) FILTER (WHERE is_new) AS added,
    count(*) FILTER (WHERE NOT is_new) AS changed FROM differs GROUP BY 1) d ON d.profile_id = a.id
LEFT JOIN (SELECT profile_id, max(published_at) AS newest FROM told GROUP BY 1) t ON t.profile_id = a.id
LEFT JOIN (SELECT profile_id, array_agg(published_at) AS times FROM young GROUP BY 1) y ON y.profile_id = a.id
"""
_SEEN = """
UPDATE influencers_post p SET fetched_at = t.at
FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[]) AS t(profile_id, platform_post_id, at)
WHERE p.profile_id = t.profile_id AND p.platform_post_id = t.platform_post_id AND p.fetched_at < t.at
"""
_RELEASE = """
UPDATE influencers_profile SET handle_is_current = false, next_refresh_at = %s WHERE id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Locked:
    """An account, with `has_picture` set; its handle in lower case, and in lower case the one it was told."""

    profile: Profile
    handle: str
    told_handle: str | None


@dataclass(frozen=True, slots=True)
class Size:
    """What `store` must know of an account: what recognises it if it was erased, what it counts, when that
    was read and whether newer figures stand here."""

    profile_id: int
    digests: tuple[str | None, str | None]
    figures: Mapping[str, int | None]
    fetched_at: datetime
    outdated: bool


@dataclass(frozen=True, slots=True)
class Stored:
    """What `store` did for one account: how many posts are new and how many changed, the time of the newest
    told one, and the times of all its posts whose counts have not settled. `erased`: it must not be here."""

    erased: bool
    new: int
    changed: int
    newest: datetime | None
    young: list[datetime]


def lock(told: Iterable[tuple[int, str | None, str | None]]) -> list[Locked]:
    """The accounts (id of the row, platform's id, handle), and any other that has one of these ids or goes by
    one of these handles, locked in order of id, so that two renames at once cannot block each other."""
    rows = [{"id": pk, "own": own, "handle": handle} for pk, own, handle in told]
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, {"told": _json(rows)})
        found = cursor.fetchall()
    locked = []
    for *values, has_picture, handle, told_handle in found:
        profile = Profile.from_db(connection.alias, _PROFILE, values)
        profile.has_picture = has_picture
        locked.append(Locked(profile, handle, told_handle))
    return locked


def store(sizes: Iterable[Size], posts: Sequence[Mapping], source: str) -> dict[int, Stored]:
    """Writes the sizes of the day and those of the `posts` (values by field, `profile_id` among them) that
    are new or changed, with the readings of the young ones; by account, what came of it. The accounts are
    locked; where `erased` comes back for one, take all of it back."""
    accounts = [
        {
            "id": size.profile_id,
            "own": size.digests[0],
            "name": size.digests[1],
            "at": size.fetched_at,
            "day": f"{size.fetched_at.astimezone(UTC):%Y-%m-%d}",
            "young": size.fetched_at - MATURE_AFTER,
            "outdated": size.outdated,
            **size.figures,
        }
        for size in sizes
    ]
    with connection.cursor() as cursor:
        cursor.execute(_STORE, {"accounts": _json(accounts), "posts": _json(posts), "source": source})
        return {pk: Stored(*values) for pk, *values in cursor.fetchall()}


def seen(posts: Sequence[tuple[int, str, datetime]]) -> None:
    """Notes that these posts (account, platform's id, when) were read again, also those that are the same."""
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [list(column) for column in zip(*posts, strict=True)])


def release(profile_ids: Sequence[int], now: datetime) -> None:
    """Takes their handles from accounts; what they are called now, their refresh will tell, and it is due."""
    with connection.cursor() as cursor:
        cursor.execute(_RELEASE, [now, list(profile_ids)])


def update(changes: Mapping[Profile, Mapping]) -> None:
    """Sets fields of locked accounts, in one statement; a field that only others set is written as it is. No
    entry in the change history, which is for what people do."""
    names = sorted({name for values in changes.values() for name in values})
    rows = [
        {"id": profile.pk, **{name: values.get(name, _own(profile, name)) for name in names}}
        for profile, values in changes.items()
    ]
    columns = ", ".join(
        f"{name} = coalesce(t.{name}, p.{name})" if name == "bound_values" else f"{name} = t.{name}"
        for name in names
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE influencers_profile p SET {columns} "
            "FROM json_populate_recordset(NULL::influencers_profile, %s) t WHERE p.id = t.id",
            [_json(rows)],
        )


def _own(profile: Profile, name: str):
    # It was not read, and is never NULL: the statement keeps it.
    return None if name == "bound_values" else getattr(profile, name)


def _json(rows: Sequence) -> str:
    return json.dumps(rows, default=datetime.isoformat)
