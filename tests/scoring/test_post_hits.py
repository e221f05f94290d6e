"""Niche words of posts: kept ones count as they are, where they are of the same lexicon."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from scoring.core.lexicon import build_lexicon, default_lexicon
from scoring.core.post_hits import post_hits

LEXICON = default_lexicon()
CAPTIONS = st.lists(
    st.sampled_from(["", "Fresh sourdough", "护肤日记", "My skin care #veganfood"]), max_size=6
)


def words(found):
    return [[hit.word for hit in own] for own in found.of_each()]


@given(CAPTIONS, st.data())
def test_kept_and_fresh_ones_stand_together_in_the_order_of_the_posts(captions, data):
    posts = pd.DataFrame({"caption": pd.Series(captions, dtype=object)})
    hints = np.full(len(posts), "en", dtype=object)
    fresh = post_hits(posts, hints, LEXICON)
    kept = [data.draw(st.booleans()) for _ in captions]
    # What is kept has no words any more, so that only the kept hits can tell.
    again = posts.assign(
        caption=["" if own else text for own, text in zip(kept, captions, strict=True)],
        niche_hits=pd.Series(
            [hits if own else None for own, hits in zip(kept, fresh.positions(), strict=True)], dtype=object
        ),
        niche_lexicon=pd.Series([LEXICON.mark if own else None for own in kept], dtype=object),
    )
    assert words(post_hits(again, hints, LEXICON)) == words(fresh)


def test_hits_of_another_lexicon_do_not_count():
    other = build_lexicon(
        {
            "niches": [
                {
                    "slug": "food",
                    "name": "Food",
                    "children": [{"slug": "baking", "name": "Baking", "words": {"en": ["bread"]}}],
                }
            ],
            "ambiguous": [],
            "weak": [],
        }
    )
    posts = pd.DataFrame({"caption": ["Good bread"], "niche_hits": [[7]], "niche_lexicon": [LEXICON.mark]})
    assert words(post_hits(posts, np.array(["en"]), other)) == [["bread"]]
