"""The language of short texts."""

import pytest

from influencers.text.language import guess_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I love my new kitchen", "en"),
        ("Ich liebe mein Auto und die Mode", "de"),
        ("J'adore le chat et la mode", "fr"),
        ("Mama de dos y amante de la moda", "es"),
        ("Oggi faccio la pasta per mia mamma", "it"),
        ("Receitas fáceis para você e não só", "pt"),
        ("Mama van twee en gek op koken", "nl"),
        ("Gotuję i piekę dla was, nie tylko dzisiaj", "pl"),
        ("Bugün pasta yaptım, çok güzel", "tr"),
        ("Resep masakan yang enak banget", "id"),
        ("今天分享护肤", "zh"),
        ("レシピを紹介します", "ja"),
        ("오늘의 레시피", "ko"),
        ("وصفات سهلة", "ar"),
        ("Привет, друзья", "ru"),
    ],
)
def test_a_language_is_guessed(text, language):
    assert guess_language(text) == language


def test_a_text_that_does_not_tell_takes_the_hint():
    assert guess_language("mama") == ""
    assert guess_language("mama", hint="es") == "es"
    assert guess_language("✨🔥 123", hint="pl") == "pl"


def test_a_clear_text_goes_before_the_hint():
    assert guess_language("I love my new kitchen and the garden", hint="de") == "en"


def test_a_word_of_some_languages_decides_between_those_that_the_words_leave_open():
    text = "Una giornata alle terme con amici"
    assert guess_language(text) == ""
    assert guess_language(text, among=["it", "nl"]) == "it"
    assert guess_language("day in the hills with friends", among=["it"]) == "en"
    assert guess_language("terme", among=["it"]) == ""
