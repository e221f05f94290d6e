"""The page of a creator as people see it."""

import html
import json
import re
from datetime import date, timedelta

import pytest
from auditlog.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from influencers import curation
from influencers.choices import Basis, InfluencerStatus, PostKind, RefreshStatus
from influencers.models import ImportFile, ProfileNiche, ReportedFigures
from tests.factories import (
    make_influencer,
    make_measured,
    make_niche,
    make_post,
    make_profile,
    make_snapshot,
    make_tag,
    make_user,
)

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def ask(client, marketer):
    """ask(creator, **query): the page as a marketer sees it."""
    client.force_login(marketer)

    def page(creator, status=200, **query) -> str:
        answer = client.get(creator.get_absolute_url(), query)
        assert answer.status_code == status
        return answer.content.decode()

    return page


def plain(page: str) -> str:
    """The words of a page, as a person reads them."""
    page = re.sub(r"<script.*?</script>", " ", page, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def chart(page: str, name: str) -> dict:
    return json.loads(re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', page)[1])


def test_every_number_stands_with_its_source_and_age(ask):
    profile = make_measured(
        platform="bluesky",
        source="bluesky",
        followers=24_310,
        following=415,
        posts_count=1_234,
        fetched_at=timezone.now() - timedelta(hours=3),
        last_post_at=timezone.now() - timedelta(days=4),
        next_refresh_at=timezone.now() + timedelta(days=5, hours=1),
        refresh_status=RefreshStatus.OK,
    )
    for n in range(4):
        make_post(profile, likes=700 + n, comments=30, published_at=timezone.now() - timedelta(days=5 + n))
    words = plain(ask(profile.influencer))
    assert "24,310" in words
    assert "Bluesky, 3 hours ago" in words
    assert "3.1% 2.6% to 3.7%" in words
    assert "better than 78% of accounts of this size" in words
    assert "38 posts, just now" in words
    assert "+1.2% in 30 days" in words
    assert "likes and comments, 3.0% of followers" in words
    assert "median of 4 posts, read just now" in words
    assert "1,234 posts in all · follows 415 · Bluesky, 3 hours ago" in words
    assert "last post 4 days ago" in words
    assert "next refresh in 5 days" in words
    assert "Micro" in words


def test_reported_figures_stand_apart_with_file_column_and_day(ask):
    mapping = {
        "Eng. Rate": "engagement_rate_percent",
        "Likes": "youtube.avg_likes",
        "Likes avg": "avg_likes_exact",
    }
    file = ImportFile.objects.create(name="top list.csv", as_of=date(2022, 9, 12), mapping=mapping)
    profile = make_measured(
        import_file=file, er_basis=Basis.REPORTED, engagement_rate=0.0139, er_low=None, er_high=None
    )
    ReportedFigures.objects.create(
        profile=profile, import_file=file, engagement_rate=0.0139, avg_likes=97_000, as_of=file.as_of
    )
    words = plain(ask(profile.influencer))
    assert "Engagement rate reported" in words
    assert "1.39% top list.csv, as of 12 Sep 2022, column “Eng. Rate”" in words
    assert "97K top list.csv, as of 12 Sep 2022, column “Likes avg”" in words


def test_accounts_lead_out_of_the_house_without_telling_where_from(ask):
    profile = make_profile(handle="ada", platform="tiktok")
    demo = make_profile(handle="fern", influencer=profile.influencer, source="demo", platform="youtube")
    page = ask(profile.influencer)
    link = re.search(r'<a href="https://www.tiktok.com/@ada"[^>]*>', page)[0]
    assert 'rel="noopener noreferrer"' in link
    assert f"@{demo.handle}" in page
    assert "youtube.com" not in page, "nobody lives at the address of a fictional account"


def test_hidden_counts_are_called_hidden(ask):
    profile = make_profile()
    make_post(profile, likes=None, comments=7, kind=PostKind.VIDEO, caption="A film", hashtags=["bread"])
    words = plain(ask(profile.influencer))
    post = words[words.index("A film") : words.index("A film") + 60]
    assert "A film #bread hidden 7 hidden" in post


def test_the_charts_have_their_numbers_in_a_table_too(ask):
    profile = make_profile()
    for n in range(3):
        make_snapshot(profile, date(2026, 3, 1 + n), followers=5_000 + n)
        make_post(profile, likes=100, published_at=timezone.now() - timedelta(days=10 + n))
    make_post(profile, likes=8_000, published_at=timezone.now() - timedelta(days=20), caption="It went round")
    page = ask(profile.influencer)
    assert len(chart(page, "followers-data")["points"]) == 3
    points = chart(page, "posts-data")["points"]
    assert [point[1] for point in points] == [8_010, 110, 110, 110]
    words = plain(page)
    assert "3 Mar 2026 5,002" in words
    assert "8,010 72.8×" in words
    assert "Viral" in words


def test_what_users_and_platforms_wrote_is_never_markup(ask):
    niche = make_niche("Baking")
    profile = make_profile(
        influencer=make_influencer(name=EVIL, notes=EVIL, tags=[make_tag(EVIL)]),
        display_name=EVIL,
        bio=EVIL,
        account_kind=EVIL[:20],
        reported_category=EVIL,
        last_error=EVIL,
        handle="a<b",
    )
    post = make_post(profile, caption=f"{EVIL}</script><b>", hashtags=[EVIL])
    ProfileNiche.objects.create(
        profile=profile, niche=niche, basis=Basis.MEASURED, evidence={"words": [EVIL], "posts": [post.pk]}
    )
    page = ask(profile.influencer)
    assert EVIL not in page
    assert "<b>" not in page.split('id="posts-data"')[1].split("</section>")[0]
    assert chart(page, "posts-data")["points"][0][5].startswith(EVIL)
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 6


@pytest.mark.parametrize(
    ("kw", "words"),
    [
        ({"source": "file", "platform": "instagram"}, "has no way to read its platform yet"),
        ({"source": "bluesky", "platform": "bluesky"}, "They come with the next refresh"),
    ],
)
def test_without_posts_the_page_says_why_and_what_to_do(ask, kw, words):
    page = plain(ask(make_profile(**kw).influencer))
    assert words in page
    assert "No posts to compare yet" in page
    assert "No niche yet" in page
    assert "No tags yet" in page


def test_a_creator_without_accounts_has_a_page(ask):
    assert "No accounts" in ask(make_influencer())


def test_a_page_with_many_posts_and_accounts_takes_no_more_queries(
    client, marketer, django_assert_num_queries
):
    client.force_login(marketer)
    niche = make_niche("Baking")
    few, many = make_profile(niche=niche), make_profile(niche=niche)
    make_post(few), make_snapshot(few)
    for n in range(30):
        make_post(many)
        make_snapshot(many, date(2026, 1, 1 + n))
    for platform in ("tiktok", "youtube", "x", "twitch"):
        make_profile(influencer=many.influencer, platform=platform, followers=5, niche=niche)
    for n in range(5):
        many.influencer.tags.add(make_tag(f"tag {n}"))
    client.get(few.influencer.get_absolute_url())
    with django_assert_num_queries(22, exact=False) as spent:
        client.get(few.influencer.get_absolute_url())
    with django_assert_num_queries(len(spent)):
        client.get(many.influencer.get_absolute_url())


def test_a_merged_creator_leads_to_the_one_it_became(client, marketer):
    client.force_login(marketer)
    absorbed, kept = make_profile().influencer, make_profile(platform="tiktok").influencer
    curation.merge(absorbed, kept)
    answer = client.get(absorbed.get_absolute_url())
    assert (answer.status_code, answer.url) == (302, kept.get_absolute_url())


def test_a_blocked_creator_is_shown_to_curators_only(client, marketer, curator):
    creator = make_profile().influencer
    curation.block([creator], "Buys followers")
    client.force_login(marketer)
    assert client.get(creator.get_absolute_url()).status_code == 404
    client.force_login(curator)
    page = plain(client.get(creator.get_absolute_url()).content.decode())
    assert "Blocked. Buys followers" in page
    assert "Refresh now" not in page
    assert "Add a tag" not in page


def test_an_erased_creator_is_shown_to_nobody(client, curator):
    client.force_login(curator)
    creator = make_influencer(status=InfluencerStatus.ERASED)
    assert client.get(creator.get_absolute_url()).status_code == 404


def test_curators_find_the_way_to_correct_a_niche(client, marketer, curator):
    profile = make_profile()
    way = reverse("admin:influencers_profile_change", args=[profile.pk])
    for person, there in ((marketer, False), (curator, True)):
        client.force_login(person)
        assert (way in client.get(profile.influencer.get_absolute_url()).content.decode()) is there


def test_notes_are_kept_and_their_change_is_remembered(client, marketer):
    client.force_login(marketer)
    creator = make_profile().influencer
    answer = client.post(
        reverse("creator_note", args=[creator.pk]),
        {"notes": "Asks for 400 a post", "before": ""},
        follow=True,
    )
    assert answer.redirect_chain == [(creator.get_absolute_url(), 302)]
    page = answer.content.decode()
    assert "Notes saved." in page
    assert "Asks for 400 a post</textarea>" in page
    change = LogEntry.objects.get_for_object(creator).first()
    assert (change.actor, change.changes["notes"]) == (marketer, ["", "Asks for 400 a post"])


def test_notes_that_crossed_are_shown_both_and_none_is_lost(client, marketer):
    client.force_login(marketer)
    creator = make_profile(influencer=make_influencer(notes="Theirs")).influencer
    answer = client.post(reverse("creator_note", args=[creator.pk]), {"notes": "Mine", "before": ""})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Theirs\n\nMine</textarea>" in page
    assert '<input type="hidden" name="before" value="Theirs">' in page
    assert reverse("creator_note", args=[creator.pk]) not in re.sub(r'action="[^"]*"', "", page), (
        "nothing on the page leads to an address that only takes forms"
    )
    creator.refresh_from_db()
    assert creator.notes == "Theirs"


def test_tags_are_put_on_and_taken_off_from_the_page(client, marketer, ask):
    profile = make_profile()
    back = profile.get_absolute_url()
    form = {"profiles": profile.pk, "tag": "summer", "next": back}
    assert client.post(reverse("tag_add"), form).url == back
    assert "Take off the tag summer" in ask(profile.influencer)
    assert client.post(reverse("tag_remove"), form).url == back
    assert "Take off the tag summer" not in ask(profile.influencer)


def test_people_without_a_role_see_no_creator(client):
    client.force_login(make_user(None))
    assert client.get(make_profile().get_absolute_url()).status_code == 403
