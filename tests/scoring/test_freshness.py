"""Freshness: the share that looks sponsored as a lower bound, brands with dates, the three modes, words."""

from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone
from scipy.stats import spearmanr

from influencers.models import Profile
from scoring.core.frames import Frames
from scoring.core.freshness import fresh_score, proven_score
from scoring.core.freshness_words import freshness_words
from scoring.core.frozen import freeze
from scoring.core.lexicon import default_lexicon
from scoring.core.measure import measure, observe
from scoring.core.schema import FRESHNESS, Brief
from scoring.core.weights import CONSTANTS
from scoring.rank import rank_profiles
from scoring.run import score_all
from tests.factories import make_post, make_profile
from tests.scoring.planted import NOW, post, posts_frame, profiles_frame


def parts(profiles, posts) -> list[dict]:
    frames = Frames(profiles, posts)
    return measure(frames, freeze([observe(frames, NOW)]), default_lexicon(), NOW).part(FRESHNESS)


def paid(profile_id=1, age=30.0, text="#ad @swiftshoes", **kw):
    return post(profile_id, age, caption=f"{text} number {age}", **kw)


def plain(profile_id=1, age=30.0, **kw):
    return post(profile_id, age, caption=f"a walk on day {age}", **kw)


def test_the_share_is_of_the_posts_that_were_read():
    posts = posts_frame(
        paid(age=10), plain(age=20), plain(age=40), plain(age=50), post(age=60), paid(age=400)
    )
    (part,) = parts(profiles_frame({}), posts)
    assert (part["posts"], part["sponsored"], part["share"]) == (4, 1, 0.25)
    assert part["brands"] == [{"name": "swiftshoes", "first": "2026-11-14", "last": "2026-11-14", "posts": 1}]
    assert part["words"] == [["strong", "#ad", 1]]


def test_without_any_text_or_label_it_is_missing_and_says_so():
    (part,) = parts(profiles_frame({}), posts_frame(post(), post()))
    assert (part["score"], part["share"], part["missing"]) == (None, None, "no captions read")
    assert freshness_words(part, Brief(freshness="fresh")) == ("", "no captions read", ())
    (part,) = parts(profiles_frame({}), posts_frame(post(paid_flag=True), post(paid_flag=False)))
    assert part["share"] == 0.5


def test_reposts_the_future_and_the_same_post_twice_do_not_count():
    twice = paid(age=12)
    rows = (
        twice,
        twice,
        plain(age=9),
        paid(age=-2),
        paid(age=20, is_repost=True),
        paid(age=8, is_deleted=True),
    )
    (part,) = parts(profiles_frame({}), posts_frame(*rows))
    assert (part["posts"], part["sponsored"]) == (2, 1)


def test_few_posts_are_drawn_towards_the_fallback_and_recent_ones_weigh_more():
    c = CONSTANTS
    (part,) = parts(profiles_frame({}), posts_frame(paid(age=c.fresh_half_life_days)))
    q = 0.95
    assert part["usual"] == c.fresh_usual
    assert part["expected"] == pytest.approx((8 * 0.06 + 0.5 * q) / 8.5, abs=1e-9)
    recent, past = parts(
        profiles_frame({}, {}),
        posts_frame(paid(1, 5), plain(1, 300), plain(2, 5), paid(2, 300)),
    )
    assert recent["expected"] > past["expected"]
    assert recent["share"] == past["share"] == 0.5


def test_what_is_usual_is_frozen_over_the_catalogue_and_one_creator_changes_no_other():
    rows = [plain(k, 10 + j) for k in range(1, 12) for j in range(6)]
    rows += [paid(k, 100 + j) for k in range(1, 12) for j in range(2)]
    profiles = profiles_frame(*({} for _ in range(11)))
    whole = parts(profiles, posts_frame(*rows))
    assert 0.1 < whole[0]["usual"] < 0.25
    assert whole[0]["peers"] == 11
    frames = Frames(profiles, posts_frame(*rows))
    frozen = freeze([observe(frames, NOW)])
    alone = Frames(profiles[:1], frames.posts[frames.posts["profile_id"] == 1])
    assert measure(alone, frozen, default_lexicon(), NOW).part(FRESHNESS) == whole[:1]
    turned = Frames(profiles, frames.posts[::-1].reset_index(drop=True))
    assert measure(turned, frozen, default_lexicon(), NOW).part(FRESHNESS) == whole


