"""A catalogue to measure with: as many rows as asked for, the same for the same arguments, and removable."""

import io
from datetime import UTC, datetime, timedelta
from hashlib import md5
from statistics import median

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from influencers.models import Influencer, Niche, Post, Profile, ProfileNiche, Snapshot
from influencers.scale import seed
from scoring.models import ProfileScore, RunScore, ScoreRun
from scoring.run import score_all
from tests.factories import make_profile

pytestmark = pytest.mark.django_db
UNTIL = datetime(2026, 11, 1, tzinfo=UTC)
TABLES = {Influencer: "id", Profile: "id", Post: "platform_post_id", Snapshot: "profile_id, day"}
GIVEN = ("id", "influencer_id", "profile_id")


def fill(creators: int = 300, posts: int = 2_000, **more) -> None:
    call_command("seed_scale", creators=creators, posts=posts, until=UNTIL.date(), **more)


def told() -> dict[str, str]:
    """A digest of each table as COPY writes it, all columns but the numbers that the database gave."""
    digests = {}
    with connection.cursor() as cursor:
        for model, order in TABLES.items():
            columns = [f.column for f in model._meta.local_concrete_fields if f.column not in GIVEN]
            chosen = ", ".join(f'"{column}"' for column in columns)
            out = io.BytesIO()
            rows = f'SELECT {chosen} FROM "{model._meta.db_table}" ORDER BY {order}'
            cursor.cursor.copy_expert(f"COPY ({rows}) TO STDOUT", out)
            digests[model._meta.db_table] = md5(out.getvalue()).hexdigest()
    return digests


def filled_tables() -> dict[str, int]:
    """Rows of every table that has some, but those of sign-in."""
    counts = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}"')
            counts[model._meta.db_table] = cursor.fetchone()[0]
    return {table: count for table, count in counts.items() if count}


def test_as_many_as_asked_for_with_a_real_skew():
    fill()
    assert Influencer.objects.count() == 300
    assert Post.objects.count() == 2_000
    assert Profile.objects.values("language").distinct().count() > 8
    sizes = sorted(Profile.objects.values_list("followers", flat=True))
    assert sizes[len(sizes) // 2] * 5 < sizes[-1]
    assert all(profile.is_demo for profile in Profile.objects.all())


def test_the_same_arguments_give_the_same_rows_and_another_seed_others(monkeypatch):
    monkeypatch.setattr(seed, "POSTS_AT_ONCE", 150)
    fill(100, 500, snapshots=3)
    first = told()
    assert (Influencer.objects.count(), Post.objects.count(), Snapshot.objects.count()) == (100, 500, 300)
    call_command("seed_scale", remove=True)
    assert not Profile.objects.exists()
    assert not Post.objects.exists()
    fill(100, 500, snapshots=3)
    assert told() == first
    call_command("seed_scale", remove=True)
    fill(100, 500, snapshots=3, seed=2)
    assert not first.items() & told().items()


def test_a_catalogue_with_real_creators_is_left_alone_unless_told():
    make_profile()
    with pytest.raises(CommandError, match="--yes-into-this-database"):
        fill(10, 20)
    assert Profile.objects.count() == 1
    fill(10, 20, anyway=True)
    assert (Profile.objects.real().count(), Profile.objects.demo().count()) == (1, 10)
    call_command("seed_scale", remove=True)
    assert not Profile.objects.get().is_demo


def test_a_second_catalogue_is_not_poured_over_the_first():
    fill(10, 20)
    with pytest.raises(CommandError, match="remove_demo"):
        fill(10, 20, seed=2, anyway=True)
    assert (Profile.objects.count(), Post.objects.count()) == (10, 20)


def test_numbers_that_cannot_be_are_refused():
    with pytest.raises(CommandError, match="--creators must be at least 1"):
        fill(0, 0)
    with pytest.raises(CommandError, match="--posts must be from 0"):
        fill(1, 2_000)


def test_figures_are_as_figures_are():
    fill(2_000, 20_000)
    profiles = list(Profile.objects.all())
    assert 15_000 < median(profile.followers for profile in profiles) < 27_000
    languages = [profile.language for profile in profiles]
    assert len(set(languages)) == 14
    assert 0.22 < languages.count("en") / len(languages) < 0.32
    assert {profile.country for profile in profiles if profile.language == "pl"} == {"PL"}
    posts = list(Post.objects.select_related("profile"))
    assert all(UNTIL - timedelta(days=380) < post.published_at <= post.fetched_at <= UNTIL for post in posts)
    assert len({post.caption for post in posts}) > 0.8 * len(posts)
    hidden = sum(post.likes is None for post in posts) / len(posts)
    assert 0.01 < hidden < 0.08
    for post in posts:
        known = post.profile.platform != "bluesky" and (
            post.profile.platform != "instagram" or post.kind == "short"
        )
        assert (post.views is not None) == known
        assert all(f"#{tag}" in post.caption.lower() for tag in post.hashtags)
        assert all(f"@{brand}" in post.caption for brand in post.mentions)
    sponsored = sum(bool(post.mentions) for post in posts) / len(posts)
    assert 0.05 < sponsored < 0.16
    rates = {
        large: median(
            post.comments / post.profile.followers
            for post in posts
            if (post.profile.followers > 50_000) == large and post.profile.platform == "tiktok"
        )
        for large in (True, False)
    }
    assert rates[True] < 0.85 * rates[False]


def test_accounts_end_with_the_figures_that_they_show():
    fill(20, 100, snapshots=5)
    for profile in Profile.objects.all():
        days = list(profile.snapshots.order_by("day"))
        assert len(days) == 5
        assert (days[-1].day, days[-1].followers) == (profile.fetched_at.date(), profile.followers)
        newest = profile.posts.order_by("-published_at").first()
        assert profile.last_post_at == (newest.published_at if newest else None)


def test_it_can_be_scored_has_few_large_niches_and_leaves_nothing():
    before = filled_tables()
    fill(400, 4_000, snapshots=2)
    (run,) = score_all(UNTIL)
    assert (run.is_demo, run.profiles, ProfileScore.objects.count()) == (True, 400, 400)
    niches = list(Profile.objects.values_list("primary_niche__slug", flat=True))
    sizes = sorted((niches.count(slug) for slug in {*niches} - {None}), reverse=True)
    assert niches.count(None) < 0.05 * len(niches)
    assert len(sizes) > 20
    assert sizes[0] > 5 * median(sizes)
    assert ProfileNiche.objects.exists()
    call_command("seed_scale", remove=True)
    after = filled_tables()
    # What a run tells of the whole catalogue is no row of a creator.
    runs = {relation.related_model for relation in ScoreRun._meta.related_objects} - {ProfileScore, RunScore}
    for model in {ScoreRun, Niche, *runs}:
        before.pop(model._meta.db_table, None)
        after.pop(model._meta.db_table, None)
    assert after == before
