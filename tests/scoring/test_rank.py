"""The ranking of a brief over stored scores: limits, reasons, order, and what a curator changes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from influencers.choices import Basis, Source
from influencers.models import Niche, Profile, ProfileNiche
from scoring import rank as rank_module
from scoring.core.schema import CRITERIA, Brief
from scoring.core.weights import DEFAULT_WEIGHTS
from scoring.models import ProfileScore
from scoring.rank import rank_profiles
from scoring.run import score_all
from tests.factories import make_fee, make_post, make_profile

pytestmark = pytest.mark.django_db
FOOD = Brief(niches={"food": 1.0})


def make_creator(topic: str = "sourdough", likes: int = 300, posts: int = 6, **kw) -> Profile:
    profile = make_profile(**{"bio": f"All about {topic}"} | kw)
    for week in range(posts):
        make_post(
            profile,
            published_at=timezone.now() - timedelta(days=5 + 7 * week),
            likes=likes + week,
            caption=f"{topic} {week}",
        )
    return profile


def make_pool() -> dict[str, Profile]:
    """Four creators that matter and twelve peers that make a benchmark."""
    pool = {
        "baker": make_creator("sourdough", 700),
        "quiet baker": make_creator("sourdough", 90),
        "hiker": make_creator("hiking", 700),
        "silent": make_profile(bio="I bake bread"),
    }
    for k in range(12):
        make_creator("gardening", 100 + 40 * k)
    score_all(timezone.now())
    return pool


def rank(brief: Brief = FOOD, profiles=None, **kw):
    return rank_profiles(brief, Profile.objects.all() if profiles is None else profiles, timezone.now(), **kw)


def test_the_best_fit_comes_first_with_its_reasons():
    pool = make_pool()
    ranking = rank()
    places = [result.profile_id for result in ranking.ranked]
    assert places[0] == pool["baker"].pk
    assert places.index(pool["quiet baker"].pk) < places.index(pool["hiker"].pk)
    first = ranking.ranked[0]
    parts = {part.criterion: part for part in first.parts}
    assert parts["niche"].value.startswith("Baking ")
    assert "sourdough" in parts["niche"].evidence[0]
    assert "6 posts, better than" in parts["engagement"].value
    assert parts["tier"].value == "20,000 followers, inside 5,000 to 100,000"
    assert parts["consistency"].value == "posted in 6 of the last 12 weeks, last 5 days ago"
    assert parts["authenticity"].value == "no signals in 2 of 5 groups"
    assert parts["replies"].missing == "no comments read"
    assert first.rank_low <= first.rank == 1 <= first.rank_high
    assert ranking.run_id


def test_points_lost_add_up_for_everybody():
    make_pool()
    for result in rank().ranked:
        assert sum(part.points_lost for part in result.parts) == pytest.approx(100 - result.score, abs=1e-9)
        assert sum(part.weight for part in result.parts) == pytest.approx(1)


def test_the_counterfactual_says_what_a_median_would_give():
    make_pool()
    last = rank().ranked[-1]
    niche = next(part for part in last.parts if part.criterion == "niche")
    assert niche.at_median == pytest.approx(last.score, abs=1e-6)
    first = rank().ranked[0]
    niche = next(part for part in first.parts if part.criterion == "niche")
    assert niche.at_median < first.score


def test_who_is_known_too_little_waits_in_a_list_of_its_own():
    pool = make_pool()
    ranking = rank()
    (waiting,) = ranking.needs_data
    assert waiting.profile_id == pool["silent"].pk
    assert waiting.score is None
    assert "engagement (no posts yet)" in waiting.note
    assert waiting.coverage < 0.6


def test_a_curated_niche_changes_the_ranking_at_once():
    pool = make_pool()
    before = [result.profile_id for result in rank().ranked]
    assert before.index(pool["hiker"].pk) > 1
    ProfileNiche.objects.create(
        profile=pool["hiker"], niche=Niche.objects.get(slug="baking"), basis=Basis.CURATED
    )
    after = rank().ranked
    assert pool["hiker"].pk in [result.profile_id for result in after[:2]]
    result = next(r for r in after if r.profile_id == pool["hiker"].pk)
    assert result.parts[0].value == "Baking 100%, set by a curator"


def test_a_curated_niche_outside_the_shipped_tree_counts_too():
    pool = make_pool()
    bees = Niche.objects.create(slug="beekeeping", name="Beekeeping")
    ProfileNiche.objects.create(profile=pool["hiker"], niche=bees, basis=Basis.CURATED)
    assert rank(Brief(niches={"beekeeping": 1})).ranked[0].profile_id == pool["hiker"].pk


def test_a_candidate_more_or_less_changes_nobody_elses_score():
    pool = make_pool()
    whole = {r.profile_id: r.score for r in rank().ranked}
    alone = rank(profiles=[pool["quiet baker"].pk])
    assert alone.ranked[0].score == whole[pool["quiet baker"].pk]
    assert alone.ranked[0].rank == 1


@pytest.mark.parametrize(
    ("brief", "change", "reason"),
    [
        ({}, {"followers": 4_999}, "fewer than 5,000 followers"),
        ({}, {"followers": 100_001}, "more than 100,000 followers"),
        ({}, {"followers": None}, "followers unknown"),
        ({"platforms": ("tiktok",)}, {}, "another platform"),
        ({"countries": ("DE",)}, {"country": "FR"}, "another country"),
        ({"countries": ("DE",)}, {"country": ""}, "country unknown"),
        ({"languages": ("de",)}, {"language": "en"}, "another language"),
        ({}, {"last_post_at": timezone.now() - timedelta(days=181)}, "no post for 180 days"),
        ({"demo": True}, {}, "real creators, never ranked with demo ones"),
    ],
)
def test_hard_limits_leave_out_and_say_why(brief, change, reason):
    make_profile(**change)
    ranking = rank(Brief(**brief))
    assert ranking.left_out == {reason: 1}
    assert ranking.total == 0
    assert not len(ranking.needs_data)


@pytest.mark.parametrize(
    ("brief", "change"),
    [
        ({"near_misses": True}, {"followers": 150_000}),
        ({"dormant": True}, {"last_post_at": timezone.now() - timedelta(days=400)}),
        ({"countries": ("de",)}, {"country": "DE"}),
    ],
)
def test_limits_that_were_lifted_or_met_let_through(brief, change):
    make_profile(**change)
    assert rank(Brief(**brief)).left_out == {}


def test_demo_creators_are_ranked_only_where_there_are_no_real_ones():
    demo = make_creator(source=Source.DEMO)
    assert rank().left_out == {}
    real = make_creator()
    ranking = rank()
    assert ranking.left_out == {"demo creators, never ranked with real ones": 1}
    shown = [r.profile_id for r in [*ranking.ranked, *ranking.needs_data]]
    assert shown == [real.pk]
    assert demo.pk not in shown


def test_a_brief_without_niche_drops_that_part():
    make_pool()
    ranking = rank(Brief())
    parts = {part.criterion: part for part in ranking.ranked[0].parts}
    assert parts["niche"].missing == "the brief names no niche"
    assert parts["niche"].weight == 0
    known = [name for name, part in parts.items() if part.score is not None]
    assert set(known) == {"engagement", "tier", "authenticity", "cost", "consistency"}
    share = DEFAULT_WEIGHTS["engagement"] / sum(DEFAULT_WEIGHTS[name] for name in known)
    assert parts["engagement"].weight == pytest.approx(share)


def test_identical_creators_tie_and_go_by_id():
    make_pool()
    when = timezone.now() - timedelta(days=9)
    twins = [make_profile(bio="All about sourdough") for _ in range(2)]
    for twin in twins:
        for _ in range(6):
            make_post(twin, published_at=when, likes=300, caption="")
    score_all(timezone.now())
    first, second = rank(profiles=[twin.pk for twin in reversed(twins)]).ranked
    assert first.score == second.score
    assert (first.profile_id, second.profile_id) == (twins[0].pk, twins[1].pk)


def test_accounts_that_were_not_scored_yet_say_so():
    make_profile(bio="sourdough")
    (waiting,) = rank().needs_data
    assert "engagement (not scored yet)" in waiting.note
    assert rank().run_id is None


def test_an_empty_catalogue_is_an_empty_ranking():
    ranking = rank()
    assert (ranking.ranked, ranking.total, ranking.left_out) == ([], 0, {})


def test_only_the_top_is_explained_and_the_rest_is_counted():
    make_pool()
    ranking = rank(top=2)
    assert len(ranking.ranked) == 2
    assert ranking.total == 15


def test_alone_a_result_keeps_its_score_and_says_nothing_of_others():
    make_pool()
    among, alone = rank().ranked, rank(alone=True).ranked
    assert [(r.profile_id, r.score) for r in alone] == [(r.profile_id, r.score) for r in among]
    for one, all_ in zip(alone, among, strict=True):
        assert (one.rank, one.rank_low, one.rank_high, one.chance_top20) == (None,) * 4
        assert all_.rank_low <= all_.rank <= all_.rank_high
        assert {part.at_median for part in one.parts} == {None}
        assert [p.points_lost for p in one.parts] == [p.points_lost for p in all_.parts]


def test_a_result_can_be_frozen_as_json():
    import json

    make_pool()
    frozen = rank().ranked[0].as_dict()
    assert json.loads(json.dumps(frozen)) == frozen


def test_queries_do_not_grow_with_the_candidates(django_assert_num_queries):
    pool = make_pool()
    with django_assert_num_queries(6):
        rank(profiles=[pool["baker"].pk])
    with django_assert_num_queries(6):
        rank()


def test_one_alone_is_explained_among_all():
    pool = make_pool()
    everybody = rank()
    third = everybody.ranked[2]
    only = rank(only=third.profile_id)
    assert only.total == everybody.total
    assert list(only.ranked) == [third]
    outside = make_profile(followers=900_000)
    assert list(rank(only=outside.pk).ranked) == []
    assert pool


def test_far_below_no_interval_is_told(monkeypatch):
    make_pool()
    everybody = rank().ranked
    monkeypatch.setattr(rank_module, "INTERVALS_TO", 2)
    assert all(rank(only=one.profile_id).ranked[0].rank_low for one in everybody[:2])
    assert [one.rank_low for one in rank(top=1, page=3).ranked] == [None]
    assert [one.rank_low for one in rank(only=everybody[2].profile_id).ranked] == [None]


def test_an_estimated_price_makes_a_rank_less_certain_than_an_entered_one():
    make_pool()
    cost_alone = Brief(weights={c: 1.0 if c == "cost" else 0.0 for c in CRITERIA})
    estimated = rank(cost_alone).ranked
    price_of = ProfileScore.objects.in_bulk(field_name="profile_id")
    for row in estimated:
        price = Decimal(str(round(price_of[row.profile_id].parts["cost"]["price"], 2)))
        make_fee(Profile.objects.get(pk=row.profile_id), price)
    score_all(timezone.now())
    entered = rank(cost_alone).ranked

    def width(rows):
        return sum(row.rank_high - row.rank_low for row in rows)

    assert width(entered) < width(estimated)


def test_authenticity_that_could_not_be_looked_at_makes_a_rank_less_certain():
    make_pool()
    authenticity_alone = Brief(weights={c: 1.0 if c == "authenticity" else 0.0 for c in CRITERIA})

    def width(coverage: float) -> int:
        for score in ProfileScore.objects.all():
            score.parts["authenticity"] |= {"coverage": coverage, "a": 0.8, "score": 0.8}
            score.save()
        return sum(row.rank_high - row.rank_low for row in rank(authenticity_alone).ranked)

    assert width(1.0) == 0 < width(0.3)
