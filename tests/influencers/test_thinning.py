"""Old figures: what stays of them, whatever the series, and that no reader sees a difference."""

import random
import threading
from bisect import bisect_left
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
import time_machine
from django.db import connection, transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from influencers import thinning
from influencers.creator_page import NEWEST_DAYS
from influencers.erasing import erase
from influencers.models import PostReading, Profile, RetentionRun, Snapshot
from influencers.tasks import thin_old
from scoring.core.follower_jumps import jump_signal
from scoring.core.growth import NEAR_DAYS, growth_30d
from scoring.core.measure import first_pass
from scoring.core.weights import CONSTANTS
from scoring.frames import load_frames
from tests.factories import make_post, make_profile, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)
TODAY = NOW.date()
EVERY = 10**9


def sizes_of(profile: Profile, series: dict[date, int | None]) -> None:
    Snapshot.objects.bulk_create(
        Snapshot(profile=profile, day=day, followers=size, source="bluesky") for day, size in series.items()
    )


def kept(profile: Profile) -> dict[date, int | None]:
    return dict(profile.snapshots.order_by("day").values_list("day", "followers"))


def thinned(what=thinning.SIZES_BY_DAY, today: date = TODAY) -> int:
    return sum(thinning.thin_owners(what, 0, EVERY, today))


def days_before(today: date, count: int, first: int = 0) -> list[date]:
    return [today - timedelta(days=ago) for ago in range(first + count - 1, first - 1, -1)]


def between(rows: dict, at, value=lambda row: row) -> float:
    """What a straight line between the rows beside `at` says."""
    times = sorted(rows)
    place = bisect_left(times, at)
    if times[place] == at:
        return value(rows[at])
    left, right = times[place - 1], times[place]
    share = (at - left) / (right - left)
    return value(rows[left]) * (1 - share) + value(rows[right]) * share


def near(found: float, true: float, step: float) -> bool:
    return abs(found - true) <= step * (max(found, true) + thinning.SMALL) + 1e-6


