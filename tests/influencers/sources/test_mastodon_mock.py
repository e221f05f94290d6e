"""The Mastodon source against somebody else's Mastodon: real HTTP, real rows, and faults on demand."""

from datetime import UTC, datetime, timedelta

import pytest
import requests
from mastodon_mock.config import (
    DatabaseConfig,
    MastodonMockConfig,
    RateLimitConfig,
    SeedAccount,
    SeedConfig,
    SeedFollow,
    StreamingConfig,
)
from mastodon_mock.testing import MockServer

from influencers.sources.base import Gone, Limits, NotFound, RateLimited, Unavailable
from influencers.sources.mastodon import MastodonSource
from tests.influencers.stub import Reply

NAMES = ("lena", "fan", "shy")


def server(**config) -> MockServer:
    accounts = [
        SeedAccount(
            username=name, display_name=name.title(), note=f"<p>{name} &amp; co</p>", access_token=name
        )
        for name in NAMES
    ]
    seed = SeedConfig(accounts=accounts, follows=[SeedFollow(follower="fan", following="lena")])
    return MockServer(
        config=MastodonMockConfig(
            domain="social.example",
            database=DatabaseConfig(path=":memory:"),
            streaming=StreamingConfig(enabled=False),
            seed=seed,
            **config,
        )
    )


@pytest.fixture(scope="module")
def running():
    with server() as mock:
        yield mock


@pytest.fixture
def mock(running):
    """The server, as it was at its start and without faults."""
    requests.post(f"{running.base_url}/api/v1/_mock/reset", timeout=10).raise_for_status()
    requests.delete(f"{running.base_url}/api/v1/_mock/faults", timeout=10).raise_for_status()
    return running


def opened(mock, **http) -> MastodonSource:
    return MastodonSource(
        "https://social.example", token="lena", addresses={"social.example": mock.base_url}, **http
    )


@pytest.fixture
def source(mock):
    return opened(mock, read_seconds=20)


def send(mock, who: str, method: str, path: str, **form):
    answer = requests.request(
        method,
        f"{mock.base_url}/api/v1/{path}",
        data=form,
        headers={"Authorization": f"Bearer {who}"},
        timeout=10,
    )
    answer.raise_for_status()
    return answer.json()


def toot(mock, who: str, text: str, **form) -> dict:
    return send(mock, who, "POST", "statuses", status=text, **form)


def fault(mock, kind: str, path: str = "*", **effect) -> None:
    rule = {"match": {"path": path}, "effect": {"type": kind, **effect}}
    requests.post(f"{mock.base_url}/api/v1/_mock/faults", json=rule, timeout=10).raise_for_status()


def test_an_account_and_its_posts_as_the_server_tells_them(mock, source):
    first = toot(mock, "lena", "Glazing day #Pottery with @fan")
    send(mock, "fan", "POST", f"statuses/{first['id']}/favourite")
    send(mock, "fan", "POST", f"statuses/{first['id']}/reblog")
    toot(mock, "fan", "@lena lovely", in_reply_to_id=first["id"])
    toot(mock, "lena", "@fan thanks", in_reply_to_id=first["id"])
    other = toot(mock, "fan", "somebody else's")
    send(mock, "lena", "POST", f"statuses/{other['id']}/reblog")

    record = source.profile("@lena@social.example")
    assert (record.platform_id, record.handle) == ("lena@social.example", "lena@social.example")
    assert (record.display_name, record.bio, record.followers) == ("Lena", "lena & co", 1)
    (post,) = source.posts("lena@social.example")
    assert post.hashtags == ("pottery",)
    assert post.mentions == ("fan@social.example",)
    assert "Glazing day #Pottery" in post.caption
    assert (post.likes, post.comments, post.shares, post.views) == (1, 2, 1, None)
    assert abs(post.published_at - datetime.now(UTC)) < timedelta(minutes=1)
    comments = list(source.comments(post, 10))
    assert [(said.author_id, said.by_creator) for said in comments] == [
        ("fan@social.example", False),
        ("lena@social.example", True),
    ]
    assert "lovely" in comments[0].text


