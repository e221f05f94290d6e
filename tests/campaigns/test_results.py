"""Figures of results: zero fees, hidden likes, missing views, platforms that stand apart, unsettled posts."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.kept import purge_counts
from campaigns.report import report
from campaigns.results_page import results_page
from campaigns.verdicts import verdicts
from influencers.models import PostReading
from influencers.post_rows import delete_posts
from scoring.media_values import sync_media_values
from tests.factories import make_candidate, make_deliverable, make_post, make_profile, make_snapshot

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def campaign(team):
    sync_media_values()
    team.campaign.currency = "USD"
    team.campaign.save()
    return team.campaign


def agreed(campaign, fee=None, currency="USD", **profile):
    stage = campaign.stages.get(kind="agreed")
    money = {} if fee is None else {"fee_agreed": fee, "currency": currency}
    return make_candidate(campaign, make_profile(**profile), stage=stage, **money)


def posted(candidate, **counts):
    """A deliverable whose post was found, ten days old and read yesterday."""
    kept = {name: counts.pop(name) for name in ("state", "fee_share", "due_on", "estimate") if name in counts}
    counts = {"published_at": NOW - timedelta(days=10), "fetched_at": NOW - timedelta(days=1)} | counts
    post = make_post(candidate.profile, **counts)
    return make_deliverable(candidate, post=post, **{"state": "found"} | kept)


def lines(campaign) -> list:
    return [line for one in results_page(campaign, NOW).creators for line in one.lines]


def test_a_post_is_held_against_estimate_usual_size_and_cost(campaign):
    candidate = agreed(campaign, 100)
    make_snapshot(candidate.profile, (NOW - timedelta(days=12)).date(), followers=10_000)
    for likes in (40, 45, 50):
        make_post(candidate.profile, likes=likes, comments=5, published_at=NOW - timedelta(days=30))
    posted(candidate, likes=90, comments=10, views=3000)
    (line,) = lines(campaign)
    assert (line.engagements, line.rate, line.times_usual) == (100, 0.01, 2)
    assert (line.within, line.times_expected) == (True, pytest.approx(100 / 220))
    assert line.cpe == 1
    assert line.planned_cpe == Decimal(100) / Decimal(220)
    assert line.emv == Decimal("25.00") + 24
    assert not line.least


def test_the_product_counts_and_a_fee_is_divided_as_told(campaign):
    campaign.product_value = 20
    candidate = agreed(campaign, 100)
    posted(candidate, fee_share=50, likes=60, comments=0)
    posted(candidate, likes=30, comments=0)
    posted(candidate, likes=30, comments=0)
    make_deliverable(candidate, state="missed")
    assert [line.known.cost for line in lines(campaign)] == [60, 30, 30, None]


@pytest.mark.parametrize(("product", "cpe"), [(None, 0), (30, Decimal("0.3"))])
def test_a_creator_who_works_for_the_product_alone_costs_that(campaign, product, cpe):
    campaign.product_value = product
    posted(agreed(campaign, 0), likes=90, comments=10)
    (line,) = lines(campaign)
    assert line.cpe == cpe
    times = results_page(campaign, NOW).totals.groups[0].times_cost
    assert times == (None if product is None else Decimal(25) / 30)


def test_without_an_agreed_fee_or_a_rate_there_is_no_cost_and_it_says_why(campaign):
    posted(agreed(campaign, handle="ann"))
    posted(agreed(campaign, 80, "CHF", handle="bob"))
    first, second = lines(campaign)
    assert (first.cpe, first.known.no_cost) == (None, "no fee agreed yet")
    assert (second.cpe, second.known.no_cost) == (None, "no rate for CHF")
    total = results_page(campaign, NOW).totals.groups[0]
    assert (total.cost, total.cpe, total.engagements) == (None, None, 220)


def test_hidden_likes_make_no_engagements_and_a_value_of_what_is_left(campaign):
    posted(agreed(campaign, 100), likes=None, comments=8, views=None)
    (line,) = lines(campaign)
    assert (line.engagements, line.rate, line.cpe, line.within, line.why) == (
        None, None, None, None, "Likes are hidden.",
    )  # fmt: skip
    assert line.emv == 2
    assert line.least
    total = results_page(campaign, NOW).totals.groups[0]
    assert (total.engagements, total.views, total.n_views, total.posts) == (None, None, 0, 1)


def test_a_post_without_any_engagement_has_no_cost_for_one(campaign):
    posted(agreed(campaign, 100), likes=0, comments=0)
    (line,) = lines(campaign)
    assert (line.engagements, line.cpe, line.within, line.times_expected) == (0, None, False, 0)


def test_two_platforms_are_summed_apart_and_together(campaign):
    posted(agreed(campaign, 100), likes=90, comments=10, views=1000)
    posted(agreed(campaign, 50, platform="tiktok"), likes=50, comments=0, shares=10, views=None)
    page = results_page(campaign, NOW)
    assert [(total.platform, total.engagements) for total in page.totals.groups] == [
        ("instagram", 100), ("tiktok", 60),
    ]  # fmt: skip
    whole = page.totals.whole
    assert (whole.engagements, whole.cost, whole.views, whole.n_views) == (160, 150, 1000, 1)
    assert whole.cpe == Decimal(150) / 160
    assert page.totals.why == ""


def test_cost_of_an_engagement_and_what_was_planned_are_of_the_same_posts(client, team, campaign):
    posted(agreed(campaign, 110), likes=55, comments=0)
    posted(agreed(campaign, 5000), likes=None, comments=3)
    posted(agreed(campaign), likes=400, comments=0)
    make_deliverable(agreed(campaign, 7000))
    (total,) = results_page(campaign, NOW).totals.groups
    assert (total.engagements, total.cost) == (455, 12_110)
    assert (total.cpe, total.n_cpe, total.cpe_cost) == (2, 1, 110)
    assert total.planned_cpe == Decimal(110) / 220
    client.force_login(team.viewer)
    text = client.get(reverse("campaign_results", args=[campaign.pk])).content.decode()
    assert "USD 110 for 1 post; USD 0.50 planned" in text
    summary = report(campaign, NOW).summary[1]
    assert "at USD 2.00 each over the 1 of 2 posts whose cost is known (USD 0.50 planned)" in summary


def test_what_is_planned_is_told_before_the_first_post(campaign):
    make_deliverable(agreed(campaign, 110))
    (total,) = results_page(campaign, NOW).totals.groups
    assert (total.cpe, total.planned_cpe) == (None, Decimal("0.5"))


def test_a_media_value_that_is_not_known_says_why(client, team, campaign):
    campaign.currency = "SEK"
    campaign.save()
    posted(agreed(campaign), likes=None, comments=3, views=1000)
    posted(agreed(campaign, platform="mastodon"), likes=3, comments=0)
    insta, mastodon = results_page(campaign, NOW).totals.groups
    assert (insta.emv, insta.no_emv) == (None, "nobody entered a rate for SEK")
    assert (mastodon.emv, mastodon.no_emv) == (None, "no media values for Mastodon")
    assert not any(line.least for line in lines(campaign)), "“at least” of nothing"
    client.force_login(team.viewer)
    for name in ("campaign_results", "campaign_report"):
        assert (
            "nobody entered a rate for SEK" in client.get(reverse(name, args=[campaign.pk])).content.decode()
        )


@pytest.mark.parametrize("accepted", ["", "accepted"])
def test_what_was_read_from_youtube_is_in_no_sum_with_others(campaign, settings, accepted):
    settings.YOUTUBE_DERIVED_METRICS = accepted
    posted(agreed(campaign, 100), likes=90, comments=10)
    posted(agreed(campaign, 50, platform="bluesky", source="bluesky"), likes=10, comments=0, shares=5)
    posted(agreed(campaign, 70, platform="youtube", source="youtube"), likes=500, comments=20, views=9000)
    page = results_page(campaign, NOW)
    assert page.totals.whole.engagements == 115
    assert page.totals.whole.cost == 150
    assert "YouTube stands by itself" in page.totals.why
    youtube = next(total for total in page.totals.groups if total.platform == "youtube")
    if accepted:
        assert (youtube.engagements, youtube.views) == (520, 9000)
    else:
        assert youtube.withheld
        assert (youtube.engagements, youtube.views, youtube.emv, youtube.cpe) == (None, None, None, None)
        (line,) = youtube.lines
        assert (line.counts.likes, line.counts.views) == (500, 9000)
        assert "YouTube's terms forbid" in line.why


def test_a_youtube_list_of_a_file_is_bound_by_no_terms(campaign):
    posted(agreed(campaign, 100), likes=90, comments=10)
    posted(agreed(campaign, 70, platform="youtube"), likes=500, comments=20)
    page = results_page(campaign, NOW)
    assert page.totals.whole.engagements == 620
    assert page.totals.why == ""


def test_lateness_is_told_by_the_day_of_the_post_else_by_today(campaign):
    candidate = agreed(campaign)
    day = timezone.localdate(NOW)
    make_deliverable(candidate, due_on=day - timedelta(days=1))
    make_deliverable(candidate, due_on=day)
    make_deliverable(candidate, due_on=day - timedelta(days=9), state="missed")
    posted(candidate, due_on=timezone.localdate(NOW - timedelta(days=12)))
    assert {line.late for line in lines(campaign)} == {"1 day late", "", "published 2 days late"}


def test_verdicts_judge_settled_posts_alone(campaign):
    candidate = agreed(campaign, handle="ada")
    for number, likes in enumerate((110, 220, 900)):
        at = NOW - timedelta(days=30 + number)
        make_deliverable(
            candidate, state="settled", settled_at=NOW, counted_at=NOW, counted_source="file", likes=likes,
            comments=0, published_at=at,
        )  # fmt: skip
    posted(candidate, likes=5000)
    found = results_page(campaign, NOW).verdicts
    (one,) = found.platforms
    assert (one.n, one.within, one.middle, one.off) == (3, 2, 1.0, 0.5)
    assert one.words == (
        "2 of 3 posts landed in the expected range. The middle post got just what was expected; half of them "
        "were off by at most 50%."
    )
    assert (found.waiting, found.few, found.whole) == (1, True, None)
    assert [candidate.profile.handle for candidate, _ in found.creators] == ["ada"]
    assert verdicts([], "").platforms == []


def test_estimated_fees_are_held_against_the_agreed_ones(campaign):
    candidate = agreed(campaign, 300)
    make_deliverable(candidate, estimate={"engagements": 200, "estimated": True, "price": 100})
    make_deliverable(candidate)
    assert "1.5 times the estimate" in results_page(campaign, NOW).verdicts.fees


def test_growth_needs_two_readings_and_leaves_out_hidden_counts(campaign):
    grown = posted(agreed(campaign, handle="ada"), likes=100, comments=0)
    PostReading.objects.create(
        post=grown.post, read_at=grown.post.published_at + timedelta(days=1), likes=60, comments=0
    )
    posted(agreed(campaign), likes=None)
    posted(agreed(campaign), likes=10)
    (series,) = results_page(campaign, NOW).growth["series"]
    assert series["points"] == [[1.0, 60], [9.0, 100]]


def test_a_purged_post_leaves_the_deliverable_and_the_counts_that_were_kept(campaign):
    candidate = agreed(campaign, 100)
    row = posted(candidate, likes=90, comments=10)
    kept = make_deliverable(
        candidate, state="settled", settled_at=NOW, counted_at=NOW, counted_source="file", likes=7,
        comments=0, post=make_post(candidate.profile),
    )  # fmt: skip
    delete_posts([candidate.profile_id])
    row.refresh_from_db()
    kept.refresh_from_db()
    assert (row.post, kept.post, kept.likes) == (None, None, 7)
    first, second = lines(campaign)
    assert (first.engagements, second.engagements) == (None, 7)
    assert "not there any more" in first.why


def test_counts_of_youtube_go_in_time_and_what_people_typed_stays(settings):
    settings.YOUTUBE_DERIVED_METRICS = ""
    now = datetime(2026, 5, 4, tzinfo=UTC)
    settled = {
        "state": "settled",
        "settled_at": now,
        "likes": 5,
        "counted_at": now - timedelta(days=29, hours=1),
    }
    profile = make_profile(platform="youtube", source="youtube")
    candidate = make_candidate(make_deliverable().candidate.campaign, profile)
    own = make_deliverable(candidate, counted_source="youtube", **settled)
    typed = make_deliverable(candidate, counted_source="curator", **settled)
    again = make_post(profile, fetched_at=now - timedelta(days=2), likes=9)
    seen = make_deliverable(candidate, counted_source="youtube", post=again, **settled)
    assert purge_counts(now)
    for row in (own, typed, seen):
        row.refresh_from_db()
    assert (own.likes, own.state, typed.likes) == (None, "settled", 5)
    assert (seen.likes, seen.counted_at) == (9, again.fetched_at)
    assert own.estimate == {"missing": "not kept: YouTube's terms"}
    assert purge_counts(now) == 0


def test_the_page_says_what_to_do_when_nothing_is_there(client, team):
    client.force_login(team.editor)
    address = f"/campaigns/{team.campaign.pk}/results/"
    assert b"Nobody is agreed yet" in client.get(address).content
    agreed(team.campaign)
    said = client.get(address).content
    assert b"Say what this creator owes you" in said
    assert b"the brief names no code, hashtag or own brand" in said


def test_dates_of_the_brief_never_break_the_page(client, team):
    team.campaign.starts_on, team.campaign.ends_on = date(2026, 1, 1), date(2026, 1, 2)
    team.campaign.codes = ["X"]
    team.campaign.save()
    posted(agreed(team.campaign))
    client.force_login(team.viewer)
    page = client.get(f"/campaigns/{team.campaign.pk}/results/")
    assert page.status_code == 200
    assert b"<form" not in page.content.split(b'id="main"')[1].split(b"</main>")[0]


@pytest.mark.parametrize("person", ["owner", "editor", "viewer"])
@pytest.mark.parametrize("part", ["results/", "report/"])
def test_every_state_of_a_deliverable_can_be_shown(client, team, campaign, settings, person, part):
    settings.YOUTUBE_DERIVED_METRICS = ""
    candidate = agreed(campaign, 100, handle="ada")
    make_deliverable(candidate, state="missed", due_on=date(2026, 1, 1))
    make_deliverable(candidate, state="dropped")
    make_deliverable(candidate, state="found", found_how="link", link="https://instagram.com/p/Cabc12345")
    make_deliverable(
        candidate, state="settled", settled_at=NOW, counted_at=NOW, counted_source="curator", views=7
    )
    posted(candidate, likes=None, comments=None, fee_share=10)
    posted(agreed(campaign, 70, platform="youtube", source="youtube"), likes=None, comments=20, views=9000)
    client.force_login(getattr(team, person))
    told = client.get(f"/campaigns/{campaign.pk}/{part}")
    assert told.status_code == 200
    said = told.content.decode()
    assert "9,000 views" in said
    assert "YouTube stands by itself" in said
    assert "Its post is not there any more." in said
