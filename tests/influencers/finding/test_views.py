"""The room as a person meets it."""

import re

import pytest
from django.urls import reverse

from influencers.finding.job import take_turn
from influencers.models import Discovery, Post, Profile
from tests.factories import make_discovery, make_niche, make_post, make_profile, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def mona(client, marketer):
    client.force_login(marketer)
    return client


def said(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_form_starts_a_job_and_fills_itself_again(mona, bluesky):
    form = {"words": "clay", "handles": "clay1.test", "sources": ["bluesky"], "min_followers": "1k",
            "max_followers": "2.5k", "languages": ["en"], "unknown_too": "on", "most": "50"}  # fmt: skip
    answer = mona.post(reverse("find"), form)
    job = Discovery.objects.get()
    assert answer.url == job.get_absolute_url()
    assert (job.min_followers, job.max_followers, job.languages, job.most) == (1_000, 2_500, ["en"], 50)
    page = mona.get(reverse("find"), {"again": job.pk}).content.decode()
    assert ">\nclay</textarea>" in page
    assert ">\nclay1.test</textarea>" in page
    assert 'value="1000"' in page


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ({}, "Write keywords or hashtags to search for, or paste handles or links."),
        ({"words": "clay"}, "Choose a platform that can be searched for words."),
        ({"words": "clay", "sources": ["bluesky"], "min_followers": "2k", "max_followers": "1k"},
         "This is less than the smallest size."),
        ({"handles": "--- ..."}, "There is no handle or link in this list."),
        ({"words": "clay", "sources": ["bluesky"], "min_followers": "many"},
         "Write a number such as 12000 or 12k."),
        ({"words": ",".join(f"w{n}" for n in range(101)), "sources": ["bluesky"]}, "one job takes 100"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_question_is_said_beside_it(mona, form, reason):
    answer = mona.post(reverse("find"), {"most": "10", **form})
    assert answer.status_code == 422
    assert reason in said(answer)
    assert not Discovery.objects.exists()


def test_what_cannot_be_searched_says_why_and_what_to_do(mona, settings):
    settings.YOUTUBE_API_KEY = settings.MASTODON_INSTANCE = ""
    page = said(mona.get(reverse("find")))
    assert "YouTube : Make an API key" in page
    assert "TikTok : TikTok lets only approved advertisers" in page
    assert "Fictional creators" not in page, "where there are no demo creators"
    settings.MASTODON_INSTANCE = "https://social.example"
    assert "as far as your server knows them" in said(mona.get(reverse("find")))


def test_the_page_of_a_job_adds_up_and_is_for_the_whole_team(client, bluesky, asked):
    job = asked("clay", "???!a", min_followers=1_000)
    take_turn(job.pk)
    client.force_login(make_user("marketer"))
    page = said(client.get(job.get_absolute_url()))
    assert "31 found = 0 kept + 21 more that fit + 10 left out" in page
    assert "Fits 21" in page
    left = said(client.get(job.get_absolute_url(), {"show": "left-out"}))
    assert "100 followers; you asked for 1,000 or more." in left
    assert "clay30.test" not in left
    assert "Not a Bluesky handle" in said(client.get(job.get_absolute_url(), {"show": "unreadable"}))


def test_thousands_of_finds_are_paged_in_few_queries(mona, django_assert_max_num_queries):
    job = make_discovery([{"record": {"bio": "clay"}} for _ in range(130)])
    with django_assert_max_num_queries(25):
        first = mona.get(job.get_absolute_url())
    assert first.content.decode().count('name="finds"') == 50
    assert "All 130 that fit" in said(first)
    assert mona.get(job.get_absolute_url(), {"page": 3}).content.decode().count('name="finds"') == 30


def test_selected_ones_are_kept_tagged_shown_in_discover_and_taken_back(mona, bluesky, asked):
    job = asked("clay")
    take_turn(job.pk)
    picked = list(job.finds.order_by("pk").values_list("pk", flat=True)[:3])
    answer = mona.post(reverse("finding_keep", args=[job.pk]), {"finds": picked, "tag": "Clay"}, follow=True)
    assert "Kept 3 accounts" in said(answer)
    assert Profile.objects.filter(influencer__tags__name="Clay").count() == 3
    make_profile(handle="somebody.else")
    found = mona.get(reverse("discover"), {"discovery": job.pk})
    assert found.context["page"].total == 3
    assert "Found by clay" in said(found)
    answer = mona.post(reverse("finding_undo", args=[job.keeps.get().pk]), follow=True)
    assert "Taken back: 3 accounts removed." in said(answer)
    assert Profile.objects.get().handle == "somebody.else"


def test_many_are_kept_by_a_worker(mona, bluesky, asked, monkeypatch, django_capture_on_commit_callbacks):
    job = asked("clay")
    take_turn(job.pk)
    answer = mona.post(reverse("finding_keep", args=[job.pk]), {"all": "1"}, follow=True)
    assert "Keeping 30 accounts" in said(answer)
    assert not Profile.objects.exists(), "the worker does it"
    assert "30 were asked for, still at it" in said(answer)


def test_nothing_selected_says_so(mona):
    job = make_discovery([{}])
    answer = mona.post(reverse("finding_keep", args=[job.pk]), follow=True)
    assert "Select accounts first" in said(answer)


def test_progress_renews_itself_and_ends_with_the_page(mona, bluesky, asked):
    job = asked("clay")
    answer = mona.get(reverse("finding_progress", args=[job.pk]))
    assert "0 of 1 search done" in said(answer)
    assert "HX-Refresh" not in answer
    assert 'http-equiv="refresh"' in mona.get(job.get_absolute_url()).content.decode(), "without scripts too"
    take_turn(job.pk)
    assert mona.get(reverse("finding_progress", args=[job.pk]))["HX-Refresh"] == "true"


def test_stop_and_go_on(mona, bluesky, asked):
    job = asked("clay")
    assert "Stopped." in said(mona.post(reverse("finding_cancel", args=[job.pk]), follow=True))
    page = mona.get(job.get_absolute_url())
    assert "1 search on Bluesky waits for you." in said(page)
    assert "Search Bluesky now" in said(page)
    mona.post(reverse("finding_resume", args=[job.pk]))
    assert take_turn(job.pk) == "done"
    assert "nothing left to do" in said(mona.post(reverse("finding_resume", args=[job.pk]), follow=True))


def test_the_words_of_known_creators_become_searches(mona):
    clay = make_niche("Pottery")
    seeds = [make_profile(niche=clay, handle=f"seed{n}") for n in range(2)]
    for seed in seeds:
        make_post(seed, hashtags=["wheelthrown", "ad", f"only{seed.pk}"])
    make_post(seeds[0], hashtags=["glaze"])
    to_form = mona.post(reverse("find_alike"), {"profiles": [seed.pk for seed in seeds]})
    page = mona.get(to_form.url)
    words = page.context["form"]["words"].value().split(", ")
    assert words[0] == "#wheelthrown", "what both use comes first"
    assert words[-1] == "Pottery"
    assert "#ad" not in words
    assert "No platform tells who is similar" in said(page)
    assert "Select the creators to start from first." in said(mona.post(reverse("find_alike"), follow=True))
    Post.objects.all().delete()
    bare = make_profile()
    assert "nothing to search for" in said(mona.get(f"{reverse('find')}?seeds={bare.pk}"))


@pytest.mark.parametrize(
    ("text", "button"),
    [
        ("clay5.test", "Fetch @clay5.test from Bluesky"),
        ("https://bsky.app/profile/clay5.test?x=1", "Fetch @clay5.test from Bluesky"),
        ("https://www.tiktok.com/@ana", "TikTok lets only approved advertisers"),
        ("ana@social.example", "Mastodon is not connected."),
    ],
)
def test_discover_offers_to_fetch_whom_it_does_not_find(mona, bluesky, settings, text, button):
    settings.MASTODON_INSTANCE = ""
    make_profile()
    assert button in said(mona.get(reverse("discover"), {"q": text}))


@pytest.mark.parametrize("text", ["wheel thrown pottery", "", "Töpferei & Co"])
def test_discover_offers_nothing_for_words(mona, bluesky, text):
    make_profile()
    assert "Fetch @" not in said(mona.get(reverse("discover"), {"q": text}))


def test_a_fetched_account_opens_as_a_creator(mona, bluesky):
    form = {"text": "@clay5.test", "platform": "bluesky"}
    answer = mona.post(reverse("find_fetch"), form)
    job = Discovery.objects.get()
    assert answer.url == job.get_absolute_url()
    take_turn(job.pk)
    account = Profile.objects.get(handle="clay5.test")
    assert mona.get(reverse("finding_progress", args=[job.pk]))["HX-Redirect"] == account.get_absolute_url()
    assert "Open @clay5.test" in said(mona.get(job.get_absolute_url()))
    assert mona.post(reverse("find_fetch"), form).url == account.get_absolute_url(), "known by now"
    assert Discovery.objects.count() == 1


def test_a_handle_that_nobody_has_says_so_on_the_page_of_its_job(mona, bluesky):
    mona.post(reverse("find_fetch"), {"text": "nobody.test", "platform": "bluesky"})
    job = Discovery.objects.get()
    take_turn(job.pk)
    assert "Bluesky knows no such account." in said(mona.get(job.get_absolute_url(), {"show": "all"}))


def test_what_people_write_is_never_markup(mona):
    evil = "<script>alert(1)</script>"
    job = make_discovery([{"name": evil, "record": {"bio": evil}, "typed": evil}], name=evil)
    page = mona.get(job.get_absolute_url()).content.decode()
    assert evil not in page
    assert "&lt;script&gt;" in page
