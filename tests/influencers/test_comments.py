"""What is kept of comments: signals, never who wrote what."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.utils import timezone

from influencers import comments, cooldown
from influencers.choices import Priority, Source
from influencers.comments import read_round, store
from influencers.erasing import erase
from influencers.erasure import id_digest
from influencers.models import CommentSignal, Post, Tombstone
from influencers.reply_words import replies_of
from influencers.retention import purge
from influencers.sources.base import CommentRecord, NotSupported, QuotaSpent, RateLimited, Unavailable
from influencers.sources.bluesky import BlueskySource
from influencers.sources.mastodon import MastodonSource
from tests.factories import make_post, make_profile, make_user
from tests.influencers.sources.test_mastodon_mock import server, toot
from tests.influencers.sources.tube import Tube
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
UNIQUE = "xylophonquark unverkennbar geschrieben"


def a_post(**kw) -> Post:
    profile = kw.pop("profile", None) or make_profile(platform="bluesky", source=Source.BLUESKY)
    kw.setdefault("published_at", timezone.now() - timedelta(days=5))
    return make_post(profile, **kw)


def said(number: int = 1, text: str = "nice", **kw) -> CommentRecord:
    kw = {"author_id": f"did:{number}", "by_creator": False, "published_at": timezone.now()} | kw
    return CommentRecord(platform_comment_id=f"c{number}", text=text, **kw)


def everything() -> str:
    """Every value of every table, as text."""
    parts = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" t')
            parts += [row[0] for row in cursor.fetchall()]
    return "\n".join(parts)


class Scripted:
    """A source that answers comments as told: records, or a refusal."""

    def __init__(self, answers: dict):
        self.answers, self.asked = answers, []

    def comments(self, post, limit):
        self.asked.append(post.platform_post_id)
        answer = self.answers.get(post.platform_post_id, [])
        if isinstance(answer, Exception):
            raise answer
        yield from answer[:limit]


@pytest.fixture
def scripted(monkeypatch):
    """Puts a scripted source where the platform is, outside of this app."""

    def put(answers: dict) -> Scripted:
        source = Scripted(answers)
        monkeypatch.setattr(comments, "opened", lambda key, share: source)
        return source

    return put


def test_a_comment_read_twice_is_one_row_with_its_first_time():
    post, first = a_post(), timezone.now() - timedelta(days=9)
    assert store(post, [said(1), said(2)], first) == 2
    assert store(post, [said(1), said(2), said(3)], timezone.now()) == 1
    assert CommentSignal.objects.filter(read_at=first).count() == 2


def test_comments_of_a_post_that_went_meanwhile_are_let_go():
    post = a_post()
    Post.objects.filter(pk=post.pk).delete()
    assert store(post, [said(1)], timezone.now()) == 0


def test_who_was_erased_is_left_out_of_comments_too():
    post = a_post()
    Tombstone.objects.create(platform="bluesky", id_digest=id_digest("bluesky", "did:1"), erased_at=NOW)
    assert store(post, [said(1), said(2)], timezone.now()) == 1


def test_erasing_a_creator_takes_what_they_said_under_posts_of_others():
    post, own = a_post(), make_profile(platform="bluesky", platform_id="did:1", source=Source.BLUESKY)
    store(post, [said(1), said(2)], timezone.now())
    erase([own.influencer_id])
    assert CommentSignal.objects.count() == 1


def test_the_creator_is_known_by_id_and_one_author_is_the_same_everywhere():
    one, two = a_post(), a_post()
    own = one.profile
    own.platform_id = "did:7"
    store(one, [said(7), said(1)], timezone.now())
    store(two, [said(1)], timezone.now())
    assert CommentSignal.objects.filter(is_creator=True).count() == 1
    assert len(set(CommentSignal.objects.filter(is_creator=False).values_list("author", flat=True))) == 1


def test_settled_posts_of_wanted_accounts_come_first():
    now = timezone.now()
    wanted = make_profile(platform="bluesky", source=Source.BLUESKY, priority=Priority.WANTED)
    other = a_post(published_at=now - timedelta(days=4))
    old = a_post(profile=wanted, published_at=now - timedelta(days=50))
    newer = a_post(profile=wanted, published_at=now - timedelta(days=10))
    again = a_post(profile=wanted, comments_read_at=now - timedelta(days=22))
    for kw in (
        {"published_at": now - timedelta(days=2)},
        {"published_at": now - timedelta(days=61)},
        {"comments": 0},
        {"comments_read_at": now - timedelta(days=1)},
        {"source": Source.FILE},
    ):
        a_post(**kw)
    assert comments.worth_reading("bluesky", now, 10) == [newer, old, again, other]
    assert comments.worth_reading("bluesky", now, 2) == [newer, old]


def test_a_round_reads_so_many_posts_of_an_account_and_so_many_comments_of_a_post(scripted, monkeypatch):
    profile = make_profile(platform="bluesky", source=Source.BLUESKY)
    posts = [a_post(profile=profile, published_at=timezone.now() - timedelta(days=4 + n)) for n in range(12)]
    source = scripted({post.platform_post_id: [said(n) for n in range(50)] for post in posts})
    assert read_round("bluesky") == 10
    assert source.asked == [post.platform_post_id for post in posts[:10]]
    assert CommentSignal.objects.count() == 10 * comments.COMMENTS_A_POST
    assert read_round("bluesky") == 0, "the rest is enough"


def test_each_refusal_leaves_what_a_reader_must_know(scripted):
    off, broken, good = a_post(), a_post(), a_post()
    scripted(
        {
            off.platform_post_id: NotSupported("The owner switched comments off under this video."),
            broken.platform_post_id: Unavailable("No answer."),
            good.platform_post_id: [said(1)],
        }
    )
    assert read_round("bluesky") == 3
    assert replies_of(off.profile).why_none == "The owner switched comments off under this video."
    broken.refresh_from_db()
    assert timezone.now() - broken.comments_read_at > comments.READ_AGAIN - comments.TRY_AGAIN
    assert replies_of(good.profile).read == 1


@pytest.mark.parametrize(
    ("refusal", "paused"), [(QuotaSpent("Spent."), False), (RateLimited("Too fast."), True)]
)
def test_a_refusal_of_the_source_ends_the_round_and_marks_no_post(scripted, refusal, paused):
    posts = [a_post(), a_post()]
    scripted({post.platform_post_id: refusal for post in posts})
    assert read_round("bluesky") == 0
    assert not Post.objects.filter(comments_read_at__isnull=False).exists()
    assert bool(cooldown.paused_until("bluesky")) == paused
    assert (read_round("bluesky"), comments.reading().count("bluesky")) == (0, int(not paused))


def test_pages_say_why_there_are_none(settings, client):
    settings.MASTODON_INSTANCE, settings.YOUTUBE_API_KEY, settings.YOUTUBE_DERIVED_METRICS = "", "key", ""
    for platform, source, words in (
        ("instagram", Source.INSTAGRAM, "Instagram shows comments only to the owner of a post."),
        ("tiktok", Source.FILE, "it is known from files only"),
        ("mastodon", Source.FILE, "Mastodon is not connected"),
        ("youtube", Source.YOUTUBE, "terms let nobody measure them"),
        ("bluesky", Source.BLUESKY, "Not read yet"),
    ):
        assert words in replies_of(make_profile(platform=platform, source=source)).why_none
    client.force_login(make_user())
    profile = make_profile(platform="bluesky", source=Source.BLUESKY)
    assert "Not read yet" in client.get(profile.influencer.get_absolute_url()).text


def test_signals_go_after_their_days(settings):
    settings.YOUTUBE_DERIVED_METRICS = "accepted"
    for source, days in ((Source.BLUESKY, 90), (Source.YOUTUBE, 30)):
        post = a_post(source=source, fetched_at=NOW + timedelta(days=300))
        store(post, [said(1)], NOW)
        for day, left in ((days - 2, 1), (days, 0)):
            with time_machine.travel(NOW + timedelta(days=day), tick=False):
                purge(timezone.now())
            assert CommentSignal.objects.filter(source=source).count() == left, (source, day)


def test_youtube_with_answers_and_without_a_trace_of_who_said_what(stub, settings, monkeypatch, caplog):
    settings.YOUTUBE_API_KEY, settings.YOUTUBE_DERIVED_METRICS = "key", "accepted"
    tube = Tube(stub)
    channel, fan = tube.channel("a"), "UC" + "f" * 22
    with time_machine.travel(NOW, tick=False):
        video = tube.video(channel, 1, NOW - timedelta(days=6))
        tube.comment(video, 1, fan, channel, NOW - timedelta(days=5), f"{UNIQUE}?")
        tube.answer(video, 1, channel, NOW - timedelta(days=4), f"answer {UNIQUE}")
        tube.comment(video, 2, channel, channel, NOW - timedelta(days=5), "my own word")
        profile = make_profile(platform="youtube", platform_id=channel, source=Source.YOUTUBE)
        post = a_post(profile=profile, platform_post_id=video, published_at=NOW - timedelta(days=6))
        monkeypatch.setattr(comments, "opened", lambda key, share: tube.open())
        assert read_round("youtube") == 1
        told = replies_of(profile)
    assert tube.wrong == []
    assert (told.read, told.posts, told.answered, told.days) == (1, 1, 1, 30)
    assert told.newest == NOW - timedelta(days=5)
    assert CommentSignal.objects.get(post=post, is_creator=False).has_question
    for secret in (UNIQUE, fan, f"author-{fan}", "xylophonquark"):
        assert secret not in everything()
        assert secret not in caplog.text
    assert channel in everything(), "the search looks everywhere"


def test_youtubes_comments_are_not_even_asked_for_without_the_amendment(stub, settings):
    settings.YOUTUBE_API_KEY, settings.YOUTUBE_DERIVED_METRICS = "key", ""
    a_post(profile=make_profile(platform="youtube", source=Source.YOUTUBE))
    assert "youtube" not in comments.reading()
    assert read_round("youtube") == 0


def test_mastodon_as_its_server_tells_it(monkeypatch, settings, caplog):
    settings.MASTODON_INSTANCE = "https://social.example"
    with server() as mock:
        source = MastodonSource(
            "https://social.example", token="lena", addresses={"social.example": mock.base_url}
        )
        mine = toot(mock, "lena", "a new glaze")
        asked = toot(mock, "fan", f"@lena {UNIQUE}?", in_reply_to_id=mine["id"])
        toot(mock, "lena", "@fan iron and ash", in_reply_to_id=asked["id"])
        toot(mock, "shy", "@fan I agree", in_reply_to_id=asked["id"])
        (read,) = source.posts("lena@social.example")
        profile = make_profile(
            platform="mastodon", platform_id="lena@social.example", handle="lena@social.example",
            source=Source.MASTODON,
        )  # fmt: skip
        a_post(profile=profile, platform_post_id=read.platform_post_id)
        monkeypatch.setattr(comments, "opened", lambda key, share: source)
        assert read_round("mastodon") == 1
    told = replies_of(profile)
    assert (told.read, told.answered) == (1, 1)
    assert not any(
        secret in everything() or secret in caplog.text for secret in ("xylophonquark", "fan@social")
    )


def test_bluesky_as_its_own_servers_tell_it(bluesky_network, monkeypatch, caplog):
    net = bluesky_network
    lena, fan = net.fresh(), net.fresh()
    mine = net.post(lena, "a new glaze", datetime.now(UTC) - timedelta(days=5))
    asked = net.post(fan, f"{UNIQUE}?", reply_to=mine)
    net.post(lena, "iron and ash", reply_to=asked, root=mine)
    profile = make_profile(
        platform="bluesky", platform_id=net.dids[lena], handle=f"{lena}.test", source=Source.BLUESKY
    )
    a_post(profile=profile, platform_post_id=mine["uri"])
    monkeypatch.setattr(comments, "opened", lambda key, share: BlueskySource(net.appview))

    def read_both():
        Post.objects.update(comments_read_at=None)
        read_round("bluesky")
        return replies_of(profile).answered == 1

    wait_until(read_both, what="comment and answer in the thread")
    assert replies_of(profile).read == 1
    for secret in ("xylophonquark", net.dids[fan], f"{fan}.test"):
        assert secret not in everything()
        assert secret not in caplog.text
