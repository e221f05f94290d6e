"""What is Mastodon's own: names with servers, HTML, moves, wishes, addresses that are not public."""

import pytest

from influencers.sources.base import Gone, NotFound
from influencers.sources.connections import GuardedAdapter
from influencers.sources.mastodon import MastodonSource
from influencers.sources.reading import plain
from tests.influencers.sources.platforms import Mastodon
from tests.influencers.stub import Reply


@pytest.fixture
def mastodon():
    return Mastodon()


def profile(stub, mastodon, **more):
    stub.answers(Reply(mastodon.body("profile") | more))
    return mastodon.open(stub).profile(mastodon.handle)


def test_an_account_that_moved_is_gone_and_its_new_address_is_told(stub, mastodon):
    with pytest.raises(Gone, match="@lena@new.example"):
        profile(stub, mastodon, moved={"id": "9", "acct": "lena@new.example"})


def test_a_suspended_account_is_gone(stub, mastodon):
    with pytest.raises(Gone):
        profile(stub, mastodon, suspended=True)


def test_wishes_and_kinds_are_told(stub, mastodon):
    record = profile(stub, mastodon, discoverable=False, noindex=True, bot=True)
    assert record.labels == ("noindex", "not-discoverable")
    assert record.account_kind == "bot"


def test_a_name_without_a_server_is_one_of_our_own(stub, mastodon):
    stub.answers(mastodon.profile())
    record = mastodon.open(stub).profile("@lena")
    assert record.platform_id == "lena@social.example"
    assert stub.calls("lookup") == [{"acct": ["lena"]}]


@pytest.mark.parametrize(
    "name", ["lena@localhost", "lena@10.0.0.1", "lena@[::1]", "lena@a b.example", "l@x@y.example"]
)
def test_servers_that_cannot_be_public_are_not_asked(stub, mastodon, name):
    with pytest.raises(NotFound):
        mastodon.open(stub).profile(name)
    assert stub.requests == []


def test_servers_of_others_are_asked_at_public_addresses_only():
    source = MastodonSource("https://social.example")
    other = source._server("other.example").session.get_adapter("https://other.example")
    own = source._server("social.example").session.get_adapter("https://social.example")
    assert isinstance(other, GuardedAdapter)
    assert not isinstance(own, GuardedAdapter), "the operator's own choice may stand in a private network"


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Ton &amp; Feuer<br>Kiel</p><p>陶芸</p>", "Ton & Feuer\nKiel\n陶芸"),
        ('<p>#<span>clay</span> <a href="https://x.example">x</a></p>', "#clay x"),
        ("no markup < at all", "no markup < at all"),
        ("<p></p>", ""),
        (None, ""),
    ],
)
def test_html_becomes_words(html, words):
    assert plain(html) == words


def test_a_next_page_at_another_server_is_asked_of_the_same_one(stub, mastodon):
    mastodon.serve(stub)
    away = {"Link": '<https://evil.example/api/v1/x?max_id=two>; rel="next"'}
    mastodon.serve_posts(
        stub,
        lambda q: mastodon.page(2) if mastodon.is_next(q) else Reply(mastodon.body("posts_1"), headers=away),
    )
    source = mastodon.open(stub)
    assert len(list(source.posts(mastodon.platform_id))) == 3
    assert list(source.servers) == ["social.example"]