def periods_of(rows: dict, length: int, first: date, last: date) -> set[int]:
    return {(day - thinning.FIRST_DAY).days // length for day in rows if first <= day < last}


walks = st.tuples(
    st.integers(0, 2**32 - 1),
    st.sampled_from((0, 3, 800, 20_000, 3_000_000)),
    st.sampled_from((0.0, 0.001, 0.01, 0.2)),
    st.sampled_from((0.0, 0.02)),
    st.floats(0.05, 1),
)


def walk(seed: int, start: int, noise: float, jumps: float, told: float) -> dict[date, int]:
    """Sizes of three years: noisy, with jumps, and not told on each day."""
    draw, size, series = random.Random(seed), float(start), {}
    for day in days_before(TODAY, 1100, first=300):
        size *= 1 + draw.gauss(0, noise) + (draw.random() < jumps) * draw.choice((-0.3, 0.5))
        if draw.random() < told:
            series[day] = round(size)
    return series


@settings(max_examples=15)
@given(walks)
def test_whatever_the_series_its_shape_stays_night_after_night(told):
    series = walk(*told)
    profile = make_profile()
    sizes_of(profile, series)
    before = kept(profile)
    # Four years of nights, a few weeks apart: rows pass through every rule.
    for today in (TODAY + timedelta(days=n) for n in (-200, 0, 1, 29, 61, 200, 365, 800)):
        thinned(today=today)
        rows = kept(profile)
        assert thinned(today=today) == 0  # a second run changes nothing
        daily, weekly = thinning.periods(today)
        assert [day for day in before if day >= daily] == [day for day in rows if day >= daily]
        if series:
            assert min(rows) == min(series)
            assert max(rows) == max(series)
        for day, size in series.items():
            assert near(between(rows, day), size, thinning.SIZE_STEP)
        # Each week, or month, that had a row still has one.
        assert periods_of(before, 7, weekly, daily) == periods_of(rows, 7, weekly, daily)
        assert periods_of(before, 28, date.min, weekly) == periods_of(rows, 28, date.min, weekly)
        before = rows
    profile.influencer.delete()


def test_what_does_not_move_is_one_row_a_week_then_one_in_four_weeks():
    profile = make_profile()
    sizes_of(profile, dict.fromkeys(days_before(TODAY, 1200), 5_000))
    thinned()
    daily, weekly = thinning.periods(TODAY)
    rows = kept(profile)
    assert (TODAY - daily).days in range(400, 407)
    assert (TODAY - weekly).days in range(730, 758)
    ages = [(TODAY - day).days for day in rows]
    assert sum(age <= (TODAY - daily).days for age in ages) == (TODAY - daily).days + 1
    weeks = [day for day in rows if weekly <= day < daily]
    assert {day.weekday() for day in weeks[:-1]} == {0}
    assert len(weeks) == (daily - weekly).days // 7 + 1  # and the last old day, until the next week is old
    months = [day for day in rows if min(rows) < day < weekly]
    assert {(b - a).days for a, b in zip(months, months[1:], strict=False)} == {28}


def test_both_sides_of_a_jump_and_a_peak_of_one_day_stay():
    profile = make_profile()
    days = days_before(TODAY, 400, first=500)
    series = dict.fromkeys(days[:100], 1_000) | dict.fromkeys(days[100:], 2_000)
    series[days[250]] = 2_600
    sizes_of(profile, series)
    thinned()
    rows = kept(profile)
    assert [rows.get(day) for day in days[99:101]] == [1_000, 2_000]
    assert [rows.get(day) for day in days[249:252]] == [2_000, 2_600, 2_000]
    assert len(rows) < 60


def test_days_that_tell_no_followers_neither_keep_others_nor_get_lost():
    profile = make_profile()
    days = days_before(TODAY, 140, first=500)
    sizes_of(profile, {day: None if number % 2 else 1_000 for number, day in enumerate(days)})
    thinned()
    rows = kept(profile)
    assert len(rows) < 50
    assert sum(size is None for size in rows.values()) >= 20


def readings_of(post, counts: dict[datetime, tuple]) -> None:
    PostReading.objects.bulk_create(
        PostReading(post=post, read_at=at, likes=likes, comments=0, views=views)
        for at, (likes, views) in counts.items()
    )


def test_an_old_post_keeps_its_first_week_its_last_reading_and_its_curve():
    published = NOW - timedelta(days=500)
    post = make_post(make_profile(), published_at=published)
    hours = [12 * n for n in range(1, 61)]
    counts = {
        published + timedelta(hours=h): (
            round(900 * (1 - 0.7 ** (h / 24))),
            None if h < 48 else round(9_000 * (1 - 0.8 ** (h / 24))),
        )
        for h in hours
    }
    readings_of(post, counts)
    young = make_post(post.profile, published_at=NOW - timedelta(days=390))
    readings_of(young, {young.published_at + timedelta(days=n): (5, 5) for n in range(1, 31)})
    assert thinned(thinning.READINGS_OF_POSTS) > 15
    rows = {row.read_at: row for row in post.readings.all()}
    assert [at for at in counts if at < published + timedelta(days=7)] == [
        at for at in sorted(rows) if at < published + timedelta(days=7)
    ]
    assert max(rows) == max(counts)
    for at, (likes, views) in counts.items():
        assert near(between(rows, at, lambda row: row.likes), likes, thinning.COUNT_STEP)
        if views is not None:
            assert near(between(rows, at, lambda row: row.views), views, thinning.COUNT_STEP)
    assert young.readings.count() == 30
    assert thinned(thinning.READINGS_OF_POSTS) == 0


def test_whoever_reads_daily_sizes_reads_no_further_back_than_they_are_kept():
    assert CONSTANTS.window_days + NEAR_DAYS < thinning.DAILY_DAYS
    assert thinning.DAILY_DAYS >= NEWEST_DAYS


def test_growth_and_the_signals_of_jumps_are_the_same_after_thinning():
    profile = make_profile(platform="instagram", followers=12_000)
    draw, size, series = random.Random(7), 6_000.0, {}
    for number, day in enumerate(days_before(TODAY, 1000)):
        size *= 1 + draw.gauss(0.0008, 0.0005) + (0.25 if number in (300, 700, 900) else 0)
        series[day] = round(size)
    sizes_of(profile, series)
    for ago in range(4, 360, 6):
        make_post(profile, published_at=NOW - timedelta(days=ago), likes=200 + ago % 50)

    def found():
        frames = load_frames(Profile.objects.all(), NOW)
        posts = first_pass(frames, NOW).features.posts
        jump = jump_signal(frames.profiles, posts, frames.snapshots, NOW)
        return growth_30d(frames.profiles, frames.snapshots, NOW), jump

    growth, before = found()
    assert np.isfinite(growth).all()
    assert before.value[0] > 0.2
    assert thinned() > 300
    again, after = found()
    assert growth.tolist() == again.tolist()
    assert repr(before) == repr(after)


def test_the_nightly_task_visits_each_account_once_in_four_weeks_and_tells_what_it_did(client):
    profile = make_profile()
    sizes_of(profile, dict.fromkeys(days_before(TODAY, 100, first=600), 5_000))
    went = []
    for night in range(thinning.TURN):
        with time_machine.travel(NOW + timedelta(days=night), tick=False):
            thin_old()
            went.append(RetentionRun.objects.filter(rule="sizes").first().rows)
    assert sorted(went)[:-1] == [0] * (thinning.TURN - 1)
    assert max(went) == 100 - profile.snapshots.count() > 70
    assert not RetentionRun.objects.filter(finished_at=None).exists()
    client.force_login(make_user("marketer"))
    page = client.get(reverse("data_health")).text
    assert "kept daily for 400 days, then one a week, after 2 years one in four weeks" in page
    assert "0 old days went last time" in page


def test_it_goes_in_batches_and_any_part_that_is_lost_goes_the_next_time(monkeypatch):
    profile = make_profile()
    sizes_of(profile, dict.fromkeys(days_before(TODAY, 200, first=500), 5_000))
    monkeypatch.setattr(thinning, "BATCH", 25)
    assert (
        next(thinning.thin_owners(thinning.SIZES_BY_DAY, 0, EVERY, TODAY)) == 25
    )  # and then the worker dies
    assert profile.snapshots.count() == 175
    rest = list(thinning.thin_owners(thinning.SIZES_BY_DAY, 0, EVERY, TODAY))
    assert rest[:-1] == [25] * (len(rest) - 1)
    assert 25 + sum(rest) == 200 - profile.snapshots.count() > 150


def test_where_the_time_is_over_the_rest_waits_and_the_run_says_so():
    profile = make_profile()
    sizes_of(profile, dict.fromkeys(days_before(TODAY, 100, first=600), 5_000))
    nights = [thinning.thin(NOW + timedelta(days=night), seconds=-1)[0] for night in range(thinning.TURN)]
    assert [run.rows > 0 for run in nights if run.finished_at is None] == [True]


@pytest.mark.django_db(transaction=True)
def test_nobody_is_waited_for():
    profile = make_profile()
    sizes_of(profile, dict.fromkeys(days_before(TODAY, 100, first=600), 5_000))
    went = []

    def work():
        went.append(thinned())
        connection.close()

    with transaction.atomic():
        held = list(Snapshot.objects.select_for_update().filter(profile=profile).order_by("day")[10:20])
        assert len(held) == 10
        thread = threading.Thread(target=work)
        thread.start()
        thread.join(20)
        assert len(went) == 1
    assert went[0] > 0
    assert {row.day for row in held} <= set(kept(profile))
    assert thinned() > 0


def test_erasure_takes_what_is_left():
    profile = make_profile()
    sizes_of(profile, dict.fromkeys(days_before(TODAY, 100, first=600), 5_000))
    thinned()
    erase([profile.influencer_id])
    assert not Snapshot.objects.exists()


@pytest.mark.parametrize(
    ("what", "index"),
    [(thinning.SIZES_BY_DAY, "snapshot_unique"), (thinning.READINGS_OF_POSTS, "post_reading_unique")],
)
def test_a_range_of_owners_comes_from_the_index(what, index):
    values = {"first": 1, "after": 200, "before": TODAY, "month_before": 9_000, "batch": 5_000}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + what.sql, values)
        assert index in "\n".join(line for (line,) in cursor.fetchall())


def test_large_tables_are_vacuumed_early():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE 'autovacuum_vacuum_scale_factor=0.01' = ANY(reloptions)"
        )
        found = {name for (name,) in cursor.fetchall()}
    assert found == {f"influencers_{name}" for name in ("snapshot", "postreading", "post", "commentsignal")}
