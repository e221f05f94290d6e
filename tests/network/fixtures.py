"""The running network as a pytest fixture; it is started at the first test that asks for it."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.conf import settings

from tests.network.bluesky import BlueskyNetwork, running


@pytest.fixture(scope="session")
def bluesky_network() -> Iterator[BlueskyNetwork]:
    """Bluesky's own servers on loopback, in a database of their own beside the test database."""
    server = settings.DATABASES["default"]
    credentials = f"{quote(server['USER'], safe='')}:{quote(server['PASSWORD'], safe='')}"
    with running(f"postgres://{credentials}@{server['HOST']}:{server['PORT']}/postgres") as network:
        yield network
