"""Community replies: how many of the first comments are answered, and how soon."""

from datetime import timedelta

import pandas as pd
import pytest

from scoring.core.authenticity_words import replies_words
from scoring.core.frames import Frames
from scoring.core.frozen import freeze
from scoring.core.lexicon import default_lexicon
from scoring.core.measure import measure, observe
from scoring.core.replies import shrunk
from tests.scoring.planted import NOW, post, posts_frame, profiles_frame

LEXICON = default_lexicon()


def talk(profile_id: int, answered: int, n: int = 20, age: float = 20, hours: float = 3) -> tuple:
    """(posts, comments): one post with n comments of others a minute apart, the first of them answered."""
    made = post(profile_id, age=age, post_id=f"p{profile_id}-{age}")
    rows = []
    for k in range(n):
        at = made["published_at"] + timedelta(minutes=k)
        row = {"profile_id": profile_id, "post_id": made["post_id"], "published_at": at, "is_creator": False}
        rows.append(row | {"author": f"a{k}", "comment_id": f"{made['post_id']}c{k}", "answers_to": ""})
        if k < answered:
            reply = {"is_creator": True, "author": "me", "comment_id": f"{made['post_id']}r{k}"}
            rows.append(
                row
                | reply
                | {"published_at": at + timedelta(hours=hours), "answers_to": rows[-1]["comment_id"]}
            )
    return [made], rows


def frames_of(*talks: tuple) -> Frames:
    comments = pd.DataFrame([row for _, rows in talks for row in rows])
    comments["answers"] = comments["answers_to"] != ""
    posts = [row for made, _ in talks for row in made]
    ids = sorted({row["profile_id"] for row in posts})
    return Frames(profiles_frame(*[{}] * len(ids)), posts_frame(*posts), comments=comments)


PEERS = frames_of(*[talk(k, answered=k - 1) for k in range(1, 16)])
FROZEN = freeze([observe(PEERS, NOW)])


def parts(*talks: tuple) -> list[dict]:
    return measure(frames_of(*talks), FROZEN, LEXICON, NOW).part("replies")


def test_who_answers_more_stands_higher():
    scores = [row["score"] for row in measure(PEERS, FROZEN, LEXICON, NOW).part("replies")]
    assert scores == sorted(scores)
    assert scores[0] < 0.2 < 0.8 < scores[-1]


def test_a_rate_is_drawn_towards_what_is_usual():
    (row,) = parts(talk(1, answered=10))
    usual = sum(range(15)) / (15 * 20)
    assert FROZEN.references["replies"]["instagram"]["usual"] == pytest.approx(usual)
    assert row["rate"] == pytest.approx((20 * usual + 10) / 40, abs=1e-4)
    assert shrunk(5, 10, usual) < shrunk(50, 100, usual)


def test_a_fast_answer_is_worth_a_fifth():
    fast, slow = parts(talk(1, answered=5, hours=0.1), talk(2, answered=5, hours=500))
    assert fast["score"] - slow["score"] == pytest.approx(0.2, abs=0.002)


def test_only_the_first_twenty_comments_of_a_post_count():
    (row,) = parts(talk(1, answered=25, n=30))
    assert (row["comments"], row["answered"]) == (20, 20)


def test_posts_that_are_too_fresh_or_too_old_do_not_count():
    (row,) = parts(talk(1, answered=5, age=1))
    assert row["score"] is None
    assert row["missing"] == "needs 10 comments under posts of the last 60 days, has 0"
    (row,) = parts(talk(1, answered=5, age=61))
    assert row["score"] is None
    (row,) = parts(talk(1, answered=5, age=59))
    assert row["comments"] == 20


def test_few_comments_are_missing_with_the_reason():
    (row,) = parts(talk(1, answered=9, n=9))
    assert replies_words(row) == ("", "needs 10 comments under posts of the last 60 days, has 9", ())


def test_comments_that_were_not_read_are_missing_with_the_reason():
    found = measure(Frames(PEERS.profiles, PEERS.posts), FROZEN, LEXICON, NOW).part("replies")
    assert {row["missing"] for row in found} == {"no comments read"}


def test_a_platform_with_few_creators_is_held_against_nobody():
    alone = frames_of(talk(1, answered=5))
    (row,) = measure(alone, freeze([observe(alone, NOW)]), LEXICON, NOW).part("replies")
    assert row["missing"] == "too few creators on instagram with comments read to compare with"


def test_replies_in_words():
    (row,) = parts(talk(1, answered=8, hours=3))
    value, missing, evidence = replies_words(row)
    assert value == "answered 8 of 20 comments, usually within 3 hours"
    assert missing == ""
    assert evidence == ("Usual on this platform: 35% (15 creators)",)


def test_the_order_of_rows_does_not_matter():
    shuffled = Frames(
        PEERS.profiles.sample(frac=1, random_state=1),
        PEERS.posts,
        comments=PEERS.comments.sample(frac=1, random_state=2),
    )
    assert freeze([observe(shuffled, NOW)]) == FROZEN
    again = measure(shuffled, FROZEN, LEXICON, NOW).part("replies")
    by_id = dict(zip(shuffled.profiles["profile_id"], again, strict=True))
    assert [by_id[k] for k in PEERS.profiles["profile_id"]] == (
        measure(PEERS, FROZEN, LEXICON, NOW).part("replies")
    )
