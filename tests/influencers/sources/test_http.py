"""The shared HTTP layer against a real local server that misbehaves."""

import gzip
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from influencers.sources.base import (
    AuthNeeded,
    BadRequest,
    Forbidden,
    NotFound,
    RateLimited,
    Unavailable,
)
from influencers.sources.http import Http, reset_time
from tests.influencers.stub import Reply

HTML = Reply("<html><body>Just a moment…</body></html>", headers={"Content-Type": "text/html"})


def client(stub, **options) -> Http:
    return Http(stub.url, **options)


def test_a_good_answer_is_its_json(stub):
    stub.answers(Reply({"name": "Zoë"}))
    assert client(stub).get("/x/thing", {"id": ["a", "b"]}) == {"name": "Zoë"}
    assert stub.requests == [("thing", {"id": ["a", "b"]})]


def test_the_operator_can_be_reached_by_the_user_agent(stub):
    stub.answers(Reply({}))
    client(stub, contact="ops@example.com").get("/thing")
    assert stub.agents == ["Handpick (ops@example.com)"]


NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "until"),
    [
        ({"Retry-After": "120"}, NOW + timedelta(seconds=120)),
        (
            {"Retry-After": format_datetime(NOW + timedelta(minutes=5), usegmt=True)},
            NOW + timedelta(minutes=5),
        ),
        ({"RateLimit-Reset": str(int(NOW.timestamp()) + 300)}, NOW + timedelta(seconds=300)),
        ({"X-RateLimit-Reset": "2026-11-24T12:05:00.000Z"}, NOW + timedelta(minutes=5)),
        ({"X-RateLimit-Reset": str(int(NOW.timestamp()) + 60)}, NOW + timedelta(seconds=60)),
        ({}, None),
        ({"Retry-After": "soon"}, None),
        ({"RateLimit-Reset": str(int(NOW.timestamp()) - 60)}, None),
        ({"RateLimit-Reset": "1e30"}, None),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": str(30 * 24 * 3600)}, None),
    ],
)
def test_reset_time_reads_every_spelling_and_no_nonsense(headers, until):
    assert reset_time(headers, NOW) == until


def test_429_says_until_when(stub):
    stub.answers(Reply({"error": "RateLimitExceeded"}, 429, {"Retry-After": "60"}))
    with pytest.raises(RateLimited) as caught:
        client(stub).get("/thing")
    wait = caught.value.until - datetime.now(UTC)
    assert timedelta(seconds=50) < wait <= timedelta(seconds=60)
    assert caught.value.whole_source
    assert len(stub.requests) == 1


def test_429_without_a_time_says_none(stub):
    stub.answers(Reply("slow down", 429))
    with pytest.raises(RateLimited) as caught:
        client(stub).get("/thing")
    assert caught.value.until is None


def test_503_with_a_time_is_a_request_to_pause(stub):
    stub.answers(Reply("", 503, {"Retry-After": "30"}))
    with pytest.raises(RateLimited):
        client(stub).get("/thing")


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (Reply("", 500), Unavailable, "fault of its own (500)"),
        (Reply({"error": "InternalServerError"}, 502), Unavailable, "fault of its own (502)"),
        (Reply('{"a": ', 200), Unavailable, "cannot be read as JSON"),
        (HTML, Unavailable, "text/html that cannot be read as JSON"),
        (Reply(b"\xff\xfe\x00{", 200), Unavailable, "cannot be read as JSON"),
        (Reply("[" * 100_000, 200), Unavailable, "cannot be read as JSON"),
        (Reply("", 200), Unavailable, "cannot be read as JSON"),
        (Reply(HTML.body, 403, HTML.headers), Forbidden, "refuses to answer"),
        (Reply({"error": "ExpiredToken"}, 401), AuthNeeded, "wants a valid login"),
        (Reply({}, 404), NotFound, "knows no such thing"),
        (Reply({"error": "InvalidRequest"}, 400), BadRequest, "400, InvalidRequest"),
        (Reply("", 302, {"Location": "https://example.com/"}), Unavailable, "redirects are not followed"),
    ],
)
def test_each_bad_answer_has_its_type_and_is_asked_once(stub, reply, error, words):
    stub.answers(reply)
    with pytest.raises(error) as caught:
        client(stub).get("/thing")
    assert words in caught.value.text
    assert len(stub.requests) == 1


