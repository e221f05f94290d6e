"""Many accounts at once: the same as one after another, and none of them harms the others."""

import random
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from influencers.choices import RefreshStatus
from influencers.erasing import erase_account
from influencers.ingest import Ingested, SameAccount, Telling, WasErased, ingest_all
from influencers.models import Avatar, Post, PostReading, Profile, Snapshot
from influencers.sources.base import PostRecord, ProfileRecord
from tests.factories import make_profile

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LETTERS = "abcdefghijklmnop"


def accounts(count: int, **kw) -> list[Profile]:
    return [
        make_profile(
            **{"platform": "bluesky", "platform_id": f"did:{n}", "handle": f"h{n}.test", "fetched_at": None}
            | kw
        )
        for n in range(count)
    ]


def record(n: int, **kw) -> ProfileRecord:
    return ProfileRecord(**{"platform_id": f"did:{n}", "handle": f"h{n}.test", "followers": 100 + n} | kw)


def posts(*numbers: int, **kw) -> list[PostRecord]:
    told = {"likes": 5} | kw
    return [PostRecord(f"p{n}", NOW - timedelta(days=n), **told) for n in numbers]


def telling(profile: Profile, told: ProfileRecord | None, *of: PostRecord, at=NOW, then=None) -> Telling:
    return Telling(profile.pk, told, list(of), at, then)


def test_many_take_as_many_statements_as_one():
    rows = accounts(50)
    ingest_all([telling(rows[0], record(0), *posts(1))], "bluesky")  # reads the salt once
    counts = []
    for told in (rows[1:2], rows[2:]):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ingest_all([telling(p, record(rows.index(p)), *posts(1, 2, 40)) for p in told], "bluesky")
        counts.append(len(queries))
    assert counts[0] == counts[1] == 5  # lock, store, update; a savepoint and its end
    assert list(Profile.objects.order_by("pk").values_list("followers", flat=True)) == [
        100 + n for n in range(50)
    ]
    assert (Post.objects.count(), Snapshot.objects.count()) == (1 + 49 * 3, 50)
    assert PostReading.objects.count() == 1 + 49 * 2


def test_each_has_its_own_time_and_verdict():
    newer, older = accounts(2)
    Profile.objects.filter(pk=older.pk).update(fetched_at=NOW, followers=7)
    early = NOW - timedelta(days=3)
    first, second = ingest_all(
        [telling(newer, record(0), *posts(1)), telling(older, record(1), *posts(2), at=early)], "bluesky"
    )
    assert (first.outdated, second.outdated) == (False, True)
    assert (first.posts_new, second.posts_new) == (1, 1)
    older.refresh_from_db()
    assert (older.followers, older.fetched_at) == (7, NOW)
    assert Snapshot.objects.get(profile=older).day == early.date()
    assert Post.objects.get(profile=older).fetched_at == early


def test_what_is_planned_sees_the_account_as_it_becomes_and_its_young_posts():
    rows, seen = accounts(2), {}

    def then(profile: Profile, young: list[datetime]) -> dict:
        seen[profile.pk] = (profile.followers, sorted(young))
        return {"refresh_status": RefreshStatus.OK, "claimed_until": None, "failures": profile.pk % 5}

    ingest_all([telling(p, record(n), *posts(1 + n, 60), then=then) for n, p in enumerate(rows)], "bluesky")
    assert seen == {p.pk: (100 + n, [NOW - timedelta(days=1 + n)]) for n, p in enumerate(rows)}
    for profile in rows:
        profile.refresh_from_db()
        assert (profile.refresh_status, profile.failures) == ("ok", profile.pk % 5)


def test_a_field_that_one_account_sets_stays_in_the_others():
    one, other = accounts(2, bio="as it was", country="PT")
    due = timezone.now()
    Profile.objects.filter(pk=other.pk).update(next_refresh_at=due, bound_values={"bio": "as it was"})
    told = record(0, bio="new", country="DE", labels=("noindex",))
    ingest_all(
        [telling(one, told, then=lambda *_: {"next_refresh_at": None}), telling(other, record(1))], "bluesky"
    )
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.bio, one.country, one.labels, one.next_refresh_at) == ("new", "DE", ["noindex"], None)
    assert (other.bio, other.country, other.labels, other.next_refresh_at) == ("as it was", "PT", [], due)
    assert other.bound_values == {"bio": "as it was"}


