"""The invented texts of the evaluation: what is in them, and what is measured with them."""

import re

import numpy as np
import pandas as pd
import pytest

from scoring.core.lexicon import default_lexicon
from scoring.evaluation.invented import (
    CAPTIONS,
    FOLDER,
    OTHER,
    evaluate,
    niches_of,
    roots_by_keywords,
    texts_of,
)


@pytest.fixture(scope="module")
def found() -> dict[str, float]:
    return {row.name.split(": ", 1)[1]: row for row in evaluate()}


def test_both_halves_hold_every_niche_in_fourteen_languages_and_share_no_text():
    lexicon = default_lexicon()
    leaves = {
        f"{lexicon.roots[root]}/{leaf}" for leaf, root in zip(lexicon.leaves, lexicon.parent, strict=True)
    }
    texts = []
    for half in ("read", "apart"):
        creators = texts_of("creators", half)
        assert set(creators["niche"]) == leaves | {OTHER}
        assert creators.groupby("language")["niche"].nunique().tolist() == [len(leaves) + 1] * 14
        texts.append(set(creators[CAPTIONS].to_numpy().ravel()) | set(texts_of("posts", half)["caption"]))
    assert not texts[0] & texts[1]


def test_nobody_has_a_real_mail_address():
    for name in ("creators", "posts"):
        text = (FOLDER / f"{name}.csv").read_text(encoding="utf-8")
        assert set(re.findall(r"\w@([\w-]+\.[\w.-]*\w)", text)) <= {"example.com"}


def test_half_of_the_posts_of_each_language_are_no_advertisements():
    share = texts_of("posts").groupby("language")["sponsored"].apply(lambda told: (told == "1").mean())
    assert share.between(0.4, 0.6).all()


def test_niches_are_found_in_every_language_far_better_than_by_six_keywords(found):
    row = found["macro-F1 at level 1"]
    assert row.value > 0.9
    assert row.value > row.baseline + 0.2
    assert found["macro-F1 at level 1, lowest of a language"].value > 0.75


def test_disclosures_are_found_in_every_language(found):
    assert found["precision"].value > 0.95
    assert found["lowest precision of a language"].value >= 0.85
    assert found["F1"].value > 0.85


def test_keywords_name_the_root_that_most_of_them_stand_for():
    nothing = dict.fromkeys(CAPTIONS, "")
    creators = pd.DataFrame(
        [
            {"language": "en", "bio": "skincare, serum and one recipe", **nothing},
            {"language": "en", "bio": "hello there", **nothing},
        ]
    )
    assert roots_by_keywords(creators).tolist() == ["beauty", OTHER]
    assert niches_of(creators, default_lexicon())[1].tolist() == ["beauty/skincare", OTHER]


def test_captions_belong_to_their_creators():
    creators = texts_of("creators").iloc[[0, 40, 80]].reset_index(drop=True)
    apart = [
        niches_of(creators.iloc[[at]].reset_index(drop=True), default_lexicon())[0][0] for at in range(3)
    ]
    assert np.array_equal(niches_of(creators, default_lexicon())[0], apart)
