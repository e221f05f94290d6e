"""What is YouTube's own: the day of its allowance, counts that are hidden, ids that it leaves out."""

from datetime import UTC, datetime

import pytest

from influencers.sources.base import NotFound, QuotaSpent
from influencers.sources.youtube import quota_renewed
from tests.influencers.sources.platforms import YouTube
from tests.influencers.stub import Reply


@pytest.fixture
def youtube():
    return YouTube()


@pytest.mark.parametrize(
    ("now", "renewed"),
    [
        ("2026-11-24T12:00:00+00:00", "2026-11-25T08:00:00+00:00"),
        ("2026-07-01T06:59:00+00:00", "2026-07-01T07:00:00+00:00"),
        ("2026-07-01T07:00:00+00:00", "2026-07-02T07:00:00+00:00"),
        # The days on which the clocks change have 23 and 25 hours.
        ("2026-03-08T08:30:00+00:00", "2026-03-09T07:00:00+00:00"),
        ("2026-11-01T07:30:00+00:00", "2026-11-02T08:00:00+00:00"),
    ],
)
def test_the_allowance_is_renewed_at_midnight_in_california(now, renewed):
    assert quota_renewed(datetime.fromisoformat(now)) == datetime.fromisoformat(renewed)


def test_a_spent_quota_says_until_when(stub, youtube):
    stub.answers(youtube.refusals["quota spent"][0])
    with pytest.raises(QuotaSpent) as caught:
        youtube.open(stub).profile(youtube.handle)
    assert caught.value.until == quota_renewed(datetime.now(UTC))


def test_hidden_subscribers_are_unknown_and_not_none_at_all(stub, youtube):
    body = youtube.body("profile")
    body["items"][0]["statistics"] |= {"hiddenSubscriberCount": True, "subscriberCount": "0"}
    stub.answers(Reply(body))
    record = youtube.open(stub).profile(youtube.handle)
    assert (record.followers, record.posts_count) == (None, 3)


def test_a_handle_and_an_id_are_asked_for_in_their_own_way(stub, youtube):
    youtube.serve(stub)
    source = youtube.open(stub)
    source.profile("@lenatoepfert")
    source.profile(youtube.platform_id)
    by_handle, by_id = stub.calls("channels")
    assert by_handle["forHandle"] == ["@lenatoepfert"]
    assert by_id["id"] == [youtube.platform_id]
    assert "key" not in by_id, "the key stands in no address"


def test_a_video_that_is_no_longer_public_is_left_out(stub, youtube):
    youtube.serve(stub)
    body = youtube.body("videos")
    stub.on("videos", lambda query: Reply(body | {"items": body["items"][:1]}))
    stub.on("playlistItems", lambda query: youtube.page(1))
    assert [post.platform_post_id for post in youtube.open(stub).posts(youtube.platform_id)] == ["video1"]


def test_a_channel_without_a_list_of_videos(stub, youtube):
    body = youtube.body("profile")
    del body["items"][0]["contentDetails"]
    stub.answers(Reply(body))
    with pytest.raises(NotFound):
        list(youtube.open(stub).posts(youtube.platform_id))
