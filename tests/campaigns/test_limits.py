"""The hard limits of a brief, one by one: whom each lets through, what it says, what it costs."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.brief import count_within_limits, limits_in
from campaigns.limit_counts import count, left_out_by
from campaigns.limits import further_limits, limits_of, meeting
from campaigns.models import Campaign
from campaigns.ranking import ranking_page
from influencers.models import Profile
from scoring.among import Among
from scoring.models import ProfileScore, ScoreRun
from scoring.run import score_all
from tests.campaigns.catalogue import make_scored
from tests.factories import make_campaign, make_post, make_profile, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def let_through(now, **asked) -> tuple[set[int], str, str]:
    """Whom the one limit of a brief lets through, and both its words."""
    (limit,) = further_limits(Campaign(**asked), now)
    assert limit.name in asked, "the limit is called like the field that sets it"
    found = meeting(Profile.objects.all(), [limit])
    return set(found.values_list("pk", flat=True)), limit.words, limit.kept_out


@pytest.mark.parametrize(
    ("asked", "fitting", "other", "words", "kept_out"),
    [
        ({"needs_contact": True}, {"contact": "a@b.test"}, {"contact": ""},
         "a business contact is known", "no business contact known"),
        ({"needs_verified": True}, {"is_verified": True}, {"is_verified": None},
         "verified by the platform", "not verified"),
        ({"engagement_from": 0.025}, {"engagement_rate": 0.025}, {"engagement_rate": 0.0249},
         "engagement rate from 2.5%", "engagement rate below 2.5%"),
        ({"engagement_from": 0.0}, {"engagement_rate": 0.0}, {"engagement_rate": None},
         "engagement rate from 0%", "engagement rate below 0%"),
        ({"authenticity_from": 0.6}, {"authenticity": 0.7}, {"authenticity": None},
         "authenticity from 60%", "authenticity below 60%"),
        ({"sponsored_up_to": 0.2}, {"sponsored_share": 0.2}, {"sponsored_share": 0.21},
         "at most 20% of posts look sponsored", "more than 20% of posts look sponsored"),
        ({"must_say": ["vegan", "plant-based"]}, {"bio": "All Plant-Based."}, {"bio": "veganism"},
         "bio or posts say “vegan” or “plant-based”", "never says “vegan” or “plant-based”"),
        ({"must_say": ["护肤"]}, {"display_name": "我爱护肤品牌"}, {"bio": "skin"},
         "bio or posts say “护肤”", "never says “护肤”"),
        ({"must_not_say": ["casino"]}, {"bio": "casinos"}, {"bio": "my Casino"},
         "bio and posts never say “casino”", "says “casino”"),
    ],
)  # fmt: skip
def test_each_limit_lets_the_fitting_through_and_says_what_it_asks(asked, fitting, other, words, kept_out):
    right, _ = make_profile(**fitting), make_profile(**other)
    assert let_through(timezone.now(), **asked) == ({right.pk}, words, kept_out)


@pytest.mark.parametrize(
    ("days", "words"), [(1, "a post in the last day"), (30, "a post in the last 30 days")]
)
def test_who_posted_lately(days, words):
    now = timezone.now()
    right = make_profile(last_post_at=now - days * DAY)
    make_profile(last_post_at=now - days * DAY - timedelta(seconds=1))
    make_profile(last_post_at=None)
    assert let_through(now, posted_within=days)[:2] == ({right.pk}, words)


def test_words_in_posts_count_for_twelve_months():
    now = timezone.now()
    new, old, ahead = make_profile(), make_profile(), make_profile()
    make_post(new, caption="So #Vegan today", published_at=now - 364 * DAY)
    make_post(old, caption="vegan", published_at=now - 366 * DAY)
    make_post(ahead, caption="vegan", published_at=now + DAY)
    assert let_through(now, must_say=["vegan"])[0] == {new.pk}
    assert let_through(now, must_not_say=["vegan"])[0] == {old.pk, ahead.pk}


def test_kinds_of_content_are_taken_together_and_unknown_ones_left_out():
    run = ScoreRun.objects.create(version="1", as_of=timezone.now())
    shares = {
        "both": {"video": 0.12, "short": 0.08, "photo": 0.8},
        "few": {"video": 0.19, "photo": 0.81},
        "none": {"photo": 1.0},
    }
    made = {name: make_profile() for name in (*shares, "unmeasured", "unscored")}
    for name, kinds in shares.items():
        rows = [{"kind": kind, "share": share} for kind, share in kinds.items()]
        ProfileScore.objects.create(profile=made[name], run=run, parts={"content": {"kinds": rows}})
    ProfileScore.objects.create(profile=made["unmeasured"], run=run, parts={})
    asked = Campaign(kinds=["video", "short"])
    found, words, _ = let_through(timezone.now(), kinds=asked.kinds)
    assert (found, words) == ({made["both"].pk}, "at least 20% of posts are video or short video")
    (line,) = count(Among(Profile.objects.all(), False), further_limits(asked, timezone.now())).limits
    assert (line.n, line.unknown) == (1, 2)


def test_kinds_are_found_in_what_scoring_stores():
    profiles = make_scored(3)
    assert let_through(timezone.now(), kinds=["photo"])[0] == {p.pk for p in profiles}
    assert let_through(timezone.now(), kinds=["video"])[0] == set()


def test_paid_work_for_a_competitor_leaves_out_and_a_mention_does_not():
    now = timezone.now()
    paid, old, friend = make_profile(), make_profile(), make_profile()
    make_post(paid, caption="New pair #ad @swiftshoes_eu", published_at=now - 20 * DAY)
    make_post(old, caption="New pair #ad @swiftshoes", published_at=now - 91 * DAY)
    make_post(friend, caption="Lovely day with @swiftshoes", published_at=now - 5 * DAY)
    asked = {"without_rivals": True, "competitors": ["Swift Shoes"]}
    assert meeting(Profile.objects.all(), further_limits(Campaign(**asked), now)).count() == 3, (
        "nothing read yet"
    )
    score_all(now)
    (limit,) = further_limits(Campaign(**asked), now)
    assert set(meeting(Profile.objects.all(), [limit])) == {old, friend}
    assert limit.kept_out == "sponsored post for a competitor in the last 90 days"
    assert not further_limits(Campaign(without_rivals=True), now), "without competitors it asks for nothing"


def test_counts_tell_what_each_limit_does_alone_and_what_it_costs(django_assert_num_queries):
    now = timezone.now()
    for contact, verified, followers in [
        ("a@b.test", True, 9_000), ("a@b.test", False, 9_000), ("a@b.test", None, 9_000),
        ("", True, 9_000), ("", False, 9_000), ("a@b.test", True, 900),
    ]:  # fmt: skip
        make_profile(contact=contact, is_verified=verified, followers=followers)
    campaign = Campaign(needs_contact=True, needs_verified=True, dormant=True)
    limits = limits_of(campaign, limits_in(campaign), now)
    with django_assert_num_queries(1):
        counted = count(Among(Profile.objects.all(), False), limits)
    assert (counted.n, counted.of) == (1, 6)
    told = {line.limit.name: (line.n, line.unknown, line.regained) for line in counted.limits}
    assert told == {
        "min_followers": (5, 0, 1),
        "max_followers": (6, 0, 0),
        "needs_contact": (4, 0, 1),
        "needs_verified": (3, 1, 2),
    }
    assert count_within_limits(campaign, now).strictest.limit.name == "needs_verified"
    assert left_out_by(Among(Profile.objects.all(), False), limits[2:]) == {
        "no business contact known": 2,
        "not verified": 2,
    }


def test_without_limits_everybody_is_counted():
    make_profile()
    counted = count(Among(Profile.objects.all(), False), [])
    assert (counted.n, counted.of, counted.limits) == (1, 1, [])
    assert left_out_by(Among(Profile.objects.all(), False), []) == {}


def test_the_ranking_keeps_to_the_must_haves_and_says_whom_they_leave_out():
    profiles = make_scored(12)
    known = profiles[2]
    Profile.objects.filter(pk=known.pk).update(contact="a@b.test")
    campaign = make_campaign(make_user(), needs_contact=True)
    page = ranking_page(campaign, None, timezone.now())
    assert [row.profile for row in page.rows] == [known]
    assert ("no business contact known", 11) in page.left_out
    assert count_within_limits(campaign, timezone.now()).n == 1


def test_the_live_count_names_each_limit_with_its_number(client):
    make_profile(contact="a@b.test", is_verified=True)
    make_profile(contact="a@b.test")
    client.force_login(make_user())
    asked = {"min_followers": 5000, "max_followers": 100000, "needs_contact": "on", "needs_verified": "on"}
    page = client.get(reverse("campaign_count"), asked).content.decode()
    assert ">1</span>" in page
    assert 'href="#id_needs_verified">Verified by the platform</a><span class="hp-num">1</span>' in page
    assert "1 more without it · not known of 1" in page
    wrong = client.get(reverse("campaign_count"), asked | {"engagement_from": "a lot"}).content.decode()
    assert "Write a percentage such as 2.5." in wrong
