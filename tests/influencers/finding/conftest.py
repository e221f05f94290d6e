"""A made-up Bluesky, and what a person asks."""

import pytest

from influencers.finding.asking import Question, ask
from tests.influencers.finding.bluesky_stub import MadeUpBluesky
from tests.influencers.stub import stub_server


@pytest.fixture
def bluesky(settings):
    """A Bluesky of 30 made-up accounts, the one that is connected."""
    with stub_server() as stub:
        settings.BLUESKY_APPVIEW_URL = stub.url
        yield MadeUpBluesky(stub)


@pytest.fixture
def asked(marketer):
    """asked(words, handles, ...): the job that the marketer asked for, on Bluesky unless told."""

    def ask_for(words: str = "", handles: str = "", sources=("bluesky",), most: int = 200, **wishes):
        return ask(Question(sources, words, handles, most=most, wishes=wishes), marketer)

    return ask_for
