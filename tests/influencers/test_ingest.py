"""The one door: what a source tells becomes rows, once, and never older over newer."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from influencers.ingest import Ingested, SameAccount, ingest
from influencers.models import Post, PostReading, Profile, Snapshot
from influencers.sources.base import PostRecord, ProfileRecord
from tests.factories import make_post, make_profile

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def account(**kw) -> Profile:
    kw = {"platform": "bluesky", "platform_id": "did:plc:a", "handle": "lena.test", "fetched_at": None} | kw
    return make_profile(**kw)


def record(**kw) -> ProfileRecord:
    return ProfileRecord(**{"platform_id": "did:plc:a", "handle": "lena.test", "followers": 100} | kw)


def post(number: int = 1, **kw) -> PostRecord:
    published = NOW - timedelta(days=number)
    return PostRecord(**{"platform_post_id": f"p{number}", "published_at": published, "likes": 5} | kw)


def take(profile: Profile, told: ProfileRecord | None, *posts: PostRecord, at: datetime = NOW) -> Ingested:
    done = ingest(profile.pk, told, posts, "bluesky", at)
    profile.refresh_from_db()
    return done


def test_figures_words_snapshot_and_posts_are_stored():
    profile = account(followers=None)
    told = record(display_name="Léna", bio="Pots", following=3, posts_count=7, is_verified=True)
    done = take(profile, told, post(1, caption="a", hashtags=("x",)), post(2))
    assert done == Ingested(profile, posts_new=2, figures_changed=True)
    assert (profile.followers, profile.following, profile.posts_count) == (100, 3, 7)
    assert (profile.display_name, profile.bio, profile.is_verified) == ("Léna", "Pots", True)
    assert (profile.source, profile.fetched_at, profile.last_post_at) == (
        "bluesky",
        NOW,
        NOW - timedelta(days=1),
    )
    snapshot = Snapshot.objects.get(profile=profile)
    assert (snapshot.day, snapshot.followers, snapshot.source) == (NOW.date(), 100, "bluesky")
    stored = Post.objects.get(profile=profile, platform_post_id="p1")
    assert (stored.caption, stored.hashtags, stored.likes, stored.views) == ("a", ["x"], 5, None)
    assert stored.fetched_at == NOW


def test_the_same_twice_is_stored_once():
    profile = account()
    take(profile, record(), post(1), post(2))
    changed_at = profile.data_changed_at
    assert take(profile, record(), post(1), post(2)) == Ingested(profile)
    assert profile.data_changed_at == changed_at, "nothing to score anew"
    assert (Post.objects.count(), Snapshot.objects.count(), PostReading.objects.count()) == (2, 1, 2)


def test_a_later_reading_of_the_day_replaces_the_earlier():
    profile = account()
    take(profile, record(followers=100))
    take(profile, record(followers=120), at=NOW + timedelta(hours=3))
    take(profile, record(followers=130), at=NOW + timedelta(days=1))
    days = Snapshot.objects.order_by("day").values_list("followers", flat=True)
    assert list(days) == [120, 130]


def test_older_figures_never_replace_newer_ones():
    profile = account()
    take(profile, record(followers=200), post(1, likes=50))
    yesterday = NOW - timedelta(days=1)
    done = take(profile, record(followers=100, handle="old.test"), post(1, likes=10), post(5), at=yesterday)
    assert done.outdated
    assert (profile.followers, profile.fetched_at, profile.handle) == (200, NOW, "lena.test")
    assert Post.objects.get(platform_post_id="p1").likes == 50
    assert Snapshot.objects.get(day=yesterday.date()).followers == 100, "it was true that day"
    assert Post.objects.filter(platform_post_id="p5").exists()
    take(profile, record(followers=150), at=NOW - timedelta(hours=1))
    assert Snapshot.objects.get(day=NOW.date()).followers == 200


def test_what_is_not_told_stays_and_what_is_hidden_becomes_unknown():
    profile = account(bio="as imported", following=9)
    take(profile, record(), post(1, likes=5))
    assert (profile.bio, profile.following) == ("as imported", 9)
    take(profile, record(), post(1, likes=None), at=NOW + timedelta(hours=1))
    assert Post.objects.get().likes is None


def test_what_a_curator_set_stays():
    profile = account(display_name="Chosen", country="PT", curated_fields=["display_name", "country"])
    take(profile, record(display_name="Told", country="US", bio="told"))
    assert (profile.display_name, profile.country, profile.bio) == ("Chosen", "PT", "told")


def test_a_new_handle_is_taken_over():
    profile = account()
    done = take(profile, record(handle="lena-new.test"))
    assert done.renamed_from == "lena.test"
    assert (profile.handle, profile.handle_is_current) == ("lena-new.test", True)


def test_a_rename_frees_the_handle_for_the_account_that_has_it_now():
    former = account(platform_id="did:plc:b", handle="Star.test", next_refresh_at=None)
    profile = account()
    take(profile, record(handle="star.test"))
    former.refresh_from_db()
    assert profile.handle == "star.test"
    assert (former.handle, former.handle_is_current) == ("Star.test", False)
    assert former.next_refresh_at is not None, "its own new handle is asked for soon"


def test_two_accounts_may_swap_handles():
    one = account(platform_id="did:plc:a", handle="one.test")
    two = account(platform_id="did:plc:b", handle="two.test")
    take(one, record(platform_id="did:plc:a", handle="two.test"))
    take(two, record(platform_id="did:plc:b", handle="one.test"))
    one.refresh_from_db()
    assert (one.handle, two.handle) == ("two.test", "one.test")
    assert one.handle_is_current
    assert two.handle_is_current


def test_an_imported_account_is_bound_to_its_id():
    profile = account(platform_id=None)
    take(profile, record())
    assert (profile.platform_id, profile.source) == ("did:plc:a", "bluesky")


def test_an_id_that_another_row_has_is_refused_and_nothing_is_written():
    account(handle="known.test")
    twin = account(platform_id=None, handle="twin.test", followers=1)
    with pytest.raises(SameAccount, match="@known.test"):
        take(twin, record(handle="twin.test"), post(1))
    twin.refresh_from_db()
    assert (twin.followers, Post.objects.count(), Snapshot.objects.count()) == (1, 0, 0)


def test_an_account_that_was_removed_meanwhile_is_no_error():
    profile = account()
    Profile.objects.filter(pk=profile.pk).delete()
    assert ingest(profile.pk, record(), [post(1)], "bluesky", NOW) is None
    assert Post.objects.count() == 0


def test_text_that_the_database_does_not_take_is_cut_to_fit():
    profile = account()
    take(profile, record(display_name="a\x00b" + "x" * 300), post(1, caption="c\x00d", hashtags=("y" * 300,)))
    assert profile.display_name == ("ab" + "x" * 300)[:200]
    stored = Post.objects.get()
    assert (stored.caption, stored.hashtags) == ("cd", ["y" * 150])


def test_a_young_posts_readings_are_kept_and_an_old_ones_are_not():
    profile = account()
    take(profile, record(), post(1, likes=5), post(40, likes=5))
    take(profile, record(), post(1, likes=9), post(40, likes=9), at=NOW + timedelta(hours=6))
    young = Post.objects.get(platform_post_id="p1")
    assert list(young.readings.order_by("read_at").values_list("likes", flat=True)) == [5, 9]
    assert PostReading.objects.filter(post__platform_post_id="p40").count() == 0
    assert Post.objects.get(platform_post_id="p40").likes == 9


def test_only_changed_data_is_scored_anew():
    profile = account(followers=100)
    before = profile.data_changed_at
    take(profile, record(followers=100))
    assert profile.data_changed_at == before
    take(profile, record(followers=101), at=NOW + timedelta(hours=1))
    assert profile.data_changed_at > before


def test_posts_of_another_account_with_the_same_id_are_apart():
    mine, other = account(), account(platform_id="did:plc:b", handle="o.test")
    make_post(other, platform_post_id="p1", likes=1)
    take(mine, record(), post(1, likes=7))
    assert Post.objects.get(profile=other).likes == 1
    assert Post.objects.get(profile=mine).likes == 7


def test_the_cost_of_a_refresh_does_not_grow_with_the_posts(django_assert_max_num_queries):
    profile = account()
    with django_assert_max_num_queries(6):  # lock, store, update; a savepoint and its end; once the salt
        ingest(profile.pk, record(), [post(n) for n in range(1, 300)], "bluesky", NOW)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_store_once():
    profile = account()
    start, failures = threading.Barrier(2), []

    def work(likes: int):
        try:
            start.wait(5)
            for step in range(10):
                posts = [post(n, likes=likes + step) for n in range(1, 20)]
                ingest(profile.pk, record(followers=likes), posts, "bluesky", timezone.now())
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(likes,)) for likes in (100, 1000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []
    assert Post.objects.filter(profile=profile).count() == 19
    assert Snapshot.objects.filter(profile=profile).count() == 1
