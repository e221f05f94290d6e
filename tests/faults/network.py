"""A social network for faults: it speaks as Bluesky does, counts every call, and keeps its own limit.

The likes of a post tell how often its feed was asked for, so a result that is stored twice can be seen.
"""

import time
from collections import Counter
from collections.abc import Callable
from threading import Lock

from tests.influencers.stub import Reply, Stub

Query = dict[str, list[str]]
POSTS = 2
UNLIMITED = 1_000_000


def did(number: int) -> str:
    """The id of an account."""
    return f"did:plc:{number:024d}"


class Network:
    """`calls` counts what came in by (method, account), `windows` what was taken in each window of the limit,
    `refused` what came beyond it."""

    def __init__(self, stub: Stub, limit: int = UNLIMITED, window: int = 300):
        self.url, self.limit, self.window = stub.url, limit, window
        self.calls: Counter[tuple[str, str]] = Counter()
        self.windows: Counter[int] = Counter()
        self.refused = 0
        self.mood: Callable[[int], Reply | None] = lambda call: None
        self._lock = Lock()
        stub.on("app.bsky.actor.getProfiles", lambda query: self._answer("profiles", query, self._profiles))
        stub.on("app.bsky.actor.getProfile", lambda query: self._answer("profile", query, self._profile))
        stub.on("app.bsky.feed.getAuthorFeed", lambda query: self._answer("feed", query, self._feed))

    @property
    def feeds(self) -> list[int]:
        """How often each account's posts were read, of those that were."""
        return [count for (method, _), count in self.calls.items() if method == "feed"]

    def _answer(self, method: str, query: Query, good: Callable[[Query], object]) -> Reply:
        with self._lock:
            now = time.time()
            window = int(now // self.window)
            left = self.limit - self.windows[window] - 1
            headers = {
                "RateLimit-Limit": str(self.limit),
                "RateLimit-Remaining": str(max(left, 0)),
                "RateLimit-Reset": str((window + 1) * self.window),
            }
            if left < 0:
                self.refused += 1
                return Reply({"error": "RateLimitExceeded"}, 429, headers)
            self.windows[window] += 1
            if mood := self.mood(sum(self.windows.values())):
                return mood
            for account in query.get("actors", query.get("actor", [])):
                self.calls[method, account] += 1
            return Reply(good(query), headers=headers)

    def _profiles(self, query: Query) -> object:
        return {"profiles": [_account(account) for account in query["actors"]]}

    def _profile(self, query: Query) -> object:
        return _account(query["actor"][0])

    def _feed(self, query: Query) -> object:
        account = query["actor"][0]
        likes = self.calls["feed", account]
        return {"feed": [{"post": _post(account, number, likes)} for number in range(POSTS)]}


def _account(account: str) -> dict:
    return {
        "did": account,
        "handle": f"h{int(account.rpartition(':')[2])}.example.com",
        "followersCount": 20_000,
        "followsCount": 10,
        "postsCount": POSTS,
    }


def _post(account: str, number: int, likes: int) -> dict:
    written = time.strftime("%Y-%m-%dT00:00:00Z", time.gmtime(time.time() - (2 + number) * 86_400))
    return {
        "uri": f"at://{account}/app.bsky.feed.post/{number}",
        "author": {"did": account},
        "record": {"text": "Clay #pottery", "createdAt": written},
        "indexedAt": written,
        "likeCount": likes,
        "replyCount": 1,
        "repostCount": 0,
    }
