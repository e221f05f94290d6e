"""Columns as JSON: every kind of column, what is left out, and numbers as they would be written alone."""

import json
import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scoring.core.columns import Known, Lists, Named, Short, json_rows, rounded, rows


def test_every_kind_of_column_becomes_an_object_a_profile():
    part = {
        "score": np.array([0.5, np.nan]),
        "posts": np.array([3, 0]),
        "told": np.array([True, False]),
        "why": np.array(["", 'a "50%" tab\t'], dtype=object),
        "usual": 0.25,
        "share": "5%s",
        "short": Short(np.array([1 / 3, 1.0])),
        "fee": Known(np.array([None, 7], dtype=object)),
        "pair": (np.array([1, 2]), None),
        "kinds": Lists(np.array([2, 0]), {"kind": ["photo", "reel"], "n": np.array([2, 1])}),
        "niches": Named(np.array([0, 2]), ["baking", "dogs"], np.array([0.75, 0.25])),
    }
    same = {"usual": 0.25, "share": "5%s"}
    assert rows(part, 2) == [
        {"score": 0.5, "posts": 3, "told": True, "why": "", **same, "short": 0.3333, "pair": [1, None],
         "kinds": [{"kind": "photo", "n": 2}, {"kind": "reel", "n": 1}], "niches": {}},
        {"score": None, "posts": 0, "told": False, "why": 'a "50%" tab\t', **same, "short": 1.0, "fee": 7,
         "pair": [2, None], "kinds": [], "niches": {"baking": 0.75, "dogs": 0.25}},
    ]  # fmt: skip


def test_what_is_the_same_for_all_and_nobody_at_all():
    assert rows({"score": None}, 2) == [{"score": None}] * 2
    assert json_rows({"score": np.array([]), "kinds": Lists(np.array([], dtype=int), [])}, 0) == []


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=1, max_size=20))
def test_numbers_are_read_again_as_they_were(values):
    found = [json.loads(text) for text in json_rows(np.array(values), len(values))]
    assert found == [value if math.isfinite(value) else None for value in values]


@given(
    st.lists(
        st.one_of(
            st.floats(allow_nan=False, allow_infinity=False),
            st.integers(-(10**7), 10**7).map(lambda n: n / 1_000),
            st.integers(0, 200_000).map(lambda n: n / 20_000),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_four_digits_are_those_of_the_number_written_out(values):
    assert rounded(np.array(values)).tolist() == [float(f"{value:.4g}") for value in values]
