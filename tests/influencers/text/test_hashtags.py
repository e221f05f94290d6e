"""Hashtags split into the words that they were made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencers.text.hashtags import split_hashtag
from influencers.text.tokens import fold
from influencers.text.word_cuts import Vocabulary

VOCABULARY = Vocabulary(
    {
        *(
            "vegan",
            "food",
            "adidas",
            "ultraboost",
            "baking",
            "hair",
            "skincare",
            "اعاده",
            "foodie",
            "outfits",
        ),
        "recetas",
    }
)


@pytest.mark.parametrize(
    ("tag", "pieces"),
    [
        ("veganfood", ["vegan", "food"]),
        ("VeganFood", ["vegan", "food"]),
        ("VEGANFOOD", ["vegan", "food"]),
        ("adidasMY", ["adidas", "my"]),
        ("ULTRABOOSTX", ["ultraboost", "x"]),
        ("XMLParser", ["xml", "parser"]),
        ("bakinglover", ["baking", "lover"]),
        ("skincare_tips", ["skincare", "tips"]),
        ("skincare2026", ["skincare", "2026"]),
        ("hairbygirl", ["hair", "by", "girl"]),
        ("GüneşKremi", ["gunes", "kremi"]),
        ("adidasmy", ["adidas", "my"]),
        ("MYfoodie", ["my", "foodie"]),
        ("OOTDindonesia", ["ootd", "indonesia"]),
        ("iphone15promax", ["iphone", "15", "pro", "max"]),
        ("ULTRABOOST22", ["ultraboost", "22"]),
        ("foodjakarta", ["food", "jakarta"]),
        ("petiteoutfits", ["petite", "outfits"]),
        ("girlswholift", ["girls", "who", "lift"]),
        ("foodsofitaly", ["foods", "of", "italy"]),
        ("recetasfaciles", ["recetas", "faciles"]),
        ("素食", ["素食"]),
        ("zzyzxroad", ["zzyzxroad"]),
        ("ad", ["ad"]),
        ("", []),
    ],
)
def test_a_hashtag_is_split(tag, pieces):
    assert split_hashtag(tag, VOCABULARY) == pieces


def test_a_short_word_is_not_torn_out_of_a_longer_unknown_one():
    assert split_hashtag("zartoblin", Vocabulary({"art", "lin"})) == ["zartoblin"]


PARTS = ["vegan", "food", "Foodie", "x", "pro", "MY", "by", "zzyzx", "q", "2026", "é", "食", "اعاده", "_"]


@given(st.lists(st.sampled_from(PARTS), max_size=12), st.booleans())
def test_no_letter_is_lost(parts, keep_known):
    tag = "".join(parts)
    assert "".join(split_hashtag(tag, VOCABULARY, keep_known)) == fold(tag).replace("_", "")


@given(st.permutations(["vegan", "foodie", "baking", "skincare", "outfits", "recetas"]))
def test_known_words_are_found_in_any_order_and_at_any_length(words):
    assert split_hashtag("".join(words), VOCABULARY) == words


def test_a_word_is_found_beside_a_long_stretch_that_nobody_knows():
    pieces = split_hashtag("zzyzxqvrtk" * 3 + "skincare", VOCABULARY)
    assert pieces[-1] == "skincare"
    assert "".join(pieces[:-1]) == "zzyzxqvrtk" * 3
