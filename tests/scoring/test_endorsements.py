"""The Endorsements card of a creator: at least so many posts, known by what, for which brands and when."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from scoring.run import score_all
from tests.factories import make_post, make_profile, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    """The text of the card of an account."""
    client.force_login(make_user())

    def read(profile, **kw) -> str:
        response = client.get(reverse("creator_endorsements", args=[profile.pk]), **kw)
        assert response.status_code == 200
        return " ".join(response.content.decode().split())

    return read


def test_it_says_at_least_how_many_posts_look_sponsored_and_for_whom(page):
    profile, now = make_profile(source="bluesky"), timezone.now()
    for days, text in ((10, "Loving it #ad @swiftshoes"), (40, "code ANNA10 at @swiftshoes"), (20, "a walk")):
        make_post(profile, caption=text, published_at=now - timedelta(days=days))
    make_post(profile, caption="a run", published_at=now - timedelta(days=30))
    score_all(now)
    profile.refresh_from_db()
    text = page(profile, headers={"HX-Request": "true"})
    assert not text.startswith("<!DOCTYPE")
    assert "At least 50% of 4 posts look sponsored</b> in the last year" in text
    assert "It is a lower bound" in text
    assert "a plain disclosure" in text
    assert ">ANNA10</span>" in text
    assert "swiftshoes" in text
    for days in (10, 40):
        assert f"{now - timedelta(days=days):%-d %b %Y}" in text
    assert "Read by Handpick in posts from Bluesky" in text
    assert text in page(profile)


def test_a_creator_without_sponsored_posts_and_one_without_texts(page):
    plain, silent = make_profile(), make_profile()
    assert "Not read yet" in page(plain)
    make_post(plain, caption="a walk in the park")
    make_post(silent, caption="")
    score_all(timezone.now())
    text = page(plain)
    assert "None of 1 post looks sponsored" in text
    assert "this is no proof" in text
    assert "no posts of the last year whose text" in page(silent)


def test_sponsored_posts_that_name_no_brand(page):
    profile = make_profile()
    make_post(profile, caption="So good #ad")
    score_all(timezone.now())
    assert "name no brand" in page(profile)


def test_nothing_is_shown_of_an_account_that_must_not_be_measured(page, settings):
    settings.YOUTUBE_API_KEY, settings.YOUTUBE_DERIVED_METRICS = "key", ""
    profile = make_profile(platform="youtube", source="youtube")
    make_post(profile, caption="#ad")
    score_all(timezone.now())
    assert "Not read: YouTube" in page(profile)


def test_each_sponsored_post_is_marked_with_its_words_on_the_page_of_the_creator(client):
    client.force_login(make_user())
    profile = make_profile()
    paid = make_post(profile, caption="Nice #ad with code ANNA10")
    plain = make_post(profile, caption="Nice #gifted thing")
    score_all(timezone.now())
    text = client.get(profile.influencer.get_absolute_url()).content.decode()
    posts = {post.pk: text.split(f'id="post-{post.pk}"')[1].split("</li>")[0] for post in (paid, plain)}
    assert "Looks sponsored: #ad, ANNA10" in posts[paid.pk]
    assert "Looks sponsored" not in posts[plain.pk]
    assert reverse("creator_endorsements", args=[profile.pk]) in text
