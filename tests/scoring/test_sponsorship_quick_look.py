"""Looking for no more than the quick look at many captions tells gives what all rules find in each alone."""

from hypothesis import example, given
from hypothesis import strategies as st

from benchmarks._creators import Captions
from scoring.core.sponsorship import NOTHING, Caption, read_caption
from scoring.core.sponsorship_keys import CODES, WORDS, build_keys
from scoring.core.sponsorship_lexicon import default_sponsorship
from scoring.core.sponsorship_quick import quick_look
from tests.scoring.sponsored import RULES
from tests.scoring.test_sponsorship import LANGUAGES
from tests.scoring.test_sponsorship_captions import BESIDE_BRAND, DENIED, NO_BRAND, PLAIN
from tests.scoring.test_sponsorship_codes import CODES as MADE_OUT_AS_CODES
from tests.scoring.test_tokens import CAPTIONS as MESSY

PIECES = [
    "#ad",
    "werbung",
    "#werbung",
    "code ANNA10",
    "with GH5",
    "@nike",
    "link in bio",
    "amzn.to/x",
    "bit.ly/x",
    "#gifted",
    "شراكة مدفوعة",
    "#إعـلان",
    "إعْلان",
    "#广告",
    "有料",
    "プロフィールのリンク",
    "ﾁｪｯｸ",
    "フ\u309aロモーション",
    "nike.com",
    "płatna współpraca",
    "#İşbirliği",
    "sponsorisé",
    "sponsorise\u0301",
    "ＣＯＤＥ ＳＡＶＥ２０",
    "mit ＡＢ１",
    "#𝗮𝗱",
    "ﬁne",
    "½ … ™",
    "a walk",
    "☀️",
    "mit dem",
    "\n",
    "\0",
    "\ud800",
    "affiliate link",
    "エアコンコードABC1",
    "提供",
    "「提供」",
    "commission",
    "tag=x",
    "https://amazon.de/x?tag=y",
    "https://shop.de/x?aff＝1",
    "bukan endorse",
    "اطلب",
    "할인코드 MINA10",
    "\u1112\u1167\u11b8찬",
    "[협찬]",
    "50%",
    "5€",
    "code anna10",
    "#nikepartner",
    "#nikeambassador",
]
PLAIN_DATA = default_sponsorship().plain
NEGATIONS = [text for own in PLAIN_DATA["languages"].values() for text in own["negations"]]
LISTED = [
    text
    for own in PLAIN_DATA["languages"].values()
    for name in ("strong", "ambiguous", "affiliate")
    for text in own[name]
] + [text for name in ("codes", "codes_after", "calls", "affiliate_hosts") for text in PLAIN_DATA[name]]


def assert_like_all_rules(texts, tags=None, mentions=None):
    tags, mentions = tags or [()] * len(texts), mentions or [()] * len(texts)
    told = quick_look(texts, tags, mentions, RULES).tolist()
    for text, own, named, may_hold in zip(texts, tags, mentions, told, strict=True):
        caption = Caption(text, own, named)
        found = read_caption(caption, RULES)
        assert read_caption(caption, RULES, may_hold=may_hold) == found
        assert may_hold or found == NOTHING


@given(
    st.lists(
        st.builds(
            lambda parts, joint: joint.join(parts),
            st.lists(st.sampled_from([*PIECES, *LISTED, *NEGATIONS, *PLAIN_DATA["discounts"]]), max_size=6),
            st.sampled_from([" ", "", "\n", " @nike "]),
        ),
        max_size=4,
    ),
    st.data(),
)
@example(["use ＳＡＶＥ２０", "#ad"], None)
def test_nothing_is_passed_over(texts, data):
    if data is None:
        assert_like_all_rules(texts)
        return
    tags, mentions = (
        [data.draw(st.lists(st.sampled_from(own), max_size=2)) for _ in texts]
        for own in (["ad", "广告", "nikepartner"], ["nike", "annabakes"])
    )
    assert_like_all_rules(texts, tags, mentions)


@given(st.lists(st.text(max_size=30), max_size=4))
def test_any_characters_can_be_looked_at(texts):
    assert_like_all_rules(texts)


def test_captions_of_a_chunk_are_read_as_each_alone():
    made = Captions(3)
    texts = [made.caption(language, leaf) for language in made.languages for leaf in range(made.leaves)]
    texts += [*PLAIN, *DENIED, *BESIDE_BRAND, *NO_BRAND, *MESSY, *(text for text, *_ in MADE_OUT_AS_CODES)]
    assert_like_all_rules(texts + [text for row in LANGUAGES.values() for text in row])


def test_each_listed_text_is_seen():
    told = quick_look([f"so {text} @nike" for text in LISTED], [()] * len(LISTED), [()] * len(LISTED), RULES)
    assert [text for text, own in zip(LISTED, told.tolist(), strict=True) if not own] == []


def test_words_of_any_signs_can_be_listed():
    keys = build_keys({WORDS: ["（广告）", "!!!", "x", "ﬁn", "#é"], CODES: ["コード"]})
    texts = ["so（广告）", "so(广告)", "wow!!!", "x", "ﬁn", "fin", "#é", "コード", "", "\0"]
    assert keys.told(texts).tolist() == [WORDS] * 2 + [0] + [WORDS] * 4 + [CODES, 0, 0]


def test_most_captions_need_no_reading():
    texts = ["a walk in the park with the dog, so happy", "", "tap to shop", "kemarin dengan teman"]
    assert quick_look(texts, [(), ["ad"], (), ()], [()] * 4, RULES).astype(bool).tolist() == [0, 1, 0, 0]