def test_pages_are_followed_as_the_server_links_them(mock, source):
    for number in range(7):
        toot(mock, "lena", f"post {number}")
    source.limits = Limits(batch_size=1, posts_page=3, max_posts=100)
    assert [post.caption for post in source.posts("lena@social.example")] == [
        f"post {number}" for number in reversed(range(7))
    ]
    assert source.calls >= 4


def test_nobody_of_that_name(source):
    with pytest.raises(NotFound):
        source.profile("nobody@social.example")


def test_search_leaves_out_who_does_not_want_to_be_found(mock, source):
    for name in ("fan", "lena"):
        send(mock, name, "PATCH", "accounts/update_credentials", discoverable="true")
    send(mock, "shy", "PATCH", "accounts/update_credentials", discoverable="false")
    for name in NAMES:
        toot(mock, name, "clay again #pottery")
    found = [hit.handle for hit in source.search("#pottery", 10)]
    assert sorted(found) == ["fan@social.example", "lena@social.example"]
    assert [hit.handle for hit in source.search("fan", 10)] == ["fan@social.example"]
    assert list(source.search("shy", 10)) == []


@pytest.mark.parametrize(
    "reset",
    [lambda at: str(int(at.timestamp())), lambda at: at.strftime("%Y-%m-%dT%H:%M:%S.000Z")],
    ids=["as the mock and GoToSocial write it", "as Mastodon writes it"],
)
def test_too_many_calls_with_either_form_of_the_reset(mock, source, reset):
    at = datetime.now(UTC) + timedelta(minutes=4)
    fault(mock, "status", status=429, headers={"X-RateLimit-Reset": reset(at), "X-RateLimit-Remaining": "0"})
    with pytest.raises(RateLimited) as caught:
        source.profile("lena@social.example")
    assert abs(caught.value.until - at) < timedelta(seconds=2)
    assert not caught.value.whole_source
    with pytest.raises(RateLimited):
        source.profile("lena@social.example")
    assert source.calls == 1, "a server that said until when is not asked before"


def test_the_servers_own_limit_is_heeded_before_it_refuses():
    with server(ratelimit=RateLimitConfig(enabled=True, limit=2, window_seconds=300)) as mock:
        source = opened(mock)
        source.profile("lena@social.example")
        source.profile("fan@social.example")
        with pytest.raises(RateLimited) as caught:
            source.profile("shy@social.example")
    assert source.calls == 2
    assert caught.value.until > datetime.now(UTC)


@pytest.mark.parametrize(
    ("kind", "effect"),
    [
        ("status", {"status": 500}),
        ("status", {"status": 502}),
        ("status", {"status": 503}),
        ("malformed", {"truncate": True}),
        ("malformed", {"truncate": False}),
        ("latency", {"delay_ms": 1500}),
    ],
)
def test_faults_within_the_list_of_posts_spoil_nothing_that_came_before(mock, source, kind, effect):
    source.limits = Limits(batch_size=1, posts_page=2, max_posts=100)
    for number in range(3):
        toot(mock, "lena", f"post {number}")
    posts = source.posts("lena@social.example")
    assert [next(posts).caption, next(posts).caption] == ["post 2", "post 1"]
    fault(mock, kind, "/api/v1/accounts/*", **effect)
    source.servers["social.example"].timeout = (1, 1)
    with pytest.raises(Unavailable):
        next(posts)


def test_a_deleted_account_is_gone(mock, source):
    fault(mock, "status", status=410)
    with pytest.raises(Gone):
        source.profile("lena@social.example")


def test_one_server_that_fails_says_nothing_about_the_others(mock, stub):
    stub.answers(Reply("", 429, {"Retry-After": "60"}))
    source = MastodonSource(
        "social.example", addresses={"social.example": mock.base_url, "busy.example": stub.url}
    )
    answers = source.profiles(["lena@busy.example", "lena@social.example"])
    assert isinstance(answers["lena@busy.example"], RateLimited)
    assert answers["lena@social.example"].display_name == "Lena"


def test_the_token_goes_to_its_own_server_only(mock, stub):
    stub.answers(Reply({"error": "x"}, 404))
    source = MastodonSource(
        "social.example",
        token="secret-42",
        addresses={"social.example": mock.base_url, "other.example": stub.url},
    )
    source.profiles(["a@other.example", "lena@social.example"])
    assert "Authorization" not in source.servers["other.example"].session.headers
    assert "Authorization" in source.servers["social.example"].session.headers
