"""The page of a creator as a value."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from influencers import curation
from influencers.choices import Basis, InfluencerStatus
from influencers.creator_page import NotesChanged, creator_page, find_creator, write_notes
from influencers.models import Influencer, ProfileNiche
from tests.factories import (
    make_influencer,
    make_measured,
    make_niche,
    make_post,
    make_profile,
    make_snapshot,
)

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script>"


def test_the_largest_account_is_chosen_unless_another_is_asked_for():
    small = make_profile(followers=100)
    large = make_profile(influencer=small.influencer, followers=9_000, platform="tiktok")
    unknown = make_profile(influencer=small.influencer, followers=None, platform="youtube")
    page = creator_page(small.influencer)
    assert page.accounts == [large, small, unknown]
    assert page.chosen == large
    assert creator_page(small.influencer, account=str(small.pk)).chosen == small
    for foreign in (str(make_profile().pk), "0", "x", "9" * 40):
        assert creator_page(small.influencer, account=foreign).chosen == large


def test_niches_come_with_what_they_rest_on_and_the_posts_that_say_so():
    profile = make_profile()
    said, other = make_post(profile, caption="Sourdough again"), make_post(make_profile())
    baking, dogs, passing = make_niche("Baking"), make_niche("Dogs"), make_niche("Passing")
    rows = [
        (baking, Basis.MEASURED, 0.6, {"words": ["sourdough"], "posts": [said.pk, other.pk, 987_654]}),
        (passing, Basis.MEASURED, 0.06, {}),
        (dogs, Basis.CURATED, 1.0, {}),
    ]
    for niche, basis, weight, evidence in rows:
        ProfileNiche.objects.create(
            profile=profile, niche=niche, basis=basis, weight=weight, evidence=evidence
        )
    lines = creator_page(profile.influencer).niches
    assert [line.row.niche for line in lines] == [dogs, baking]
    assert lines[1].words == ["sourdough"]
    assert lines[1].posts == [said], "posts of others and posts that are gone are no evidence"


def test_posts_are_in_pages_newest_first_or_by_reactions():
    profile = make_profile()
    posts = [make_post(profile, likes=n) for n in range(12)]
    hidden = make_post(profile, likes=None, comments=None)
    page = creator_page(profile.influencer)
    assert [point.post for point in page.points] == posts[:10]
    assert [point.post for point in creator_page(profile.influencer, page="2").points] == [
        *posts[10:],
        hidden,
    ]
    top = creator_page(profile.influencer, order="top")
    assert [point.post for point in top.points] == posts[:1:-1]
    for nonsense in ("x", "99", "-1"):
        assert creator_page(profile.influencer, page=nonsense).posts.number in (1, 2)


def test_the_history_of_sizes_is_oldest_first_and_leaves_unknown_days_out():
    profile = make_profile()
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(5)]
    for n, day in enumerate(days):
        make_snapshot(profile, day, followers=None if n == 2 else 1_000 + n)
    page = creator_page(profile.influencer)
    assert page.followers_chart["points"] == [
        ["2026-01-01", 1_000],
        ["2026-01-02", 1_001],
        ["2026-01-04", 1_003],
        ["2026-01-05", 1_004],
    ]


@pytest.mark.parametrize(
    ("kw", "posts", "words"),
    [
        ({"followers": None}, 3, "Nobody told"),
        ({"followers": 0}, 3, "Nobody told"),
        ({"followers": 99}, 3, "fewer than 100"),
        ({}, 0, "No posts are known"),
        ({}, 3, "within a minute"),
        ({"scored_at": True}, 3, "Too few posts"),
        ({"er_basis": Basis.REPORTED}, 0, "more reactions to a post than the account has followers"),
    ],
)
def test_a_missing_rate_says_why(kw, posts, words):
    if kw.get("scored_at"):
        kw = {"scored_at": timezone.now() + timedelta(minutes=1)}
    profile = make_profile(**kw)
    for _ in range(posts):
        make_post(profile)
    rate = creator_page(profile.influencer).rate
    assert words in rate.missing
    assert not rate_of_measured().missing


def rate_of_measured():
    return creator_page(make_measured().influencer).rate


def test_notes_of_somebody_else_are_not_overwritten():
    creator = make_influencer(notes="theirs\nof today")
    with pytest.raises(NotesChanged):
        write_notes(creator, "mine", before="")
    creator.refresh_from_db()
    assert creator.notes == "theirs\nof today"
    write_notes(creator, "mine\r\ntoo\x00 ", before="theirs\r\nof today")
    creator.refresh_from_db()
    assert creator.notes == "mine\ntoo"


def test_a_chain_of_merges_is_followed_and_a_ring_ends():
    first, second, third = (make_profile().influencer for _ in range(3))
    curation.merge(first, second)
    curation.merge(second, third)
    assert find_creator(first.pk, blocked_too=False) == third
    ring = [make_influencer(), make_influencer()]
    for one, other in (ring, ring[::-1]):
        Influencer.objects.filter(pk=one.pk).update(status=InfluencerStatus.MERGED, merged_into=other)
    assert find_creator(ring[0].pk, blocked_too=True) is None
