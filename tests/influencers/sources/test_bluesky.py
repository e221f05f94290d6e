"""The Bluesky source against answers that the real server gives seldom: a stub says them over real HTTP."""

from datetime import UTC, datetime, timedelta

import pytest

from influencers.sources.base import Gone, Limits, NotFound, RateLimited, Unavailable
from influencers.sources.bluesky import BlueskySource
from tests.influencers.stub import Reply

DID = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
OTHER = "did:plc:bbbbbbbbbbbbbbbbbbbbbbbb"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def account(did: str = DID, **more) -> dict:
    return {"did": did, "handle": "lena.example.com", "followersCount": 10, **more}


def item(number: int, record: dict | None = None, **post) -> dict:
    """An entry of a feed, each an hour older than the one before."""
    at = (NOW - timedelta(hours=number)).isoformat().replace("+00:00", "Z")
    written = {"text": f"post {number}", "createdAt": at, **(record or {})}
    uri = f"at://{DID}/app.bsky.feed.post/{number}"
    return {"post": {"uri": uri, "author": {"did": DID}, "record": written, "indexedAt": at, **post}}


def feed(*items: dict, cursor: str | None = None) -> Reply:
    return Reply({"feed": list(items)} | ({"cursor": cursor} if cursor else {}))


def refusal(code: str, status: int = 400) -> Reply:
    return Reply({"error": code, "message": "worded differently by each version"}, status)


@pytest.fixture
def source(stub):
    return BlueskySource(stub.url, read_seconds=1)


def test_a_profile_with_all_it_tells(stub, source):
    stub.answers(
        Reply(
            account(
                displayName="Léna",
                description="Pots. 陶芸",
                followsCount=3,
                postsCount=7,
                avatar="https://cdn.example.com/a.jpg",
                verification={"verifiedStatus": "valid"},
                labels=[{"val": "!no-unauthenticated"}, {"val": "spam", "neg": True}],
            )
        )
    )
    record = source.profile("@Lena.Example.com")
    assert stub.calls("app.bsky.actor.getProfile") == [{"actor": ["lena.example.com"]}]
    assert (record.platform_id, record.handle, record.display_name) == (DID, "lena.example.com", "Léna")
    assert (record.bio, record.avatar_url) == ("Pots. 陶芸", "https://cdn.example.com/a.jpg")
    assert (record.followers, record.following, record.posts_count) == (10, 3, 7)
    assert record.is_verified is True
    assert record.labels == ("!no-unauthenticated",)


def test_what_is_not_told_is_not_zero(stub, source):
    stub.answers(Reply({"did": DID, "handle": "handle.invalid"}))
    record = source.profile(DID)
    assert (record.followers, record.following, record.posts_count, record.is_verified) == (None,) * 4
    assert record.handle is None, "a handle that its domain disowns is not a handle"


@pytest.mark.parametrize("name", ["", "no-dot", "two words.com", "a..b", "did:", "https://bsky.app/x"])
def test_what_cannot_be_a_handle_is_not_asked(stub, source, name):
    with pytest.raises(NotFound):
        source.profile(name)
    assert stub.requests == []


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("AccountDeactivated", Gone),
        ("AccountTakedown", Gone),
        ("InvalidRequest", NotFound),
        ("NotFound", NotFound),
    ],
)
def test_the_reason_is_read_from_the_code(stub, source, code, error):
    stub.answers(refusal(code))
    with pytest.raises(error):
        source.profile(DID)


def test_those_that_a_batch_leaves_out_are_asked_alone_for_the_reason(stub, source):
    third = "did:plc:cccccccccccccccccccccccc"
    stub.on("app.bsky.actor.getProfiles", lambda query: Reply({"profiles": [account()]}))
    reasons = {OTHER: refusal("AccountDeactivated"), third: refusal("InvalidRequest")}
    stub.on("app.bsky.actor.getProfile", lambda query: reasons[query["actor"][0]])
    answers = source.profiles([DID, OTHER, third, "not-a-did"])
    assert answers[DID].followers == 10
    assert isinstance(answers[OTHER], Gone)
    assert isinstance(answers[third], NotFound)
    assert isinstance(answers["not-a-did"], NotFound)
    assert stub.calls("app.bsky.actor.getProfiles") == [{"actors": [DID, OTHER, third]}]
    assert source.calls == 3


def test_a_refusal_while_asking_alone_concerns_the_whole_source(stub, source):
    stub.on("app.bsky.actor.getProfiles", lambda query: Reply({"profiles": []}))
    stub.on("app.bsky.actor.getProfile", lambda query: Reply("", 429))
    with pytest.raises(RateLimited):
        source.profiles([DID, OTHER])
    assert source.calls == 2


def test_an_account_nobody_asked_for_is_ignored(stub, source):
    stub.on("app.bsky.actor.getProfiles", lambda query: Reply({"profiles": [account(OTHER), account()]}))
    assert list(source.profiles([DID])) == [DID]


@pytest.mark.parametrize("body", [[], "text", {"profiles": None}, {"profiles": [1]}, {"profiles": [{}]}])
def test_json_of_another_shape_is_no_answer(stub, source, body):
    stub.answers(Reply(body))
    with pytest.raises(Unavailable):
        source.profiles([DID])


