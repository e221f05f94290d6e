"""What every test of scoring on the database needs."""

import pytest

from scoring.niches import sync_niches


@pytest.fixture(autouse=True)
def niche_tree(request):
    """The shipped niche tree: tests on committed transactions empty the tables that migrations filled."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db" if not _commits(request) else "transactional_db")
        sync_niches()


def _commits(request) -> bool:
    return any(mark.kwargs.get("transaction") for mark in request.node.iter_markers("django_db"))
