"""The stub server as a fixture."""

import pytest

from tests.influencers.stub import stub_server


@pytest.fixture
def stub():
    """A local server that misbehaves as told."""
    with stub_server() as server:
        yield server
