"""Words, bigrams and hashtags in several scripts."""

import pytest

from influencers.text.tokens import bigrams, fold, hashtags, search_terms, without_hashtags, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Łódź", "lodz"),
        ("PÂTISSERIE", "patisserie"),
        ("İstanbul ışık", "istanbul isik"),
        ("ＡＢＣ", "abc"),
        ("Straße", "strasse"),
        ("がく 한국", "がく 한국"),
        ("إعلان أُمّ", "اعلان ام"),
    ],
)
def test_spelling_variants_are_made_equal_without_harm_to_other_scripts(text, folded):
    assert fold(text) == folded


def test_words_leave_out_characters_of_unspaced_scripts():
    assert words("love 健身 now, it's well-made") == ["love", "now", "it's", "well-made"]


def test_search_terms_are_words_and_pairs_of_characters():
    assert search_terms("Love 健身教练") == ["love", "健身", "身教", "教练"]
    assert bigrams("猫") == ["猫"]


def test_hashtags_are_whole_tokens_of_any_script_and_each_once():
    text = "#ad #adventure #素食 #اعادة_تدوير x#no &#39; https://a.b/#c #ad"
    assert hashtags(text) == ["ad", "adventure", "素食", "اعادة_تدوير"]


def test_links_addresses_and_hashtags_are_not_words():
    assert without_hashtags("see https://x.io/baking me@dogs.com #cats now").split() == ["see", "now"]
