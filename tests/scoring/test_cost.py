"""Costs per engagement against the usual of the catalogue, as the core measures them."""

import numpy as np
import pandas as pd
import pytest

from scoring.core.columns import rows
from scoring.core.content import definitions, kinds
from scoring.core.cost import cost_score, sponsored_ratio
from scoring.core.cost_words import cost_words, money
from scoring.core.features import post_features
from scoring.core.frames import Frames
from scoring.core.frozen import freeze
from scoring.core.lexicon import default_lexicon
from scoring.core.measure import measure, observe
from scoring.core.schema import FEES
from scoring.core.weights import CONSTANTS as C
from tests.scoring.planted import NOW, planted_catalogue, post, posts_frame, profiles_frame

PROFILES, POSTS, _ = planted_catalogue(200, 7)
LEXICON = default_lexicon()
# Somebody with enough posts to be measured.
SOMEBODY = int(POSTS["profile_id"].value_counts().index[0])


def fee(profile_id: int = SOMEBODY, amount: float = 300.0, **values) -> dict:
    own = {"fee_id": 1, "kind": "", "usd": amount, "currency": "USD", "day": "2026-11-01"}
    return {"profile_id": profile_id, "amount": amount, **own, **values}


def parts(*fees: dict, posts: pd.DataFrame = POSTS, name: str = "cost") -> list[dict]:
    frames = Frames(PROFILES, posts, fees=pd.DataFrame(fees, columns=list(FEES)))
    return measure(frames, freeze([observe(frames, NOW)]), LEXICON, NOW).part(name)


def part(*fees: dict, **kw) -> dict:
    return parts(*fees, **kw)[SOMEBODY - 1]


def test_expected_engagements_price_and_cost_follow_the_formulas():
    frames = Frames(PROFILES, POSTS)
    found = measure(frames, freeze([observe(frames, NOW)]), LEXICON, NOW)
    row = found.part("cost")[SOMEBODY - 1]
    followers = PROFILES["followers"].iloc[SOMEBODY - 1]
    theta = found.engagement["theta"].iloc[SOMEBODY - 1]
    authenticity = found.part("authenticity")[SOMEBODY - 1]["score"]
    assert row["authenticity"] == authenticity
    assert row["expected"] == pytest.approx(followers * np.exp(theta) * 0.85 * (0.5 + 0.5 * authenticity))
    assert row["price"] == pytest.approx(0.01 * followers)
    assert row["estimated"]
    assert row["cpe"] == pytest.approx(row["price"] / row["expected"])
    plain = 1 / (1 + (row["cpe"] / row["usual_cpe"]) ** 1.5)
    assert row["score"] == pytest.approx(0.5 + 0.5 * (plain - 0.5))


def test_the_usual_is_the_median_of_those_with_enough_posts_all_taken_to_be_equally_authentic():
    frames = Frames(PROFILES, POSTS)
    seen = observe(frames, NOW)
    found = measure(frames, freeze([seen]), LEXICON, NOW)
    enough = found.engagement["n_eff"].to_numpy() >= C.peer_n_eff
    assumed = 0.5 + 0.5 * C.authenticity_unknown
    costs = [
        row["cpe"] * (0.5 + 0.5 * row["authenticity"]) / assumed
        for row, rich in zip(found.part("cost"), enough, strict=True)
        if rich
    ]
    row = found.part("cost")[0]
    assert row["peers"] == len(costs)
    assert row["usual_cpe"] == pytest.approx(np.median(costs))


def test_an_entered_fee_replaces_the_estimate_and_counts_in_full():
    row = part(fee(amount=300.0, usd=324.0, currency="EUR"))
    assert (row["price"], row["amount"], row["currency"], row["estimated"]) == (324.0, 300.0, "EUR", False)
    assert row["score"] == pytest.approx(1 / (1 + (row["cpe"] / row["usual_cpe"]) ** 1.5))
    assert row["log_sd"] == 0
    value, missing, _ = cost_words(row)
    assert "EUR 300 (entered as of 1 Nov 2026, $324)" in value
    assert not missing


def test_no_fee_is_the_best_score_even_where_nothing_else_is_known():
    nobody = int(PROFILES.loc[~PROFILES["profile_id"].isin(POSTS["profile_id"]), "profile_id"].iloc[0])
    row = parts(fee(nobody, 0.0))[nobody - 1]
    assert (row["score"], row["missing"]) == (1.0, "")
    assert cost_words(row)[0].startswith("no fee")


def test_a_negative_fee_is_an_error():
    with pytest.raises(ValueError, match="negative"):
        part(fee(amount=-1.0))


def test_a_currency_without_a_rate_is_said_and_not_guessed():
    row = part(fee(usd=np.nan, currency="CHF"))
    assert row["score"] is None
    assert row["price"] is None
    assert row["missing"] == "the fee is in CHF, for which nobody has entered a rate"


def test_the_newest_fee_for_what_they_mostly_post_counts():
    photo_then = fee(fee_id=1, kind="photo", amount=100.0, day="2026-01-01")
    photo_now = fee(fee_id=2, kind="photo", amount=200.0, day="2026-10-01")
    story = fee(fee_id=3, kind="story", amount=50.0, day="2026-11-01")
    assert part(photo_then, photo_now, story)["price"] == 200.0
    assert part(story)["price"] == 50.0
    anything = fee(fee_id=4, amount=250.0, day="2026-11-02")
    assert part(photo_then, photo_now, story, anything)["price"] == 250.0


