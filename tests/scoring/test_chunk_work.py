"""Runs by many workers: the same bytes however the catalogue is cut, whoever dies, whatever is lost."""

import random
from copy import deepcopy
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from influencers.choices import RunState
from influencers.models import Profile
from scoring import chunk_work, tasks
from scoring.chunk_work import ATTEMPTS, LANES, claim, finish, step
from scoring.models import RunScore, ScoreChunk, ScoreRun
from scoring.models.chunk import ChunkState
from scoring.models.run import MEASURE, OBSERVE, Trigger
from scoring.plan import STOPPED, plan
from scoring.run import score_all, score_stale
from tests.factories import make_profile
from tests.scoring.small_catalogue import captions_of_two_kinds, make_catalogue, written

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(shared_rows):
    found = make_catalogue(36)
    captions_of_two_kinds(found)
    return found


@pytest.fixture
def catalogue(made):
    return deepcopy(made)


def planned(now, size: int) -> ScoreRun:
    run = plan(False, now, Trigger.COMMAND, size=size)
    assert run
    return run


def lease_runs_out(run: ScoreRun) -> None:
    run.chunks.filter(state=ChunkState.CLAIMED).update(claimed_until=timezone.now())


def test_the_bytes_are_the_same_however_the_catalogue_is_cut_and_in_any_order(catalogue):
    now = timezone.now()
    runs = []
    for size in (1_000, 5, 1):
        run = planned(now, size)
        if size == 5:
            shuffle_chunks(run)
        finish(run)
        assert run.state == RunState.DONE
        runs.append((run, written(run.pk)))
    (first, rows), *others = runs
    assert len(rows["scoring_profilescore"]) == 36
    assert len(rows["scoring_runscore"]) == 36
    for run, again in others:
        assert again == rows
        assert (run.benchmark, run.references) == (first.benchmark, first.references)
        assert (run.profiles, run.posts) == (36, 252)


def shuffle_chunks(run: ScoreRun) -> None:
    """Other workers hold the chunks that come first, and give them back one by one."""
    order = random.Random(5)
    while run.state == RunState.RUNNING:
        held = list(iter(lambda: claim(run), None))
        order.shuffle(held)
        for chunk in held:
            ScoreChunk.objects.filter(pk=chunk.pk).update(state=ChunkState.WAITING, attempts=0)
            assert step(run.pk) == 1
        step(run.pk)
        run.refresh_from_db()


def test_a_worker_killed_in_the_middle_changes_nothing(catalogue):
    now = timezone.now()
    whole = planned(now, 5)
    finish(whole)
    before = written(whole.pk)
    run = planned(now, 5)
    for _ in range(2):  # one worker dies in each pass with a chunk in its hands
        step(run.pk)
        assert claim(run)
        while step(run.pk):
            pass
        run.refresh_from_db()
        assert run.state == RunState.RUNNING, "the dead worker's chunk is waited for"
        lease_runs_out(run)
        while (go_on := step(run.pk)) == 1:
            pass
        run.refresh_from_db()
    assert go_on == 0
    assert run.state == RunState.DONE
    assert written(run.pk) == before


def test_a_chunk_done_twice_is_done_once(catalogue):
    run = planned(timezone.now(), 1_000)
    late = claim(run)
    lease_runs_out(run)
    finish(run)
    before = written(run.pk)
    chunk_work._measure(run, run.chunks.get(pass_number=MEASURE))
    chunk_work._observe(run, late)
    assert written(run.pk) == before
    assert not run.chunks.exclude(observed=None).exists(), "what came too late is not kept"


def test_beat_revives_a_run_that_lost_its_workers(catalogue):
    run = planned(timezone.now(), 20)
    step(run.pk)
    claim(run)
    assert score_stale(timezone.now()) == 0, "somebody holds a chunk"
    lease_runs_out(run)
    assert score_stale(timezone.now()) == 36
    run.refresh_from_db()
    assert run.state == RunState.DONE


def test_workers_are_asked_again_when_the_second_pass_begins(catalogue):
    run = planned(timezone.now(), 20)
    assert [step(run.pk) for _ in range(6)] == [1, 1, LANES, 1, 1, 0]
    assert step(run.pk) == 0


