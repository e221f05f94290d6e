"""The constants and the page that explains them."""

from dataclasses import fields
from pathlib import Path

import pytest

from scoring.core.weights import CONSTANTS, VERSION, Constants, constants_table
from scoring.evaluation.page import between
from scoring.evaluation.report import stamp

PAGE = Path(__file__).parents[2] / "docs" / "scoring.md"


def test_every_constant_says_what_it_means_and_where_it_comes_from():
    for constant in fields(Constants):
        assert constant.metadata["means"], constant.name
        assert constant.metadata["source"], constant.name


def test_the_page_shows_the_constants_of_this_version():
    page = PAGE.read_text(encoding="utf-8")
    assert f"version {VERSION}" in page
    assert constants_table() in page, "run `python -m scoring.evaluation.page`"


def test_the_page_shows_an_evaluation_of_these_constants():
    page = PAGE.read_text(encoding="utf-8")
    assert f"with {stamp()}." in page, "run `make evaluate`, then `python -m scoring.evaluation.page`"


def test_writing_the_page_keeps_what_people_wrote():
    page = "before <!-- x -->old<!-- /x --> after"
    assert between(page, "x", "new") == "before <!-- x -->\nnew\n<!-- /x --> after"
    with pytest.raises(ValueError, match="markers"):
        between("none", "x", "new")


def test_a_run_can_store_what_it_used():
    assert Constants(**CONSTANTS.as_dict()) == CONSTANTS
