"""A ranking from columns is the ranking from the database: same creators, order, totals and reasons."""

import random

import hypothesis
import pytest
from django.core.management import call_command
from django.db.models import Q
from django.utils import timezone
from hypothesis import strategies as st

from influencers.choices import Basis, InfluencerStatus
from influencers.models import Influencer, Niche, Profile, ProfileNiche
from scoring import rank_in_columns
from scoring.among import Among
from scoring.catalogue import standing
from scoring.catalogue.building import build
from scoring.core.schema import Brief
from scoring.models import ProfileScore
from scoring.rank import best_scores, rank_profiles, scores_among
from tests.scoring.catalogue.random_scores import LEAVES, ROOTS, TIED, random_catalogue
from tests.scoring.catalogue.two_ways import NOW, WIDE, briefs, from_database, real, same

pytestmark = pytest.mark.django_db


def test_both_ways_agree_on_any_brief(both):
    profiles = random_catalogue(100, seed=1)
    build(NOW, True)
    without = [profile.pk for profile in profiles[::11]]

    @hypothesis.settings(max_examples=25)
    @hypothesis.given(briefs, st.booleans())
    def agree(brief, varied):
        same(
            *both(
                lambda: rank_profiles(brief, real(without), NOW, top=20, varied=varied, beside={"tier": 1.0})
            )
        )

    agree()


def test_everybody_is_ranked_some_way():
    """The catalogue of these tests has each case in it, so that agreement means something."""
    random_catalogue(100, seed=1)
    build(NOW, True)
    ranking = rank_profiles(Brief(niches={LEAVES[0]: 1.0}), real(), NOW)
    assert ranking.total > 20
    assert len(ranking.needs_data) > 5
    assert len(ranking.withheld) > 5
    assert {"followers unknown", "no post for 180 days"} <= ranking.left_out.keys()


def test_who_differs_in_nothing_stands_by_id(both):
    profiles = random_catalogue(60, seed=2)
    build(NOW, True)
    first, second = both(lambda: rank_profiles(WIDE, real(), NOW, top=100))
    same(first, second)
    twins = {one.pk for one in profiles[:TIED]}
    alike = [one.profile_id for one in second.ranked if one.profile_id in twins]
    assert len(alike) > 2
    assert alike == sorted(alike)


def test_deep_pages_go_on_where_the_ones_before_end(both, monkeypatch):
    random_catalogue(150, seed=3)
    build(NOW, True)
    monkeypatch.setattr(rank_in_columns, "READ_MOST", 20)
    for page in (1, 2, 3, 5, 99):
        first, second = both(lambda page=page: rank_profiles(WIDE, real(), NOW, top=10, page=page))
        assert second.ranked
        told = [[(one.profile_id, one.rank, one.score) for one in r.ranked] for r in (first, second)]
        assert told[0] == told[1]


def test_a_query_or_ids_can_be_ranked_too(both):
    profiles = random_catalogue(150, seed=4)
    build(NOW, True)
    german = Profile.objects.filter(country="DE")
    same(*both(lambda: rank_profiles(WIDE, german, NOW)))
    same(*both(lambda: rank_profiles(WIDE, Among(german, False, limits=(Q(country="DE"),)), NOW)))
    same(*both(lambda: rank_profiles(WIDE, [one.pk for one in profiles[:80]], NOW, alone=True)))
    same(*both(lambda: rank_profiles(WIDE, Profile.objects.none(), NOW)))


def test_one_among_everybody_has_the_same_rank(both, monkeypatch):
    random_catalogue(150, seed=5)
    build(NOW, True)
    monkeypatch.setattr(rank_in_columns, "READ_MOST", 20)
    for one in rank_profiles(WIDE, real(), NOW, top=60).ranked[::7]:
        first, second = both(lambda pk=one.profile_id: rank_profiles(WIDE, real(), NOW, top=1, only=pk))
        assert [r.rank for r in second.ranked] == [r.rank for r in first.ranked] == [one.rank]
    outside = Profile.objects.filter(followers=None).first()
    assert list(rank_profiles(WIDE, real(), NOW, only=outside.pk).ranked) == []


def test_scores_and_ranks_of_some_agree(both):
    profiles = random_catalogue(150, seed=6)
    build(NOW, True)
    some = [one.pk for one in profiles[::5]]
    first, second = both(lambda: scores_among(WIDE, real(), some, NOW))
    assert {pk: rank for pk, (rank, _) in second.items()} == {pk: rank for pk, (rank, _) in first.items()}
    assert all(second[pk][1].tobytes() == first[pk][1].tobytes() for pk in first)
    first, second = both(lambda: best_scores(WIDE, real(), NOW, 12, also=some))
    assert list(second.items()) == list(first.items())
    assert len(second) > 12