@pytest.mark.parametrize(
    "bad",
    [
        record(1, followers=2**70),
        record(1, followers=-1),
        record(1, bio="\ud83d"),
        record(1, labels=None),
    ],
    ids=["too large", "negative", "half a character", "not a list"],
)
def test_one_bad_account_is_told_apart(bad):
    rows = accounts(3)
    first, wrong, third = ingest_all(
        [telling(p, bad if n == 1 else record(n), *posts(1)) for n, p in enumerate(rows)], "bluesky"
    )
    assert isinstance(first, Ingested)
    assert isinstance(wrong, Exception)
    assert isinstance(third, Ingested)
    assert set(Post.objects.values_list("profile", flat=True)) == {rows[0].pk, rows[2].pk}
    rows[1].refresh_from_db()
    assert rows[1].fetched_at is None, "nothing of it was written"


def test_a_plan_that_fails_keeps_back_its_own_account_only():
    rows = accounts(2)

    def then(profile: Profile, young: list[datetime]) -> dict:
        if profile.pk == rows[0].pk:
            raise ValueError("no plan")
        return {"failures": 3}

    wrong, done = ingest_all([telling(p, record(n), then=then) for n, p in enumerate(rows)], "bluesky")
    assert (str(wrong), type(done)) == ("no plan", Ingested)
    assert set(Profile.objects.values_list("failures", "followers")) == {(0, rows[0].followers), (3, 101)}


def test_an_erased_account_is_refused_and_the_others_are_stored():
    rows = accounts(4)
    erase_account(rows[2].pk)
    back = make_profile(platform="bluesky", platform_id=None, handle="again.test", fetched_at=None)
    told = [
        telling(p, record(n), *posts(1)) for n, p in [(0, rows[0]), (2, back), (1, rows[1]), (2, rows[2])]
    ]
    verdicts = ingest_all(told, "bluesky")
    assert [type(one) for one in verdicts] == [Ingested, WasErased, Ingested, type(None)]
    back.refresh_from_db()
    assert (back.platform_id, back.fetched_at) == (None, None)
    assert set(Post.objects.values_list("profile", flat=True)) == {rows[0].pk, rows[1].pk}


def test_who_lost_the_lease_is_left_alone():
    rows, lease = accounts(2), NOW + timedelta(minutes=15)
    Profile.objects.filter(pk=rows[1].pk).update(claimed_until=lease)
    lost, held = ingest_all([telling(p, record(n), *posts(1)) for n, p in enumerate(rows)], "bluesky", lease)
    assert lost is None
    assert isinstance(held, Ingested)
    assert list(Post.objects.values_list("profile", flat=True)) == [rows[1].pk]


def test_an_id_that_an_account_of_the_batch_just_got_is_taken():
    one, twin = accounts(2, platform_id=None)
    done, same = ingest_all([telling(one, record(0)), telling(twin, record(0, handle="h1.test"))], "bluesky")
    assert isinstance(done, Ingested)
    assert isinstance(same, SameAccount)
    assert same.profile == one
    twin.refresh_from_db()
    assert (twin.platform_id, twin.fetched_at) == (None, None)


def test_two_accounts_of_a_batch_may_swap_handles():
    rows = accounts(2)
    ingest_all(
        [telling(rows[0], record(0, handle="h1.test")), telling(rows[1], record(1, handle="H0.test"))],
        "bluesky",
    )
    told = list(Profile.objects.order_by("pk").values_list("handle", "handle_is_current"))
    assert told == [("h1.test", True), ("H0.test", True)]


def test_of_two_that_are_told_one_handle_the_later_has_it_and_the_first_is_asked_again():
    rows = accounts(2)
    later = NOW + timedelta(days=9)
    plan = lambda *_: {"next_refresh_at": later}  # noqa: E731
    before = timezone.now()
    ingest_all([telling(p, record(n, handle="star.test"), then=plan) for n, p in enumerate(rows)], "bluesky")
    first, second = Profile.objects.order_by("pk")
    assert (first.handle_is_current, second.handle_is_current) == (False, True)
    assert before <= first.next_refresh_at <= timezone.now()
    assert second.next_refresh_at == later


def test_a_handle_that_comes_back_is_taken_from_who_had_it_meanwhile():
    mine, other = accounts(2, handle="star.test", handle_is_current=False)
    Profile.objects.filter(pk=other.pk).update(handle_is_current=True)
    [done] = ingest_all([telling(mine, record(0, handle="star.test"))], "bluesky")
    assert isinstance(done, Ingested)
    assert list(Profile.objects.order_by("pk").values_list("handle_is_current", flat=True)) == [True, False]


