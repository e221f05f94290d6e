"""What tests of the catalogue share."""

import pytest
from django.core.cache import cache

from influencers.pace import ROOM
from influencers.sources.registry import SOURCES
from tests.influencers.stub import stub_server
from tests.influencers.town import Town


@pytest.fixture(autouse=True)
def nothing_known_of_room():
    """Redis outlives a test: what an earlier one left there of room for early readings is forgotten."""
    cache.delete_many([ROOM.format(key) for key in SOURCES])


@pytest.fixture
def signed_in(client, marketer):
    """The marketer as whom `client` is signed in."""
    client.force_login(marketer)
    return marketer


@pytest.fixture
def stub():
    """A local server that misbehaves as told."""
    with stub_server() as server:
        yield server


@pytest.fixture
def town(stub, settings):
    """A small Bluesky, which the source asks."""
    settings.BLUESKY_APPVIEW_URL = stub.url
    return Town(stub)
