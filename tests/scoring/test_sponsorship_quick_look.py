"""The quick look over many captions passes over nothing that a rule would match."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.core.sponsorship import NOTHING
from scoring.core.sponsorship_quick import worth_reading
from tests.scoring.sponsored import RULES, read
from tests.scoring.test_sponsorship import LANGUAGES
from tests.scoring.test_sponsorship_codes import CODES

PIECES = [
    "#ad",
    "werbung",
    "#werbung",
    "code ANNA10",
    "with GH5",
    "@nike",
    "link in bio",
    "amzn.to/x",
    "#gifted",
    "شراكة مدفوعة",
    "#广告",
    "有料",
    "プロフィールのリンク",
    "nike.com",
    "płatna współpraca",
    "#İşbirliği",
    "sponsorisé",
    "a walk",
    "☀️",
    "mit dem",
    "\n",
    "affiliate link",
    "エアコンコードABC1",
    "提供",
    "「提供」",
    "commission",
    "tag=x",
    "https://amazon.de/x?tag=y",
    "bukan endorse",
    "اطلب",
    "할인코드 MINA10",
    "[협찬]",
    "#nikepartner",
    "#nikeambassador",
]


@given(st.lists(st.sampled_from(PIECES), max_size=6), st.sampled_from([" ", "", "\n"]))
def test_the_quick_look_passes_over_nothing_that_a_rule_matches(pieces, joint):
    text = joint.join(pieces)
    if read(text) != NOTHING:
        assert worth_reading([text], [()], [()], RULES) == [0]


@pytest.mark.parametrize(
    "text", [text for row in LANGUAGES.values() for text in row] + [row[0] for row in CODES]
)
def test_the_quick_look_sees_what_the_rules_see(text):
    assert bool(worth_reading([text], [()], [()], RULES)) >= (read(text) != NOTHING)
    assert worth_reading(["a walk in the park with the dog, so happy"], [()], [()], RULES) == []
    assert worth_reading([""], [["ad"]], [()], RULES) == [0]
