"""Presets and sliders, without a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.weighting import OWN, preset_of, sliders_of, wastes_freshness, weights_to_store
from scoring.core.schema import CRITERIA
from scoring.core.weights import DEFAULT_WEIGHTS, PRESETS, brief_weights


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_recognised_and_comes_back_from_its_sliders(name):
    assert sum(PRESETS[name].values()) == pytest.approx(1)
    assert preset_of(PRESETS[name], DEFAULT_WEIGHTS) == name
    other = PRESETS["trust" if name != "trust" else "awareness"]
    stored = weights_to_store(other, OWN, sliders_of(PRESETS[name], DEFAULT_WEIGHTS), DEFAULT_WEIGHTS)
    assert stored == ({} if name == "balanced" else PRESETS[name])


@given(st.lists(st.integers(0, 100), min_size=8, max_size=8).filter(any))
def test_moved_sliders_are_stored_as_all_eight_making_one(values):
    stored = weights_to_store({}, "trust", dict(zip(CRITERIA, values, strict=True)), DEFAULT_WEIGHTS)
    if values == list(sliders_of({}, DEFAULT_WEIGHTS).values()):
        assert stored == PRESETS["trust"]
        return
    assert sum((stored or DEFAULT_WEIGHTS).values()) == pytest.approx(1)
    assert set(stored) in (set(), set(CRITERIA))
    shares = brief_weights(stored)
    assert [shares[c] for c in CRITERIA] == pytest.approx([v / sum(values) for v in values])


def test_what_the_form_lacks_stays_where_it_stood():
    before = {"niche": 0.5, "engagement": 0.2}
    assert weights_to_store(before, "", {}, DEFAULT_WEIGHTS) == before
    assert weights_to_store(before, "no such", dict.fromkeys(CRITERIA), DEFAULT_WEIGHTS) == before


def test_nothing_that_counts_is_refused():
    with pytest.raises(ValueError, match="At least one criterion"):
        weights_to_store({}, OWN, dict.fromkeys(CRITERIA, 0), DEFAULT_WEIGHTS)


def test_much_weight_on_a_freshness_that_nobody_asked_for_is_noticed():
    assert wastes_freshness(PRESETS["fresh faces"], "neutral")
    assert not wastes_freshness(PRESETS["fresh faces"], "fresh")
    assert not wastes_freshness({}, "neutral")
