"""A source that is good, then asks for a pause, then falls over, and so on, with a limit of its own."""

import time

from tests.influencers.stub import Reply
from tests.waiting import wait_until

ACCOUNTS = 150
LIMIT, WINDOW = 60, 6


def flapping(call: int) -> Reply | None:
    """Of a hundred calls, three in a row are refused for two seconds and three in a row fail."""
    if 40 <= call % 100 < 43:
        return Reply({"error": "RateLimitExceeded"}, 429, {"Retry-After": "2"})
    if 80 <= call % 100 < 83:
        return Reply({"error": "InternalServerError"}, 500)
    return None


def test_a_flapping_source_is_read_once_for_each_due_time_and_never_beyond_its_limit(installation):
    network = installation.network
    network.limit, network.window, network.mood = LIMIT, WINDOW, flapping
    installation.stock(ACCOUNTS)
    end = time.monotonic() + 200
    with installation.worker():
        while (done := installation.refreshed()) < ACCOUNTS:
            assert time.monotonic() < end, f"{done} of {ACCOUNTS} in time"
            installation.tick()
            wait_until(installation.idle, 60, every=0.2, what="the rounds of a tick to end")
            installation.retries_come_due()

    assert network.refused == 0, "the network had to refuse calls beyond its limit"
    assert max(network.windows.values()) <= LIMIT
    assert installation.doubled() == []
    assert installation.one("SELECT count(*) FROM influencers_post") == 2 * ACCOUNTS
    assert set(network.feeds) == {1}, "an account that was stored is not asked for again"
    told = installation.rows("SELECT message, failures::text FROM influencers_refreshrun")
    assert any("asked us to pause" in message for message, _ in told)
    assert any("fault of its own" in message + failures for message, failures in told)
