"""The Bluesky source against Bluesky's own servers."""

from datetime import UTC, datetime, timedelta

import pytest

from influencers.sources.base import Gone, Limits, NotFound
from influencers.sources.bluesky import BlueskySource
from tests.waiting import wait_until


@pytest.fixture
def source(bluesky_network):
    return BlueskySource(bluesky_network.appview)


def test_profile_and_posts_as_the_server_tells_them(bluesky_network, source):
    net = bluesky_network
    lena, fan = net.fresh(display_name="Léna Töpfert", bio="Ton und Feuer 陶芸"), net.fresh()
    net.follow(fan, lena)
    then = datetime.now(UTC) - timedelta(days=3)
    text = f"Día de esmalte #Cerâmica mit @{fan}.test"
    post = net.post(lena, text, then, tags=("Cerâmica",), mentions=(fan,), langs=("pt-BR",))
    net.like(fan, post)
    net.repost(fan, post)
    net.post(fan, "schön", reply_to=post)
    net.post(lena, "an answer of her own", reply_to=post)

    wait_until(lambda: net.seen(net.dids[lena]).get("followersCount") == 1, what="the follow")
    record = source.profile(f"{lena}.test")
    assert (record.platform_id, record.handle) == (net.dids[lena], f"{lena}.test")
    assert (record.display_name, record.bio) == ("Léna Töpfert", "Ton und Feuer 陶芸")
    assert (record.followers, record.following) == (1, 0)

    def told():
        (post,) = source.posts(net.dids[lena])
        return post if (post.likes, post.comments, post.shares) == (1, 2, 1) else None

    seen = wait_until(told, what="like, replies and repost")
    assert seen.platform_post_id == post["uri"]
    assert (seen.caption, seen.hashtags, seen.mentions) == (text, ("cerâmica",), (f"{fan}.test",))
    assert (seen.language, seen.views) == ("pt", None)
    assert abs(seen.published_at - then) < timedelta(seconds=1)


def test_a_feed_is_read_over_many_pages_to_its_end(bluesky_network, source):
    net = bluesky_network
    name, now = net.fresh(), datetime.now(UTC)
    for age in range(25):
        net.post(name, f"day {age}", now - timedelta(days=age))
    wait_until(lambda: net.feed_size(name) == 25, what="25 posts")
    source.limits = Limits(batch_size=25, posts_page=10, max_posts=1000)
    assert [post.caption for post in source.posts(net.dids[name])] == [f"day {age}" for age in range(25)]
    assert source.calls == 4, "only a page without a cursor is the last"
    recent = list(source.posts(net.dids[name], since=now - timedelta(days=4, hours=1)))
    assert [post.caption for post in recent] == [f"day {age}" for age in range(5)]
    assert source.calls == 5


def test_a_full_batch_and_those_it_leaves_out(bluesky_network, source):
    net = bluesky_network
    names = [net.fresh() for _ in range(23)]
    net.deactivate(names[0])
    unknown = "did:plc:zzzzzzzzzzzzzzzzzzzzzzzz"
    wait_until(lambda: "error" in net.seen(net.dids[names[0]]), what="the deactivation")
    wait_until(lambda: net.seen(net.dids[names[-1]]).get("handle"), what="the last account")
    answers = source.profiles([*(net.dids[name] for name in names), unknown, "did:web:example.invalid"])
    assert isinstance(answers[net.dids[names[0]]], Gone)
    assert isinstance(answers[unknown], NotFound)
    assert isinstance(answers["did:web:example.invalid"], NotFound)
    assert [answers[net.dids[name]].handle for name in names[1:]] == [f"{name}.test" for name in names[1:]]
    assert source.calls == 4


def test_a_renamed_account_is_found_by_its_id_only(bluesky_network, source):
    net = bluesky_network
    name = net.fresh()
    net.rename(name, f"{name}-new.test")
    did = net.dids[name]
    wait_until(lambda: net.seen(did).get("handle") == f"{name}-new.test", what="the new handle")
    assert source.profiles([did])[did].handle == f"{name}-new.test"
    with pytest.raises(NotFound):
        source.profile(f"{name}.test")


def test_a_deactivated_account_is_gone_and_may_come_back(bluesky_network, source):
    net = bluesky_network
    name = net.fresh()
    wait_until(lambda: net.seen(net.dids[name]).get("handle"), what="the account")
    net.deactivate(name)
    wait_until(lambda: net.seen(net.dids[name]).get("error"), what="the deactivation")
    with pytest.raises(Gone):
        source.profile(net.dids[name])
    with pytest.raises(NotFound):
        list(source.posts(net.dids[name]))
    net.activate(name)
    wait_until(lambda: net.seen(net.dids[name]).get("handle"), what="the return")
    assert source.profile(net.dids[name]).platform_id == net.dids[name]


def test_comments_and_search_as_the_server_tells_them(bluesky_network, source):
    net = bluesky_network
    lena, fan = net.fresh(), net.fresh()
    post = net.post(lena, "Ton", datetime.now(UTC))
    net.post(fan, "schön", reply_to=post)
    net.post(lena, "danke", reply_to=post)

    wait_until(lambda: net.feed_size(lena), what="the post in the feed")
    read = wait_until(
        lambda: next((told for told in source.posts(net.dids[lena]) if told.comments == 2), None),
        what="both replies",
    )
    both = wait_until(
        lambda: len(said := list(source.comments(read, 10))) == 2 and said, what="both in the thread"
    )
    comments = sorted(both, key=lambda said: said.by_creator)
    assert [(said.text, said.author_id, said.by_creator) for said in comments] == [
        ("schön", net.dids[fan], False),
        ("danke", net.dids[lena], True),
    ]
    # Without Bluesky's own index, which is not open, its server searches handles only.
    found = {hit.platform_id: hit.handle for hit in source.search(f"{lena}.test", 10)}
    assert found == {net.dids[lena]: f"{lena}.test"}