def test_pictures_of_all_are_noted_and_those_gone_go():
    rows = accounts(3)
    Avatar.objects.create(profile=rows[2], source="bluesky", address="https://x.test/2", told_at=NOW)
    addresses = ["https://x.test/0", None, ""]
    ingest_all([telling(p, record(n, avatar_url=addresses[n])) for n, p in enumerate(rows)], "bluesky")
    assert list(Avatar.objects.values_list("profile", "address")) == [(rows[0].pk, "https://x.test/0")]


@pytest.mark.parametrize("seed", range(20))
def test_a_batch_leaves_what_one_after_another_leaves(seed):
    """Renames, swaps, twins, old readings, curated words and shared posts, drawn at random."""
    draw = random.Random(seed)
    rows = [
        make_profile(
            platform="bluesky",
            platform_id=draw.choice([f"did:{n}", None]),
            handle=f"{letter}.test",
            fetched_at=draw.choice([None, NOW - timedelta(days=2), NOW + timedelta(hours=1)]),
            followers=draw.choice([None, 5]),
            curated_fields=draw.choice([[], [], ["bio"], ["handle"]]),
        )
        for n, letter in enumerate(LETTERS[:8])
    ]
    for round_ in range(3):
        told = _drawn(draw, rows, NOW + timedelta(days=round_))
        with transaction.atomic():
            single = [_told_of(ingest_all([one], "bluesky")[0]) for one in told]
            after_single = _contents()
            transaction.set_rollback(True)
        batch = [_told_of(one) for one in ingest_all(told, "bluesky")]
        assert batch == single
        assert _contents() == after_single


def _drawn(draw: random.Random, rows: list[Profile], day: datetime) -> list[Telling]:
    told = []
    for profile in draw.sample(rows, draw.randint(2, len(rows))):
        n = rows.index(profile)
        handle = draw.choice([None, f"{LETTERS[n]}.test", f"{draw.choice(LETTERS[:10]).upper()}.test"])
        words = {"bio": draw.choice([None, "x", "y"]), "followers": draw.choice([None, 5, n])}
        picture = draw.choice([None, "", f"https://x.test/{n}"])
        owner = draw.choice([n, n, n, draw.randrange(9)])
        own = ProfileRecord(f"did:{owner}", handle=handle or "", avatar_url=picture, **words)
        of = posts(*draw.sample(range(1, 50), draw.randint(0, 5)), likes=draw.choice([1, 2]))
        at = day + timedelta(hours=draw.choice([-60, 0, 0, 5]))
        told.append(telling(profile, draw.choice([own, own, own, None]), *of, at=at))
    return told


def _told_of(verdict) -> object:
    """A verdict as it can be compared."""
    if isinstance(verdict, SameAccount):
        return f"as {verdict.profile.pk}"
    if not isinstance(verdict, Ingested):
        return repr(verdict)
    return (verdict.profile.pk, verdict.renamed_from, verdict.posts_new, verdict.posts_changed,
            verdict.figures_changed, verdict.outdated)  # fmt: skip


def _contents() -> dict:
    """All rows that ingest writes, without ids of their own and times of now."""
    left_out = {"updated_at", "data_changed_at", "next_refresh_at", "created_at"}
    fields = [f.attname for f in Profile._meta.concrete_fields if f.attname not in left_out]
    sizes = Snapshot.objects.values_list("profile", "day", "source", "followers", "following", "posts_count")
    told = Post.objects.values_list(
        "profile", "platform_post_id", "published_at", "likes", "fetched_at", "source"
    )
    readings = PostReading.objects.values_list("post__profile", "post__platform_post_id", "read_at", "likes")
    due = Profile.objects.filter(next_refresh_at__isnull=False)
    return {
        "accounts": list(Profile.objects.order_by("pk").values_list(*fields)),
        "due": set(due.values_list("pk", flat=True)),
        "sizes": set(sizes),
        "posts": set(told),
        "readings": set(readings),
        "pictures": set(Avatar.objects.values_list("profile", "address", "told_at")),
    }


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_accounts_in_other_orders_wait_for_each_other():
    rows = accounts(12)
    start, failures = threading.Barrier(2), []

    def work(order: list[int]) -> None:
        try:
            start.wait(5)
            for step in range(8):
                told = [
                    telling(rows[n], record(n, handle=f"h{(n + step) % 12}.test"), *posts(1, 2, likes=step))
                    for n in order
                ]
                failures.extend(one for one in ingest_all(told, "bluesky") if isinstance(one, Exception))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(order,)) for order in ([*range(12)], [*range(11, -1, -1)])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert Post.objects.count() == 24
    assert Profile.objects.filter(handle_is_current=True).count() == 12
