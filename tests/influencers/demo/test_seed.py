"""The demo catalogue in the database: what its creators show, and that nothing of it stays."""

import io
from datetime import timedelta
from statistics import median

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from influencers import curation
from influencers.choices import RefreshStatus
from influencers.demo.remove import remove
from influencers.demo.seed import AlreadySeeded, seed
from influencers.models import (
    CommentSignal,
    Influencer,
    Post,
    PostReading,
    Profile,
    RefreshRun,
    Snapshot,
    Tag,
)
from influencers.sources.demo import DemoCreator, DemoSource
from influencers.text_index import make_texts
from scoring.models import ProfileScore, ScoreRun
from tests.factories import make_campaign, make_candidate, make_post, make_profile, make_snapshot, make_user

pytestmark = pytest.mark.django_db
NUMBER = 60


def rows() -> dict[str, int]:
    """Rows of every table but those of sign-in."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    with connection.cursor() as cursor:
        counts = {}
        for table in sorted(tables):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    return counts


@pytest.fixture
def seeded():
    return seed(NUMBER, 1, timezone.now())


def pattern(profile: Profile) -> str:
    return DemoCreator.from_id(profile.platform_id).pattern


def test_creators_come_with_a_year_of_posts_and_figures(seeded):
    assert seeded.creators == NUMBER == Influencer.objects.count()
    assert (seeded.accounts, seeded.posts, seeded.snapshots) == (
        Profile.objects.demo().count(),
        Post.objects.count(),
        Snapshot.objects.count(),
    )
    assert seeded.accounts > NUMBER
    year = timezone.now() - timedelta(days=365)
    for profile in Profile.objects.all():
        days = list(profile.snapshots.order_by("day"))
        assert (days[0].day - year.date()).days in (0, 1)
        assert len(days) > 70
        assert days[-1].followers == profile.followers or days[-1].day == profile.fetched_at.date()
        newest = profile.posts.order_by("-published_at").first()
        assert newest.published_at == profile.last_post_at <= profile.fetched_at <= timezone.now()
        assert profile.link == ""
        assert profile.url == ""
        assert profile.refresh_status == RefreshStatus.OK
        assert profile.next_refresh_at > profile.fetched_at


def test_what_the_demo_source_tells_at_a_refresh_goes_on_from_there(seeded):
    profile = Profile.objects.order_by("pk").first()
    told = DemoSource(clock=lambda: profile.fetched_at).profile(profile.platform_id)
    assert (told.followers, told.following, told.posts_count) == (
        profile.followers,
        profile.following,
        profile.posts_count,
    )
    posts = {
        post.platform_post_id: post for post in DemoSource(lambda: profile.fetched_at).posts(told.platform_id)
    }
    for kept in profile.posts.all():
        again = posts[kept.platform_post_id]
        assert (kept.likes, kept.comments, kept.caption, kept.hashtags) == (
            again.likes,
            again.comments,
            again.caption,
            list(again.hashtags),
        )


def test_the_patterns_are_there_bought_followers_and_viral_posts():
    seed(120, 1, timezone.now())
    bought = [p for p in Profile.objects.prefetch_related("snapshots", "posts") if pattern(p) == "bought"]
    viral = [p for p in Profile.objects.prefetch_related("posts") if pattern(p) == "viral"]
    assert bought
    assert viral
    for profile in bought:
        sizes = [snapshot.followers for snapshot in sorted(profile.snapshots.all(), key=lambda s: s.day)]
        assert max(b / a for a, b in zip(sizes, sizes[1:], strict=False)) > 1.3
        comments = [post.comments for post in profile.posts.all()]
        assert max(comments) < 20 * (median(comments) + 1)
    outstanding = [
        max(counts) > 10 * (median(counts) + 1)
        for profile in viral
        if (counts := [post.comments for post in profile.posts.all()])
    ]
    assert sum(outstanding) > len(viral) / 2


def test_some_accounts_come_with_comments_their_circles_and_answers():
    seed(150, 1, timezone.now())
    comments = CommentSignal.objects.all()
    accounts = set(comments.values_list("post__profile", flat=True))
    assert 0.1 < len(accounts) / Profile.objects.count() < 0.4
    answers = comments.filter(is_creator=True)
    assert set(answers.values_list("answers", flat=True)) <= set(comments.values_list("digest", flat=True))
    assert answers.exists()
    assert not comments.filter(published_at__gt=timezone.now()).exists()
    assert not comments.filter(post__comments_read_at=None).exists()
    few = [
        comments.filter(post__profile=account, is_creator=False).values("author").distinct().count()
        for account in accounts
    ]
    assert min(few) < 25 < max(few)


def test_twice_adds_nothing(seeded):
    before = rows()
    with pytest.raises(AlreadySeeded):
        seed(NUMBER, 2, timezone.now())
    with pytest.raises(CommandError, match="remove_demo"):
        call_command("seed_demo", creators=5)
    assert rows() == before


def test_a_real_account_keeps_its_handle():
    now = timezone.now()
    seed(1, 1, now)
    wanted = Profile.objects.get()
    remove()
    real = make_profile(platform=wanted.platform, handle=wanted.handle.upper())
    seed(1, 1, now)
    assert Profile.objects.demo().get().handle.lower() != real.handle.lower()


def test_removal_leaves_nothing_of_it_and_all_of_the_rest(client, curator):
    real = make_profile(tags=[Tag.objects.create(name="ours")])
    make_post(real)
    make_snapshot(real)
    campaign = make_campaign(owner=curator)
    make_candidate(campaign, real)
    make_texts()
    before = rows()

    seed(NUMBER, 1, timezone.now())
    demo = list(Profile.objects.demo()[:3])
    PostReading.objects.create(post=demo[0].posts.first(), read_at=timezone.now())
    make_candidate(campaign, demo[0])
    run = ScoreRun.objects.create(version="t", is_demo=False, as_of=timezone.now())
    ProfileScore.objects.create(profile=demo[0], run=run)
    RefreshRun.objects.create(source="demo")
    client.force_login(curator)
    client.post(reverse("tag_add"), {"profiles": demo[0].pk, "tag": "only demo"})
    client.post(reverse("tag_add"), {"profiles": demo[0].pk, "tag": "ours"})
    curation.merge(demo[1].influencer, demo[2].influencer)
    run.delete()
    assert LogEntry.objects.exists()

    answer = client.post(reverse("remove_demo"), follow=True)
    assert f"Removed {NUMBER} demo creators" in answer.content.decode()
    after = rows()
    for bookkeeping in ("django_session", "axes_accesslog", "auditlog_logentry"):
        before.pop(bookkeeping), after.pop(bookkeeping)
    assert after == before
    told = LogEntry.objects.filter(content_type__model__in=["influencer", "profile", "profileniche"])
    assert set(told.values_list("object_id", flat=True)) <= {real.pk, real.influencer_id}
    assert list(real.influencer.tags.values_list("name", flat=True)) == ["ours"]


def test_a_real_creator_with_a_demo_account_stays(seeded):
    demo = Profile.objects.demo().first()
    real = make_profile(influencer=demo.influencer)
    remove()
    assert Profile.objects.get() == real
    assert Influencer.objects.get() == real.influencer


def test_removing_where_there_is_nothing_says_so(client, curator):
    client.force_login(curator)
    answer = client.post(reverse("remove_demo"), follow=True)
    assert "There are no demo creators to remove." in answer.content.decode()


def test_only_curators_remove(client, seeded):
    client.force_login(make_user("marketer"))
    assert client.post(reverse("remove_demo")).status_code == 403
    assert Profile.objects.demo().exists()


def test_the_commands_tell_what_they_did():
    out = io.StringIO()
    call_command("seed_demo", creators=3, seed=5, stdout=out)
    call_command("remove_demo", stdout=out)
    assert "Added 3 demo creators" in out.getvalue()
    assert "Removed 3 demo creators" in out.getvalue()
    with pytest.raises(CommandError):
        call_command("seed_demo", creators=0)
