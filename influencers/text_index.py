"""Makes what is found by words, for accounts whose handle, names, bio or hashtags changed.

Triggers note such accounts with the change itself (`TextDue`), so that nothing that commits late is missed.
"""

import hashlib
from collections.abc import Sequence

from django.db import connection, transaction

from influencers.text.index_terms import MOST_TAGS, lexemes

VERSION = "1"
"""Of the way in which lexemes are made; raise it with a migration that notes every account."""
AT_ONCE = 5_000
AT_A_TIME = 100_000
# Any number, as long as nothing else in the app locks on it.
_LOCK = 7_203_115
_TAKE = """
DELETE FROM influencers_textdue WHERE id IN (SELECT id FROM influencers_textdue ORDER BY id LIMIT %s)
RETURNING profile_id
"""
_READ = """
SELECT p.id, p.handle, p.display_name, i.name, p.bio, t.made_of
FROM influencers_profile p JOIN influencers_influencer i ON i.id = p.influencer_id
LEFT JOIN influencers_profiletext t ON t.profile_id = p.id WHERE p.id = ANY(%s)
"""
_TAGS = """
SELECT profile_id, array_agg(tag ORDER BY n DESC, tag) FROM (
    SELECT profile_id, tag, count(*) AS n FROM influencers_post, unnest(hashtags) tag
    WHERE profile_id = ANY(%s) GROUP BY profile_id, tag) used
GROUP BY profile_id
"""
_WRITE = """
INSERT INTO influencers_profiletext (profile_id, made_of, words)
SELECT id, made_of, words::tsvector
FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) made(id, made_of, words)
ON CONFLICT (profile_id) DO UPDATE SET made_of = EXCLUDED.made_of, words = EXCLUDED.words
"""


def make_texts(most: int | None = None) -> int:
    """How many notes of changed accounts were worked through, at most about `most`; 0 while another process
    does so. Safe to run twice and to lose: each 5,000 are a transaction of their own."""
    done = 0
    while (most is None or done < most) and (taken := _some()):
        done += taken
    return done


def note(profile_ids: Sequence[int]) -> None:
    """Notes accounts whose posts' hashtags changed in a way that no trigger sees: posts that went."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO influencers_textdue (profile_id) SELECT unnest(%s::bigint[])", [[*profile_ids]]
        )


@transaction.atomic
def _some() -> int:
    with connection.cursor() as cursor:
        # One at a time: of two, the one that read first could write last.
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_TAKE, [AT_ONCE])
        taken = [pk for (pk,) in cursor.fetchall()]
        if taken:
            _make(cursor, sorted(set(taken)))
        return len(taken)


def _make(cursor, ids: list[int]) -> None:
    cursor.execute(_TAGS, [ids])
    tags = dict(cursor.fetchall())
    cursor.execute(_READ, [ids])
    changed: list[tuple[int, int, str]] = []
    for pk, handle, shown, name, bio, made_of in cursor.fetchall():
        own = tags.get(pk, [])[:MOST_TAGS]
        texts = [*dict.fromkeys((shown, name)), bio]
        if made_of != (digest := _digest(handle, texts, own)):
            changed.append((pk, digest, lexemes(handle, texts, own)))
    if changed:
        cursor.execute(_WRITE, [list(column) for column in zip(*changed, strict=True)])


def _digest(handle: str, texts: Sequence[str], tags: Sequence[str]) -> int:
    told = "\x00".join([VERSION, handle, *texts, *tags])
    return int.from_bytes(
        hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=8).digest(), signed=True
    )
