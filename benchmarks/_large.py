"""A catalogue to measure pages and search with: fictional creators by the million, with headline numbers.

Scoring a million creators takes the better part of an hour; what lists show and filter by only needs numbers
spread as scores are. Who has DATABASE_URL point at a scored catalogue of the size gets that one measured.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings

from influencers.models import Profile
from influencers.scale.seed import Asked, seed
from scoring.management.commands.seed_scale import leaves

_UNTIL = date(2026, 11, 1)
# One number from 0 to 1 a creator and purpose, the same in each run.
_DRAW = "(('x' || substr(md5('{purpose}' || p.id), 1, 7))::bit(28)::int / 268435456.0)"
_HEADLINES = """
UPDATE influencers_profile p SET percentile = {standing}, n_posts = 12, er_basis = 'measured',
    engagement_rate = r.rate, er_low = r.rate * .8, er_high = r.rate * 1.25,
    sponsored_share = {sponsored} ^ 3, authenticity = 1 - {doubt} ^ 6,
    replies = CASE WHEN {answers} < .4 THEN {replies} END, growth_30d = .2 * {growth} - .06,
    last_post_at = now() - {age} ^ 3 * interval '400 days', scored_at = now(), data_changed_at = now()
FROM (
    SELECT p.id, least(
        .35, .2 * (1 + coalesce(p.followers, 1000)) ^ -.25 * exp(1.5 * {standing} - .75)
    ) AS rate
    FROM influencers_profile p
) r WHERE r.id = p.id
"""
# One niche for nearly everybody, a second for a third; the square makes a long tail.
_NICHES = """
INSERT INTO influencers_profileniche (profile_id, niche_id, basis, weight, evidence)
SELECT p.id, (SELECT array_agg(id ORDER BY id) FROM influencers_niche)
        [1 + floor({niche} ^ 2 * (SELECT count(*) FROM influencers_niche))::int], 'measured', {weight}, '{{}}'
FROM influencers_profile p WHERE {has} < {share}
ON CONFLICT DO NOTHING
"""


@contextmanager
def large(creators: int) -> Iterator[None]:
    """The database connection, for a while, to a catalogue of so many creators. It is made at the first use,
    which at a million takes minutes, and kept beside the database: `bench_large_1000000`. Files go into a
    folder of their own, so that those of the real catalogue stay."""
    before, name = connection.settings_dict["NAME"], f"bench_large_{creators}"
    folder = Path(settings.VAR_DIR) / "bench" / name
    folder.mkdir(parents=True, exist_ok=True)
    if not _is_whole(name, creators):
        _made(name)
    try:
        _connect(name)
        call_command("migrate", verbosity=0)
        if not Profile.objects.exists():
            fill(creators)
        with override_settings(VAR_DIR=folder):
            yield
    finally:
        _connect(before)


def _connect(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _is_whole(name: str, creators: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            return False
    before = connection.settings_dict["NAME"]
    try:
        _connect(name)
        return Profile.objects.filter(niches__isnull=False).exists() and Profile.objects.count() == creators
    finally:
        _connect(before)


def _made(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template1")


def fill(creators: int) -> None:
    """Adds so many creators to the empty database, two posts each, with numbers to filter and sort by."""
    if Profile.objects.exists():
        raise ValueError("This database has creators already.")
    seed(Asked(creators, 2 * creators, 1, _UNTIL), leaves(), lambda so_far: None)
    with connection.cursor() as cursor, _bare(cursor, "influencers_profile"):
        cursor.execute(_HEADLINES.format_map(_Draws()))
    with connection.cursor() as cursor:
        for order, share in (("first", 0.97), ("second", 0.35)):
            purposes = {name: f"{name} {order}" for name in ("niche", "weight", "has")}
            drawn = {name: _DRAW.format(purpose=purpose) for name, purpose in purposes.items()}
            cursor.execute(_NICHES.format(share=share, **drawn))
        cursor.execute("VACUUM (ANALYZE) influencers_profile, influencers_profileniche")


@contextmanager
def _bare(cursor, table: str) -> Iterator[None]:
    """The table without triggers, and without those of its indexes that guard nothing."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND NOT EXISTS ("
        "SELECT FROM pg_constraint WHERE conindid = indexname::regclass) AND indexdef NOT LIKE %s",
        [table, "CREATE UNIQUE%"],
    )
    indexes = cursor.fetchall()
    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _, made_by in indexes:
        cursor.execute(made_by)
    cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


class _Draws(dict):
    def __missing__(self, purpose: str) -> str:
        return _DRAW.format(purpose=purpose)