@pytest.mark.django_db(transaction=True)
def test_changes_count_at_once(both):
    profiles = random_catalogue(120, seed=7)
    build(NOW, True)
    dice = random.Random(7)
    niche = Niche.objects.get(slug=LEAVES[0])
    for _ in range(12):
        _change(dice.choice(profiles), niche, dice)
        same(*both(lambda: rank_profiles(WIDE, real(), NOW, top=30)))


def _change(profile: Profile, niche: Niche, dice: random.Random) -> None:
    match dice.randrange(6):
        case 0:
            Profile.objects.filter(pk=profile.pk).update(followers=dice.randint(6_000, 90_000))
        case 1:
            score = ProfileScore.objects.filter(profile=profile).first()
            if score:
                score.parts["engagement"]["score"] = dice.random()
                score.save()
                Profile.objects.filter(pk=profile.pk).update(scored_at=timezone.now())
        case 2:
            ProfileNiche.objects.update_or_create(
                profile=profile, niche=niche, basis=Basis.CURATED, defaults={"weight": 1.0}
            )
        case 3:
            status = dice.choice([InfluencerStatus.BLOCKED, InfluencerStatus.ACTIVE])
            Influencer.objects.filter(pk=profile.influencer_id).update(status=status)
        case 4:
            Profile.objects.filter(pk=profile.pk).delete()
        case 5:
            Profile.objects.filter(pk=profile.pk).update(labels=["noindex"])


@pytest.mark.django_db(transaction=True)
def test_a_better_engagement_moves_a_creator_up():
    random_catalogue(60, seed=8)
    build(NOW, True)
    by_engagement = Brief(min_followers=1, max_followers=10**8, weights={"engagement": 1.0, "tier": 1.0})
    last = rank_profiles(by_engagement, real(), NOW).ranked[-1].profile_id
    score = ProfileScore.objects.get(profile=last)
    score.parts["engagement"]["score"] = 1.0
    for name in ("authenticity", "cost", "replies", "consistency"):
        score.parts[name]["score"] = 1.0
    score.save()
    Profile.objects.filter(pk=last).update(scored_at=timezone.now())
    assert rank_profiles(by_engagement, real(), NOW).ranked[0].profile_id == last
    assert standing.why_not() == ""


@pytest.mark.django_db(transaction=True)
def test_with_too_many_changes_nobody_is_shown_who_may_not_be(monkeypatch):
    random_catalogue(60, seed=9)
    build(NOW, True)
    first = rank_profiles(WIDE, real(), NOW).ranked[0].profile_id
    monkeypatch.setattr(standing, "PATCHED_MOST", 0)
    Influencer.objects.filter(profiles=first).update(status=InfluencerStatus.BLOCKED)
    ranking = rank_profiles(WIDE, real(), NOW)
    assert first not in [one.profile_id for one in ranking.ranked]
    assert standing.why_not() == ""


def test_a_damaged_file_leaves_the_answer_to_the_database():
    random_catalogue(60, seed=10)
    folder = build(NOW, True)
    expected = [one.profile_id for one in rank_profiles(WIDE, real(), NOW).ranked]
    path = folder / "loss.npy"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    standing.forget()
    assert [one.profile_id for one in rank_profiles(WIDE, real(), NOW).ranked] == expected
    assert "loss.npy" in standing.why_not()


def test_columns_of_other_niches_are_not_used(settings):
    random_catalogue(60, seed=11)
    build(NOW, True)
    Niche.objects.create(slug="kites", name="Kites", parent=Niche.objects.get(slug=ROOTS[0]))
    found = rank_profiles(WIDE, real(), NOW)
    assert standing.why_not().startswith("niches or numbers")
    with from_database(settings):
        same(rank_profiles(WIDE, real(), NOW), found)


def test_columns_are_written_when_they_are_due(settings):
    random_catalogue(30, seed=12)
    settings.CATALOGUE_FROM = 1_000
    assert build(NOW) is None
    settings.CATALOGUE_FROM = 10
    folder = build(NOW)
    assert folder.is_dir()
    assert build(NOW) is None
    Niche.objects.create(slug="kites", name="Kites", parent=Niche.objects.get(slug=ROOTS[0]))
    assert build(NOW) not in (None, folder)


def test_a_command_writes_them_now(settings, capsys):
    random_catalogue(20, seed=13)
    call_command("build_score_columns")
    assert str(settings.VAR_DIR) in capsys.readouterr().out
    assert rank_profiles(WIDE, real(), NOW).total
    assert standing.why_not() == ""
