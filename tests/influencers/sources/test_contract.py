"""The one contract of all sources, each against a local server that speaks its platform's tongue."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from influencers.choices import Platform as Account
from influencers.choices import Source as Told
from influencers.sources.base import (
    BudgetSpent,
    Limits,
    NotFound,
    NotSupported,
    ProfileRecord,
    RateLimited,
    Refused,
    SourceError,
    Unavailable,
)
from influencers.sources.quotas import CALLS, NoLimit
from influencers.sources.registry import SOURCES, source_class
from tests.influencers.sources.platforms import ALL, NETWORKED, SECRET, some_post
from tests.influencers.stub import Reply

HTML = Reply("<html>Just a moment…</html>", headers={"Content-Type": "text/html"})
REFUSALS = [
    pytest.param(platform, reply, error, id=f"{platform.key}-{name}")
    for platform in NETWORKED
    for name, (reply, error) in platform.refusals.items()
]


@pytest.fixture(params=NETWORKED, ids=lambda platform: platform.key)
def platform(request):
    return request.param


@pytest.fixture(params=ALL, ids=lambda platform: platform.key)
def any_platform(request):
    return request.param


def refused(ask) -> SourceError:
    with pytest.raises(SourceError) as caught:
        ask()
    assert SECRET not in str(caught.value)
    return caught.value


def test_every_source_is_under_this_contract():
    assert {platform.key for platform in ALL} == set(SOURCES)
    assert set(SOURCES) <= set(Told.values)


@pytest.mark.parametrize("key", sorted(SOURCES))
def test_a_source_declares_limits_policy_and_what_it_lacks(key):
    source = source_class(key)
    assert source.key == key
    assert source.label == (Account(key).label if key in Account.values else "Demo")
    assert source.limits.batch_size >= 1 <= source.limits.posts_page <= source.limits.max_posts
    assert source.policy.terms.endswith(".")
    assert CALLS in source.limits.quotas
    assert all(quota.limit > 0 < quota.seconds for quota in source.limits.quotas.values())
    assert not set(source.credential) - set(source.needs)
    assert set(source.lacks) <= {"comments", "search"}
    assert bool(source.needs) == bool(source.connect)


def test_an_account_is_found(platform, stub):
    platform.serve(stub)
    source = platform.open(stub)
    record = source.profile(f"@{platform.handle}")
    assert (record.platform_id, record.handle) == (platform.platform_id, platform.handle)
    assert (record.display_name, record.bio) == ("Léna Töpfert", "Ton und Feuer")
    assert (record.followers, record.posts_count) == (1234, 3)
    assert source.calls == len(stub.requests) == 1


def test_accounts_are_found_by_id(any_platform, stub):
    any_platform.serve(stub) if any_platform in NETWORKED else None
    source = any_platform.open(stub)
    if source.by_handle:
        assert isinstance(source.profiles([any_platform.platform_id])[any_platform.platform_id], NotSupported)
        source.profile(any_platform.handle)
    records = source.profiles([any_platform.platform_id])
    assert isinstance(records[any_platform.platform_id], ProfileRecord)
    assert records[any_platform.platform_id].platform_id == any_platform.platform_id


def test_one_that_never_was_is_missing(platform, stub):
    stub.on(platform.profile_call, lambda query: platform.missing())
    assert isinstance(refused(lambda: platform.open(stub).profile(platform.handle)), NotFound)


@pytest.mark.parametrize("name", ["", "  ", "two words", "a/b", "lena?x=1", "x){id}", "ä" * 300])
def test_what_is_no_handle_is_missing_without_a_call(any_platform, stub, name):
    assert isinstance(refused(lambda: any_platform.open(stub).profile(name)), NotFound)
    assert stub.requests == []


def test_a_missing_one_does_not_hide_the_others_of_a_batch(stub):
    youtube = next(platform for platform in NETWORKED if platform.key == "youtube")
    youtube.serve(stub)
    other = "UC" + "z" * 22
    records = youtube.open(stub).profiles([youtube.platform_id, other, "no id"])
    assert records[youtube.platform_id].followers == 1234
    assert isinstance(records[other], NotFound)
    assert isinstance(records["no id"], NotFound)
    assert [query["id"] for query in stub.calls("channels")] == [[f"{youtube.platform_id},{other}"]]


def test_one_that_is_gone(platform, stub):
    reply, error = platform.gone
    stub.on(platform.profile_call, lambda query: reply)
    said = refused(lambda: platform.open(stub).profile(platform.handle))
    assert type(said) is error
    assert not said.whole_source


def test_a_renamed_one_keeps_its_id(platform, stub):
    platform.serve(stub)
    source = platform.open(stub)
    before = source.profile(platform.handle)
    platform.rename(stub)
    after = source.profiles([platform.platform_id])[platform.platform_id]
    assert after.platform_id == before.platform_id
    assert (after.handle, after.display_name) != (before.handle, before.display_name)


def test_posts_are_read_page_by_page_to_the_end_and_hidden_counts_are_unknown(platform, stub):
    platform.serve(stub)
    source = platform.open(stub)
    source.profile(platform.handle)
    posts = list(source.posts(platform.platform_id))
    assert [post.caption.split(" ")[0] for post in posts] == ["Día", "two", "three"]
    assert [post.likes for post in posts] == [5, None, 7], "a hidden count is not 0"
    assert [post.views for post in posts] == platform.views
    assert posts[0].comments == 2
    assert posts[0].hashtags == ("cerâmica",)
    assert posts[0].published_at == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert len({post.platform_post_id for post in posts}) == 3
    assert source.calls == len(stub.requests)


def test_posts_end_at_since_and_the_second_page_is_not_asked_for(platform, stub):
    platform.serve(stub)
    source = platform.open(stub)
    source.profile(platform.handle)
    posts = list(source.posts(platform.platform_id, datetime(2026, 11, 19, 12, tzinfo=UTC)))
    assert [post.caption.split(" ")[0] for post in posts] == ["Día"]
    assert not [query for query in stub.calls(platform.posts_call) if platform.is_next(query)]


def test_the_demo_has_posts_and_they_end(stub):
    demo = ALL[-1]
    posts = list(demo.open(stub).posts(demo.platform_id))
    assert 0 < len(posts) <= source_class("demo").limits.max_posts
    assert posts == sorted(posts, key=lambda post: post.published_at, reverse=True)


def test_no_posts_are_no_fault(platform, stub):
    platform.serve(stub)
    source = platform.open(stub)
    source.profile(platform.handle)
    platform.serve_posts(stub, lambda query: platform.empty())
    source = platform.open(stub)
    source.profile(platform.handle) if source.by_handle else None
    assert list(source.posts(platform.platform_id)) == []


def test_reading_ends_at_the_most_that_is_wanted(platform, stub):
    platform.serve(stub)
    source = platform.open(stub)
    source.profile(platform.handle)
    source.limits = Limits(1, 1, 2)
    assert len(list(source.posts(platform.platform_id))) == 2


class Counting(NoLimit):
    """A purse that pays for so many calls."""

    def __init__(self, calls: int):
        self.left = calls

    def pay(self, kind, account=""):
        if not self.left:
            raise BudgetSpent("Nothing left.")
        self.left -= 1


def test_each_call_is_paid_for_and_one_that_is_not_is_not_made(platform, stub):
    platform.serve(stub)
    source = platform.open(stub, purse=Counting(1))
    source.profile(platform.handle)
    assert len(stub.requests) == 1
    said = refused(lambda: source.profile(platform.handle))
    assert isinstance(said, BudgetSpent)
    assert len(stub.requests) == source.calls == 1


def test_each_page_and_each_second_try_is_paid_for(platform, stub):
    platform.serve(stub)
    purse = Counting(100)
    source = platform.open(stub, purse=purse)
    source.profile(platform.handle)
    list(source.posts(platform.platform_id))
    assert 100 - purse.left == len(stub.requests) == source.calls
    stub.on(platform.profile_call, lambda query: Reply(cut=True))
    before = purse.left, len(stub.requests)
    refused(lambda: source.profile(platform.handle))
    assert before[0] - purse.left == len(stub.requests) - before[1] == 2


def read_until_refused(source, platform) -> tuple[list, SourceError]:
    source.profile(platform.handle)
    posts, given = source.posts(platform.platform_id), []
    said = refused(lambda: [given.append(post) for post in posts])
    return given, said


def test_a_cursor_that_the_server_does_not_take_spoils_no_earlier_page(platform, stub):
    platform.serve(stub)
    next_page = platform.bad_cursor
    platform.serve_posts(stub, lambda q: next_page if platform.is_next(q) else platform.page(1, "two"))
    given, said = read_until_refused(platform.open(stub), platform)
    assert len(given) == 2
    assert not isinstance(said, Refused)


def test_a_list_that_leads_back_to_a_page_is_left(platform, stub):
    platform.serve(stub)
    platform.serve_posts(stub, lambda query: platform.page(1, "two"))
    _, said = read_until_refused(platform.open(stub), platform)
    assert "round in circles" in said.text
    assert len(stub.calls(platform.posts_call)) <= 4


def test_a_list_without_end_is_left(platform, stub):
    platform.serve(stub)
    numbers = itertools.count()
    platform.serve_posts(stub, lambda query: platform.page(1, f"c{next(numbers)}"))
    source = platform.open(stub)
    source.limits = Limits(1, 50, 100)
    source.profile(platform.handle)
    try:
        given = list(source.posts(platform.platform_id))
    except Unavailable:
        given = []
    assert len(given) <= 100
    assert len(stub.calls(platform.posts_call)) < 60


def failing(platform, stub, reply: Reply, **http) -> SourceError:
    """What the source makes of a reply to its question for an account, and for the second page of posts."""
    source = platform.open(stub, **http)
    stub.on(platform.profile_call, lambda query: reply)
    stub.answers(reply)
    first = refused(lambda: source.profile(platform.handle))
    platform.serve(stub)
    good = platform.page(1, "two")
    platform.serve_posts(stub, lambda query: reply if platform.is_next(query) else good)
    given, second = read_until_refused(platform.open(stub, **http), platform)
    assert len(given) == 2, "what came before the fault is good"
    assert type(first) is type(second)
    return first


@pytest.mark.parametrize(
    "header",
    [
        lambda at: {"Retry-After": "60"},
        lambda at: {"X-RateLimit-Reset": at.isoformat().replace("+00:00", "Z")},
        lambda at: {"X-RateLimit-Reset": str(int(at.timestamp()))},
        lambda at: {"RateLimit-Reset": str(int(at.timestamp())), "RateLimit-Remaining": "0"},
    ],
)
def test_429_with_a_time(platform, stub, header):
    at = datetime.now(UTC) + timedelta(seconds=60)
    said = failing(platform, stub, Reply({"error": "x"}, 429, header(at)))
    assert isinstance(said, RateLimited)
    assert abs(said.until - at) < timedelta(seconds=5)


def test_429_without_a_time(platform, stub):
    said = failing(platform, stub, Reply("slow down", 429))
    assert isinstance(said, RateLimited)
    assert said.until is None


@pytest.mark.parametrize(("platform", "reply", "error"), REFUSALS)
def test_spent_quotas_expired_tokens_and_refusals(platform, stub, reply, error):
    said = failing(platform, stub, reply)
    assert type(said) is error
    # One Mastodon server says nothing about the others.
    assert said.whole_source == (platform.key != "mastodon")


@pytest.mark.parametrize("status", [500, 502, 503])
def test_5xx(platform, stub, status):
    assert isinstance(failing(platform, stub, Reply("", status)), Unavailable)


@pytest.mark.parametrize(
    "reply",
    [Reply('{"a": ', 200), HTML, Reply("", 200), Reply("null", 200), Reply("[1, 2]", 200), Reply('"x"', 200)],
    ids=["broken", "html", "nothing", "null", "list", "text"],
)
def test_what_is_no_answer(platform, stub, reply):
    assert isinstance(failing(platform, stub, reply), Unavailable)


def test_json_without_the_account_is_no_answer(platform, stub):
    stub.on(platform.profile_call, lambda query: Reply({}))
    assert isinstance(refused(lambda: platform.open(stub).profile(platform.handle)), Unavailable)


def test_silence(platform, stub):
    assert isinstance(failing(platform, stub, Reply(hang=True), read_seconds=0.2), Unavailable)


def test_a_connection_that_is_cut(platform, stub):
    assert isinstance(failing(platform, stub, Reply(cut=True)), Unavailable)


def test_an_answer_that_is_cut(platform, stub):
    assert isinstance(failing(platform, stub, Reply('{"id": 1', cut_within=True)), Unavailable)


def test_50_megabytes(platform, stub):
    stub.on(platform.profile_call, lambda query: Reply("[", endless=50_000_000))
    said = refused(lambda: platform.open(stub).profile(platform.handle))
    assert "more than 5 MB" in said.text
    assert stub.bytes_sent < 20_000_000, "the rest is not read"


def test_comments_or_a_word_why_not(any_platform, stub):
    any_platform.serve(stub) if any_platform in NETWORKED else None
    source, post = any_platform.open(stub), some_post(any_platform)
    if "comments" in source.lacks:
        said = refused(lambda: list(source.comments(post, 10)))
        assert isinstance(said, NotSupported)
        assert said.text == source.lacks["comments"]
        return
    comments = list(source.comments(post, 10))
    assert [(comment.text, comment.by_creator) for comment in comments] == [("schön", False), ("danke", True)]
    assert all(comment.author_id and comment.platform_comment_id for comment in comments)
    assert len(list(source.comments(post, 1))) == 1


def test_search_or_a_word_why_not(any_platform, stub):
    any_platform.serve(stub) if any_platform in NETWORKED else None
    source = any_platform.open(stub)
    if "search" in source.lacks:
        assert refused(lambda: list(source.search("clay", 10))).text == source.lacks["search"]
        return
    found = list(source.search(any_platform.search_words, 10))
    ids = [hit.platform_id or hit.handle for hit in found]
    assert ids == (any_platform.found or list(dict.fromkeys(ids))) != []
    assert len(list(source.search(any_platform.search_words, 1))) == 1


def test_comments_that_the_owner_of_a_video_switched_off(stub):
    youtube = next(platform for platform in NETWORKED if platform.key == "youtube")
    reason = {"errors": [{"reason": "commentsDisabled", "domain": "youtube.commentThread", "message": "x"}]}
    stub.answers(Reply({"error": {"code": 403, "message": "x", **reason}}, 403))
    said = refused(lambda: list(youtube.open(stub).comments(some_post(youtube), 10)))
    assert isinstance(said, NotSupported)


def test_instagram_has_no_search_for_words(stub):
    instagram = next(platform for platform in NETWORKED if platform.key == "instagram")
    assert isinstance(refused(lambda: list(instagram.open(stub).search("clay", 10))), NotSupported)
    assert stub.requests == []