def test_the_scores_of_the_method():
    share, brands = np.array([0.0, 0.10, 0.10, 0.9]), np.array([0, 0, 8, 0])
    assert fresh_score(share, brands).round(3).tolist() == [1.0, 0.5, 0.25, 0.05]
    share = np.array([0.0, 0.04, 0.08, 0.19, 0.30, 0.5, 0.08])
    brands = np.array([2, 2, 2, 2, 2, 2, 1])
    assert proven_score(share, brands).round(3).tolist() == [0.05, 0.5, 1.0, 0.5, 0.05, 0.05, 0.05]


def test_words_say_at_least_and_what_it_is_known_by():
    rows = [
        paid(age=10),
        paid(age=20, text="Werbung mit @swiftshoes"),
        *(plain(age=30 + k) for k in range(14)),
    ]
    (part,) = parts(profiles_frame({}), posts_frame(*rows))
    value, missing, evidence = freshness_words(part, Brief(freshness="proven"))
    assert (value, missing) == ("at least 12% of 16 posts look sponsored, 1 brand named", "")
    assert evidence[0] == "Known by: #ad (1 post), werbung (1 post)"
    assert evidence[1] == "Brands: swiftshoes (2 posts, last 14 Nov 2026)"
    assert evidence[2].startswith("If 50% of sponsored posts say so, it is about ")
    assert "about 8.0% sponsored posts" in evidence[-1]
    (part,) = parts(profiles_frame({}), posts_frame(plain()))
    value, _, evidence = freshness_words(part, Brief(freshness="fresh"))
    assert value == "none of 1 post looks sponsored"
    assert evidence == ()


def test_planted_shares_are_found_again_and_the_detected_one_is_no_more_than_the_truth():
    draw = np.random.default_rng(7)
    rows, truth = [], []
    for k, share in enumerate(draw.uniform(0, 0.5, 100), 1):
        is_paid = draw.random(80) < share
        truth.append(is_paid.mean())
        for age, told in enumerate(is_paid & (draw.random(80) < 0.7), 4):
            rows.append(paid(k, age) if told else plain(k, age))
    found = parts(profiles_frame(*({} for _ in truth)), posts_frame(*rows))
    expected = [part["expected"] for part in found]
    assert spearmanr(expected, truth).statistic >= 0.9
    assert np.mean([part["share"] <= t + 1e-9 for part, t in zip(found, truth, strict=True)]) >= 0.95


@pytest.mark.django_db
def test_the_brief_decides_who_comes_first_and_the_share_stands_on_the_account():
    now = timezone.now()
    fresh, proven = make_profile(followers=20_000), make_profile(followers=20_000)
    for k in range(20):
        for profile, sponsored in ((fresh, False), (proven, k in (2, 9))):
            text = f"#ad with @brand{k}" if sponsored else "a walk"
            make_post(profile, caption=f"{text} {k}", published_at=now - timedelta(days=3 + 5 * k))
    score_all(now)
    fresh.refresh_from_db()
    proven.refresh_from_db()
    assert (fresh.sponsored_share, proven.sponsored_share) == (0.0, 0.1)

    def first(mode):
        ranking = rank_profiles(Brief(freshness=mode, weights={"freshness": 1}), Profile.objects.all(), now)
        best = [*ranking.ranked, *ranking.needs_data][0]
        return best.profile_id, next((p for p in best.parts if p.criterion == FRESHNESS), None)

    assert first("fresh")[0] == fresh.pk
    best, part = first("proven")
    assert best == proven.pk
    assert part.value == "at least 10% of 20 posts look sponsored, 2 brands named"
    assert first("neutral")[1] is None
