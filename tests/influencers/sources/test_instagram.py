"""What is Instagram's own: codes instead of statuses, usage in per cent, hashtags, cursors in a question."""

import pytest

from influencers.sources.base import (
    AuthNeeded,
    BadRequest,
    Forbidden,
    NotFound,
    QuotaSpent,
    RateLimited,
    Unavailable,
)
from tests.influencers.sources.platforms import Instagram, meta
from tests.influencers.stub import Reply


@pytest.fixture
def instagram():
    return Instagram()


@pytest.mark.parametrize("status", [400, 200])
@pytest.mark.parametrize(
    ("code", "error"),
    [
        (1, Unavailable),
        (2, Unavailable),
        (4, RateLimited),
        (17, RateLimited),
        (32, RateLimited),
        (613, RateLimited),
        (10, Forbidden),
        (200, Forbidden),
        (299, Forbidden),
        (368, Forbidden),
        (190, AuthNeeded),
        (100, BadRequest),
        (110, NotFound),
    ],
)
def test_the_reason_is_read_from_the_code_whatever_the_status(stub, instagram, code, error, status):
    stub.answers(meta(code, status))
    with pytest.raises(error) as caught:
        instagram.open(stub).profile(instagram.handle)
    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("usage", "left"),
    [
        ('{"call_count": 28, "total_time": 25, "total_cputime": 91}', 9),
        ('{"call_count": 100, "total_time": 0, "total_cputime": 0}', 0),
        ('{"call_count": 130}', 0),
    ],
)
def test_usage_in_per_cent(stub, instagram, usage, left):
    body = instagram.body("profile")
    stub.answers(Reply(body, headers={"X-App-Usage": usage}))
    source = instagram.open(stub)
    source.profile(instagram.handle)
    assert (source.allowance.remaining, source.allowance.limit) == (left, 100)


@pytest.mark.parametrize("usage", ["", "{}", "[]", "soon", '{"call_count": "many"}'])
def test_usage_that_says_nothing(stub, instagram, usage):
    stub.answers(Reply(instagram.body("profile"), headers={"X-App-Usage": usage}))
    source = instagram.open(stub)
    source.profile(instagram.handle)
    assert source.allowance is None


def test_spent_hashtags_do_not_stop_the_rest_of_instagram(stub, instagram):
    stub.on("ig_hashtag_search", lambda query: meta(18))
    with pytest.raises(QuotaSpent) as caught:
        list(instagram.open(stub).search("#clay", 5))
    assert not caught.value.whole_source


def test_an_unknown_hashtag_finds_nobody(stub, instagram):
    stub.on("ig_hashtag_search", lambda query: Reply({"data": []}))
    assert list(instagram.open(stub).search("#clay", 5)) == []


def test_the_first_posts_come_with_the_account_and_a_cursor_cannot_break_out(stub, instagram):
    instagram.serve(stub)
    source = instagram.open(stub)
    source.profile(instagram.handle)
    assert len(list(source.posts(instagram.platform_id))) == 3
    assert source.calls == 2
    stub.on(instagram.own_id, lambda query: instagram.page(1, "x){id}"))
    source = instagram.open(stub)
    source.profile(instagram.handle)
    with pytest.raises(Unavailable):
        list(source.posts(instagram.platform_id))
    assert source.calls == 1


def test_kinds_of_posts(stub, instagram):
    instagram.serve(stub)
    source = instagram.open(stub)
    source.profile(instagram.handle)
    assert [post.kind for post in source.posts(instagram.platform_id)] == ["short", "photo", "carousel"]
