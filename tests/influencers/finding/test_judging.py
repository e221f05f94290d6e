"""Whether an account is what was asked for."""

import pytest

from influencers.finding.judging import Wishes, judge
from influencers.sources.base import ProfileRecord

MICRO = Wishes(10_000, 50_000, ("DE", "AT"), ("de",))


def account(**told) -> ProfileRecord:
    return ProfileRecord("1", **({"followers": 20_000, "country": "DE", "language": "de"} | told))


@pytest.mark.parametrize(
    ("told", "outcome", "reason"),
    [
        ({}, "fits", ""),
        ({"followers": 9_999}, "too_small", "9,999 followers; you asked for 10,000 or more."),
        ({"followers": 10_000}, "fits", ""),
        ({"followers": 50_000}, "fits", ""),
        ({"followers": 50_001}, "too_large", "50,001 followers; you asked for 50,000 at most."),
        ({"followers": None}, "fits", "Not told: followers."),
        ({"country": "FR"}, "wrong_place", "The account says France."),
        ({"country": None}, "fits", "Not told: country."),
        ({"language": "fr"}, "wrong_language", "The account says French."),
        ({"language": None, "bio": "Die Küche und der Garten sind mein Zuhause"}, "fits", ""),
        ({"language": None, "bio": "The kitchen and the garden of my home"}, "wrong_language",
         "Its bio reads as English."),
        ({"language": None, "bio": ""}, "fits", "Not told: language."),
        ({"account_kind": "personal"}, "personal", "A personal account, not one of a creator or business."),
        ({"account_kind": "bot"}, "opted_out", "Not a creator: the account says that it is a bot."),
        ({"labels": ("noindex",), "followers": 1}, "opted_out", None),
        ({"labels": ("not-discoverable",)}, "opted_out", None),
        ({"labels": ("!no-unauthenticated",)}, "opted_out", None),
    ],
)  # fmt: skip
def test_the_first_reason_counts(told, outcome, reason):
    verdict = judge(account(**told), MICRO)
    assert verdict.outcome == outcome
    assert verdict.reason == reason if reason is not None else "asked" in verdict.reason


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ({"followers": None}, "too_small"),
        ({"country": None}, "wrong_place"),
        ({"language": None}, "wrong_language"),
    ],
)
def test_what_is_not_told_can_be_left_out_too(told, outcome):
    strict = Wishes(10_000, 50_000, ("DE",), ("de",), unknown_too=False)
    assert judge(account(**told), strict).outcome == outcome


def test_who_asks_for_nothing_takes_everybody():
    nothing_told = ProfileRecord("1")
    assert judge(nothing_told, Wishes()).outcome == "fits"
