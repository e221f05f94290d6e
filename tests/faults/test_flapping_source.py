"""A source that is good, then asks for a pause, then falls over, and so on, with a limit of its own."""

import time

from tests.influencers.stub import Reply

ACCOUNTS = 300
LIMIT, WINDOW = 150, 8


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
    end = time.monotonic() + 150
    with installation.worker():
        while installation.refreshed() < ACCOUNTS:
            assert time.monotonic() < end, f"{installation.refreshed()} of {ACCOUNTS} in time"
            installation.tick_until(min(installation.refreshed() + 20, ACCOUNTS), 60)
    assert network.refused == 0, "the network had to refuse calls beyond its limit"
