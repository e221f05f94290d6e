"""Discover and its exports read from a copy where there is one, but never what their person just wrote."""

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config import replica
from influencers.models import Profile
from tests.factories import make_profile, make_user

pytestmark = pytest.mark.django_db(transaction=True)
DISCOVER = reverse("discover")


@pytest.fixture
def copy(settings):
    """A second way to the same database, which stands for a copy that is not behind."""
    connections.settings[replica.ALIAS] = connections.settings["default"] | {}
    settings.REPLICA_DATABASE_URL = "postgres://set"
    connections[replica.ALIAS].connect()  # a test may open databases only that were there when it began
    with CaptureQueriesContext(connections[replica.ALIAS]) as asked:
        yield asked
    connections[replica.ALIAS].close()
    del connections.settings[replica.ALIAS], connections[replica.ALIAS]


def signed_in() -> Client:
    client = Client()
    client.force_login(make_user("curator"))
    return client


def test_discover_reads_from_the_copy_and_people_from_the_database(copy):
    make_profile(handle="lena.test")
    page = signed_in().get(DISCOVER).text
    assert "lena.test" in page
    told = " ".join(query["sql"] for query in copy.captured_queries)
    assert "influencers_profile" in told
    assert 'FROM "accounts_user"' not in told
    assert 'FROM "django_session"' not in told


def test_an_export_is_streamed_from_the_copy(copy):
    make_profile(handle="lena.test")
    answer = signed_in().get(reverse("discover_export", args=["csv"]))
    assert "lena.test" in b"".join(answer.streaming_content).decode()
    assert any("influencers_profileniche" in query["sql"] for query in copy.captured_queries)


def test_who_just_changed_something_reads_it_from_the_database_and_others_do_not(copy):
    profile = make_profile(handle="lena.test")
    writer, other = signed_in(), signed_in()
    writer.post(reverse("creator_note", args=[profile.influencer_id]), {"notes": "calls back on Monday"})
    before = len(copy)
    writer.get(DISCOVER)
    assert len(copy) == before
    other.get(DISCOVER)
    assert len(copy) > before
    assert writer.cookies[replica.COOKIE]["max-age"] == replica.FRESH


def test_what_was_read_from_the_copy_is_written_to_the_database(copy):
    make_profile(handle="lena.test")
    read = Profile.objects.using(replica.ALIAS).get()
    before = len(copy)
    read.bio = "new"
    read.save()
    assert len(copy) == before
    assert Profile.objects.get().bio == "new"


def test_without_a_copy_nothing_is_remembered():
    client = signed_in()
    client.post(reverse("creator_note", args=[make_profile().influencer_id]), {"notes": "x"})
    client.get(DISCOVER)
    assert replica.COOKIE not in client.cookies
