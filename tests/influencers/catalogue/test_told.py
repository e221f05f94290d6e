"""What Data health says of the copy that answers Discover."""

import pytest
from django.urls import reverse

from influencers.catalogue.build import KIND, build
from influencers.catalogue.files import folder_of
from influencers.catalogue.told import told
from influencers.models import Profile
from influencers.quick_answers import State
from tests.factories import make_profile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


def page(client, marketer) -> str:
    client.force_login(marketer)
    return client.get(reverse("data_health")).content.decode()


def test_a_small_catalogue_needs_no_copy_and_says_nothing(settings):
    settings.CATALOGUE_FROM = 5
    make_profile()
    assert told() is None
    build()
    assert told() is None


def test_a_large_one_without_a_copy_says_so(settings, client, marketer):
    settings.CATALOGUE_FROM = 1
    make_profile()
    assert "not in use because it was not built yet" in page(client, marketer)


@pytest.mark.django_db(transaction=True)
def test_a_copy_tells_its_size_and_what_changed_since(client, marketer):
    first, _ = make_profile(), make_profile()
    build()
    assert told().state == State.WORKING
    assert "copy of 2 accounts, made just now. Nothing changed since." in page(client, marketer)
    Profile.objects.filter(pk=first.pk).update(followers=7)
    assert "1 account changed since" in page(client, marketer)


def test_a_broken_copy_is_told_and_the_database_answers(client, marketer):
    profile = make_profile(handle="still.found")
    build()
    path = folder_of(KIND) / "1" / "ids.npy"
    path.write_bytes(path.read_bytes()[:-1] + b"\x7f")
    shown = page(client, marketer)
    assert "ids.npy does not have its checksum" in shown
    assert "Slower for now" in shown
    assert profile.handle in client.get(reverse("discover")).content.decode()
