"""Hashtags split into the words that they were made of."""

import pytest

from influencers.text.hashtags import split_hashtag

VOCABULARY = {
    *("vegan", "food", "adidas", "ultraboost", "baking", "hair", "skincare", "اعاده", "foodie", "outfits"),
    "recetas",
}


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
    assert split_hashtag("zartoblin", {"art", "lin"}) == ["zartoblin"]
