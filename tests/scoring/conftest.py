"""What every test of scoring on the database needs."""

import pytest

from influencers.text.encoder import model
from influencers.text.word_cuts import Vocabulary
from scoring.core.lexicon import default_lexicon
from scoring.core.meaning import example_texts
from scoring.core.token_vectors import distil, tokens_of
from scoring.niches import sync_niches
from scoring.sentence_model import meaning_of, space


@pytest.fixture(autouse=True)
def niche_tree(request):
    """The shipped niche tree: tests on committed transactions empty the tables that migrations filled."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db" if not _commits(request) else "transactional_db")
        sync_niches()


def _commits(request) -> bool:
    return any(mark.kwargs.get("transaction") for mark in request.node.iter_markers("django_db"))


@pytest.fixture(scope="session")
def token_vectors():
    """Token vectors of the real model over the words of the examples: few, so that tests start soon."""
    counts = {token: 1 for text in example_texts() for token in tokens_of(text, Vocabulary([]))}
    return distil(model(), space(), counts, 100)


@pytest.fixture(scope="session")
def meaning(token_vectors):
    """What reads by meaning with the real model."""
    return meaning_of(default_lexicon(), token_vectors)
