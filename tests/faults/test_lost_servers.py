"""The servers that Handpick stands on are taken away while it refreshes."""

from tests.waiting import wait_until

ACCOUNTS = 400
IN_FLIGHT = 2


def test_an_emptied_valkey_and_a_restarted_postgres_cost_nothing_but_time(installation):
    installation.stock(ACCOUNTS)
    with installation.worker():
        installation.tick()
        wait_until(lambda: installation.refreshed() > 60, 60, what="some refreshes")
        installation.empty_valkey()
        installation.tick_until(200)
        installation.restart_postgres()
        wait_until(installation.idle, 60, every=0.5, what="the rounds that lost their database to end")
        installation.leases_run_out()
        installation.tick_until(ACCOUNTS)

    feeds = installation.network.feeds
    assert len(feeds) == ACCOUNTS
    assert sum(feeds) - ACCOUNTS <= IN_FLIGHT, "only calls in flight may repeat"
    assert installation.doubled() == []
    assert installation.one("SELECT count(*) FROM influencers_post") == 2 * ACCOUNTS
    states = dict(installation.rows("SELECT state, count(*) FROM influencers_refreshrun GROUP BY state"))
    assert states.get("failed", 0) <= IN_FLIGHT
    assert states["done"] >= ACCOUNTS / 25 - IN_FLIGHT
