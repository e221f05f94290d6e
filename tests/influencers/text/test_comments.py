"""What is read from the text of a comment."""

import pytest

from influencers.text.comments import features_of


@pytest.mark.parametrize(
    "text",
    [
        "nice 🔥🔥",
        "😍😍😍",
        "@anna @ben",
        "so beautiful",
        "wunderschön!",
        "¡Qué linda!",
        "好看！",
        "최고",
        "wow",
    ],
)
def test_what_fits_under_any_post_is_generic(text):
    assert features_of(text).is_generic


@pytest.mark.parametrize(
    "text",
    [
        "Which glaze did you use for the second bowl?",
        "Schöne Farben, welche Glasur ist das?",
        "请问这个釉料在哪里买的？",
        "nice handle on that cup",
        "1st",
    ],
)
def test_what_speaks_of_the_post_is_not(text):
    assert not features_of(text).is_generic


@pytest.mark.parametrize(
    "text", ["DM me to promote it on @bigpage", "check out my page http://x.com/a", "f4f? follow back!"]
)
def test_advertising_is_noticed(text):
    assert features_of(text).is_spam_like


@pytest.mark.parametrize("text", ["a DM me thinks", "my telegram broke", "is there a link in bio?"])
def test_one_such_word_alone_is_no_advertising(text):
    assert not features_of(text).is_spam_like


def test_counts_and_signs():
    found = features_of("@ana Léna, wie heiß? 🔥👍🏽 https://x.example/a")
    assert (found.mentions, found.emoji, found.words) == (1, 2, 3)
    assert found.has_question
    assert found.has_link
    assert found.plain == "lena wie heiss"
    assert found.length == len("@ana Léna, wie heiß? 🔥👍🏽 https://x.example/a")


def test_the_same_words_are_recognised_whatever_is_around_them():
    assert features_of("LOVE it!!! 😍").plain == features_of("@someone love it").plain


def test_an_empty_comment_has_no_features_to_speak_of():
    found = features_of("")
    assert (found.length, found.words, found.plain, found.language) == (0, 0, "", "")
