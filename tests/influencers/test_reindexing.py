"""Indexes that grew out of their rows are rebuilt at night, and nothing else is touched."""

import threading

import pytest
from django.db import connection, connections
from django.urls import reverse

from influencers import reindexing
from influencers.models import RetentionRun, Snapshot
from influencers.tasks import rebuild_indexes
from tests.factories import make_profile, make_user

pytestmark = pytest.mark.django_db(transaction=True)
UNIQUE, KEY = "snapshot_unique", "influencers_snapshot_pkey"


def fill(accounts: int = 40, days: int = 1500) -> None:
    for _ in range(accounts):
        run(
            "INSERT INTO influencers_snapshot (profile_id, day, followers, source)"
            f" SELECT {make_profile().pk}, DATE '2020-01-01' + n, n, 'bluesky'"
            f" FROM generate_series(1, {days}) n"
        )


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def vacuum() -> None:
    run("VACUUM (ANALYZE) influencers_snapshot")


def sizes() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_relation_size(indexrelid) FROM pg_index "
            "WHERE indrelid = 'influencers_snapshot'::regclass"
        )
        return dict(cursor.fetchall())


@pytest.fixture
def swollen(monkeypatch):
    """Indexes of which a twentieth is used, on every page a few entries, as thinning leaves them."""
    monkeypatch.setattr(reindexing, "FROM_BYTES", 256 * 1024)
    run("REINDEX SCHEMA public")  # other tests swell theirs
    fill()
    run("DELETE FROM influencers_snapshot WHERE id % 20 <> 0")
    vacuum()
    return sizes()


def test_a_swollen_index_is_rebuilt_and_the_night_tells_what_it_freed(swollen, client):
    before = list(Snapshot.objects.order_by("pk").values_list("profile", "day", "followers"))
    assert [one.name for one in reindexing.swollen()] == [UNIQUE, KEY]
    rebuild_indexes()
    after = sizes()
    assert set(after) == set(swollen)
    assert after[UNIQUE] * 5 < swollen[UNIQUE]
    log = reindexing.last_run()
    assert (log.rows, log.freed) == (2, sum(swollen.values()) - sum(after.values()))
    assert log.finished_at
    assert list(Snapshot.objects.order_by("pk").values_list("profile", "day", "followers")) == before
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)
    client.force_login(make_user("marketer"))
    page = client.get(reverse("data_health")).text
    assert "rebuilt at night: 2 last time, which freed" in page


def test_after_it_nothing_is_left_to_do(swollen):
    rebuild_indexes()
    assert reindexing.swollen() == []
    rebuild_indexes()
    assert [one.rows for one in RetentionRun.objects.filter(source="indexes")] == [0, 2]


def test_what_an_index_would_take_is_reckoned_as_postgresql_builds_it(monkeypatch):
    monkeypatch.setattr(reindexing, "FROM_BYTES", 0)
    monkeypatch.setattr(reindexing, "TIMES", 0)
    fill(accounts=20)
    run("REINDEX TABLE influencers_snapshot")
    vacuum()
    ideal = {one.name: one.ideal for one in reindexing.swollen()}
    for name, size in sizes().items():
        assert ideal[name] == pytest.approx(size, rel=0.05)


def test_full_and_small_indexes_are_left_alone(monkeypatch):
    fill(accounts=20)
    vacuum()
    monkeypatch.setattr(reindexing, "FROM_BYTES", 256 * 1024)
    assert reindexing.swollen() == [], "full"
    run("DELETE FROM influencers_snapshot WHERE id % 20 <> 0")
    vacuum()
    assert reindexing.swollen()
    monkeypatch.setattr(reindexing, "FROM_BYTES", 64 * 1024 * 1024)
    assert reindexing.swollen() == [], "small"


def test_who_holds_an_old_row_for_long_is_not_waited_for_and_no_half_index_stays(swollen, monkeypatch):
    monkeypatch.setattr(reindexing, "PATIENCE", "100ms")
    there, go = threading.Event(), threading.Event()

    def reads_for_long() -> None:
        with connections["default"].cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT count(*) FROM influencers_snapshot")
            there.set()
            go.wait(30)
            cursor.execute("ROLLBACK")
        connections.close_all()

    reader = threading.Thread(target=reads_for_long)
    reader.start()
    try:
        assert there.wait(10)
        rebuild_indexes()
    finally:
        go.set()
        reader.join(30)
    assert (reindexing.last_run().rows, reindexing.last_run().finished_at) == (0, None)
    assert any("_ccnew" in name for name in sizes()), "what the stopped rebuild left"
    rebuild_indexes()
    assert set(sizes()) == {UNIQUE, KEY}
    assert reindexing.last_run().rows == 2
    assert reindexing.last_run().finished_at


def test_where_the_time_is_over_the_rest_waits(swollen):
    assert (reindexing.rebuild(seconds=-1).rows, reindexing.last_run().finished_at) == (0, None)
    assert sizes() == swollen


def test_one_process_at_a_time(swollen):
    seen = []
    with reindexing._alone() as alone:
        assert alone
        other = threading.Thread(target=lambda: (seen.append(reindexing.rebuild()), connections.close_all()))
        other.start()
        other.join(30)
    assert seen == [None]
    assert not RetentionRun.objects.exists()
