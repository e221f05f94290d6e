"""Creators like one creator: what is compared, who may be named, and why."""

from copy import deepcopy
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from django.urls import reverse
from django.utils import timezone

from influencers.choices import Source
from influencers.models import Post, Profile
from scoring.core.lookalike import Creator, likeness, most_alike, niche_likeness
from scoring.lookalikes import similar_page
from scoring.run import score_all
from tests.factories import make_post, make_profile

NAMES = {0: "Baking", 1: "Cooking", 2: "Dogs"}
BAKER = np.array([0.8, 0.1, 0.0, 0.1])


def others(*rows: dict) -> pd.DataFrame:
    base = {"followers": 20_000, "language": "en", "country": "DE"}
    return pd.DataFrame([{"profile_id": k, **base, **row} for k, row in enumerate(rows, 1)])


def one(**kw) -> Creator:
    return Creator(**{"followers": 20_000.0, "language": "en", "country": "DE", "shares": BAKER} | kw)


def test_niche_likeness_is_1_for_the_same_and_0_for_nothing_in_common():
    same = niche_likeness(np.array([0.5, 0.5, 0, 0]), np.array([[0.5, 0.5, 0, 0], [0, 0, 1, 0]]))
    assert same == pytest.approx([1, 0])


def test_two_creators_about_nothing_in_particular_are_not_alike():
    nothing = np.array([0, 0, 0, 1.0])
    assert niche_likeness(nothing, nothing[None, :]) == pytest.approx([0])


def test_likeness_is_symmetric():
    rows = np.random.default_rng(1).dirichlet(np.ones(4), 30)
    for a, b in zip(rows[:15], rows[15:], strict=True):
        assert niche_likeness(a, b[None, :])[0] == pytest.approx(niche_likeness(b, a[None, :])[0])


def test_nearer_niches_size_language_and_place_are_more_alike():
    shares = np.array([BAKER, BAKER, BAKER, BAKER, [0.1, 0.8, 0, 0.1], [0, 0, 0.9, 0.1]])
    frame = others({}, {"country": "FR"}, {"language": "fr"}, {"followers": 90_000}, {}, {})
    found = likeness(one(), frame, shares)["likeness"].tolist()
    assert found[0] > found[1] > found[2] > found[3] > found[4] > found[5]


def test_what_is_unknown_gives_its_weight_to_the_rest():
    frame = others({"language": "", "country": ""}, {})
    found = likeness(one(), frame, np.array([BAKER, BAKER]))
    assert found["language"].isna().tolist() == [True, False]
    known = found[["niche", "size"]].iloc[0].to_numpy()
    assert found["likeness"].iloc[0] == pytest.approx(known @ [0.55, 0.2] / 0.75)


def test_meaning_counts_where_it_is_known():
    shares = np.array([BAKER, BAKER, BAKER])
    found = most_alike(one(), others({}, {}, {}), shares, NAMES, 3, np.array([0.2, 0.9, np.nan]))
    assert [alike.at for alike in found] == [2, 1, 0]
    assert ["they write alike" in alike.reasons for alike in found] == [False, True, False]


def test_reasons_say_what_is_common():
    frame = others({"followers": 50_000, "country": "FR"}, {"followers": 5_000, "country": "FR"}, {})
    found = most_alike(one(), frame, np.array([BAKER, BAKER, [0, 0, 1, 0]]), NAMES, 3)
    assert [alike.at for alike in found] == [0, 1]
    assert found[0].reasons == ("both about Baking and Cooking", "2.5 times the size", "the same language")
    assert "25% of the size" in found[1].reasons
    assert most_alike(one(), others({}).iloc[:0], np.empty((0, 4)), NAMES, 3) == []


@pytest.fixture(scope="module")
def shop(shared_rows):
    """Eight bakers, a cook, a dog lover, a baker on TikTok and one that is a demo creator."""
    made = [make_profile(followers=10_000 + 2_000 * k, language="de") for k in range(8)]
    cook, dogs = make_profile(followers=12_000), make_profile(followers=12_000)
    other = make_profile(followers=12_000, platform="tiktok")
    demo = make_profile(followers=12_000, source=Source.DEMO)
    texts = {cook.pk: "A new recipe for dinner with bread #cooking", dogs.pk: "My puppy is a dog"}
    for profile in (*made, cook, dogs, other, demo):
        for week in range(5):
            make_post(
                profile,
                published_at=timezone.now() - timedelta(days=5 + 7 * week),
                caption=texts.get(profile.pk, "Sourdough bread and cake"),
            )
    score_all(timezone.now())
    return made, cook, dogs, other, demo


@pytest.fixture
def bakers(db, shop):
    return deepcopy(shop)


def found(profile: Profile, **kw) -> list[Profile]:
    return [one.profile for one in similar_page(profile.influencer, **kw).found]


def test_similar_creators_are_of_the_same_root_platform_and_kind(bakers):
    made, cook, dogs, other, demo = bakers
    alike = found(made[3])
    assert set(alike) == {*made[:3], *made[4:], cook}
    assert {alike[0], alike[1]} == {made[2], made[4]}
    assert alike[-1] == cook
    assert other in found(made[3], platform="any")
    assert found(made[3], platform="tiktok") == [other]
    assert found(made[3], size="larger")[0] == made[4]
    assert made[4] not in found(made[3], size="smaller")
    assert found(demo) == []


def test_who_may_not_be_named_is_not(bakers):
    made, *_ = bakers
    made[2].influencer.status = "blocked"
    made[2].influencer.save()
    Profile.objects.filter(pk=made[4].pk).update(labels=["!no-unauthenticated", "!hide"])
    assert made[2] not in found(made[3])


def test_a_person_with_two_accounts_is_shown_once(bakers):
    made, *_ = bakers
    Profile.objects.filter(pk__in=[made[1].pk, made[2].pk]).update(influencer=made[2].influencer_id)
    people = [profile.influencer_id for profile in found(made[3])]
    assert len(people) == len(set(people))


def test_why_there_is_nobody_is_said(bakers, settings):
    quiet = make_profile(followers=9_000)
    assert "No niche of this creator is measured yet" in similar_page(quiet.influencer).why_none
    Profile.objects.filter(pk=quiet.pk).update(followers=None)
    assert "not known" in similar_page(quiet.influencer).why_none
    quiet.delete()
    assert "no account" in similar_page(quiet.influencer).why_none


def test_the_page_and_the_card(bakers, client, marketer):
    made, *_ = bakers
    client.force_login(marketer)
    page = client.get(reverse("similar", args=[made[3].influencer_id])).content.decode()
    assert f"@{made[2].handle}" in page
    assert "both about Baking" in page
    assert reverse("campaign_picker") in page
    card = client.get(reverse("similar_card", args=[made[3].influencer_id])).content.decode()
    assert card.count("<li>") == 5
    assert "<html" not in card
    own = client.get(made[3].influencer.get_absolute_url()).content.decode()
    assert reverse("similar_card", args=[made[3].influencer_id]) in own


def test_queries_do_not_grow_with_the_candidates(bakers, django_assert_max_num_queries):
    made, *_ = bakers
    Post.objects.none()
    with django_assert_max_num_queries(11) as few:
        similar_page(made[3].influencer, platform="tiktok")
    with django_assert_max_num_queries(11) as many:
        similar_page(made[3].influencer, platform="any")
    assert len(few) == len(many)
