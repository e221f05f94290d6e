"""Columns of each test's own."""

import pytest

from scoring.catalogue import standing
from tests.scoring.catalogue.two_ways import from_database


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    settings.CATALOGUE_FROM = 0
    # Each question looks at the log of changes.
    monkeypatch.setattr(standing, "LOOK_EVERY", 0.0)
    standing.forget()
    yield
    standing.forget()


@pytest.fixture
def both(settings):
    """A function that asks both ways and gives (from the database, from columns)."""

    def ask(make):
        with from_database(settings):
            first = make()
        second = make()
        assert standing.why_not() == ""
        return first, second

    return ask
