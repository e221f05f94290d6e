"""Pages of runs, of what moved, and of Insights."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from influencers.choices import RunState, Source
from influencers.models import Post, Profile
from scoring import tasks
from scoring.models import Override, RunScore, ScoreRun
from scoring.models.run import Trigger
from scoring.moves import moves, reasons
from scoring.plan import plan
from scoring.run import score_all
from tests.factories import make_profile
from tests.scoring.small_catalogue import make_catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(client, marketer):
    client.force_login(marketer)

    def read(name: str, *args, query: str = "", **headers) -> str:
        answer = client.get(reverse(name, args=args) + query, headers=headers)
        assert answer.status_code == 200
        return answer.content.decode()

    return read


def test_nothing_was_scored_yet(shown):
    assert "Nothing was scored yet" in shown("score_runs")
    assert "Nothing was scored yet" in shown("insights")
    assert "Two finished runs are needed" in shown("score_moves")


def test_the_list_tells_progress_and_renews_itself_while_a_run_goes_on(shown):
    make_catalogue(4)
    run = plan(False, timezone.now(), Trigger.GREW, size=2)
    run.chunks.filter(pass_number=1).update(state="done")
    text = shown("score_runs")
    assert "2 of 4 chunks; looking at what is usual" in text
    assert 'hx-trigger="every 2s"' in text
    assert "A fifth of the catalogue is new or changed" in text
    run.state = RunState.DONE
    run.save()
    fragment = shown("score_runs", **{"HX-Request": "true"})
    assert "every 2s" not in fragment
    assert "<html" not in fragment


def test_a_failed_run_says_what_went_wrong(shown):
    make_catalogue(2)
    run = plan(False, timezone.now(), Trigger.NIGHT)
    run.chunks.filter(pass_number=1).update(error="ValueError: seven is no date", attempts=3)
    ScoreRun.objects.filter(pk=run.pk).update(state=RunState.FAILED, message="Accounts 1 to 2 went wrong")
    assert "Accounts 1 to 2 went wrong" in shown("score_runs")
    assert "seven is no date" in shown("score_run", run.pk)


def test_a_run_shows_its_numbers_and_gives_them_as_a_file(shown):
    make_catalogue(12)
    Override.objects.create(kind="constant", action="set", target="half_life_days", value=60, why="test")
    (run,) = score_all(timezone.now())
    text = shown("score_run", run.pk)
    assert "a post this old counts half" in text
    assert "ships as 90" in text
    assert "constant half_life_days set to 60" in text
    assert "engagement over followers" in text
    told = json.loads(shown("score_run_file", run.pk))
    assert told["constants"]["half_life_days"] == 60
    assert told["benchmark"] == run.benchmark
    assert told["data_hash"] == run.data_hash


def test_starting_a_run_asks_for_one_in_the_name_of_the_person(
    client, curator, monkeypatch, django_capture_on_commit_callbacks
):
    asked = []
    monkeypatch.setattr(tasks.score_all, "delay_on_commit", asked.append)
    client.force_login(curator)
    client.post(reverse("score_start"))
    assert asked == [curator.pk]
    make_catalogue(2)
    tasks.score_all(*asked)
    run = ScoreRun.objects.get()
    assert (run.trigger, run.asked_by, run.state) == (Trigger.PERSON, curator, RunState.DONE)
    ScoreRun.objects.update(state=RunState.RUNNING)
    assert "under way already" in client.post(reverse("score_start"), follow=True).content.decode()
    assert len(asked) == 1


@pytest.fixture
def two_runs():
    """The fourth account gets ten times the likes, and one comes and one goes, between two runs."""
    profiles = make_catalogue(12)
    gone = make_profile()
    now = timezone.now()
    score_all(now)
    before = ScoreRun.objects.latest("pk")
    gone.delete()
    make_profile()
    for post in Post.objects.filter(profile=profiles[3]):
        Post.objects.filter(pk=post.pk).update(likes=10 * post.likes, caption="My puppy is a dog")
    Override.objects.create(kind="constant", action="set", target="half_life_days", value=60, why="test")
    score_all(now + timedelta(days=1))
    return before, ScoreRun.objects.latest("pk"), profiles[3]


def test_what_moved_and_why(two_runs, shown):
    before, after, profile = two_runs
    found = moves(before, after)
    assert (found.both, found.new, found.gone, found.changed_niche) == (12, 1, 1, 1)
    assert sum(count for _, count in found.spread) == 12
    most = found.biggest[0]
    assert (most.profile, most.part, most.niche) == (profile, "Engagement", "Food → Pets")
    assert most.by > 20
    assert "Constant half_life_days (a post this old counts half): 90 → 60." in found.reasons
    assert "Added since: constant half_life_days set to 60." in found.reasons
    assert "1 day lies between them: posts came and aged." in found.reasons
    engagement = next(part for part in found.parts if part.label == "Engagement")
    assert engagement.up >= 1
    text = shown("score_moves", query=f"?from={before.pk}&to={after.pk}")
    assert f"@{profile.handle}" in text
    assert "Food → Pets" in text


def test_a_constant_that_came_or_went_is_a_reason(two_runs):
    before, after, _ = two_runs
    old = {name: value for name, value in before.constants.items() if name != "window_days"} | {"former": 3}
    before.constants, before.files_hash, before.version = old, "other", "1.9"
    after.as_of = before.as_of + timedelta(hours=5)
    told = reasons(before, after)
    assert "Constant window_days (older posts are not used): new, 365." in told
    assert "Constant former: gone, it was 3." in told
    assert "The words or numbers that ship with the app changed." in told
    assert "5 hours lie between them: posts came and aged." in told


def test_runs_that_are_alike_differ_in_nothing(shown):
    make_catalogue(12)
    now = timezone.now()
    (first,), (second,) = score_all(now), score_all(now)
    assert reasons(first, second) == []
    assert moves(first, second).biggest == []
    assert "Nothing differs between the two" in shown("score_moves")


def test_demo_and_real_runs_are_never_compared(shown):
    make_catalogue(12)
    make_catalogue(12, source=Source.DEMO)
    real, demo = score_all(timezone.now())
    assert "Two finished runs are needed" in shown("score_moves", query=f"?from={real.pk}&to={demo.pk}")


def test_a_creator_that_is_shown_no_more_is_not_named(two_runs):
    before, after, profile = two_runs
    profile.influencer.status = "blocked"
    profile.influencer.save()
    assert moves(before, after).biggest[0].profile is None


def test_queries_of_moves_do_not_grow(two_runs, django_assert_max_num_queries):
    before, after, _ = two_runs
    with django_assert_max_num_queries(6) as few:
        moves(before, after)
    ids = Profile.objects.values_list("pk", flat=True)
    RunScore.objects.filter(run=after, profile__in=ids).update(parts=[1, None, None, None, None, 9_000])
    with django_assert_max_num_queries(6) as many:
        moves(before, after)
    assert len(few) == len(many)


def many_sizes(source: str = Source.FILE) -> None:
    """Twenty-five accounts of 20,000 followers and twenty-five of 200,000 with the same likes."""
    make_catalogue(25, source=source)
    made = make_catalogue(25, source=source)
    Profile.objects.filter(pk__in=[profile.pk for profile in made]).update(followers=200_000)


def test_insights_answers_the_question_on_the_own_catalogue(shown):
    many_sizes()
    score_all(timezone.now())
    run = ScoreRun.objects.get()
    (told,) = run.insights.values()
    answer = told["answer"]
    assert (answer["small"], answer["large"]) == (25, 25)
    assert answer["low"] < answer["times"] < answer["high"]
    text = shown("insights")
    assert f"{answer['times']:.2f}×" in text
    assert "Real and demo creators are never mixed" in text
    assert 'data-chart="sizes"' in text
    assert "100,000 to 500,000" in text


def test_too_few_accounts_is_said(shown):
    make_catalogue(24)
    score_all(timezone.now())
    text = shown("insights")
    assert "there are 0 with more than 100k followers, and 20 are needed on each side" in text


def test_demo_and_real_figures_stand_on_pages_of_their_own(shown):
    many_sizes()
    make_catalogue(12, source=Source.DEMO)
    score_all(timezone.now())
    assert "made up" not in shown("insights")
    assert "made up" in shown("insights", query="?demo=1")


def test_withheld_accounts_are_left_out_and_that_is_said(shown, settings):
    settings.YOUTUBE_API_KEY, settings.YOUTUBE_DERIVED_METRICS = "key", ""
    make_catalogue(12)
    make_catalogue(12, platform="youtube", source=Source.YOUTUBE)
    score_all(timezone.now())
    assert set(ScoreRun.objects.get().insights) == {"instagram"}
    text = shown("insights")
    assert "12 accounts on YouTube left out: YouTube" in text
