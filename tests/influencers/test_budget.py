"""Budgets as a worker, a waiting person and Data health meet them."""

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from influencers.budget import Share, opened
from influencers.budget_use import budgets, carry
from influencers.cooldown import all_pauses
from influencers.models import Budget, BudgetWord
from influencers.refresh_round import run_round
from influencers.sources.base import BudgetSpent, QuotaSpent, SourceError
from influencers.sources.instagram import InstagramSource
from influencers.sources.youtube import YouTubeSource
from tests.factories import make_profile
from tests.influencers.sources.platforms import Instagram, YouTube, google, meta
from tests.influencers.stub import Reply

pytestmark = pytest.mark.django_db
FEED = "app.bsky.feed.getAuthorFeed"
DID = f"did:plc:{1:024d}"


@pytest.fixture
def bluesky(stub, settings):
    settings.BLUESKY_APPVIEW_URL = stub.url
    stub.answers(Reply({"feed": []}))
    return stub


@pytest.fixture
def youtube(stub, settings, monkeypatch):
    settings.YOUTUBE_API_KEY = "secret-42"
    monkeypatch.setattr(YouTubeSource.__init__, "__defaults__", ("", stub.url))
    YouTube().serve(stub)
    return stub


@pytest.fixture
def instagram(stub, settings, monkeypatch):
    settings.INSTAGRAM_USER_ID, settings.INSTAGRAM_TOKEN = Instagram.own_id, "secret-42"
    monkeypatch.setattr(InstagramSource.__init__, "__defaults__", (stub.url,))
    Instagram().serve(stub)
    return stub


def read(share: Share = Share.BACKGROUND, source: str = "bluesky") -> bool:
    """Whether a call could be made."""
    try:
        list(opened(source, share).posts(DID))
    except BudgetSpent:
        return False
    return True


def says(stub, limit: int, left: int, seconds: int = 100) -> None:
    reset = int(timezone.now().timestamp()) + seconds
    headers = {
        "RateLimit-Limit": str(limit),
        "RateLimit-Remaining": str(left),
        "RateLimit-Reset": str(reset),
    }
    stub.answers(Reply({"feed": []}, headers=headers))


def row(source: str = "bluesky", kind: str = "calls") -> Budget:
    return Budget.objects.get(source=source, kind=kind)


def test_a_call_without_an_answer_is_counted_and_so_is_its_second_try(bluesky):
    bluesky.answers(Reply(cut=True))
    with pytest.raises(SourceError):
        list(opened("bluesky").posts(DID))
    assert row().used == len(bluesky.requests) == 2


def test_what_the_answer_says_only_ever_adds(bluesky):
    says(bluesky, 100, 40)
    assert read()
    assert (row().limit, row().used, row().told) == (100, 60, True)
    says(bluesky, 100, 90)
    assert read()
    assert row().used == 61


def test_a_spent_share_of_the_schedule_stops_no_waiting_person(bluesky):
    says(bluesky, 100, 3)
    assert read()
    calls = len(bluesky.requests)
    assert not read()
    assert len(bluesky.requests) == calls, "nobody was asked"
    assert set(all_pauses()) == {"bluesky"}
    assert all_pauses(Share.INTERACTIVE) == {}
    says(bluesky, 100, 2)
    assert [read(Share.INTERACTIVE) for _ in range(4)] == [True, True, True, False]


def test_a_person_is_served_by_a_round_while_the_schedule_waits(bluesky):
    account = {"did": DID, "handle": "n1.test", "followersCount": 7}
    profile = make_profile(
        platform="bluesky", platform_id=DID, handle="n1.test", next_refresh_at=timezone.now()
    )
    says(bluesky, 100, 3)
    assert read()
    bluesky.on("app.bsky.actor.getProfiles", lambda query: Reply({"profiles": [account]}))
    assert run_round("bluesky") is None
    assert run_round("bluesky", [profile.pk]).refreshed == 1


def test_comments_have_their_own_share_and_no_more(bluesky):
    says(bluesky, 20, 19)
    assert read(Share.COMMENTS)
    assert read(Share.COMMENTS)
    assert not read(Share.COMMENTS)
    assert read()


