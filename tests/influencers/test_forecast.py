"""What a budget can carry, and who will be late by how much."""

from datetime import timedelta

import pytest

from influencers.choices import Priority
from influencers.forecast import LONGEST, Ahead, Load, lateness, room, sentences
from influencers.schedule import Cadence

DAY = timedelta(days=1)
WANTED, ACTIVE, DORMANT = Priority.WANTED, Priority.NORMAL, Priority.DORMANT


def load(wanted=0, active=0, dormant=0, waiting=None, calls_each=1.0, cadence=Cadence()) -> Load:  # noqa: B008
    return Load({WANTED: wanted, ACTIVE: active, DORMANT: dormant}, waiting or {}, calls_each, cadence)


def test_what_the_intervals_ask_for_a_day():
    assert load(10, 70, 300).calls_a_day == pytest.approx(10 + 10 + 10)
    assert load(10, 70, 300, calls_each=1.5).calls_a_day == pytest.approx(45)


@pytest.mark.parametrize(
    ("waiting", "one_day", "seven_days"),
    [
        ({}, 0, 0),
        ({(ACTIVE, 0): 5}, 5, 10),  # due now, and again in a week
        ({(ACTIVE, 1): 5}, 5, 5),
        ({(ACTIVE, 7): 5}, 0, 5),
        ({(DORMANT, 0): 5}, 5, 5),
        ({(WANTED, 0): 5}, 10, 40),  # due now, and on each of seven days
        ({(WANTED, 1): 5, (DORMANT, 7): 3}, 5, 35 + 3),
    ],
)
def test_calls_ahead_count_each_account_as_often_as_it_comes_round(waiting, one_day, seven_days):
    assert load(waiting=waiting).calls(1) == one_day
    assert load(waiting=waiting).calls(7) == seven_days
    assert load(waiting=waiting, calls_each=2).calls(7) == 2 * seven_days


@pytest.mark.parametrize(
    ("wanted", "carried", "each", "late", "days"),
    [
        (100, None, 1, 0, 0),
        (100, 100, 1, 0, 0),
        (140, 70, 1, 70, 7),
        (140, 70, 2, 35, 7),
        (700, 560, 1, 140, 1.75),
    ],
)
def test_what_is_too_much_is_late(wanted, carried, each, late, days):
    look = Ahead(7, wanted, carried, each)
    assert look.late == late
    assert look.late_by == days * DAY


def test_without_any_call_everything_waits_for_good():
    assert Ahead(7, 10, 0).late_by == LONGEST
    assert set(lateness(load(1, 1, 1), 0).values()) == {LONGEST}


def test_whoever_is_carried_is_in_time():
    assert set(lateness(load(10, 70, 300), 30).values()) == {timedelta(0)}
    assert set(lateness(load(10, 70, 300), None).values()) == {timedelta(0)}


@pytest.mark.parametrize("calls_a_day", [29, 27, 25, 20, 15, 10, 5, 1])
def test_a_shortage_takes_from_the_dormant_first_and_from_the_wanted_last(calls_a_day):
    asked = load(10, 70, 300)
    late = lateness(asked, calls_a_day)
    assert late[DORMANT] >= late[ACTIVE] >= late[WANTED]
    if late[WANTED]:
        assert late[ACTIVE] == late[WANTED] + 7 * DAY
        assert late[DORMANT] == late[WANTED] + 30 * DAY
    made = sum(
        number / ((asked.cadence.interval(worth) + late[worth]) / DAY)
        for worth, number in asked.counts.items()
    )
    assert made == pytest.approx(calls_a_day, rel=0.01), "every call there is is used, and no more"


def test_nobody_starves_however_many_are_wanted():
    late = lateness(load(10_000, 70, 300), 100)
    assert late[WANTED] < 110 * DAY
    assert late[DORMANT] == late[WANTED] + 30 * DAY


@pytest.mark.parametrize(("calls_a_day", "times"), [(30, 0.9), (300, 9), (15, 0.45), (None, 100), (1e9, 100)])
def test_what_is_left_over_for_young_posts(calls_a_day, times):
    assert room(load(10, 70, 300), calls_a_day) == pytest.approx(times)
    assert room(load(), calls_a_day) == 100


def test_the_pace_in_words():
    assert sentences("Bluesky", load(20, 12_400), 1e9) == [
        "At this pace Bluesky keeps 20 wanted accounts daily and 12,400 active accounts weekly."
    ]
    kept, late = sentences("Bluesky", load(20, 12_400, 3_100), 20 + 12_400 / 7 + 3_100 / 32)
    assert kept == "At this pace Bluesky keeps 20 wanted accounts daily and 12,400 active accounts weekly."
    assert late == "3,100 dormant accounts will be late by about 2 days."
    assert sentences("Bluesky", load(), 100) == []
    assert sentences("X", load(active=70, cadence=Cadence(active=3 * DAY)), None) == [
        "At this pace X keeps 70 active accounts every 3 days."
    ]
    assert "there are no calls" in sentences("X", load(5), 0)[0]
