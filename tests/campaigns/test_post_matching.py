"""By what a post is recognised as one for a campaign."""

import pytest

from campaigns.choices import FoundHow
from campaigns.post_matching import Wanted, Words, match

WANTED = Wanted(("Salt & Sage",), ("saltsage",), ("saltsage.com",), ("BakeWeek",), ("BAKE10",))


@pytest.mark.parametrize(
    ("post", "how", "words"),
    [
        (Words("Save with bake10!"), FoundHow.CODE, ("code BAKE10",)),
        (Words("", hashtags=["bakeweek"]), FoundHow.HASHTAG, ("#BakeWeek",)),
        (Words("It is #BAKEWEEK again"), FoundHow.HASHTAG, ("#BakeWeek",)),
        (Words("＃bakeweek"), FoundHow.HASHTAG, ("#BakeWeek",)),
        (Words("thanks @SaltSage"), FoundHow.BRAND, ("@saltsage",)),
        (Words("", mentions=["saltsage.bsky.social"]), FoundHow.BRAND, ("@saltsage",)),
        (Words("see https://shop.saltsage.com/new"), FoundHow.BRAND, ("saltsage.com",)),
        (Words("my salt & sage crackers"), FoundHow.BRAND, ("“Salt & Sage”",)),
        (Words("", brands=["saltsage"]), FoundHow.BRAND, ("“Salt & Sage”",)),
        (Words("BAKE10 #bakeweek @saltsage"), FoundHow.CODE, ("code BAKE10", "#BakeWeek", "@saltsage")),
    ],
)
def test_a_post_is_recognised_by_the_surest_sign(post, how, words):
    found = match(post, WANTED)
    assert (found.how, found.words) == (how, words)


@pytest.mark.parametrize(
    "post",
    [
        Words(""),
        Words("BAKE100 and xBAKE10"),
        Words("", hashtags=["bakeweekend"]),
        Words("#bakeweekend"),
        Words("@saltsage_fans"),
        Words("notsaltsage.com"),
        Words("salt and pepper, sage"),
        Words("", brands=["salty"]),
    ],
)
def test_what_only_looks_alike_is_left_alone(post):
    assert match(post, WANTED) is None


def test_a_brief_without_signs_recognises_nothing():
    assert not Wanted()
    assert match(Words("anything #at @all"), Wanted()) is None
    assert match(Words("anything"), Wanted(names=("&",), codes=(" ",))) is None
