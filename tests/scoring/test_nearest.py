"""The posts nearest to a brief, found when somebody looks."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from scoring.core.schema import Brief
from scoring.nearest import nearest_posts
from tests.factories import make_post, make_profile

pytestmark = pytest.mark.django_db
BRIEF = Brief(words=("slow bread",))


def make_baker():
    profile = make_profile(bio="")
    day = timezone.now() - timedelta(days=3)
    for caption in (
        "酸种面包",
        "a crusty loaf",
        "a crusty loaf",
        "my new car",
        "football tonight",
        "roti sourdough",
    ):
        make_post(profile, caption=caption, published_at=day)
    make_post(profile, caption="bread, slow bread", published_at=timezone.now() - timedelta(days=500))
    return profile


def test_the_nearest_posts_come_first_in_any_language_and_each_caption_once(settings):
    settings.MEANING = True
    found = nearest_posts(BRIEF, make_baker(), timezone.now())
    assert {one.post.caption for one in found} == {"酸种面包", "a crusty loaf", "roti sourdough"}
    assert [one.near for one in found] == sorted((one.near for one in found), reverse=True)


def test_without_meaning_or_words_or_posts_there_are_none(settings):
    settings.MEANING = True
    profile = make_baker()
    assert nearest_posts(Brief(), profile, timezone.now()) == []
    assert nearest_posts(BRIEF, make_profile(), timezone.now()) == []
    settings.MEANING = False
    assert nearest_posts(BRIEF, profile, timezone.now()) == []


@pytest.mark.parametrize(("on", "words"), [(False, "MEANING=1"), (True, "Meaning is being prepared")])
def test_the_page_of_runs_says_whether_meaning_is_on(client, marketer, settings, tmp_path, on, words):
    settings.MEANING, settings.VAR_DIR = on, tmp_path
    client.force_login(marketer)
    assert words in client.get(reverse("score_runs")).content.decode()
