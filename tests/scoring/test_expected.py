"""The estimate of one sponsored post: its middle, its range, and why there is none."""

import math

import pytest

from scoring.core.expected import engagements, expected_range
from scoring.expected import counts_shares, engagements_of, estimates, mature_after
from scoring.media_values import sync_media_values
from scoring.models import ProfileScore, ScoreRun
from tests.factories import make_post, make_profile

PARTS = {
    "cost": {
        "expected": 200.0,
        "ratio": 0.8,
        "authenticity": 1.0,
        "price": 90.0,
        "cpe": 0.45,
        "estimated": True,
    },
    "engagement": {"theta_var": 0.04},
    "content": {"usual": {"likes": 100.0, "comments": 10.0}},
}


def test_the_range_grows_with_what_is_not_known_and_with_the_scatter_of_posts():
    middle, low, high = expected_range(PARTS["cost"], {"theta_var": 0.05}, 0.2)
    assert middle == 200
    assert math.log(high / middle) == pytest.approx(1.645 * 0.5)
    assert math.log(middle / low) == pytest.approx(1.645 * 0.5)
    assert expected_range(PARTS["cost"], {}, 0.0) == (200, 200, 200)


@pytest.mark.parametrize("cost", [{}, {"expected": None}, {"expected": 0}])
def test_nothing_is_foretold_without_a_middle(cost):
    assert expected_range(cost, {"theta_var": 0.05}, 0.2) is None


def test_engagements_count_shares_only_where_the_method_does_and_never_pass_for_all():
    assert engagements("tiktok", 10, 2, 3, frozenset({"tiktok"})) == 15
    assert engagements("instagram", 10, None, 3, frozenset({"tiktok"})) == 10
    assert engagements("instagram", None, 5, 3, frozenset()) is None
    assert counts_shares("bluesky")
    assert not counts_shares("youtube")
    assert mature_after("youtube") > mature_after("instagram") > mature_after("bluesky")


@pytest.mark.django_db
def test_an_estimate_is_frozen_with_its_version():
    sync_media_values()
    run = ScoreRun.objects.create(
        version="9", as_of="2026-11-01T00:00Z",
        benchmark={"rate": {"instagram": {
            "pooled": None, "cells": {}, "sigma2": 0.21, "tau2": 0.1, "drift": 0.0, "floored": False,
        }}},
    )  # fmt: skip
    scored, bare = make_profile(), make_profile()
    ProfileScore.objects.create(profile=scored, run=run, parts=PARTS)
    found = estimates([scored, bare])
    told = found[scored.pk]
    assert (told["engagements"], told["price"], told["estimated"], told["version"]) == (200, 90, True, "9")
    assert math.log(told["high"] / 200) == pytest.approx(1.645 * 0.5)
    assert told["emv"] == pytest.approx(0.25 * 0.8 * 110)
    assert found[bare.pk] == {"missing": "not scored yet"}
    assert engagements_of("instagram", make_post(scored)) == 110


@pytest.mark.django_db
def test_nothing_is_foretold_of_what_must_not_be_measured(settings):
    settings.YOUTUBE_DERIVED_METRICS = ""
    profile = make_profile(platform="youtube", source="youtube")
    assert estimates([profile])[profile.pk]["missing"] == "not measured: YouTube's terms"
