"""A made-up Bluesky behind the stub server: so many accounts, found by searching, told in batches."""

import itertools

from tests.influencers.stub import Reply, Stub


class MadeUpBluesky:
    """Accounts `{name}{n}.test`, each with 100 x n followers; what it says can be changed while it runs."""

    def __init__(self, stub: Stub, accounts: int = 30, name: str = "clay"):
        self.stub, self.names = stub, [f"{name}{n}" for n in range(1, accounts + 1)]
        self.labels: dict[str, str] = {}
        self.refusals: dict[str, Reply] = {}
        for method, answer in (
            ("app.bsky.actor.searchActors", self.search),
            ("app.bsky.actor.getProfiles", self.profiles),
            ("app.bsky.actor.getProfile", self.profile),
            ("app.bsky.feed.searchPosts", lambda query: Reply("no", status=403)),
            ("app.bsky.feed.getAuthorFeed", lambda query: Reply({"feed": []})),
        ):
            stub.on(
                method, lambda query, method=method, answer=answer: self.refusals.get(method) or answer(query)
            )

    def actor(self, name: str) -> dict:
        number = int("".join(itertools.filterfalse(str.isalpha, name)))
        label = [{"val": self.labels[name]}] if name in self.labels else []
        return {
            "did": f"did:plc:{name}", "handle": f"{name}.test", "displayName": name.title(),
            "description": "The kitchen and the garden of my home", "followersCount": 100 * number,
            "followsCount": 1, "postsCount": 1, "labels": label,
        }  # fmt: skip

    def search(self, query) -> Reply:
        word, limit = query["q"][0], int(query["limit"][0])
        return Reply({"actors": [self.actor(name) for name in self.names if word in name][:limit]})

    def profiles(self, query) -> Reply:
        asked = [did.removeprefix("did:plc:") for did in query["actors"]]
        return Reply({"profiles": [self.actor(name) for name in asked if name in self.names]})

    def profile(self, query) -> Reply:
        name = query["actor"][0].removeprefix("did:plc:").removesuffix(".test")
        if name in self.names:
            return Reply(self.actor(name))
        return Reply({"error": "InvalidRequest", "message": "Profile not found"}, status=400)

    @property
    def searches(self) -> int:
        """How many searches were made."""
        return len(self.stub.calls("app.bsky.actor.searchActors"))

    @property
    def asked(self) -> list[str]:
        """The accounts that were asked for in batches, in their order, as often as they were."""
        return [did for query in self.stub.calls("app.bsky.actor.getProfiles") for did in query["actors"]]
