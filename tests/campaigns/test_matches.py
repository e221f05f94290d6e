"""Posts offered for a campaign: which, when, and what a person's yes and no does."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from campaigns import matches, tasks
from campaigns.models import NotAResult
from campaigns.undoing import undo
from scoring.models import PostText
from tests.factories import make_candidate, make_deliverable, make_post, make_profile

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def campaign(team):
    team.campaign.starts_on, team.campaign.ends_on = date(2026, 11, 1), date(2026, 11, 15)
    team.campaign.codes, team.campaign.hashtags, team.campaign.brand_names = (
        ["BAKE10"],
        ["bakeweek"],
        ["Ovenly"],
    )
    team.campaign.save()
    return team.campaign


@pytest.fixture
def ada(campaign):
    stage = campaign.stages.get(kind="agreed")
    return make_candidate(campaign, make_profile(handle="ada"), stage=stage)


def post_of(candidate, day: int, caption: str, **kw):
    at = datetime(2026, 11, day, 9, tzinfo=UTC)
    return make_post(candidate.profile, published_at=at, caption=caption, **kw)


def test_the_surest_stand_first_and_say_what_matched(campaign, ada):
    by_brand = post_of(ada, 9, "from Ovenly")
    by_tag = post_of(ada, 3, "so good", hashtags=["bakeweek"])
    by_code = post_of(ada, 2, "take BAKE10")
    read = post_of(ada, 8, "no name here")
    PostText.objects.create(post=read, digest="x", brands=["ovenly"])
    post_of(ada, 7, "breakfast")
    found = matches.offered(campaign)
    assert [one.post for one in found] == [by_code, by_tag, by_brand, read]
    assert found[0].words == ("code BAKE10",)


def test_only_posts_of_the_campaigns_days_and_a_little_later_count(campaign, ada):
    make_post(ada.profile, published_at=datetime(2026, 10, 31, 23, tzinfo=UTC), caption="BAKE10")
    inside, late = post_of(ada, 1, "BAKE10"), post_of(ada, 20, "BAKE10")
    make_post(ada.profile, published_at=datetime(2026, 12, 5, tzinfo=UTC), caption="BAKE10")
    assert [(one.post, one.late) for one in matches.offered(campaign)] == [(late, True), (inside, False)]


def test_without_a_first_day_posts_count_from_when_the_creator_was_added(campaign, ada):
    campaign.starts_on = campaign.ends_on = None
    campaign.save()
    ada.added_at = datetime(2026, 11, 5, tzinfo=UTC)
    ada.save()
    post_of(ada, 3, "BAKE10")
    after = post_of(ada, 6, "BAKE10")
    assert [one.post for one in matches.offered(campaign)] == [after]


def test_nobody_else_is_looked_at(campaign, ada):
    open_one = make_candidate(campaign)
    post_of(open_one, 5, "BAKE10")
    make_post(make_profile(), published_at=NOW - timedelta(days=10), caption="BAKE10")
    assert matches.offered(campaign) == []
    make_deliverable(open_one)
    assert len(matches.offered(campaign)) == 1
    open_one.removed_at = timezone.now()
    open_one.save()
    assert matches.offered(campaign) == []


def test_an_accepted_post_fills_what_is_open_of_its_kind_first(team, campaign, ada):
    video, photo = make_deliverable(ada, kind="video"), make_deliverable(ada, kind="photo")
    post = post_of(ada, 5, "BAKE10 bakeweek", kind="photo")
    action = matches.accept(campaign, matches.offered(campaign), team.editor, NOW)
    photo.refresh_from_db()
    assert (photo.post, photo.state, photo.found_how, photo.matched) == (
        post,
        "found",
        "code",
        ["code BAKE10"],
    )
    second = post_of(ada, 6, "BAKE10", kind="photo")
    matches.accept(campaign, matches.offered(campaign), team.editor, NOW)
    video.refresh_from_db()
    assert video.post == second
    assert matches.offered(campaign) == []
    undo(campaign, action.pk, team.editor, NOW)
    photo.refresh_from_db()
    assert (photo.post, photo.state, photo.matched) == (None, "agreed", [])


def test_a_post_beyond_what_was_agreed_is_one_more(team, campaign, ada):
    post_of(ada, 5, "BAKE10", kind="carousel")
    action = matches.accept(campaign, matches.offered(campaign), team.editor, NOW)
    extra = ada.deliverables.get()
    assert (extra.kind, extra.state, extra.due_on) == ("carousel", "found", None)
    matches.count(campaign)
    undo(campaign, action.pk, team.editor, NOW)
    assert not ada.deliverables.exists()
    assert len(matches.offered(campaign)) == 1
    assert matches.waiting(campaign) == 1


def test_accepting_twice_counts_once(team, campaign, ada):
    post_of(ada, 5, "BAKE10")
    found = matches.offered(campaign)
    matches.accept(campaign, found, team.editor, NOW)
    assert matches.accept(campaign, found, team.owner, NOW) is None
    assert ada.deliverables.count() == 1


def test_a_rejected_post_is_not_offered_again_until_that_is_taken_back(team, campaign, ada):
    post_of(ada, 5, "BAKE10")
    action = matches.reject(campaign, matches.offered(campaign), team.editor, NOW)
    assert matches.offered(campaign) == []
    assert NotAResult.objects.get().by == team.editor
    undo(campaign, action.pk, team.editor, NOW)
    assert len(matches.offered(campaign)) == 1


def test_a_brief_without_signs_asks_for_nothing(campaign, ada, django_assert_num_queries):
    campaign.codes = campaign.hashtags = campaign.brand_names = []
    post_of(ada, 5, "BAKE10")
    with django_assert_num_queries(0):
        assert matches.offered(campaign) == []


def test_the_tab_tells_how_many_posts_wait_as_the_scheduled_job_counted(client, team, campaign, ada):
    cache.clear()
    post = post_of(ada, 5, "With BAKE10")
    post_of(ada, 6, "Also BAKE10")
    client.force_login(team.editor)
    overview, page = (reverse(name, args=[campaign.pk]) for name in ("campaign", "campaign_results"))
    words = "new posts to look at"
    assert words not in client.get(overview).content.decode(), "nobody counted yet"
    tasks.follow_posts()
    assert f'2<span class="visually-hidden"> {words}' in client.get(overview).content.decode()
    client.post(reverse("results_judge", args=[campaign.pk]), {"posts": post.pk, "verdict": "reject"})
    assert '1<span class="visually-hidden"> new post to look at' in client.get(overview).content.decode()
    post_of(ada, 7, "BAKE10 again")
    assert words in client.get(page).content.decode(), "the page itself knows better than the last count"
    campaign.status = "archived"
    campaign.save()
    assert matches.count_all() == 0, "nobody works on it"
