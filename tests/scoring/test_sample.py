"""The draw of whom benchmarks are fitted on."""

import numpy as np
import pandas as pd
import pytest

from scoring.core.frames import Frames
from scoring.core.frozen import Observed, freeze
from scoring.core.measure import observe
from scoring.core.sample import drawn, for_fit, place, shares_to_fit
from scoring.payload import pack_observed, unpack_observed
from tests.scoring.planted import NOW, planted_catalogue


def test_small_platforms_are_fitted_whole_and_large_ones_by_a_share():
    assert shares_to_fit({"instagram": 80_000, "tiktok": 100, "x": 0}) == {
        "instagram": 0.5,
        "tiktok": 1.0,
        "x": 1.0,
    }


def test_the_draw_is_even_and_each_id_stands_for_itself():
    ids = np.arange(1, 100_001)
    chosen = drawn(ids, 0.3)
    assert chosen.mean() == pytest.approx(0.3, abs=0.01)
    assert (drawn(ids[::-7], 0.3) == chosen[::-7]).all()
    assert drawn(ids, 1.0).all()
    assert np.corrcoef(place(ids[:-1]), place(ids[1:]))[0, 1] == pytest.approx(0, abs=0.02)


def seen_of(profiles: pd.DataFrame, posts: pd.DataFrame) -> Observed:
    return observe(Frames(profiles, posts), NOW)


def test_a_fit_on_a_sample_is_near_the_whole_and_does_not_depend_on_the_cut():
    profiles, posts, _ = planted_catalogue(4_000, 3)
    whole = seen_of(profiles, posts)
    sample = {"instagram": 0.5}
    at_once = freeze([for_fit(whole, sample)]).benchmark
    parts = []
    for start in range(0, 4_000, 700):
        some = profiles.iloc[start : start + 700]
        mine = posts[posts["profile_id"].isin(some["profile_id"])]
        part = for_fit(seen_of(some, mine), sample)
        parts.append(unpack_observed(pack_observed(part), part.profiles, part.posts))
    assert freeze(parts).benchmark == at_once
    curve, full = (b.norm("rate", "instagram").pooled for b in (at_once, freeze([whole]).benchmark))
    assert curve.peers < 0.6 * full.peers
    assert curve.slope == pytest.approx(full.slope, abs=0.1)
    assert curve.level == pytest.approx(full.level, abs=0.1)
