"""Signals to check and replies, from the stored comments and sizes to the page of a creator."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from influencers.choices import Source
from influencers.models import CommentSignal, Post, Profile
from scoring.frames import load_frames
from scoring.run import score_all
from tests.factories import make_post, make_profile, make_snapshot, make_user

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def make_creator(**kw) -> Profile:
    """An account with a post every nine days for a year and forty weeks of even growth."""
    profile = make_profile(**{"following": 300} | kw)
    for k in range(36):
        make_post(profile, published_at=NOW - timedelta(days=5 + 9 * k), likes=300 + 40 * (k * 7 % 11))
    for week in range(40):
        size = round(20_000 * (1 - 0.002 * week))
        make_snapshot(profile, (NOW - timedelta(days=7 * week)).date(), followers=size)
    return profile


def add_comment(post: Post, number: int, **kw) -> CommentSignal:
    """A comment in words of its own by somebody of their own, an hour after the post unless told."""
    values = {
        "digest": f"c{post.pk}-{number}",
        "author": f"fan{number}",
        "published_at": post.published_at + timedelta(hours=1, minutes=number),
        "read_at": NOW,
        "source": Source.DEMO,
        "words": 8,
        "wording": f"w{post.pk}-{number}",
    }
    return CommentSignal.objects.create(post=post, **values | kw)


def talk(profile: Profile, answered: int) -> None:
    """Fifteen comments under the newest post, the first of them answered after two hours."""
    post = profile.posts.order_by("-published_at").first()
    for k in range(15):
        comment = add_comment(post, k)
        if k < answered:
            later = comment.published_at + timedelta(hours=2)
            add_comment(
                post, 100 + k, author="me", is_creator=True, answers=comment.digest, published_at=later
            )


def page_of(client, profile: Profile, name: str = "creator_signals", **headers) -> str:
    answer = client.get(reverse(name, args=[profile.pk]), headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def marketer(client):
    user = make_user()
    client.force_login(user)
    return client


def test_comments_are_read_as_signals_of_the_posts_that_count():
    profile = make_creator()
    talk(profile, answered=2)
    old = make_post(profile, published_at=NOW - timedelta(days=400))
    add_comment(old, 1)
    frames = load_frames(Profile.objects.all(), NOW)
    assert len(frames.comments) == 17
    assert frames.comments["answers"].sum() == frames.comments["is_creator"].sum() == 2
    assert set(frames.comments["answers_to"]) - {""} <= set(frames.comments["comment_id"])


def test_statements_do_not_grow_with_the_comments(django_assert_max_num_queries):
    talk(make_creator(), answered=2)
    with django_assert_max_num_queries(6):
        load_frames(Profile.objects.all(), NOW)


def test_a_jump_reaches_the_row_and_the_page(marketer):
    for _ in range(12):
        make_creator()
    odd = Profile.objects.first()
    for snapshot in odd.snapshots.filter(day__gte=(NOW - timedelta(days=70)).date()):
        snapshot.followers = round(snapshot.followers * 1.5)
        snapshot.save()
    score_all(NOW)
    odd.refresh_from_db()
    even = Profile.objects.exclude(pk=odd.pk).first()
    assert odd.authenticity < 0.7 < 0.9 < even.authenticity
    page = page_of(marketer, odd)
    assert "Check: followers jumped 50% in the week to" in page
    assert "without a post that explains it" in page
    assert "From 40 weeks with a reading of followers (needs 8)" in page
    assert "Needs 40 comments, has 0." in page
    assert "No signals in 4 of 5 groups." in page_of(marketer, even)
    assert "fake" not in page.lower()


def test_replies_reach_the_row_and_the_card(marketer):
    profiles = [make_creator() for _ in range(12)]
    for k, profile in enumerate(profiles):
        talk(profile, answered=k)
    score_all(NOW)
    scores = [Profile.objects.get(pk=p.pk).replies for p in profiles]
    assert scores == sorted(scores)
    card = page_of(marketer, profiles[5], "creator_replies", hx_request="true")
    assert "answered 5 of 15 comments, usually within 2 hours" in card
    assert "Usual on this platform: 37% (12 creators)" in card
    silent = make_creator()
    score_all(NOW)
    assert "No score of community replies: no comments read." in page_of(marketer, silent)


def test_the_creators_page_leads_there_before_anything_is_measured(marketer):
    profile = make_creator()
    assert "Not measured yet" in page_of(marketer, profile)
    answer = marketer.get(reverse("creator", args=[profile.influencer_id]))
    assert reverse("creator_signals", args=[profile.pk]) in answer.content.decode()


def test_discover_shows_filters_and_exports_both(marketer):
    make_profile(handle="open", authenticity=0.95, replies=0.8, scored_at=NOW)
    make_profile(handle="doubtful", authenticity=0.4, replies=None, scored_at=NOW)
    page = marketer.get("/?cols=authenticity,replies&authenticity_min=90").content.decode()
    assert "Authenticity from 90%" in page
    assert "95%" in page
    assert "looked at" in page
    assert "80%" in page
    assert "@open" in page
    assert "@doubtful" not in page
    page = marketer.get("/?replies_min=50").content.decode()
    assert "@open" in page
    assert "@doubtful" not in page
