"""Tags on selected creators."""

import pytest
from django.core.exceptions import ValidationError

from influencers.choices import InfluencerStatus
from influencers.models import Profile, Tag
from influencers.tagging import tag_named, tag_selected, untag_selected
from tests.factories import make_influencer, make_profile, make_tag, make_user

pytestmark = pytest.mark.django_db


def test_a_tag_is_found_whatever_its_case_and_made_where_it_is_new():
    tag = make_tag("Vegan")
    assert tag_named("  vegan ") == tag
    assert tag_named("New one").name == "New one"
    assert Tag.objects.count() == 2


@pytest.mark.parametrize("name", ["", "  ", "x" * 51, "a\x07b", "a\x00"])
def test_a_name_that_cannot_be_one(name):
    with pytest.raises(ValidationError):
        tag_named(name)
    assert not Tag.objects.exists()


def test_tags_go_on_once_and_come_off():
    creator = make_influencer()
    make_profile(influencer=creator), make_profile(influencer=creator, platform="tiktok")
    other = make_profile()
    everybody = Profile.objects.all()
    assert tag_selected(everybody, "asked") == ("asked", 2)
    assert tag_selected(everybody, "Asked") == ("asked", 0)
    assert untag_selected(Profile.objects.filter(pk=other.pk), "asked") == ("asked", 1)
    assert [tag.name for tag in creator.tags.all()] == ["asked"]
    assert not other.influencer.tags.exists()


def test_the_form_of_the_list_tags_what_is_selected(client):
    client.force_login(make_user())
    wanted, other = make_profile(), make_profile()
    blocked = make_profile(influencer=make_influencer(status=InfluencerStatus.BLOCKED))
    selected = [wanted.pk, blocked.pk, "x", "9" * 30, "1" * 18 + "x", "-1"]
    form = {"profiles": selected, "tag": "favourite", "next": "/?q=h"}
    answer = client.post("/tags/add/", form, follow=True)
    assert answer.redirect_chain[0][0] == "/?q=h"
    assert "Tagged 1 creator “favourite”." in answer.content.decode()
    assert list(Tag.objects.get().influencers.all()) == [wanted.influencer]
    assert not other.influencer.tags.exists()
    text = client.post("/tags/remove/", form, follow=True).content.decode()
    assert "Took “favourite” off 1 creator." in text
    assert not Tag.objects.get().influencers.exists()


def test_everything_that_a_search_finds_at_once(client):
    client.force_login(make_user())
    for n in range(60):
        make_profile(platform=("tiktok", "instagram")[n % 2])
    client.post("/tags/add/", {"all": "1", "query": "platform=tiktok", "tag": "many"})
    assert Tag.objects.get().influencers.count() == 30


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"tag": "x"}, "Select creators first."),
        ({"tag": "", "all": "1"}, "Write the name of a tag."),
    ],
)
def test_what_is_missing_is_said(client, form, words):
    client.force_login(make_user())
    make_profile()
    assert words in client.post("/tags/add/", form, follow=True).content.decode()
    assert not Tag.objects.exists()


@pytest.mark.parametrize("name", ["a\x00", "", "x" * 51])
def test_a_name_that_cannot_be_one_cannot_come_off(name):
    make_profile()
    with pytest.raises(ValidationError):
        untag_selected(Profile.objects.all(), name)


def test_a_tag_that_is_not_there_cannot_come_off(client):
    client.force_login(make_user())
    form = {"tag": "nothing", "profiles": make_profile().pk}
    assert "There is no such tag." in client.post("/tags/remove/", form, follow=True).content.decode()