def test_a_window_that_is_over_begins_anew(bluesky, time_machine):
    says(bluesky, 100, 0)
    assert read()
    assert not read(Share.INTERACTIVE)
    bluesky.answers(Reply({"feed": []}))
    time_machine.move_to(timezone.now() + timedelta(seconds=102))
    assert read()
    assert (row().used, row().limit) == (1, 100), "the limit that was told still holds"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2026-03-08T07:30:00+00:00", "2026-03-08T08:00:00+00:00"),
        ("2026-03-09T06:30:00+00:00", "2026-03-09T07:00:00+00:00"),
        ("2026-11-01T06:30:00+00:00", "2026-11-01T07:00:00+00:00"),
        ("2026-11-02T07:30:00+00:00", "2026-11-02T08:00:00+00:00"),
    ],
    ids=["into the short day", "out of it", "into the long day", "out of it again"],
)
def test_youtubes_day_ends_at_midnight_in_california_also_when_clocks_change(
    youtube, time_machine, before, after
):
    time_machine.move_to(datetime.fromisoformat(before), tick=False)
    opened("youtube").profile("lenatoepfert")
    assert row("youtube").resets_at == datetime.fromisoformat(after)
    Budget.objects.update(used=10_000)
    time_machine.move_to(datetime.fromisoformat(after) - timedelta(seconds=1), tick=False)
    with pytest.raises(BudgetSpent) as caught:
        opened("youtube", Share.INTERACTIVE).profile("lenatoepfert")
    assert caught.value.until == datetime.fromisoformat(after)
    time_machine.move_to(datetime.fromisoformat(after), tick=False)
    opened("youtube").profile("lenatoepfert")
    assert row("youtube").used == 1


def test_youtube_counts_searches_by_themselves_and_keeps_them_for_people(youtube):
    assert list(opened("youtube", Share.INTERACTIVE).search("clay", 5))
    assert {budget.kind: budget.used for budget in Budget.objects.all()} == {"search": 1}
    with pytest.raises(BudgetSpent):
        list(opened("youtube").search("clay", 5))
    youtube.on("search", lambda query: google(403, "quotaExceeded"))
    with pytest.raises(QuotaSpent):
        list(opened("youtube", Share.INTERACTIVE).search("clay", 5))
    with pytest.raises(BudgetSpent):
        list(opened("youtube", Share.INTERACTIVE).search("clay", 5))
    assert len(youtube.calls("search")) == 2, "one that is spent is not asked again"
    assert opened("youtube").profile("lenatoepfert")
    assert all_pauses() == {}


def test_instagrams_percentages_count_for_those_who_are_not_us(instagram):
    usage = {"X-App-Usage": '{"call_count": 91, "total_time": 12, "total_cputime": 3}'}
    body = Instagram().profile().body
    instagram.on(Instagram.own_id, lambda query: Reply(body, headers=usage))
    opened("instagram").profile("lena.toepfert")
    assert row("instagram").used == 182
    assert "secret-42" not in row("instagram").credential
    assert Instagram.own_id not in row("instagram").credential


def test_instagrams_hour_is_any_hour(instagram, time_machine):
    start = datetime(2026, 11, 24, 12, tzinfo=UTC)
    time_machine.move_to(start, tick=False)
    opened("instagram").profile("lena.toepfert")
    Budget.objects.update(used=200, own=200)
    time_machine.move_to(start + timedelta(minutes=59), tick=False)
    with pytest.raises(BudgetSpent) as caught:
        opened("instagram").profile("lena.toepfert")
    assert start + timedelta(hours=1) <= caught.value.until <= start + timedelta(minutes=62)
    time_machine.move_to(caught.value.until, tick=False)
    opened("instagram").profile("lena.toepfert")


