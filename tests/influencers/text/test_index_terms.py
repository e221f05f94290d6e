"""Lexemes and queries, as PostgreSQL compares them."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from influencers.text.index_terms import PIECE, lexemes, tag_query, word_query
from influencers.text.tokens import fold

pytestmark = pytest.mark.django_db


def holds(text: str, typed: str, whole: bool = False, tags=()) -> bool:
    return matches(lexemes("someone", [text], tags), word_query(fold(typed), whole))


def matches(vector: str, query: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [vector, query])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Slow sourdough bread", "sourd"),
        ("Crème brûlée à l’hôtel", "creme"),
        ("a cafe", "café"),
        ("Crème brûlée à l’hôtel", "l'hotel"),
        ("mara_bakes", "mara.bak"),
        ("我爱健身教练", "健身教"),
        ("我爱健身教练", "练"),
        ("我爱健身教练", "健"),
        ("パン作り", "ﾊﾟﾝ"),
        ("집에서 건빵", "빵"),
        ("집에서 빵굽기", "빵굽"),
        ("ทำขนมปังที่บ้าน", "ขนมปัง"),
        ("أحبّ الخُبز", "خبز"),
        ("احب خبز البيت", "الخبز"),
        ("إحسان", "احسان"),
        ("हिन्दी में रोटी", "रोटी"),
        ("🌱 vegan", "🌱"),
        ("3D prints", "3d"),
        ("GYM健身房", "gym健身"),
    ],
)
def test_what_is_written_is_found(text, typed):
    assert holds(text, typed)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("dailycook", "cook"),
        ("bread slow", "slow.bread"),
        ("我爱健身教练", "身健"),
        ("健 身", "健身"),
        ("健身 身房", "健身房"),
        ("bakes", "bakers"),
    ],
)
def test_what_is_not_written_is_not_found(text, typed):
    assert not holds(text, typed)


def test_a_phrase_ends_with_its_last_word():
    assert holds("slow bread", "slow bread", whole=True)
    assert not holds("slow breads", "slow bread", whole=True)
    assert not matches(lexemes("a", ["slow", "bread"], []), word_query("slow bread", whole=True))


def test_a_hashtag_is_exactly_that_one_and_its_words_are_found():
    vector = lexemes("a", [], ["Sourdough_Bread", "ad"])
    assert matches(vector, tag_query("sourdough_bread"))
    assert matches(vector, word_query("bread"))
    assert matches(vector, tag_query("ad"))
    assert not matches(vector, tag_query("sourdough"))
    assert not matches(lexemes("a", ["ad"], ["adventure"]), tag_query("ad"))


def test_a_handle_is_found_by_its_pieces_and_without_their_marks():
    vector = lexemes("mara.bakes", [], [])
    assert matches(vector, word_query("marabak"))
    assert matches(vector, word_query("bakes"))
    assert not matches(lexemes("mara.bsky.social", [], []), word_query("social"))


@given(st.text(max_size=60), st.text(max_size=20), st.lists(st.text(max_size=20), max_size=3))
def test_any_text_is_taken_and_its_own_words_are_found(text, handle, tags):
    vector = lexemes(handle, [text], tags)
    for piece in PIECE.finditer(fold(text)):
        assert matches(vector, word_query(piece[0]))


def test_a_long_text_is_taken():
    vector = lexemes("a", ["word " * 30_000 + "健身" * 9_000, "x" * 5_000], ["tag" * 50] * 400)
    assert matches(vector, word_query("word"))
    assert matches(vector, word_query("x" * 5_000))