def test_the_tasks_work_a_run_through(catalogue, monkeypatch, django_capture_on_commit_callbacks):
    """As a worker would, one message after the other."""
    queue: list[int] = []
    monkeypatch.setattr(tasks.score_chunk, "delay", queue.append)
    monkeypatch.setattr(tasks.score_chunk, "delay_on_commit", queue.append)
    monkeypatch.setattr("scoring.plan.CHUNK", 9)
    run = planned(timezone.now(), 9)
    tasks.spread(run)
    assert len(queue) == 4
    while queue:
        tasks.score_chunk(queue.pop())
    run.refresh_from_db()
    assert run.state == RunState.DONE


def test_a_chunk_that_goes_wrong_is_tried_again_and_then_told(catalogue, monkeypatch):
    run = planned(timezone.now(), 20)
    monkeypatch.setattr(chunk_work, "observe", broken)
    steps = 0
    while step(run.pk):
        steps += 1
    assert steps == 2 * ATTEMPTS
    run.refresh_from_db()
    first = run.chunks.filter(pass_number=OBSERVE).first()
    assert run.state == RunState.FAILED
    assert run.message == (
        f"Accounts {first.first_id} to {first.last_id} went wrong 3 times: ValueError: seven is no date"
    )


def test_a_chunk_that_stops_its_worker_each_time_ends_the_run(catalogue):
    run = planned(timezone.now(), 1_000)
    for _ in range(ATTEMPTS):
        assert claim(run)
        lease_runs_out(run)
    assert step(run.pk) == 0
    run.refresh_from_db()
    assert run.message.endswith("3 times: the worker was stopped each time")


def broken(*_):
    raise ValueError("seven is no date")


def test_here_and_now_what_goes_wrong_is_raised_at_once(catalogue, monkeypatch):
    monkeypatch.setattr(chunk_work, "measure_and_store", broken)
    with pytest.raises(ValueError, match="no date"):
        score_all(timezone.now())
    run = ScoreRun.objects.get()
    assert (run.state, run.message) == (RunState.FAILED, "ValueError: seven is no date")


def test_a_run_that_somebody_works_at_is_not_pushed_aside(catalogue):
    run = planned(timezone.now(), 20)
    claim(run)
    assert score_all(timezone.now()) == []
    lease_runs_out(run)
    (other,) = score_all(timezone.now())
    run.refresh_from_db()
    assert (run.state, run.message) == (RunState.FAILED, STOPPED)
    assert other.state == RunState.DONE


def test_the_database_allows_one_open_run_a_kind(catalogue):
    planned(timezone.now(), 20)
    with pytest.raises(IntegrityError):
        ScoreRun.objects.create(version="1", as_of=timezone.now())


def test_accounts_that_come_and_go_under_way(catalogue):
    run = planned(timezone.now(), 10)
    Profile.objects.filter(pk__in=[p.pk for p in catalogue[:10]]).delete()
    late = make_profile()
    finish(run)
    assert run.state == RunState.DONE
    assert not run.scores.filter(profile=late).exists()
    assert score_stale(timezone.now()) >= 1, "who came late is stale for the next tick"


def test_a_catalogue_that_is_emptied_under_way_ends_without_a_benchmark(catalogue):
    run = planned(timezone.now(), 10)
    Profile.objects.all().delete()
    finish(run)
    assert (run.state, run.profiles, run.benchmark) == (RunState.DONE, 0, {})


def test_a_run_of_another_version_does_not_go_on(catalogue):
    run = planned(timezone.now(), 10)
    ScoreRun.objects.filter(pk=run.pk).update(version="0.1")
    assert score_stale(timezone.now()) == 0
    run.refresh_from_db()
    assert run.state == RunState.FAILED


def test_scores_of_the_newest_runs_are_kept(catalogue):
    now = timezone.now()
    runs = [score_all(now + timedelta(minutes=k))[0] for k in range(5)]
    kept = set(RunScore.objects.values_list("run", flat=True))
    assert kept == {run.pk for run in runs[1:]}
    assert set(ScoreChunk.objects.values_list("run", flat=True)) == kept
    assert ScoreRun.objects.count() == 5
