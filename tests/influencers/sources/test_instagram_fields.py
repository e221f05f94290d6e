"""Every field that the Instagram source asks for, or its stub gives, is one of Meta's own."""

import re

import pytest
from facebook_business.adobjects.igmedia import IGMedia
from facebook_business.adobjects.iguser import IGUser
from facebook_business.apiconfig import ads_api_config

from influencers.sources.instagram import BASE_URL, HASHTAG_FIELDS, MEDIA_FIELDS, PROFILE_FIELDS
from tests.influencers.sources.platforms import Instagram

# `business_discovery` of Meta's page on it gives these too, and the package lists them for media and users.
MEDIA, USER = set(IGMedia._field_types), set(IGUser._field_types)


def test_the_fields_that_are_asked_for():
    assert set(PROFILE_FIELDS) <= USER
    assert set(MEDIA_FIELDS) <= MEDIA
    assert set(HASHTAG_FIELDS) <= MEDIA
    assert {"business_discovery"} <= USER


@pytest.mark.parametrize("name", ["profile", "posts_1", "posts_2"])
def test_the_fields_of_the_stub(name):
    found = Instagram().body(name)["business_discovery"]
    media = found.pop("media", {"data": []})
    assert set(found) <= USER
    assert all(set(item) <= MEDIA for item in media["data"])


def test_the_version_is_that_of_the_package():
    assert re.search(r"v\d+", BASE_URL)[0] == re.match(r"v\d+", ads_api_config["API_VERSION"])[0]


def test_the_question_names_the_fields_within_the_account(stub):
    instagram = Instagram()
    instagram.serve(stub)
    instagram.open(stub).profile("lena.toepfert")
    (query,) = stub.calls(instagram.own_id)
    asked = query["fields"][0]
    assert asked.startswith("business_discovery.username(lena.toepfert){id,username,")
    assert "media.limit(25){id,caption,like_count," in asked
    assert asked.count("{") == asked.count("}")
    assert "access_token" not in query, "the token stands in no address"
