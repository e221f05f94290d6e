"""What Data health says of the columns of scores."""

import pytest
from django.urls import reverse
from django.utils import timezone

from scoring.catalogue.building import build
from scoring.catalogue.told import told
from tests.factories import make_profile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_is_many(settings):
    settings.CATALOGUE_FROM = 1


def page(client, marketer) -> str:
    client.force_login(marketer)
    return client.get(reverse("data_health")).text


def test_few_creators_need_no_columns_and_nothing_is_told(settings):
    settings.CATALOGUE_FROM = 5
    make_profile()
    assert told() is None
    build(timezone.now(), True)
    assert told() is None


def test_many_without_columns_are_ranked_by_the_database_and_that_is_told(client, marketer):
    make_profile()
    shown = page(client, marketer)
    assert "Ranking many creators" in shown
    assert "not in use because it was not built yet. Meanwhile the database itself ranks" in shown


def test_columns_tell_their_size_and_age(client, marketer):
    make_profile()
    build(timezone.now())
    assert "Rankings come from a copy of the scores of 1 account, made just now." in page(client, marketer)


def test_damaged_columns_are_told(client, marketer):
    make_profile()
    path = build(timezone.now()) / "ids.npy"
    path.write_bytes(path.read_bytes()[:-1] + b"\x7f")
    assert "ids.npy does not have its checksum" in page(client, marketer)
