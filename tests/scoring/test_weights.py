"""The constants and the page that explains them."""

from dataclasses import fields
from pathlib import Path

from scoring.core.weights import CONSTANTS, VERSION, Constants, constants_table

PAGE = Path(__file__).parents[2] / "docs" / "scoring.md"


def test_every_constant_says_what_it_means_and_where_it_comes_from():
    for constant in fields(Constants):
        assert constant.metadata["means"], constant.name
        assert constant.metadata["source"], constant.name


def test_the_page_shows_the_constants_of_this_version():
    page = PAGE.read_text(encoding="utf-8")
    assert f"version {VERSION}" in page
    assert constants_table() in page


def test_a_run_can_store_what_it_used():
    assert Constants(**CONSTANTS.as_dict()) == CONSTANTS
