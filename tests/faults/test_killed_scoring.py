"""A worker is killed in the middle of a scoring run."""

import os
import signal

from celery import Celery

from tests.waiting import wait_until

DONE = "SELECT count(*) FROM scoring_scorechunk WHERE state = 'done'"
STATES = "SELECT state FROM scoring_scorerun ORDER BY id"
WRITTEN = """
    SELECT md5(string_agg(row::text, '' ORDER BY row::text)) FROM (
        SELECT ROW(s.profile_id, s.theta, s.theta_var, s.mu, s.n_eff, s.parts, s.niches, s.badges,
                   p.engagement_rate, p.er_low, p.percentile, p.primary_niche_id, p.scored_at)::text AS row
        FROM scoring_profilescore s JOIN influencers_profile p ON p.id = s.profile_id
    ) all_rows
"""


def test_a_killed_worker_leaves_a_run_that_goes_on_to_the_same_bytes(installation):
    installation.rows("TRUNCATE scoring_scorerun RESTART IDENTITY CASCADE")
    installation.run("manage.py", "seed_demo", "--creators", "1100")
    with installation.worker() as worker:
        send(installation, "score_all")
        wait_until(lambda: installation.one(DONE) > 0, 120, what="a chunk that is done")
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    assert installation.rows(STATES) == [("running",)]
    chunks = installation.one("SELECT count(*) FROM scoring_scorechunk")
    assert installation.one(DONE) < chunks

    installation.rows("UPDATE scoring_scorechunk SET claimed_until = now() WHERE state = 'claimed'")
    with installation.worker():
        send(installation, "score_stale")
        wait_until(lambda: installation.rows(STATES) == [("done",)], 240, what="the end of the run")
    once = installation.one(WRITTEN)

    installation.run("-m", "tests.faults.score_again")
    assert installation.rows(STATES) == [("done",), ("done",)]
    assert installation.one(WRITTEN) == once


def send(installation, task: str) -> None:
    with Celery(broker=installation.redis) as app:
        app.send_task(f"scoring.tasks.{task}", queue="scoring")
