"""A small Bluesky for tests of refreshes."""

from datetime import date, timedelta

from django.utils import timezone

from influencers.models import Profile
from influencers.sources.demo import DemoCreator
from tests.factories import make_profile
from tests.influencers.stub import Reply

PROFILES, PROFILE, FEED = (
    "app.bsky.actor.getProfiles",
    "app.bsky.actor.getProfile",
    "app.bsky.feed.getAuthorFeed",
)
DOWN = Reply({"error": "InternalServerError"}, 500)
BUSY = Reply({"error": "RateLimitExceeded"}, 429)


class Town:
    """A small Bluesky on the stub: who lives there, and what is wrong today."""

    def __init__(self, stub):
        self.stub = stub
        self.people: dict[str, dict] = {}
        self.feeds: dict[str, Reply] = {}
        self.refusals: dict[str, Reply] = {}
        self.down: Reply | None = None
        self.headers: dict[str, str] = {}
        stub.on(PROFILES, self.profiles)
        stub.on(PROFILE, self.profile)
        stub.on(FEED, self.feed)

    def add(self, number: int, **kw) -> Profile:
        """Somebody who lives there and is in the catalogue, due since an hour."""
        did, handle = f"did:plc:{number:024d}", f"n{number}.test"
        self.people[did] = {"did": did, "handle": handle, "followersCount": 1000 + number}
        kw = {"platform_id": did, "handle": handle, "followers": 5, "last_post_at": timezone.now()} | kw
        due = timezone.now() - timedelta(hours=1)
        return make_profile(**{"platform": "bluesky", "fetched_at": None, "next_refresh_at": due} | kw)

    def profiles(self, query):
        asked = query["actors"]
        for did in asked:
            if self.refusals.get(did, self.down) in (DOWN, BUSY):
                return self.refusals.get(did, self.down)
        shown = [self.people[did] for did in asked if did in self.people and did not in self.refusals]
        return self.down or Reply({"profiles": shown}, headers=self.headers)

    def profile(self, query):
        actor = query["actor"][0]
        found = next((who for who in self.people.values() if actor in (who["did"], who["handle"])), None)
        return self.refusals.get(actor) or (
            Reply(found) if found else Reply({"error": "InvalidRequest"}, 400)
        )

    def feed(self, query):
        return self.feeds.get(query["actor"][0]) or Reply({"feed": []})


def entry(did: str, number: int) -> dict:
    """A post of so many days ago, as a feed tells it."""
    at = (timezone.now() - timedelta(days=number)).isoformat()
    uri = f"at://{did}/app.bsky.feed.post/{number}"
    return {
        "post": {
            "uri": uri,
            "author": {"did": did},
            "record": {"text": "x", "createdAt": at},
            "indexedAt": at,
            "likeCount": 3,
        }
    }


def demo_profile(number: int = 1, **kw) -> Profile:
    """A fictional account, due now."""
    creator = DemoCreator("tiktok", "food", "en", "steady", 9000, date(2026, 1, 1), number)
    kw = {"platform": "tiktok", "source": "demo", "platform_id": creator.platform_id} | kw
    return make_profile(**{"fetched_at": None, "next_refresh_at": timezone.now()} | kw)