def test_no_posts_say_why_there_is_no_cost():
    nobody = int(PROFILES.loc[~PROFILES["profile_id"].isin(POSTS["profile_id"]), "profile_id"].iloc[0])
    row = parts()[nobody - 1]
    assert (row["score"], row["expected"], row["missing"]) == (None, None, "no posts yet")


def test_hidden_likes_give_no_expected_engagements():
    hidden = POSTS.assign(likes=POSTS["likes"].where(POSTS["profile_id"] != SOMEBODY).astype(float))
    row = part(posts=hidden)
    assert row["score"] is None
    assert row["missing"].startswith("likes are hidden")


def test_too_few_peers_on_a_platform_take_the_usual_of_all():
    other = PROFILES.assign(platform=np.where(PROFILES["profile_id"] == SOMEBODY, "tiktok", "instagram"))
    frames = Frames(other, POSTS)
    row = measure(frames, freeze([observe(frames, NOW)]), LEXICON, NOW).part("cost")[SOMEBODY - 1]
    assert row["of_all"]
    assert row["usual_cpe"] > 0


def test_nobody_to_compare_with_is_said():
    frames = Frames(profiles_frame({}), posts_frame(*(post(age=5 + k) for k in range(6))))
    row = measure(frames, freeze([observe(frames, NOW)]), LEXICON, NOW).part("cost")[0]
    assert (row["score"], row["missing"]) == (None, "too few peers on instagram to compare with")


def test_sponsored_posts_of_ones_own_move_the_ratio_and_few_move_it_little():
    usual = [post(age=10 + k, sponsored_probability=0.1) for k in range(8)]
    paid = [post(age=30 + k, likes=45.0, comments=5.0, sponsored_probability=0.9) for k in range(12)]
    profiles = profiles_frame({})

    def ratio(*rows):
        features = post_features(profiles, posts_frame(*rows), NOW)
        found, n = sponsored_ratio(features.posts, 1)
        return found[0], n[0]

    assert ratio(*usual) == (pytest.approx(0.85), 0)
    one, n = ratio(*usual, paid[0])
    gap = np.log(50.5 / 110.5)
    assert n == 1
    assert one == pytest.approx(np.exp((6 * np.log(0.85) + gap) / 7))
    many, _ = ratio(*usual, *paid)
    assert many == pytest.approx(np.exp((6 * np.log(0.85) + 12 * gap) / 18))
    assert many < one < 0.85


def test_a_dearer_engagement_never_scores_higher():
    costs = np.array([0.1, 0.4, 0.5, 0.6, 5.0])
    for estimated in (True, False):
        found = cost_score(costs, np.full(5, 0.5), np.full(5, estimated))
        assert (np.diff(found) < 0).all()
        assert found[2] == pytest.approx(0.5)
    halved = cost_score(costs, np.full(5, 0.5), np.full(5, True))
    assert halved == pytest.approx(0.5 + 0.5 * (cost_score(costs, np.full(5, 0.5), np.full(5, False)) - 0.5))


def test_money_in_words():
    assert (money(0.4912), money(1240.4), money(300, "EUR")) == ("$0.49", "$1,240", "EUR 300")


def test_kinds_are_counted_and_held_against_each_other():
    videos = [post(age=10 + k, kind="short", likes=190.0) for k in range(6)]
    photos = [post(age=20 + k, kind="photo", likes=90.0) for k in range(4)]
    features = post_features(profiles_frame({}, {}), posts_frame(*videos, *photos, post(2)), NOW)
    first, second = rows(kinds(features.posts, 2), 2)
    assert [(row["kind"], row["n"], row["share"]) for row in first] == [("short", 6, 0.6), ("photo", 4, 0.4)]
    assert first[0]["times"] == pytest.approx(200.5 / 100.5)
    assert first[0]["engagement"] == pytest.approx(1200 / 1600)
    assert second == [{"kind": "photo", "n": 1, "share": 1.0, "engagement": 1.0, "times": None}]


def test_definitions_of_others_from_the_same_posts():
    shown = [
        post(age=10, likes=100.0, comments=20.0, views=1_000.0),
        post(age=11, likes=300.0, comments=np.nan),
        post(age=12, likes=200.0, comments=40.0, views=3_000.0),
        post(age=13, likes=np.nan, comments=50.0, views=9_000.0),
    ]
    profiles = profiles_frame({}, {"followers": np.nan})
    features = post_features(profiles, posts_frame(*shown, post(2)), NOW)
    found, unknown = rows(definitions(profiles, features.posts), 2)
    assert found == {
        "mean": pytest.approx((120 + 300 + 240) / 3 / 20_000),
        "median": pytest.approx(240 / 20_000),
        "likes": pytest.approx(200 / 20_000),
        "views": pytest.approx(360 / 4_000),
        "n": 3,
        "n_views": 2,
    }
    assert (unknown["mean"], unknown["n"]) == (None, 1)
