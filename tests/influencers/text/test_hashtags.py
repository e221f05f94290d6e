"""Hashtags split into the words that they were made of."""

import pytest

from influencers.text.hashtags import split_hashtag

VOCABULARY = {"vegan", "food", "adidas", "ultraboost", "baking", "hair", "skincare", "اعاده"}


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
        ("素食", ["素食"]),
        ("zzyzxroad", ["zzyzxroad"]),
        ("ad", ["ad"]),
        ("", []),
    ],
)
def test_a_hashtag_is_split(tag, pieces):
    assert split_hashtag(tag, VOCABULARY) == pieces
