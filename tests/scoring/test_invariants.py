"""What must hold for any catalogue: order, repeats, neighbours and more engagement."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.core.engagement import creator_means
from scoring.core.features import post_features
from scoring.core.frames import Frames
from scoring.core.frozen import freeze
from scoring.core.lexicon import default_lexicon
from scoring.core.measure import measure, observe
from scoring.core.standing import standing
from tests.scoring.planted import NOW, planted_catalogue, post, posts_frame, profiles_frame

PROFILES, POSTS, _ = planted_catalogue(150, 4)
PROFILES = PROFILES.assign(bio=["baker", "hiking and running", "gamer", ""] * 37 + ["mum of two", "cars"])
POSTS = POSTS.assign(caption=np.where(POSTS["likes"] % 3 == 0, "New recipe today", "Hello"))
FRAMES = Frames(PROFILES, POSTS)
FROZEN = freeze([observe(FRAMES, NOW)])
LEXICON = default_lexicon()


def measured(frames: Frames) -> pd.DataFrame:
    found = measure(frames, FROZEN, LEXICON, NOW)
    shares = pd.DataFrame(found.niche.shares).add_prefix("niche_")
    further = {name: [str(part) for part in parts] for name, parts in found.further.items()}
    own = found.engagement.assign(steady=found.consistency, badges=[str(b) for b in found.badges], **further)
    return pd.concat([own, shares], axis=1).set_index("profile_id").sort_index()


def test_the_same_input_gives_the_same_bytes():
    assert measured(FRAMES).to_csv() == measured(FRAMES).to_csv()


def test_the_order_of_rows_does_not_matter():
    shuffled = Frames(PROFILES.sample(frac=1, random_state=1), POSTS.sample(frac=1, random_state=2))
    assert measured(shuffled).to_csv() == measured(FRAMES).to_csv()
    assert freeze([observe(shuffled, NOW)]) == FROZEN


def test_chunks_give_what_the_whole_gives():
    half = PROFILES["profile_id"] <= 70
    parts = [
        Frames(PROFILES[own], POSTS[POSTS["profile_id"].isin(PROFILES[own]["profile_id"])])
        for own in (half, ~half)
    ]
    together = pd.concat([measured(part) for part in parts])
    assert together.to_csv() == measured(FRAMES).to_csv()


def test_a_weak_neighbour_changes_nobody():
    more = Frames(
        pd.concat([PROFILES, profiles_frame({}).assign(profile_id=999)]),
        pd.concat([POSTS, posts_frame(post(999, likes=0.0, comments=0.0))]),
    )
    assert measured(more).drop(index=999).to_csv() == measured(FRAMES).to_csv()


@settings(max_examples=60, deadline=None)
@given(
    likes=st.lists(st.integers(20, 5_000), min_size=1, max_size=12),
    factor=st.floats(1, 20),
)
def test_more_engagement_never_lowers_the_score(likes, factor):
    def score(times: float) -> float:
        profiles = profiles_frame({})
        posts = posts_frame(
            *(post(age=5 + 3 * k, likes=float(n) * times, comments=0.0) for k, n in enumerate(likes))
        )
        features = post_features(profiles, posts, NOW)
        return standing(profiles, features, creator_means(profiles, features.posts), FROZEN.benchmark)[
            "score"
        ].iat[0]

    assert score(factor) >= score(1) - 1e-12
