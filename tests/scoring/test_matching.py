"""Niche words of many texts at once are those of one text after the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.core.lexicon import default_lexicon
from scoring.core.matching import find_all

LEXICON = default_lexicon()
WORDS = st.sampled_from(
    [
        *list(LEXICON.exact)[::7],
        *list(LEXICON.prefixes)[::3],
        *list(LEXICON.characters)[::5],
        "xyz",
        "的",
        "！",
    ]
)
PARTS = st.builds(
    "".join, st.tuples(st.sampled_from(["", "#", " ", "@", "-"]), WORDS, st.sampled_from(["", " ", "s "]))
)
TEXTS = st.lists(st.builds("".join, st.lists(PARTS, max_size=8)), max_size=5)
LANGUAGES = st.sampled_from(["", "en", "de", "tr", "zh"])


def one_by_one(texts, tags, languages, hints):
    return [LEXICON.find(*row) for row in zip(texts, tags, languages, hints, strict=True)]


@given(TEXTS, st.data())
def test_many_texts_give_the_hits_of_each_alone(texts, data):
    tags = [
        data.draw(st.lists(st.sampled_from(["veganfood", "Skincare", "摄影"]), max_size=2)) for _ in texts
    ]
    languages, hints = ([data.draw(LANGUAGES) for _ in texts] for _ in range(2))
    found = find_all(LEXICON, texts, tags, languages, hints).of_each()
    for own, alone in zip(found, one_by_one(texts, tags, languages, hints), strict=True):
        assert sorted(own, key=repr) == sorted(alone, key=repr)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("My skin care routine", {"skin care"}),
        ("护肤日记 #摄影", {"护肤", "摄影"}),
        ("Recipes for #slowbread", {"recipes", "bread"}),
    ],
)
def test_phrases_runs_and_hashtags_are_found(text, words):
    (hits,) = find_all(LEXICON, [text]).of_each()
    assert {hit.word for hit in hits} >= words


def test_no_text_has_no_hit():
    assert find_all(LEXICON, []).of_each() == []
