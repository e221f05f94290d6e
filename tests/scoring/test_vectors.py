"""Meaning in the database: vectors that are kept, frozen in a run, and compared with briefs."""

from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from influencers.models import Profile, ProfileNiche
from influencers.text.encoder import model
from scoring.core.schema import Brief
from scoring.meaning import current_meaning, token_vectors_file
from scoring.models import CatalogueVectors, ProfileScore, ProfileVector, ScoreRun
from scoring.niches import current_lexicon
from scoring.rank import rank_profiles
from scoring.run import score_all, score_stale
from scoring.vectors import vectors_of
from tests.factories import make_post, make_profile

pytestmark = pytest.mark.django_db
TOPICS = (
    *("football matches", "crypto news", "mama of two", "gamer", "car tuning", "fashion looks", "memes"),
    *("makeup", "travel the world", "books", "cat videos", "tech reviews", "yoga", "gardening"),
)


@pytest.fixture
def meaning_on(settings, tmp_path, token_vectors):
    settings.MEANING = True
    settings.VAR_DIR = tmp_path
    token_vectors_file().parent.mkdir()
    token_vectors.save(token_vectors_file())


def make_pool() -> dict[str, Profile]:
    bios = {"english": "long rises and a crusty loaf", "chinese": "酸种面包师", "malay": ""}
    bios |= dict(zip(TOPICS, TOPICS, strict=True))
    pool = {name: make_profile(bio=bio, followers=20_000) for name, bio in bios.items()}
    for at, (name, profile) in enumerate(pool.items()):
        caption = "roti sourdough segar" if name == "malay" else ""
        for week in range(6):
            day = timezone.now() - timedelta(days=5 + 7 * week)
            make_post(profile, caption=caption, published_at=day, likes=200 + 6 * ((at * 7) % 11))
    return pool


def scores(brief: Brief) -> dict[int, float]:
    ranking = rank_profiles(brief, Profile.objects.all(), timezone.now())
    return {result.profile_id: result.score for result in ranking.ranked}


def vectors() -> list[bytes]:
    rows = ProfileVector.objects.order_by("profile").values_list("vector", flat=True)
    return [bytes(vector) for vector in rows]


def test_slow_bread_ranks_the_bakers_first_whatever_their_language(meaning_on):
    pool = make_pool()
    score_all(timezone.now())
    ranking = rank_profiles(Brief(words=("slow bread",)), Profile.objects.all(), timezone.now())
    first = {result.profile_id for result in ranking.ranked[:3]}
    assert first == {pool[name].pk for name in ("english", "chinese", "malay")}
    niche = next(part for part in ranking.ranked[0].parts if part.criterion == "niche")
    assert any(text.startswith("Meaning near to the brief:") for text in niche.evidence)


def test_without_meaning_no_vector_is_made_and_a_brief_goes_by_words(settings):
    settings.MEANING = False
    make_pool()
    score_all(timezone.now())
    assert not ProfileVector.objects.exists()
    assert not CatalogueVectors.objects.exists()
    ranking = rank_profiles(Brief(words=("unheard of",)), Profile.objects.all(), timezone.now())
    assert any("No niche knows" in note for note in ranking.notes)


def test_a_bio_is_read_once_until_it_changes(meaning_on, monkeypatch):
    profile = make_profile(bio="bread and butter")
    score_all(timezone.now())
    before = bytes(ProfileVector.objects.get(profile=profile).bio)
    read: list[str] = []
    encode = model().encode
    monkeypatch.setattr(model(), "encode", lambda texts: read.extend(texts) or encode(texts))
    score_all(timezone.now())
    assert read == []
    Profile.objects.update(bio="cars and motorbikes")
    score_all(timezone.now())
    assert read == ["cars and motorbikes"]
    assert bytes(ProfileVector.objects.get(profile=profile).bio) != before


def test_switching_meaning_on_scores_everybody_again(meaning_on, settings):
    settings.MEANING = False
    profile = make_profile(bio="wheat and rye, risen slowly overnight")
    score_all(timezone.now())
    assert not ProfileNiche.objects.exists()
    settings.MEANING = True
    assert score_stale(timezone.now()) == 1
    row = ProfileNiche.objects.filter(profile=profile).latest("weight")
    assert row.niche.slug == "baking"
    assert row.evidence["like"]
    assert score_stale(timezone.now()) == 0


def test_a_run_freezes_what_is_usual_and_a_new_creator_changes_nobody(meaning_on):
    pool = make_pool()
    score_all(timezone.now())
    brief = Brief(words=("slow bread",))
    before = {
        r.profile_id: r.score for r in rank_profiles(brief, Profile.objects.all(), timezone.now()).ranked
    }
    late = make_profile(bio="sourdough sourdough", followers=20_000)
    score_stale(timezone.now())
    after = {
        r.profile_id: r.score for r in rank_profiles(brief, Profile.objects.all(), timezone.now()).ranked
    }
    assert ProfileVector.objects.filter(profile=late).exists()
    assert {k: after[k] for k in before} == before
    assert CatalogueVectors.objects.get().number == len(pool)


def test_the_same_data_gives_the_same_vectors_to_the_byte(meaning_on):
    make_pool()
    now = timezone.now()
    score_all(now)
    first = vectors()
    shares = list(ProfileScore.objects.order_by("profile").values_list("niches", flat=True))
    score_all(now)
    assert first == [
        bytes(v) for v in ProfileVector.objects.order_by("profile").values_list("vector", flat=True)
    ]
    assert shares == list(ProfileScore.objects.order_by("profile").values_list("niches", flat=True))
    assert len(set(ScoreRun.objects.values_list("data_hash", flat=True))) == 1


def test_vectors_come_in_the_order_asked_for_with_zeros_where_there_is_none(meaning_on):
    a, b = make_profile(bio="bread"), make_profile(bio="cars")
    score_all(timezone.now())
    new = make_profile(bio="not scored yet")
    meaning = current_meaning(current_lexicon())
    rows = vectors_of([b.pk, new.pk, a.pk], meaning)
    assert not rows[1].any()
    assert np.array_equal(rows[[2, 0]], vectors_of([a.pk, b.pk], meaning))
