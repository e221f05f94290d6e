"""A catalogue of columns of a test's own."""

import pytest

from influencers.catalogue import opened


@pytest.fixture
def own_files(settings, tmp_path):
    """Files of this test alone, however few accounts there are, and nothing open before or after it."""
    settings.VAR_DIR, settings.CATALOGUE_FROM = tmp_path, 0
    opened.close()
    yield tmp_path
    opened.close()
