"""A worker is killed in the middle of 2,000 refreshes."""

import os
import signal

from tests.waiting import wait_until

ACCOUNTS = 2000
IN_FLIGHT = 2  # one call in each of the worker's two processes


def test_a_killed_worker_loses_nothing_and_repeats_only_what_was_in_flight(installation):
    installation.stock(ACCOUNTS)
    with installation.worker() as worker:
        installation.tick()
        wait_until(lambda: installation.refreshed() > 300, 60, what="some refreshes")
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    stored = installation.refreshed()
    assert 300 < stored < ACCOUNTS
    asked = sum(installation.network.feeds)

    installation.leases_run_out()
    with installation.worker():
        installation.tick_until(ACCOUNTS)

    feeds = installation.network.feeds
    assert len(feeds) == ACCOUNTS
    assert sum(feeds) - ACCOUNTS <= IN_FLIGHT, "only calls in flight may repeat"
    assert asked - stored <= IN_FLIGHT
    assert installation.doubled() == []
    assert installation.one("SELECT count(*) FROM influencers_post") == 2 * ACCOUNTS
    assert installation.one("SELECT count(*) FROM influencers_snapshot") == ACCOUNTS
    dead = installation.rows("SELECT state, message FROM influencers_refreshrun WHERE message <> ''")
    assert {state for state, _ in dead} == {"failed"}
    assert all("worker stopped" in message for _, message in dead)
