"""Who is recognised as erased, and who is not."""

import pytest
from django.utils import timezone

from influencers.erasure import erased_among, handle_digest, id_digest, is_erased
from influencers.models import Tombstone
from influencers.salt import salted

pytestmark = pytest.mark.django_db


def bury(platform="bluesky", platform_id=None, handle=None):
    return Tombstone.objects.create(
        platform=platform,
        id_digest=platform_id and id_digest(platform, platform_id),
        handle_digest=handle and handle_digest(platform, handle),
        erased_at=timezone.now(),
        reason="asked",
    )


def test_an_erased_id_is_refused_under_any_handle():
    bury(platform_id="did:1", handle="old.name")
    assert is_erased("bluesky", "did:1", "new.name")
    assert is_erased("bluesky", "did:1")


def test_an_erased_handle_is_refused_where_no_id_is_known_however_it_is_written():
    bury(platform_id="did:1", handle="Some.Name")
    assert is_erased("bluesky", handle="some.name")
    assert is_erased("bluesky", handle="@SOME.NAME")


def test_somebody_else_who_took_the_name_over_is_welcome():
    bury(platform_id="did:1", handle="name")
    assert not is_erased("bluesky", "did:2", "name")


def test_a_handle_erased_before_its_id_was_known_is_refused_with_any_id():
    bury(handle="name")
    assert is_erased("bluesky", "did:2", "name")


def test_the_same_name_on_another_platform_is_somebody_else():
    bury(platform_id="1", handle="name")
    assert not is_erased("mastodon", "1", "name")
    assert not is_erased("mastodon", handle="name")


def test_many_are_asked_at_once(django_assert_num_queries):
    bury(platform_id="did:1", handle="one")
    bury(handle="two")
    accounts = [("bluesky", "did:1", "x"), ("bluesky", None, "TWO"), ("bluesky", "did:3", "one")]
    salted("")  # the salt is read once a process
    with django_assert_num_queries(1):
        assert erased_among(accounts) == set(accounts[:2])


def test_nobody_is_erased_by_an_empty_name_or_id():
    bury(platform_id="did:1")
    assert not is_erased("bluesky")
    assert not is_erased("bluesky", "", "")


def test_digests_tell_nothing_and_need_the_salt():
    assert len(salted("x")) == 64
    assert salted("x") == salted("x") != salted("y")
