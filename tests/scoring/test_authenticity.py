"""Signals to check: what speaks, what keeps silent, and what has too little data."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.core.authenticity_words import authenticity_words, signal_lines
from scoring.core.frames import EMPTY, Frames
from scoring.core.frozen import freeze
from scoring.core.lexicon import default_lexicon
from scoring.core.measure import measure, observe
from scoring.core.signals import GROUPS, Signal, judge
from tests.scoring.planted import NOW, planted_catalogue, post, posts_frame, profiles_frame

PEERS, PEER_POSTS, _ = planted_catalogue(120, 21)
FROZEN = freeze([observe(Frames(PEERS, PEER_POSTS), NOW)])
LEXICON = default_lexicon()


def posts_of_a_year(n: int = 40, likes=None, comments=None, **kw) -> list[dict]:
    """A post every nine days, with likes around 500 that differ as those of real posts do."""
    draw = np.random.default_rng(3)
    likes = np.exp(draw.normal(np.log(500), 0.5, n)).round() if likes is None else likes
    comments = likes * 0.05 if comments is None else comments
    return [post(age=4 + 9 * k, likes=likes[k], comments=comments[k], **kw) for k in range(n)]


def sizes(followers: list[float], days: int = 7, newest: float = 0.5) -> pd.DataFrame:
    """Snapshots every `days` days, oldest first, the last half a day old."""
    ages = [newest + days * k for k in range(len(followers))][::-1]
    return pd.DataFrame(
        {"profile_id": 1, "day": [NOW - timedelta(days=a) for a in ages], "followers": followers}
    )


def grown(weeks: int = 40, jump: float = 0.0, at: int = 20) -> list[float]:
    """Followers that grow by about 0.3% a week, unevenly, and jump once."""
    rates = 0.003 + 0.001 * np.cos(np.arange(weeks))
    rates[at] += np.log1p(jump)
    return (20_000 * np.exp(np.cumsum(rates))).round().tolist()


def part(profile=None, posts=None, snapshots=None, comments=None) -> dict:
    """The stored part of one creator against the frozen peers."""
    frames = Frames(
        profiles_frame({"following": 500.0} | (profile or {})),
        posts_frame(*(posts_of_a_year() if posts is None else posts)),
        snapshots=sizes(grown()) if snapshots is None else snapshots,
        comments=EMPTY.copy() if comments is None else comments,
    )
    return measure(frames, FROZEN, LEXICON, NOW).part("authenticity")[0]


def p_of(row: dict, name: str) -> float | None:
    return row["signals"][name][1]


def comments(n: int = 60, posts: int = 10, **columns) -> pd.DataFrame:
    """Comments of different people in words of their own, spread over posts."""
    base = {
        "profile_id": 1,
        "post_id": [f"c{k % posts}" for k in range(n)],
        "published_at": [NOW - timedelta(days=9, minutes=k) for k in range(n)],
        "author": [f"a{k}" for k in range(n)],
        "is_creator": False,
        "answers": False,
        "words": 9,
        "is_generic": False,
        "wording": [f"w{k}" for k in range(n)],
    }
    return pd.DataFrame(base | columns)


def test_an_ordinary_creator_shows_nothing():
    row = part(comments=comments())
    assert (row["a"], row["coverage"], row["groups"], row["band"]) == (1.0, 1.0, 5, "no signals")
    assert authenticity_words(row) == ("no signals in 5 of 5 groups", "", ())


def test_followers_that_jump_without_a_post_are_said_with_their_week():
    row = part(snapshots=sizes(grown(jump=0.23)))
    assert p_of(row, "jump") == pytest.approx((0.234 - 0.05) / 0.25, abs=0.03)
    value, missing, evidence = authenticity_words(row)
    assert value.startswith("check: followers jumped 23% in the week to ")
    assert value.endswith(" without a post that explains it")
    assert missing == ""
    assert "Looked at 4 of 5 groups" in evidence


def test_a_post_far_above_the_others_explains_the_jump():
    posts = posts_of_a_year()
    week_end = 0.5 + 7 * 19
    nearest = min(posts, key=lambda p: abs((NOW - p["published_at"]).days - (week_end + 4)))
    nearest["likes"] = 12_000.0
    row = part(posts=posts, snapshots=sizes(grown(jump=0.23)))
    assert p_of(row, "jump") == 0.0
    jump = next(line for line in signal_lines(row) if line.name == "jump")
    assert jump.figure.endswith("with a post behind it")
    # A post that hardly anybody reacted to does not bring five thousand followers.
    nearest["likes"] = 1_500.0
    assert p_of(part(posts=posts, snapshots=sizes(grown(jump=0.5))), "jump") > 0.9


def test_followers_that_doubled_count_in_full():
    row = part(snapshots=sizes(grown(jump=1.0)))
    assert p_of(row, "jump") == 1.0
    assert row["a"] == pytest.approx(0.55)
    assert row["band"] == "check"


def test_few_readings_are_too_little_and_not_bad():
    row = part(snapshots=sizes(grown(weeks=3, jump=0.5, at=1)))
    value, p, had, needs, *_ = row["signals"]["jump"]
    assert (p, had, needs) == (None, 3, 8)
    line = next(line for line in signal_lines(row) if line.name == "jump")
    assert line.missing == "needs 8 weeks with a reading of followers, has 3"
    assert line.figure == ""
    assert row["a"] == 1.0


@pytest.mark.parametrize("days", [1, 5, 7, 10])
def test_a_jump_is_seen_however_often_sizes_are_read(days):
    number = 210 // days
    row = part(snapshots=sizes(grown(weeks=number, jump=0.25, at=number // 2), days=days))
    assert p_of(row, "jump") > 0.3


def test_a_jump_without_any_posts_known_around_it_is_not_judged():
    recent = [p for p in posts_of_a_year() if (NOW - p["published_at"]).days < 60]
    assert p_of(part(posts=recent, snapshots=sizes(grown(jump=0.5))), "jump") == 0.0


def test_hidden_likes_leave_their_signals_unknown():
    row = part(posts=posts_of_a_year(likes=[np.nan] * 40, comments=[25.0] * 40))
    for name in ("spread", "ratio", "excess"):
        assert p_of(row, name) is None
    assert row["a"] == 1.0


def test_comments_that_are_switched_off_are_missing_not_bad():
    row = part(posts=posts_of_a_year(comments=[0.0] * 40))
    assert p_of(row, "ratio") is None
    assert p_of(row, "generic") is None
    assert row["band"] == "no signals"


def test_likes_that_are_all_alike_and_lack_comments_are_said():
    draw = np.random.default_rng(5)
    likes = (1_000 * np.exp(draw.normal(0, 0.03, 40))).round()
    row = part(posts=posts_of_a_year(likes=likes, comments=[2.0] * 40))
    assert p_of(row, "spread") == 1.0
    assert p_of(row, "ratio") == 1.0
    assert row["a"] == pytest.approx(0.75)


def test_a_narrow_spread_says_nothing_where_it_is_usual():
    posts = [
        {**row, "profile_id": k, "likes": 800.0 + 5 * (i % 3), "comments": 40.0 + (k + i) % 7}
        for k in range(1, 13)
        for i, row in enumerate(posts_of_a_year())
    ]
    frames = Frames(profiles_frame(*[{}] * 12), posts_frame(*posts))
    found = measure(frames, freeze([observe(frames, NOW)]), LEXICON, NOW).part("authenticity")
    assert {p_of(row, "spread") for row in found} == {0.0}


def test_too_little_engagement_for_the_size_is_said():
    row = part(posts=posts_of_a_year(likes=np.full(40, 9.0) + np.arange(40) % 5, comments=np.ones(40)))
    assert p_of(row, "ghost") > 0.5
    assert "more engagement than 0.1% of accounts of this size" in authenticity_words(row)[0]


def test_many_likes_are_believed_when_comments_are_many_too():
    draw = np.random.default_rng(8)
    likes = np.exp(draw.normal(np.log(15_000), 0.5, 40)).round()
    bought = part(posts=posts_of_a_year(likes=likes, comments=np.full(40, 20.0)))
    loved = part(posts=posts_of_a_year(likes=likes, comments=likes * 0.05))
    assert p_of(bought, "excess") > 0.3
    assert p_of(loved, "excess") == 0.0


def test_generic_and_repeated_comments_count_together():
    generic = np.arange(60) < 30
    wording = [f"w{k}" if k < 45 else "the same" for k in range(60)]
    row = part(comments=comments(is_generic=generic, wording=wording))
    assert row["signals"]["generic"][0] == 0.75
    assert p_of(row, "generic") == pytest.approx((0.75 - 0.5) / 0.35, abs=1e-3)
    few = part(comments=comments(39, is_generic=True))
    assert p_of(few, "generic") is None


def test_the_creators_own_words_are_no_comments_of_others():
    row = part(comments=comments(is_generic=True, is_creator=True))
    assert row["signals"]["generic"][2] == 0


def test_the_same_people_under_every_post_are_a_circle_unless_they_are_few():
    circle = comments(80, posts=10, author=[f"a{k // 10}" for k in range(80)])
    row = part(comments=circle)
    assert row["signals"]["pod"][:2] == [1.0, 1.0]
    assert row["signals"]["pod"][-1] == {"people": 8}
    friends = comments(80, posts=10, author=[f"a{k // 20}" for k in range(80)])
    assert p_of(part(comments=friends), "pod") == 0.0
    # Known not to get any comments back: nobody trades with them.
    assert p_of(part(comments=circle.assign(mutual=False)), "pod") == 0.0
    assert p_of(part(comments=circle.assign(mutual=None)), "pod") == 1.0
    assert p_of(part(comments=comments(80, posts=7)), "pod") is None
    assert p_of(part(comments=circle.assign(author="")), "pod") is None


def test_following_many_is_a_signal_of_accounts_of_some_size():
    assert p_of(part(profile={"following": 50_000.0}), "following") == 1.0
    assert p_of(part(profile={"following": np.nan}), "following") is None
    assert p_of(part(profile={"followers": 900.0, "following": 5_000.0}), "following") is None


def test_nothing_to_look_at_is_missing_and_not_average():
    row = part(profile={"following": np.nan}, posts=[], snapshots=sizes([20_000.0]))
    assert (row["score"], row["groups"], row["coverage"]) == (None, 0, 0.0)
    assert authenticity_words(row)[1].startswith("nothing to look at yet")


def test_what_cannot_be_looked_at_is_taken_as_usual():
    row = part(snapshots=sizes([20_000.0]))
    assert row["coverage"] == pytest.approx((0.35 + 0.25 + 0.10) / 1.40, abs=1e-3)
    assert row["score"] == pytest.approx(row["coverage"] + (1 - row["coverage"]) * 0.85, abs=1e-3)


def test_no_word_calls_anybody_a_cheat():
    row = part(
        profile={"following": 90_000.0}, snapshots=sizes(grown(jump=1.0)), comments=comments(is_generic=True)
    )
    assert row["band"] == "several signals"
    said = " ".join([*map(str, authenticity_words(row)), *map(str, signal_lines(row))]).lower()
    for word in ("fake", "fraud", "cheat", "bought", "bot "):
        assert word not in said


SIGNALS = st.lists(st.tuples(st.sampled_from(GROUPS), st.floats(0, 1), st.booleans()), min_size=1, max_size=9)


@settings(max_examples=200, deadline=None)
@given(signals=SIGNALS, data=st.data())
def test_one_more_signal_never_raises_what_is_left(signals, data):
    made = [
        Signal("s", group, np.array([value]), np.array([1.0 if known else 0.0]), 1, 0, 1)
        for group, value, known in signals
    ]
    whole = judge(made, 1)
    at = data.draw(st.integers(0, len(made) - 1))
    assert whole.a[0] <= judge(made[:at] + made[at + 1 :], 1).a[0]
    assert 0 <= whole.a[0] <= 1
    assert np.isnan(whole.score[0]) == (not any(known for _, _, known in signals))


def test_neither_the_order_of_rows_nor_neighbours_matter():
    frames = Frames(
        profiles_frame({"following": 500.0}, {"following": 90_000.0}, {}),
        posts_frame(*[{**p, "profile_id": k} for k in (1, 2, 3) for p in posts_of_a_year()]),
        snapshots=pd.concat([sizes(grown(jump=0.1 * k)).assign(profile_id=k) for k in (1, 2, 3)]),
        comments=pd.concat([comments(is_generic=k == 2).assign(profile_id=k) for k in (1, 2, 3)]),
    )
    shuffled = Frames(
        *(frame.sample(frac=1, random_state=4) for frame in (frames.profiles, frames.posts)),
        snapshots=frames.snapshots.sample(frac=1, random_state=5),
        comments=frames.comments.sample(frac=1, random_state=6),
    )
    found = measure(frames, FROZEN, LEXICON, NOW).part("authenticity")
    again = measure(shuffled, FROZEN, LEXICON, NOW).part("authenticity")
    by_id = dict(zip(shuffled.profiles["profile_id"], again, strict=True))
    assert [by_id[k] for k in (1, 2, 3)] == found
    alone = Frames(frames.profiles[:1], frames.posts, snapshots=frames.snapshots, comments=frames.comments)
    assert measure(alone, FROZEN, LEXICON, NOW).part("authenticity") == found[:1]