def test_thirty_hashtags_in_seven_days_and_a_repeat_is_free(instagram, time_machine):
    start = datetime(2026, 11, 24, 12, tzinfo=UTC)
    time_machine.move_to(start, tick=False)
    source = opened("instagram", Share.INTERACTIVE)
    for number in range(30):
        list(source.search(f"#tag{number}", 5))
        list(source.search(f"#TAG{number}", 5))
    with pytest.raises(BudgetSpent) as caught:
        list(source.search("#more", 5))
    assert (caught.value.until, caught.value.whole_source) == (start + timedelta(days=7), False)
    use = next(use for use in budgets() if use.kind == "hashtags")
    assert (use.used, use.left, use.every) == (30, 0, "within 7 days")
    time_machine.move_to(start + timedelta(days=7), tick=False)
    list(source.search("#more", 5))
    assert BudgetWord.objects.count() == 1


def test_hashtags_that_instagram_calls_spent_leave_its_other_calls_alone(instagram):
    instagram.on("ig_hashtag_search", lambda query: meta(18))
    source = opened("instagram", Share.INTERACTIVE)
    with pytest.raises(QuotaSpent):
        list(source.search("#clay", 5))
    with pytest.raises(BudgetSpent):
        list(source.search("#other", 5))
    assert source.profile("lena.toepfert")


@pytest.mark.django_db(transaction=True)
def test_thirty_hashtags_are_thirty_for_many_workers_too(settings):
    settings.INSTAGRAM_USER_ID = "1"
    start, paid = threading.Barrier(4), []

    def work(number: int) -> None:
        purse = opened("instagram", Share.INTERACTIVE).http.purse
        start.wait(10)
        for tag in range(12):
            try:
                purse.pay_for_word("hashtags", f"tag{number}-{tag}")
                paid.append(tag)
            except BudgetSpent:
                break
        connection.close()

    _together(work)
    assert len(paid) == BudgetWord.objects.count() == 30


@pytest.mark.django_db(transaction=True)
def test_a_servers_own_log_never_counts_more_than_its_limit(bluesky):
    """Four at once, all that the limit allows, counted by who is asked."""
    limit, log = 60, Counter()
    lock, reset = threading.Lock(), int(timezone.now().timestamp()) + 120

    def answer(query):
        with lock:
            log["taken" if log["taken"] < limit else "refused"] += 1
            left = limit - log["taken"]
        headers = {"RateLimit-Limit": str(limit), "RateLimit-Remaining": str(left)}
        return Reply({"feed": []}, headers=headers | {"RateLimit-Reset": str(reset)})

    bluesky.on(FEED, answer)

    def work(number: int) -> None:
        while read(Share.INTERACTIVE if number == 0 else Share.BACKGROUND):
            pass
        connection.close()

    _together(work)
    assert log["refused"] == 0
    assert log["taken"] == limit == row().used


def _together(work) -> None:
    threads = [threading.Thread(target=work, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def test_what_a_budget_carries_is_what_is_left_and_what_comes(bluesky, settings, time_machine):
    settings.YOUTUBE_API_KEY = "secret-42"
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    time_machine.move_to(now, tick=False)
    each = 10_000 - 300 - 1000
    assert carry("youtube", "calls", now + timedelta(hours=1)) == each
    assert carry("youtube", "calls", now + timedelta(days=1)) == 2 * each
    assert carry("youtube", "search", now + timedelta(days=7)) == 0, "searches are for people"
    says(bluesky, 100, 40, seconds=299)
    assert read()
    first = carry("bluesky", "calls", now + timedelta(minutes=1))
    assert 25 <= first <= 37
    assert carry("bluesky", "calls", now + timedelta(minutes=11)) > first + 80


def test_data_health_reads_every_budget_also_an_untouched_one(settings):
    settings.YOUTUBE_API_KEY, settings.INSTAGRAM_TOKEN = "secret-42", ""
    uses = {(use.source, use.kind): use for use in budgets()}
    assert set(uses) >= {
        ("youtube", "calls"),
        ("youtube", "stats"),
        ("youtube", "search"),
        ("bluesky", "calls"),
    }
    assert not any(source == "instagram" for source, _ in uses), "not connected"
    search = uses["youtube", "search"]
    assert (search.limit, search.used, search.left, search.resets_at) == (100, 0, 100, None)
    assert "secret-42" not in repr(uses)
