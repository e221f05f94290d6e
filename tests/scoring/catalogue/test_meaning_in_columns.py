"""Briefs with a meaning are ranked from columns as from the database."""

from dataclasses import replace

import hypothesis
import numpy as np
import pytest
from django.utils import timezone
from hypothesis import strategies as st

from influencers.models import Profile
from scoring import rank_in_columns
from scoring.catalogue import standing
from scoring.catalogue.building import build
from scoring.core.schema import Brief
from scoring.meaning import space_now
from scoring.models import ProfileVector
from scoring.rank import best_scores, rank_profiles
from scoring.rank_question import question_of
from tests.scoring.catalogue.random_scores import LEAVES, random_catalogue, random_vectors
from tests.scoring.catalogue.two_ways import NOW, WIDE, briefs, real, same
from tests.scoring.test_vectors import meaning_on  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


def test_both_ways_agree_where_the_brief_has_a_meaning(both, meaning_on):  # noqa: F811
    profiles = random_catalogue(100, seed=14)
    random_vectors(profiles, seed=14)
    build(NOW, True)

    @hypothesis.settings(max_examples=15)
    @hypothesis.given(briefs, st.sampled_from(["slow bread", "unheard of"]))
    def agree(brief, words):
        brief = replace(brief, words=(words,))
        same(*both(lambda: rank_profiles(brief, real(), NOW, top=20, beside={"tier": 1.0})))

    agree()
    asked = Brief(words=("slow bread",), min_followers=1, max_followers=10**8, weights={"niche": 1.0})
    first, second = both(lambda: best_scores(asked, real(), NOW))
    assert list(second.items()) == list(first.items())
    assert len(set(second.values())) > 20


def test_scores_by_meaning_in_columns_are_those_of_the_core(meaning_on):  # noqa: F811
    random_vectors(random_catalogue(100, seed=15), seed=15)
    build(NOW, True)
    for niches in ({}, {LEAVES[0]: 1.0}):
        brief = Brief(niches=niches, words=("slow bread",), min_followers=1, max_followers=10**8)
        question = question_of(brief, NOW)
        found = rank_in_columns.in_columns(question, real())
        expected = best_scores(brief, real(), NOW)
        rows = found.everybody.rows_of(list(expected))
        assert len(rows) > 20
        assert found.placed.scores(rows) == pytest.approx(list(expected.values()), rel=1e-5)


def test_columns_without_the_vectors_in_force_are_not_used(meaning_on, settings):  # noqa: F811
    settings.MEANING = False
    random_catalogue(40, seed=16)
    build(NOW, True)
    assert rank_profiles(WIDE, real(), NOW).total
    assert standing.why_not() == ""
    settings.MEANING = True
    assert rank_profiles(WIDE, real(), NOW).total
    assert "meaning" in standing.why_not()
    build(NOW)
    assert rank_profiles(WIDE, real(), NOW).total
    assert standing.why_not() == ""


@pytest.mark.django_db(transaction=True)
def test_who_is_measured_anew_stands_by_the_new_meaning(both, meaning_on):  # noqa: F811
    profiles = random_catalogue(60, seed=17)
    random_vectors(profiles, seed=17)
    build(NOW, True)
    asked = Brief(words=("slow bread",), min_followers=1, max_followers=10**8, weights={"niche": 1.0})
    last = rank_profiles(asked, real(), NOW).ranked[-1].profile_id
    vector = question_of(asked, NOW).wanted.vector.astype(np.float16).tobytes()
    ProfileVector.objects.update_or_create(
        profile_id=last, defaults={"vector": vector, "space": space_now(), "bio": b""}
    )
    Profile.objects.filter(pk=last).update(scored_at=timezone.now())
    first, second = both(lambda: rank_profiles(asked, real(), NOW))
    same(first, second)
    assert second.ranked[-1].profile_id != last
