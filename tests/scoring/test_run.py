"""Runs over the catalogue: what is stored, what is left alone, and when."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone

from influencers.choices import Basis, RunState, Source
from influencers.columns import order_of
from influencers.models import ImportFile, Niche, Post, Profile, ProfileNiche, ReportedFigures
from scoring.core.weights import VERSION
from scoring.models import ProfileScore, ScoreRun
from scoring.niches import current_lexicon, sync_niches
from scoring.run import LOCK, score_all, score_stale
from scoring.tasks import score_stale as score_stale_task
from tests.factories import make_post, make_profile, make_snapshot
from tests.scoring.small_catalogue import make_catalogue
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db


def everything() -> list[tuple]:
    scores = ProfileScore.objects.order_by("profile_id")
    headlines = Profile.objects.order_by("id").values_list(
        "id", "engagement_rate", "er_low", "er_high", "percentile", "n_posts", "primary_niche__slug"
    )
    return [
        *scores.values_list("profile_id", "theta", "theta_var", "mu", "parts", "niches", "badges"),
        *headlines,
    ]


def test_a_full_run_writes_scores_and_headlines():
    profiles = make_catalogue()
    now = timezone.now()
    (run,) = score_all(now)
    assert (run.state, run.profiles, run.posts, run.is_demo) == (RunState.DONE, 12, 84, False)
    best, worst = (Profile.objects.get(pk=p.pk) for p in (profiles[7], profiles[0]))
    assert best.percentile > 0.7 > 0.3 > worst.percentile
    assert best.er_low < best.engagement_rate < best.er_high
    assert (best.er_basis, best.n_posts, best.score_version) == (Basis.MEASURED, 7, run.version)
    assert best.scored_at == now
    assert abs(best.last_post_at - (now - timedelta(days=5))) < timedelta(seconds=10)
    assert best.primary_niche.slug == "baking"
    niche = best.niches.get(niche__slug="baking")
    assert niche.basis == Basis.MEASURED
    assert "sourdough" in niche.evidence["words"]
    assert set(niche.evidence["posts"]) <= set(best.posts.values_list("id", flat=True))


def test_the_same_run_time_gives_the_same_numbers():
    make_catalogue()
    now = timezone.now()
    (first,) = score_all(now)
    before = everything()
    (second,) = score_all(now)
    assert everything() == before
    assert second.benchmark == first.benchmark
    assert ProfileScore.objects.filter(run=second).count() == 12


def test_stale_profiles_alone_are_scored_again_against_the_frozen_benchmark():
    profiles = make_catalogue()
    (run,) = score_all(timezone.now())
    assert score_stale(timezone.now()) == 0
    before = dict(ProfileScore.objects.values_list("profile_id", "theta"))
    changed = profiles[3]
    Post.objects.filter(profile=changed).update(likes=5_000)
    Profile.objects.filter(pk=changed.pk).update(data_changed_at=timezone.now())
    assert score_stale(timezone.now()) == 1
    after = dict(ProfileScore.objects.values_list("profile_id", "theta"))
    assert after.pop(changed.pk) > before.pop(changed.pk) + 1
    assert after == before
    assert ScoreRun.objects.count() == 1
    assert ProfileScore.objects.get(profile=changed).run == run


def test_a_catalogue_that_grew_by_more_than_a_fifth_is_measured_anew():
    make_catalogue(5)
    score_all(timezone.now())
    make_catalogue(12)
    assert score_stale(timezone.now()) == 17
    assert ScoreRun.objects.count() == 2
    assert Profile.objects.filter(percentile__isnull=False).count() == 17


def test_the_task_of_the_schedule_scores_what_is_new():
    make_catalogue(3)
    score_stale_task()
    assert not Profile.objects.stale().exists()


def test_demo_and_real_creators_never_share_a_benchmark():
    real = make_catalogue()
    demo = make_catalogue(source=Source.DEMO)
    Post.objects.filter(profile__in=demo).update(likes=9_000)
    runs = score_all(timezone.now())
    assert [run.is_demo for run in runs] == [False, True]
    alone = list(
        Profile.objects.filter(pk__in=[p.pk for p in real])
        .order_by("pk")
        .values_list("percentile", flat=True)
    )
    Profile.objects.demo().delete()
    score_all(timezone.now())
    again = list(
        Profile.objects.filter(pk__in=[p.pk for p in real])
        .order_by("pk")
        .values_list("percentile", flat=True)
    )
    assert again == pytest.approx(alone, abs=1e-4)


def test_curated_niches_are_not_touched_and_win():
    profile = make_catalogue(1)[0]
    dogs = Niche.objects.get(slug="dogs")
    ProfileNiche.objects.create(profile=profile, niche=dogs, basis=Basis.CURATED)
    score_all(timezone.now())
    score_all(timezone.now())
    profile.refresh_from_db()
    assert profile.primary_niche == dogs
    assert set(profile.niches.values_list("niche__slug", "basis")) == {
        ("dogs", Basis.CURATED),
        ("baking", Basis.MEASURED),
    }


def test_a_new_version_of_the_method_reaches_those_who_did_not_change():
    make_catalogue()
    score_all(timezone.now())
    assert score_stale(timezone.now()) == 0
    ScoreRun.objects.update(version="0.9")
    Profile.objects.update(score_version="0.9")
    assert score_stale(timezone.now()) == 12
    assert set(Profile.objects.values_list("score_version", flat=True)) == {VERSION}


def test_a_reported_rate_is_shown_as_reported():
    profiles = [make_profile(reported_category="Fitness") for _ in range(12)]
    file = ImportFile.objects.create(name="list.csv")
    day = timezone.localdate()
    for k, profile in enumerate(profiles):
        for value, as_of in ((0.9, day - timedelta(days=9)), (0.02 + 0.01 * k, day)):
            ReportedFigures.objects.update_or_create(
                profile=profile,
                import_file=file if as_of == day else ImportFile.objects.create(name="old.csv"),
                defaults={"engagement_rate": value, "as_of": as_of},
            )
    score_all(timezone.now())
    profile = Profile.objects.get(pk=profiles[-1].pk)
    assert profile.engagement_rate == pytest.approx(0.13, abs=1e-4)
    assert (profile.er_basis, profile.er_low, profile.n_posts) == (Basis.REPORTED, None, 0)
    assert profile.percentile > 0.6
    assert profile.primary_niche.slug == "fitness"
    assert profile.niches.get().basis == Basis.REPORTED


def test_a_reported_rate_above_all_followers_stands_above_nobody():
    measured = make_catalogue()
    wild = make_profile(followers=12_000)
    file = ImportFile.objects.create(name="list.csv")
    ReportedFigures.objects.create(
        profile=wild, avg_likes=109_800, as_of=timezone.localdate(), import_file=file
    )
    score_all(timezone.now())
    wild.refresh_from_db()
    assert (wild.engagement_rate, wild.percentile, wild.er_basis) == (None, None, Basis.REPORTED)
    for sort in ("-standing", "-engagement"):
        order = list(Profile.objects.order_by(*order_of(sort)))
        assert order[-1] == wild
        assert set(order[:-1]) == set(measured)


def test_growth_and_the_paid_label_reach_the_profile():
    profile = make_profile(followers=12_000)
    make_snapshot(profile, timezone.localdate() - timedelta(days=33), followers=10_000)
    make_snapshot(profile, timezone.localdate(), followers=12_000)
    make_post(profile, paid_flag=True)
    make_post(profile, paid_flag=False)
    score_all(timezone.now())
    profile.refresh_from_db()
    assert profile.growth_30d == pytest.approx(0.2)
    assert profile.sponsored_share == 0.5


def test_a_last_post_date_from_a_file_stays_where_there_are_no_posts():
    told = timezone.now() - timedelta(days=40)
    profile = make_profile(last_post_at=told)
    score_all(timezone.now())
    profile.refresh_from_db()
    assert profile.last_post_at == told


def test_statements_do_not_grow_with_the_profiles(django_assert_max_num_queries):
    make_catalogue(3, 2)
    score_all(timezone.now())
    with django_assert_max_num_queries(90) as few:
        score_all(timezone.now())
    make_catalogue(20, 2)
    score_all(timezone.now())
    with django_assert_max_num_queries(90) as many:
        score_all(timezone.now())
    assert len(many) == len(few)


def test_a_run_that_died_is_closed_by_the_next():
    make_catalogue(1)
    dead = ScoreRun.objects.create(version="1", as_of=timezone.now())
    score_all(timezone.now())
    dead.refresh_from_db()
    assert (dead.state, dead.message) == (RunState.FAILED, "Stopped before its end.")


@pytest.mark.django_db(transaction=True)
def test_two_processes_never_score_at_once():
    sync_niches()
    make_catalogue(1)
    other = connections.create_connection("default")
    other.settings_dict = connection.settings_dict
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        assert score_all(timezone.now()) == []
        assert score_stale(timezone.now()) == 0
    finally:
        other.close()
    wait_until(lambda: score_all(timezone.now()), what="the lock of the closed connection is free again")


def test_the_command_scores_and_says_what(capsys):
    with pytest.raises(CommandError, match="catalogue is empty"):
        call_command("score", "--all")
    make_catalogue(2)
    call_command("score", "--all")
    assert "2 real profiles, 14 posts" in capsys.readouterr().out
    call_command("score")
    assert "0 profiles scored." in capsys.readouterr().out


def test_the_shipped_tree_is_there_and_what_curators_change_stays():
    assert Niche.objects.filter(parent=None).count() == 16
    assert Niche.objects.get(slug="illustration").parent.slug == "creative"
    Niche.objects.filter(slug="baking").update(name="Bread and cakes")
    Niche.objects.filter(slug="dogs").delete()
    assert sync_niches() == 1
    assert Niche.objects.get(slug="baking").name == "Bread and cakes"
    assert current_lexicon().names["baking"] == "Bread and cakes"


def test_a_niche_that_a_curator_adds_is_part_of_the_tree():
    Niche.objects.create(slug="beekeeping", name="Beekeeping", parent=Niche.objects.get(slug="home"))
    Niche.objects.create(slug="astronomy", name="Astronomy")
    lexicon = current_lexicon()
    assert lexicon.roots[lexicon.parent[lexicon.leaves.index("beekeeping")]] == "home"
    assert "astronomy" in lexicon.leaves
    assert "sourdough" in lexicon.exact
