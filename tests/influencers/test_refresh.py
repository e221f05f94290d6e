"""Rounds of refreshes against a local server: what is taken, and what each outcome leaves behind."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from influencers import refresh
from influencers.choices import InfluencerStatus, Priority, RefreshStatus, RunState
from influencers.models import Post, Profile, RefreshRun, Snapshot
from influencers.refresh_round import Round, run_round
from influencers.sources.bluesky import BlueskySource
from influencers.sources.demo import DemoCreator, size_at
from tests.factories import make_influencer, make_post, make_profile
from tests.influencers.stub import Reply
from tests.influencers.town import DOWN, FEED, PROFILE, PROFILES, demo_profile, entry

pytestmark = pytest.mark.django_db


def fresh(profile: Profile) -> Profile:
    return Profile.objects.get(pk=profile.pk)


def test_what_is_due_is_refreshed_and_scheduled_anew(town):
    profile = town.add(1)
    town.feeds[profile.platform_id] = Reply({"feed": [entry(profile.platform_id, 1)]})
    run = run_round("bluesky")
    now = fresh(profile)
    assert (now.followers, now.refresh_status, now.claimed_until) == (1001, RefreshStatus.OK, None)
    assert timedelta(days=6) < now.next_refresh_at - timezone.now() <= timedelta(days=7)
    assert timezone.now() - now.fetched_at < timedelta(seconds=10)
    assert Post.objects.get(profile=profile).likes == 3
    assert (run.state, run.claimed, run.refreshed, run.failed, run.calls) == (RunState.DONE, 1, 1, 0, 2)
    assert run.finished_at is not None
    assert run_round("bluesky") is None, "nothing more is due"


def test_what_is_not_due_or_not_ours_is_left_alone(town):
    later = town.add(1, next_refresh_at=timezone.now() + timedelta(minutes=1))
    never = town.add(2, next_refresh_at=None, refresh_status=RefreshStatus.UNSUPPORTED)
    blocked = town.add(3, influencer=make_influencer(status=InfluencerStatus.BLOCKED))
    held = town.add(4, claimed_until=timezone.now() + timedelta(minutes=5))
    demo = demo_profile()
    assert run_round("bluesky") is None
    assert {fresh(profile).fetched_at for profile in (later, never, blocked, held, demo)} == {None}
    assert town.stub.requests == []


def test_a_lease_that_ran_out_is_taken_over(town):
    profile = town.add(1, claimed_until=timezone.now() - timedelta(seconds=1))
    assert run_round("bluesky").refreshed == 1
    assert fresh(profile).followers == 1001


def test_sixty_accounts_are_three_rounds_of_at_most_25(town):
    for number in range(60):
        town.add(number)
    assert refresh.plan() == {"bluesky": 3}
    runs = [run_round("bluesky") for _ in range(4)]
    assert [run and run.refreshed for run in runs] == [25, 25, 10, None]
    assert [len(query["actors"]) for query in town.stub.calls(PROFILES)] == [25, 25, 10]
    assert Snapshot.objects.count() == 60


def test_the_wanted_come_first(town):
    town.add(1, next_refresh_at=timezone.now() - timedelta(days=6))
    wanted = town.add(2, priority=Priority.WANTED)
    asked = town.add(3, priority=Priority.NOW)
    held, _ = refresh.claim("bluesky", 2)
    assert [profile.pk for profile in held] == [asked.pk, wanted.pk]


def test_one_that_a_campaign_wants_is_due_again_in_a_day(town):
    until = timezone.now() + timedelta(days=30)
    profile = town.add(1, priority=Priority.NOW, wanted_until=until)
    run_round("bluesky")
    now = fresh(profile)
    assert now.next_refresh_at - timezone.now() <= timedelta(days=1)
    assert now.priority == Priority.WANTED


def test_a_round_run_twice_stores_once(town):
    profile = town.add(1)
    town.feeds[profile.platform_id] = Reply({"feed": [entry(profile.platform_id, n) for n in range(1, 4)]})
    run_round("bluesky")
    run_round("bluesky", [profile.pk])
    assert Post.objects.count() == 3
    assert Snapshot.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_never_hold_the_same_account(town):
    for number in range(40):
        town.add(number)
    start, taken = threading.Barrier(4), []

    def work():
        start.wait(5)
        taken.extend(profile.pk for profile in refresh.claim("bluesky", 10)[0])
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(taken) == len(set(taken)) == 40


def test_an_account_that_is_gone_is_marked_and_keeps_its_figures(town, time_machine):
    profile = town.add(1, followers=777)
    make_post(profile)
    town.refusals[profile.platform_id] = Reply({"error": "AccountDeactivated"}, 400)
    run = run_round("bluesky")
    now = fresh(profile)
    assert (run.gone, run.failed, run.refreshed) == (1, 0, 0)
    assert (now.refresh_status, now.followers, now.posts.count()) == (RefreshStatus.GONE, 777, 1)
    assert now.last_error == "The owner switched this account off."
    assert now.next_refresh_at - timezone.now() > timedelta(days=29)
    del town.refusals[profile.platform_id]
    time_machine.move_to(timezone.now() + timedelta(days=31))
    run_round("bluesky")
    assert (fresh(profile).refresh_status, fresh(profile).followers) == (RefreshStatus.OK, 1001)


def test_an_account_that_is_not_found_says_so(town):
    profile = town.add(1)
    town.people.clear()
    run_round("bluesky")
    now = fresh(profile)
    assert (now.refresh_status, now.last_error_kind) == (RefreshStatus.NOT_FOUND, "not_found")
    assert now.next_refresh_at - timezone.now() > timedelta(hours=20)


def test_figures_that_no_column_holds_harm_only_their_account(town, caplog):
    bad, good = town.add(1), town.add(2)
    town.people[bad.platform_id]["followersCount"] = 10**30
    run = run_round("bluesky")
    assert (run.refreshed, run.failed) == (1, 1)
    assert (fresh(bad).last_error_kind, fresh(bad).followers) == ("fault", 5)
    assert fresh(good).followers == 1002
    assert "Refresh of profile" in caplog.text, "the trace is in the log"


def test_posts_read_before_a_fault_are_kept(town):
    profile = town.add(1)
    pages = [Reply({"feed": [entry(profile.platform_id, 1)], "cursor": "a"}), DOWN]
    town.stub.on(FEED, lambda query: pages[1 if "cursor" in query else 0])
    run = run_round("bluesky")
    assert (run.refreshed, run.failed) == (0, 1)
    assert fresh(profile).followers == 1001
    assert Post.objects.filter(profile=profile).count() == 1
    assert len(town.stub.calls(FEED)) == 2


def test_after_a_complete_read_only_recent_posts_are_read_again(town):
    profile = town.add(1)
    did = profile.platform_id
    newest = Reply({"feed": [entry(did, 1), entry(did, 40)], "cursor": "a"})
    town.stub.on(FEED, lambda query: Reply({"feed": [entry(did, 90)]}) if "cursor" in query else newest)
    run_round("bluesky")
    assert len(town.stub.calls(FEED)) == 2
    assert Post.objects.count() == 3
    run_round("bluesky", [profile.pk])
    assert len(town.stub.calls(FEED)) == 3, "the post of 40 days ago ends the second reading"


def test_an_imported_account_is_found_by_its_handle_and_bound(town):
    profile = town.add(1, platform_id=None, source="file")
    run = run_round("bluesky")
    now = fresh(profile)
    assert run.refreshed == 1
    assert (now.platform_id, now.followers, now.source) == (f"did:plc:{1:024d}", 1001, "bluesky")


def test_a_twin_of_a_known_account_says_whose_twin_it_is(town):
    known = town.add(1)
    twin = make_profile(
        platform="bluesky", handle="alias.test", next_refresh_at=timezone.now(), fetched_at=None
    )
    town.stub.on(PROFILE, lambda query: Reply(town.people[known.platform_id]))
    run_round("bluesky", [twin.pk])
    now = fresh(twin)
    assert (now.refresh_status, now.next_refresh_at) == (RefreshStatus.UNSUPPORTED, None)
    assert f"as @{known.handle}" in now.last_error


def test_a_verdict_that_comes_too_late_changes_nothing(town):
    """Our lease ran out during the call, and another worker holds the account by now."""
    profile = town.add(1)
    theirs = timezone.now() + timedelta(minutes=10)
    held, lease = refresh.claim("bluesky", 1)
    Profile.objects.filter(pk=profile.pk).update(claimed_until=theirs)
    run = RefreshRun.objects.create(source="bluesky", claimed=1)
    Round(BlueskySource(town.stub.url), run, held, lease).go()
    now = fresh(profile)
    assert (now.claimed_until, now.next_refresh_at) == (theirs, profile.next_refresh_at)
    assert now.refresh_status == RefreshStatus.NEVER


def test_new_accounts_are_taken_up_where_a_source_can_read_them(town):
    imported = make_profile(platform="bluesky", handle="n1.test")
    tiktok = make_profile(platform="tiktok")
    demo = demo_profile(next_refresh_at=None)
    assert refresh.plan() == {"bluesky": 1, "demo": 1}
    assert fresh(imported).next_refresh_at is not None
    assert fresh(demo).next_refresh_at is not None
    assert (fresh(tiktok).next_refresh_at, fresh(tiktok).refresh_status) == (None, RefreshStatus.UNSUPPORTED)


def test_the_log_of_a_worker_that_died_is_closed(time_machine):
    run = RefreshRun.objects.create(source="bluesky", claimed=5)
    refresh.plan()
    assert RefreshRun.objects.get(pk=run.pk).state == RunState.RUNNING
    time_machine.move_to(timezone.now() + timedelta(hours=1))
    refresh.plan()
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert "taken up again" in run.message


def test_old_logs_are_cleared_away(time_machine):
    RefreshRun.objects.create(source="bluesky", state=RunState.DONE)
    time_machine.move_to(timezone.now() + timedelta(days=31))
    refresh.plan()
    assert not RefreshRun.objects.exists()


def test_demo_creators_move_without_any_network(time_machine):
    time_machine.move_to(datetime(2026, 11, 20, 12, tzinfo=UTC), tick=False)
    profile = demo_profile()
    run_round("demo")
    creator = DemoCreator.from_id(profile.platform_id)
    assert fresh(profile).followers == size_at(creator, timezone.now()).followers
    posts = profile.posts.count()
    assert posts > 20
    time_machine.move_to(datetime(2026, 12, 20, 12, tzinfo=UTC), tick=False)
    run_round("demo", [profile.pk])
    assert fresh(profile).followers == size_at(creator, timezone.now()).followers
    assert profile.posts.count() > posts
    assert profile.snapshots.count() == 2
    assert fresh(profile).handle == profile.handle


def test_the_command_refreshes_all_that_is_due_and_says_what_it_did(town, capsys):
    for number in range(30):
        town.add(number)
    call_command("refresh", platform="bluesky")
    assert "bluesky: 25 of 25 refreshed" in capsys.readouterr().out
    assert not Profile.objects.filter(fetched_at=None).exists()
    call_command("refresh")
    assert "Nothing is due." in capsys.readouterr().out


def test_the_command_fails_with_the_reason(town, capsys):
    profile = town.add(1)
    town.people.clear()
    with pytest.raises(CommandError):
        call_command("refresh", profile=profile.pk)
    assert "Bluesky knows no such account." in capsys.readouterr().out
    with pytest.raises(CommandError, match="no account with the id 0"):
        call_command("refresh", profile=0)
    with pytest.raises(CommandError, match="from files only"):
        call_command("refresh", profile=make_profile(platform="x").pk)
