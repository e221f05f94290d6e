"""Each platform in its own tongue for the contract tests: how its server answers on a good day and on bad
ones. The words come from `tests/files/sources/<key>/`."""

import json
from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from influencers.sources.base import (
    AuthNeeded,
    Forbidden,
    Gone,
    NotFound,
    PostRecord,
    QuotaSpent,
    RateLimited,
    Source,
    SourceError,
)
from influencers.sources.bluesky import BlueskySource
from influencers.sources.demo import DemoCreator, DemoSource
from influencers.sources.instagram import InstagramSource
from influencers.sources.mastodon import MastodonSource
from influencers.sources.youtube import YouTubeSource
from tests.influencers.stub import Reply, Stub

FILES = Path(__file__).resolve().parents[2] / "files" / "sources"
SECRET = "secret-token-42"
Query = dict[str, list[str]]


class Platform:
    """What a contract test asks of a platform. `profile_call` and `posts_call` are the names of its calls.

    `refusals`: reply and the error it stands for, by name. `search_words` is what it can search for.
    """

    key: str
    handle: str
    platform_id: str
    profile_call: str
    posts_call: str
    refusals: dict[str, tuple[Reply, type[SourceError]]]
    gone: tuple[Reply, type[SourceError]]
    search_words = "clay"
    found: list[str | None] = []  # none named: whom the demo finds depends on the day
    views: list[int | None] = [None, None, None]

    def open(self, stub: Stub, **http: Any) -> Source:
        """The source, to ask the stub."""
        raise NotImplementedError

    def serve(self, stub: Stub) -> None:
        """Answers every call well; the list of posts has two pages."""
        stub.on(self.profile_call, lambda query: self.profile())
        self.serve_posts(stub, lambda query: self.page(2) if self.is_next(query) else self.page(1, "two"))

    def serve_posts(self, stub: Stub, page) -> None:
        stub.on(self.posts_call, page)

    def body(self, name: str) -> Any:
        """A fixture."""
        return json.loads((FILES / self.key / f"{name}.json").read_text())

    def profile(self) -> Reply:
        return Reply(self.body("profile"))

    def missing(self) -> Reply:
        """What the server says of an account that never was."""
        raise NotImplementedError

    def renamed(self) -> Reply:
        """The account, now called otherwise."""
        raise NotImplementedError

    def rename(self, stub: Stub) -> None:
        """From now on the account is called otherwise."""
        stub.on(self.profile_call, lambda query: self.renamed())

    def page(self, number: int, cursor: str = "") -> Reply:
        """A page of posts; `cursor` leads to the next one."""
        raise NotImplementedError

    def empty(self) -> Reply:
        """A list without posts."""
        raise NotImplementedError

    def is_next(self, query: Query) -> bool:
        """Whether a call asks for a page behind the first."""
        raise NotImplementedError


class Bluesky(Platform):
    key = "bluesky"
    handle = "lena.example.com"
    platform_id = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
    profile_call = "app.bsky.actor.getProfile"
    posts_call = "app.bsky.feed.getAuthorFeed"
    refusals = {
        "expired token": (Reply({"error": "ExpiredToken", "message": "x"}, 401), AuthNeeded),
        "html 403": (Reply("<html>no</html>", 403, {"Content-Type": "text/html"}), Forbidden),
    }
    gone = (Reply({"error": "AccountDeactivated", "message": "x"}, 400), Gone)
    bad_cursor = Reply({"error": "InternalServerError", "message": "x"}, 500)
    found = ["did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", "did:plc:bbbbbbbbbbbbbbbbbbbbbbbb"]

    def open(self, stub, **http):
        return BlueskySource(stub.url, **http)

    def serve(self, stub):
        super().serve(stub)
        self.serve_batch(stub, self.body("profile"))
        stub.on("app.bsky.feed.getPostThread", lambda query: Reply(self.body("comments")))
        stub.on("app.bsky.actor.searchActors", lambda query: Reply(self.body("search")))

    def serve_batch(self, stub, account):
        stub.on("app.bsky.actor.getProfiles", lambda query: Reply({"profiles": [account]}))

    def rename(self, stub):
        self.serve_batch(stub, self.renamed().body)

    def missing(self):
        return Reply({"error": "InvalidRequest", "message": "Profile not found"}, 400)

    def renamed(self):
        return Reply(self.body("profile") | {"handle": "new.example.com"})

    def page(self, number, cursor=""):
        return Reply(self.body(f"posts_{number}") | ({"cursor": cursor} if cursor else {}))

    def empty(self):
        return Reply({"feed": []})

    def is_next(self, query):
        return "cursor" in query


class Mastodon(Platform):
    key = "mastodon"
    handle = platform_id = "lena@social.example"
    profile_call = "lookup"
    posts_call = "statuses"
    refusals = {
        "expired token": (Reply({"error": "The access token was revoked"}, 401), AuthNeeded),
        "forbidden": (Reply({"error": "This action is not allowed"}, 403), Forbidden),
    }
    gone = (Reply({"error": "Gone"}, 410), Gone)
    bad_cursor = Reply({"error": "x"}, 422)
    found = ["lena@social.example", "fan@social.example"]

    def open(self, stub, **http):
        at = {"social.example": stub.url}
        return MastodonSource("https://social.example", token=SECRET, addresses=at, **http)

    def serve(self, stub):
        super().serve(stub)
        stub.on("501", lambda query: Reply(self.body("status")))
        stub.on("context", lambda query: Reply(self.body("comments")))
        stub.on("search", lambda query: Reply(self.body("search")))

    def missing(self):
        return Reply({"error": "Record not found"}, 404)

    def renamed(self):
        return Reply(self.body("profile") | {"display_name": "Lena, renamed"})

    def page(self, number, cursor=""):
        address = f"https://social.example/api/v1/accounts/101/statuses?limit=40&max_id={cursor}"
        link = f'<{address}>; rel="next", <https://social.example/x?min_id=1>; rel="prev"'
        return Reply(self.body(f"posts_{number}"), headers={"Link": link} if cursor else {})

    def empty(self):
        return Reply([])

    def is_next(self, query):
        return "max_id" in query


