"""What must hold for any catalogue: order, repeats, neighbours and more engagement."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.core.candidates import score_candidates
from scoring.core.columns import json_rows, rows
from scoring.core.combine import composite
from scoring.core.engagement import creator_means
from scoring.core.features import post_features
from scoring.core.frames import Frames
from scoring.core.frozen import freeze
from scoring.core.lexicon import default_lexicon
from scoring.core.measure import measure, observe
from scoring.core.niche_fit import target
from scoring.core.schema import Brief
from scoring.core.standing import standing
from tests.scoring.planted import NOW, planted_catalogue, post, posts_frame, profiles_frame

PROFILES, POSTS, _ = planted_catalogue(150, 4)
PROFILES = PROFILES.assign(bio=["baker", "hiking and running", "gamer", ""] * 37 + ["mum of two", "cars"])
POSTS = POSTS.assign(caption=np.where(POSTS["likes"] % 3 == 0, "New recipe today", "Hello"))
FRAMES = Frames(PROFILES, POSTS)
FROZEN = freeze([observe(FRAMES, NOW)])
LEXICON = default_lexicon()
BRIEF = Brief(niches={"food": 1.0}, min_followers=3_000, max_followers=300_000)


def measured(frames: Frames) -> pd.DataFrame:
    found = measure(frames, FROZEN, LEXICON, NOW)
    shares = pd.DataFrame(found.niche.shares).add_prefix("niche_")
    further = {name: json_rows(part, len(frames.profiles)) for name, part in found.further.items()}
    own = found.engagement.assign(steady=found.consistency, badges=[str(b) for b in found.badges], **further)
    return pd.concat([own, shares], axis=1).set_index("profile_id").sort_index()


PLAIN = measured(FRAMES).to_csv()


def ranked(frames: Frames, ids: list[int]) -> dict[int, str]:
    """What the ranking says of each candidate, by id."""
    found = measure(frames, FROZEN, LEXICON, NOW)
    stored = [
        {"engagement": row, "consistency": {"score": float(steady)}, **further}
        for row, steady, further in zip(
            found.engagement.to_dict("records"),
            found.consistency,
            rows(found.further, len(found.engagement)),
            strict=True,
        )
    ]
    names = (*LEXICON.leaves, "other")
    shares = [
        dict(zip(names, own, strict=True)) if np.isfinite(own).all() else {} for own in found.niche.shares
    ]
    candidates = frames.profiles.assign(parts=stored, niches=shares, curated=[{}] * len(stored))
    scored = score_candidates(candidates, BRIEF, target(BRIEF.niches, (), LEXICON)[0], LEXICON)
    told = zip(candidates["profile_id"], scored.whole.score, scored.whole.lost.tolist(), strict=True)
    return {int(who): f"{score!r} {lost!r}" for who, score, lost in told if who in ids}


RANKED = ranked(FRAMES, PROFILES["profile_id"].tolist())


def test_the_same_input_gives_the_same_bytes():
    assert measured(FRAMES).to_csv() == PLAIN


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_order_of_rows_does_not_matter(seed):
    shuffled = Frames(
        PROFILES.sample(frac=1, random_state=seed), POSTS.sample(frac=1, random_state=seed // 2)
    )
    assert measured(shuffled).to_csv() == PLAIN
    assert freeze([observe(shuffled, NOW)]) == FROZEN


@settings(max_examples=300, deadline=None)
@given(
    parts=st.lists(
        st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=8, max_size=8), min_size=1, max_size=6
    ),
    weights=st.lists(st.floats(0.001, 1), min_size=8, max_size=8),
)
def test_points_lost_add_up_to_what_is_missing_to_100(parts, weights):
    own = np.array([[np.nan if part is None else part for part in row] for row in parts], dtype=float)
    whole = composite(own, np.array(weights) / sum(weights))
    known = np.isfinite(whole.score)
    assert np.abs(whole.lost.sum(axis=1) - (100 - whole.score))[known].max(initial=0) <= 1e-9
    assert (whole.lost >= 0).all()


@settings(max_examples=10, deadline=None)
@given(
    followers=st.one_of(st.just(np.nan), st.floats(1, 1e7)),
    likes=st.lists(st.one_of(st.just(np.nan), st.floats(0, 50)), max_size=4),
    bio=st.sampled_from(["", "baker", "cars and dogs"]),
    platform=st.sampled_from(["instagram", "tiktok", "elsewhere"]),
)
def test_a_weak_candidate_changes_nobody_else(followers, likes, bio, platform):
    weak = profiles_frame({"followers": followers, "bio": bio, "platform": platform}).assign(profile_id=999)
    more = Frames(
        pd.concat([PROFILES, weak]), pd.concat([POSTS, posts_frame(*(post(999, likes=n) for n in likes))])
    )
    ids = PROFILES["profile_id"].tolist()
    assert measured(more).drop(index=999).to_csv() == PLAIN
    assert ranked(more, ids) == RANKED


def test_chunks_give_what_the_whole_gives():
    half = PROFILES["profile_id"] <= 70
    parts = [
        Frames(PROFILES[own], POSTS[POSTS["profile_id"].isin(PROFILES[own]["profile_id"])])
        for own in (half, ~half)
    ]
    together = pd.concat([measured(part) for part in parts])
    assert together.to_csv() == measured(FRAMES).to_csv()


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
