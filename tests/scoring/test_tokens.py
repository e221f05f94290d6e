"""Many texts taken apart at once give what one text after the other gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencers.text.tokens import cjk_runs, fold, hashtags, pieces, without_hashtags
from scoring.core.tokens import Spans, scan

CAPTIONS = [
    "",
    "Plain words, twice: plain WORDS",
    "Café à l'hôtel #ÉtéAuBord #été_2024 & co.",
    "Straße ﬁnd ½ … ™#brand Ⅷ",
    "見て！東京のラーメン #ラーメン ＃グルメ 々ー",
    "ｶﾞｼﾞｪｯﾄ と か\u3099き",
    "한국어 맛집 \u1112\u1161\u11ab글",
    "العناية بالبَشَرة #عناية_بالبشرة آخر",
    "mail me@example.org or see https://example.org/#no www.example.com #yes",
    "a#no &#no /#no ##yes #a#b #a\u200cb _#c #_d",
    "İstanbul Łódź ĳsje ΑΣ ὦ ộ",
    "👩🏽‍🍳 #food🍕 tasty\u200d💯 \U000e0041",
    "line one\nline two\r\n#tag\n",
    "\ud800 lone",
]
SIGNS = st.sampled_from(
    list(
        "aZ0_ #＃@&/.'’-\nßıİéе\u0301ł東ラガｶ\uff9eー々か\u3099한\u1112\u1161عةىﷺ\u064e\u200c\u200d\ufe0f½…🍕"
    )
)
TEXTS = st.lists(
    st.text(SIGNS | st.characters(), max_size=30) | st.sampled_from([*CAPTIONS, "https://a.b/c", "a@b.cd"]),
    max_size=6,
)


def of_text(spans: Spans, at: int) -> list[str]:
    return [spans.words[word] for text, word in zip(spans.text, spans.word, strict=True) if text == at]


def assert_like_one_by_one(texts: list[str]) -> None:
    found = scan(texts)
    assert found.size == len(texts)
    for at, text in enumerate(texts):
        folded = fold(without_hashtags(text))
        assert of_text(found.pieces, at) == pieces(folded)
        assert of_text(found.runs, at) == cjk_runs(folded)
        written = list(dict.fromkeys(of_text(found.tags, at)))
        assert [fold(tag) for tag in written] == [fold(tag) for tag in hashtags(text)]


@pytest.mark.parametrize("text", CAPTIONS)
def test_a_text_of_any_script_is_taken_apart_as_if_it_were_alone(text):
    assert_like_one_by_one([text])


@given(TEXTS)
def test_texts_do_not_touch_each_other(texts):
    assert_like_one_by_one(texts)


def test_a_word_that_comes_again_is_listed_once():
    found = scan(["Bread and #Bread", "bread"])
    assert sorted(found.pieces.words) == ["and", "bread"]
    assert found.pieces.text.tolist() == [0, 0, 1]
    assert found.tags.words == ["Bread"]