def google(status: int, reason: str) -> Reply:
    each = {"message": "x", "domain": "youtube", "reason": reason}
    return Reply({"error": {"code": status, "message": "x", "errors": [each]}}, status)


class YouTube(Platform):
    key = "youtube"
    handle = "lenatoepfert"
    platform_id = "UC" + "a" * 22
    profile_call = "channels"
    posts_call = "playlistItems"
    refusals = {
        "quota spent": (google(403, "quotaExceeded"), QuotaSpent),
        "bad key": (google(400, "keyInvalid"), AuthNeeded),
        "forbidden": (google(403, "forbidden"), Forbidden),
    }
    gone = (google(403, "channelClosed"), Gone)
    bad_cursor = google(400, "invalidPageToken")
    found = ["UC" + "a" * 22, "UC" + "b" * 22]
    views = [900, 80, 70]

    def open(self, stub, **http):
        return YouTubeSource(SECRET, base_url=stub.url, **http)

    def serve(self, stub):
        super().serve(stub)
        stub.on("videos", self.videos)
        stub.on("commentThreads", lambda query: Reply(self.body("comments")))
        stub.on("search", lambda query: Reply(self.body("search")))

    def videos(self, query):
        asked, body = query["id"][0].split(","), self.body("videos")
        return Reply(body | {"items": [item for item in body["items"] if item["id"] in asked]})

    def missing(self):
        body = self.body("profile")
        del body["items"]
        return Reply(body)

    def renamed(self):
        body = self.body("profile")
        body["items"][0]["snippet"]["customUrl"] = "@newname"
        return Reply(body)

    def page(self, number, cursor=""):
        return Reply(self.body(f"posts_{number}") | ({"nextPageToken": cursor} if cursor else {}))

    def empty(self):
        return Reply(self.body("posts_1") | {"items": []})

    def is_next(self, query):
        return "pageToken" in query


def meta(code: int, status: int = 400, **more: Any) -> Reply:
    error = {"message": "x", "type": "OAuthException", "code": code, "fbtrace_id": "A"}
    return Reply({"error": error | more}, status)


class Instagram(Platform):
    key = "instagram"
    handle = "lena.toepfert"
    platform_id = "17841400000000002"
    own_id = "17841400000000001"
    profile_call = posts_call = own_id
    refusals = {
        "app limit": (meta(4), RateLimited),
        "app limit with status 200": (meta(4, status=200), RateLimited),
        "expired token": (meta(190, error_subcode=463), AuthNeeded),
        "permission": (meta(10), Forbidden),
    }
    gone = (meta(110), NotFound)  # it does not tell gone from never there
    bad_cursor = meta(100)
    search_words = "#cerâmica"
    found = ["ana.pots", "ben"]
    views = [900, None, None]

    def open(self, stub, **http):
        return InstagramSource(self.own_id, SECRET, base_url=stub.url, **http)

    def serve(self, stub):
        self.serve_posts(stub, lambda query: self.page(2) if self.is_next(query) else self.page(1, "two"))
        stub.on("ig_hashtag_search", lambda query: Reply(self.body("hashtag")))
        stub.on("top_media", lambda query: Reply(self.body("search")))

    def missing(self):
        return meta(110)

    def renamed(self):
        body = self.body("profile")
        body["business_discovery"]["username"] = "Lena.Toepfert"
        return Reply(body)

    def page(self, number, cursor=""):
        body = deepcopy(self.body(f"posts_{number}"))
        if cursor:
            body["business_discovery"]["media"]["paging"] = {"cursors": {"after": cursor}}
        return Reply(body)

    def empty(self):
        return self.profile()

    def is_next(self, query):
        return ".after(" in query["fields"][0]


class Demo(Platform):
    """No server at all: the contract for what it can do and says that it cannot."""

    key = "demo"
    handle = platform_id = DemoCreator(
        "bluesky", "fitness", "es", "steady", 24_000, date(2025, 11, 24), 42
    ).platform_id
    search_words = "fitness"

    def open(self, stub, **http):
        return DemoSource(**http)


NETWORKED: list[Platform] = [Bluesky(), Mastodon(), YouTube(), Instagram()]
ALL: list[Platform] = [*NETWORKED, Demo()]
FIRST_POST = {
    "bluesky": "at://did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/app.bsky.feed.post/1",
    "mastodon": "https://social.example/users/lena/statuses/501",
    "youtube": "video1",
    "instagram": "17891",
}


def some_post(platform: Platform) -> PostRecord:
    """A post as the source would have given it."""
    return PostRecord(FIRST_POST.get(platform.key, "p1"), datetime(2026, 11, 20, tzinfo=UTC))