def test_a_post_with_all_it_tells(stub, source):
    text = "Glaze día! #Pottery with @ana.example.com"
    start, end = len("Glaze día! ".encode()), len("Glaze día! #Pottery".encode())
    facets = [
        {
            "index": {"byteStart": start, "byteEnd": end},
            "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "Pottery"}],
        },
        {
            "index": {"byteStart": len("Glaze día! #Pottery with ".encode()), "byteEnd": len(text.encode())},
            "features": [{"$type": "app.bsky.richtext.facet#mention", "did": OTHER}],
        },
    ]
    record = {
        "text": text,
        "facets": facets,
        "tags": ["Clay", "pottery"],
        "langs": ["pt-BR", "en"],
        "embed": {"$type": "app.bsky.embed.images", "images": [{}, {}]},
    }
    counts = {"likeCount": 5, "replyCount": 4, "repostCount": 3, "quoteCount": 2, "bookmarkCount": 1}
    stub.answers(feed(item(1, record, **counts)))
    (post,) = source.posts(DID)
    assert post.caption == text
    assert post.hashtags == ("clay", "pottery")
    assert post.mentions == ("ana.example.com",)
    assert post.language == "pt"
    assert post.kind == "carousel"
    assert post.url == f"https://bsky.app/profile/{DID}/post/1"
    assert (post.likes, post.comments, post.shares, post.saves, post.views) == (5, 4, 5, 1, None)


def test_counts_that_are_missing_are_unknown(stub, source):
    stub.answers(feed(item(1)))
    (post,) = source.posts(DID)
    assert (post.likes, post.comments, post.shares) == (None, None, None)


@pytest.mark.parametrize(
    ("embed", "kind"),
    [
        (None, "text"),
        ({"$type": "app.bsky.embed.images", "images": [{}]}, "photo"),
        ({"$type": "app.bsky.embed.video"}, "video"),
        ({"$type": "app.bsky.embed.external"}, "link"),
        ({"$type": "app.bsky.embed.record"}, "text"),
        ({"$type": "app.bsky.embed.recordWithMedia", "media": {"$type": "app.bsky.embed.video"}}, "video"),
        ("broken", "text"),
    ],
)
def test_the_kind_of_a_post(stub, source, embed, kind):
    stub.answers(feed(item(1, {"embed": embed})))
    assert next(source.posts(DID)).kind == kind


@pytest.mark.parametrize("facets", [None, "x", [1], [{"features": "x"}], [{"index": 3, "features": [{}, 4]}]])
def test_odd_facets_do_no_harm(stub, source, facets):
    stub.answers(feed(item(1, {"facets": facets, "tags": 3, "langs": "en"})))
    (post,) = source.posts(DID)
    assert (post.hashtags, post.mentions, post.language) == ((), (), "")


def test_reposts_replies_and_posts_of_others_are_left_out(stub, source):
    repost = item(1) | {"reason": {"$type": "app.bsky.feed.defs#reasonRepost"}}
    foreign = item(2, author={"did": OTHER})
    reply = item(3, {"reply": {"root": {}, "parent": {}}})
    stub.answers(feed(repost, foreign, reply, item(4)))
    assert [post.caption for post in source.posts(DID)] == ["post 4"]
    assert stub.requests[0][1]["filter"] == ["posts_no_replies"]


def test_the_time_of_a_post(stub, source):
    stub.answers(
        feed(
            item(1, {"createdAt": "2019-05-01T10:00:00Z"}),
            item(2, {"createdAt": "2036-01-01T00:00:00Z"}),
            item(3, {"createdAt": "yesterday"}),
        )
    )
    old, early, odd = source.posts(DID)
    assert old.published_at == datetime(2019, 5, 1, 10, tzinfo=UTC), "brought along from elsewhere"
    assert early.published_at == NOW - timedelta(hours=2), "nobody posts from the future"
    assert odd.published_at == NOW - timedelta(hours=3)


def test_pages_are_followed_to_the_end(stub, source):
    stub.answers(feed(item(1), item(2), cursor="a"), feed(cursor="b"), feed(item(3)))
    assert [post.caption for post in source.posts(DID)] == ["post 1", "post 2", "post 3"]
    assert [query.get("cursor") for _, query in stub.requests] == [None, ["a"], ["b"]]


def test_reading_stops_at_since(stub, source):
    stub.answers(feed(item(1), item(2), item(30), cursor="a"))
    posts = list(source.posts(DID, since=NOW - timedelta(hours=10)))
    assert [post.caption for post in posts] == ["post 1", "post 2"]
    assert len(stub.requests) == 1


def test_reading_stops_at_the_most_we_want(stub, source):
    source.limits = Limits(25, 2, 3)
    stub.answers(feed(item(1), item(2), cursor="a"), feed(item(3), item(4), cursor="b"))
    assert len(list(source.posts(DID))) == 3
    assert len(stub.requests) == 2


def test_a_list_that_comes_back_to_a_page_is_left(stub, source):
    stub.answers(feed(item(1), cursor="a"), feed(item(2), cursor="b"), feed(item(3), cursor="a"))
    with pytest.raises(Unavailable, match="round in circles"):
        list(source.posts(DID))
    assert len(stub.requests) == 3


def test_a_list_without_end_is_left(stub, source):
    pages = iter(range(10_000))
    stub.on("app.bsky.feed.getAuthorFeed", lambda query: feed(cursor=str(next(pages))))
    with pytest.raises(Unavailable, match="round in circles"):
        list(source.posts(DID))
    assert len(stub.requests) < 50


def test_what_came_before_a_fault_is_good_and_the_fault_is_not_repeated(stub, source):
    """A cursor that the server does not like is a 500 there."""
    stub.answers(feed(item(1), cursor="bad"), refusal("InternalServerError", 500))
    posts = source.posts(DID)
    assert next(posts).caption == "post 1"
    with pytest.raises(Unavailable):
        next(posts)
    assert len(stub.requests) == 2