def test_silence_ends_in_time(stub):
    stub.answers(Reply(hang=True))
    with pytest.raises(Unavailable, match="did not answer in time"):
        client(stub, read_seconds=0.2).get("/thing")
    assert len(stub.requests) == 1


def test_a_dripping_answer_ends_in_time(stub):
    stub.answers(Reply(drip=True))
    with pytest.raises(Unavailable, match=r"more than 0\.3 s for one answer"):
        client(stub, deadline_seconds=0.3).get("/thing")


def test_a_connection_that_broke_before_the_answer_is_tried_once_more(stub):
    stub.answers(Reply(cut=True), Reply({"good": 1}))
    http = client(stub)
    assert http.get("/thing") == {"good": 1}
    assert http.calls == 2


def test_a_connection_that_breaks_always_is_given_up(stub):
    stub.answers(Reply(cut=True))
    http = client(stub)
    with pytest.raises(Unavailable, match="cannot be reached"):
        http.get("/thing")
    assert len(stub.requests) == http.calls == 2


def test_nobody_there_is_unavailable():
    with pytest.raises(Unavailable, match="cannot be reached"):
        Http("http://127.0.0.1:9").get("/thing")


def test_an_answer_cut_off_within_is_not_taken_for_whole(stub):
    stub.answers(Reply('{"followers": 12', cut_within=True))
    with pytest.raises(Unavailable, match="cut off"):
        client(stub).get("/thing")


def test_fifty_megabytes_are_not_read(stub):
    stub.answers(Reply("[", endless=50_000_000))
    with pytest.raises(Unavailable, match="more than 5 MB"):
        client(stub).get("/thing")
    assert stub.bytes_sent < 25_000_000


def test_fifty_megabytes_in_a_small_parcel_are_not_unpacked(stub):
    parcel = gzip.compress(b" " * 50_000_000)
    assert len(parcel) < 100_000
    stub.answers(Reply(parcel, headers={"Content-Encoding": "gzip"}))
    with pytest.raises(Unavailable, match="more than 5 MB"):
        client(stub).get("/thing")


def test_a_packed_answer_is_read(stub):
    stub.answers(Reply(gzip.compress(b'{"a": 1}'), headers={"Content-Encoding": "gzip"}))
    assert client(stub).get("/thing") == {"a": 1}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_host_that_a_user_gave_must_be_public(stub, host):
    stub.answers(Reply({}))
    http = Http(stub.url.replace("127.0.0.1", host), guarded=True)
    with pytest.raises(BadRequest, match="not a public address"):
        http.get("/thing")
    assert stub.requests == []


@pytest.mark.parametrize(
    "address", ["10.0.0.1", "169.254.169.254", "192.168.1.1", "[::1]", "[::ffff:10.0.0.1]"]
)
def test_private_addresses_are_refused_unasked(address):
    with pytest.raises(BadRequest, match="not a public address"):
        Http(f"http://{address}:9/", guarded=True).get("/thing")


def test_no_secret_gets_into_a_message(stub):
    stub.answers(Reply({"error": "bad key=hunter2 Bearer tok123 my-token"}, 400))
    http = client(stub, headers={"Authorization": "Bearer my-token"}, secrets=["my-token"])
    with pytest.raises(BadRequest) as caught:
        http.get("/thing", {"key": "hunter2"})
    for secret in ("hunter2", "tok123", "my-token"):
        assert secret not in caught.value.text


def test_what_is_left_of_the_allowance_is_read(stub):
    reset = int(datetime.now(UTC).timestamp()) + 100
    headers = {"RateLimit-Limit": "3000", "RateLimit-Remaining": "2999", "RateLimit-Reset": str(reset)}
    stub.answers(Reply({}, headers=headers), Reply({}))
    http = client(stub)
    http.get("/thing")
    assert (http.allowance.remaining, http.allowance.limit) == (2999, 3000)
    assert http.allowance.resets_at == datetime.fromtimestamp(reset, UTC)
    http.get("/thing")
    assert http.allowance.remaining == 2999, "an answer without headers does not wipe it out"
