"""A job from the question to the last verdict, with all that can come between."""

from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from influencers import cooldown, curation
from influencers.erasure import handle_digest, id_digest
from influencers.finding import job
from influencers.finding.asking import cancel, forget_old, resume
from influencers.models import Discovery, DiscoveryFind, Profile
from influencers.models.erasure import Tombstone
from tests.factories import make_discovery, make_profile
from tests.influencers.stub import Reply

pytestmark = pytest.mark.django_db
PROFILES, ACTORS = "app.bsky.actor.getProfiles", "app.bsky.actor.searchActors"
DOWN = Reply("no", status=503)


def run(discovery: Discovery) -> Discovery:
    job.take_turn(discovery.pk)
    discovery.refresh_from_db()
    return discovery


def outcomes(discovery: Discovery) -> dict[str, int]:
    return dict(Counter(discovery.finds.values_list("outcome", flat=True)))


def find_of(discovery: Discovery, handle: str) -> DiscoveryFind:
    return discovery.finds.get(handle=f"{handle}.test")


def test_every_account_has_a_verdict_and_a_reason(bluesky, asked):
    bluesky.labels = {"clay20": "!no-unauthenticated", "clay21": "spam"}
    make_profile(platform="bluesky", platform_id="did:plc:clay22", handle="an-older-name.test")
    blocked = make_profile(platform="bluesky", platform_id=None, handle="Clay23.test")
    curation.block([blocked.influencer])
    Tombstone.objects.create(
        platform="bluesky", id_digest=id_digest("bluesky", "did:plc:clay24"),
        handle_digest=handle_digest("bluesky", "clay24.test"), erased_at=timezone.now(), reason="asked",
    )  # fmt: skip
    done = run(asked("clay", "@clay2.test nobody.test https://tiktok.com/@ana clay2.test ???!a b/c",
                     min_followers=1_000, max_followers=2_500))  # fmt: skip

    assert done.state == "done"
    # The list: too small, not found, no source, named twice, two that name nobody. The search: 29 others.
    assert outcomes(done) == {
        "fits": 12, "too_small": 9, "too_large": 5, "opted_out": 2, "known": 1, "blocked": 1,
        "not_found": 1, "no_source": 1, "repeated": 1, "unreadable": 2,
    }  # fmt: skip
    assert done.finds.count() == 35
    assert find_of(done, "clay9").reason == "900 followers; you asked for 1,000 or more."
    assert not done.finds.exclude(outcome="fits").filter(reason="").exists()
    assert find_of(done, "clay22").profile_id == Profile.objects.get(platform_id="did:plc:clay22").pk
    assert find_of(done, "clay21").outcome == "fits"
    assert "TikTok" in done.finds.get(outcome="no_source").reason


def test_who_opted_out_is_a_number_without_a_name(bluesky, asked):
    bluesky.labels = {"clay3": "!no-unauthenticated"}
    Tombstone.objects.create(
        platform="bluesky", id_digest=id_digest("bluesky", "did:plc:clay4"), erased_at=timezone.now(),
        reason="asked",
    )  # fmt: skip
    done = run(asked("clay"))
    assert outcomes(done) == {"fits": 28, "opted_out": 2}
    for find in done.finds.filter(outcome="opted_out"):
        assert (find.handle, find.platform_id, find.name, find.record, find.followers) == (
            "",
            None,
            "",
            {},
            None,
        )
    assert "did:plc:clay4" not in bluesky.asked, "nobody asks for whom was erased"


def test_known_accounts_cost_no_call(bluesky, asked):
    for name in bluesky.names:
        make_profile(platform="bluesky", platform_id=f"did:plc:{name}", handle=f"{name}.test")
    done = run(asked("clay"))
    assert outcomes(done) == {"known": 30}
    assert bluesky.asked == []
    assert done.calls == 1


def test_several_searches_share_what_may_be_looked_at(bluesky, asked):
    done = run(asked("clay, lay\n1", most=10))
    assert done.finds.count() <= 10
    assert [(step.words, step.state) for step in done.steps.all()] == [
        ("clay", "done"), ("lay", "done"), ("1", "done"),
    ]  # fmt: skip
    first, second, _ = done.steps.all()
    assert (first.found, first.new) == (4, 4)
    assert second.found - second.new == min(second.found, 3), "found again, counted once"


def test_a_search_that_is_refused_says_why_and_keeps_nobody_from_being_looked_up(bluesky, asked):
    done = run(asked("#clay\nclay"))
    assert [(step.state, bool(step.message)) for step in done.steps.all()] == [
        ("failed", True),
        ("done", False),
    ]
    assert outcomes(done) == {"fits": 30}
    assert cooldown.all_pauses() == {}, "refreshes go on"
    resume(done)
    assert done.steps.get(words="#clay").state == "waiting"


def test_a_source_that_wants_a_pause_gets_it_and_the_job_goes_on_by_itself(bluesky, asked):
    bluesky.refusals[PROFILES] = Reply("slow down", status=429)
    paused = run(asked("clay"))
    assert (paused.state, outcomes(paused)) == ("paused", {"waiting": 30})
    assert paused.message
    assert paused.resume_at > timezone.now()
    assert job.due() == []
    calls = len(bluesky.stub.requests)
    assert job.take_turn(paused.pk) == ""
    assert len(bluesky.stub.requests) == calls

    bluesky.refusals.clear()
    with time_machine.travel(paused.resume_at + timedelta(seconds=1)):
        assert job.due() == [paused.pk]
        done = run(paused)
    assert (done.state, outcomes(done)) == ("done", {"fits": 30})
    assert bluesky.searches == 1, "what was searched is not searched again"


def test_three_failures_are_enough_for_one_account(bluesky, asked):
    bluesky.refusals["app.bsky.actor.getProfile"] = DOWN
    discovery = asked(handles="clay1.test")
    for _ in range(3):
        discovery = run(discovery)
        Discovery.objects.filter(state="paused").update(resume_at=timezone.now())
    assert (discovery.state, outcomes(discovery)) == ("done", {"failed": 1})
    bluesky.refusals.clear()
    assert resume(discovery)
    assert outcomes(run(discovery)) == {"fits": 1}


def test_one_bad_account_keeps_no_other_from_being_read(bluesky, asked):
    bluesky.stub.on(
        PROFILES, lambda query: DOWN if "did:plc:clay7" in query["actors"] else bluesky.profiles(query)
    )
    done = run(asked("clay"))
    assert outcomes(done) == {"fits": 29, "waiting": 1}
    assert done.state == "paused"


@pytest.mark.parametrize("beat", [True, False])
def test_words_are_searched_on_a_click_only_where_the_platform_wants_that(bluesky, asked, beat):
    bluesky.refusals[ACTORS] = Reply("slow down", status=429)
    paused = run(asked("clay", "clay1.test"))
    assert (paused.state, bluesky.searches) == ("paused", 1), "one allowance for searches and look-ups"
    bluesky.refusals.clear()
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        if beat:
            assert job.due() == [paused.pk]
            assert (run(paused).state, bluesky.searches) == ("asks", 1)
            assert find_of(paused, "clay1").outcome == "fits", "what needs no search went on by itself"
            assert job.due() == []
        assert resume(paused)
        assert (run(paused).state, bluesky.searches) == ("done", 2)


def test_a_killed_worker_has_used_its_click_up(bluesky, asked):
    discovery = asked("clay")
    held, clicked = job._claim(discovery.pk)
    assert clicked
    assert job._claim(discovery.pk) is None, "held by one only"
    with time_machine.travel(timezone.now() + job.LEASE + timedelta(seconds=1)):
        assert job.due() == [discovery.pk]
        assert run(discovery).state == "asks"
    assert bluesky.searches == 0


@pytest.mark.django_db(transaction=True)
def test_a_cancelled_job_writes_nothing_more_and_goes_on_where_it_was(bluesky, asked):
    discovery = asked("clay")

    def cancelled(query):
        cancel(discovery)
        connection.close()
        return bluesky.profiles(query)

    bluesky.stub.on(PROFILES, cancelled)
    assert run(discovery).state == "cancelled"
    assert outcomes(discovery) == {"waiting": 30}
    assert not cancel(discovery)
    assert job.due() == []
    bluesky.stub.on(PROFILES, bluesky.profiles)
    assert resume(discovery)
    assert outcomes(run(discovery)) == {"fits": 30}
    assert bluesky.searches == 1
    assert not resume(discovery), "nothing is left"


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_lost_its_lease_writes_nothing(bluesky, asked):
    discovery, others = asked("clay"), []

    def slow(query):
        Discovery.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
        bluesky.stub.on(PROFILES, bluesky.profiles)
        others.append(job.take_turn(discovery.pk))
        others.append(DiscoveryFind.objects.filter(outcome="fits").delete()[0])
        connection.close()
        return bluesky.profiles(query)

    bluesky.stub.on(PROFILES, slow)
    assert job.take_turn(discovery.pk) == "done", "by the other worker"
    assert others == ["done", 30]
    assert outcomes(discovery) == {}, "what the first one learned came too late"


def test_a_name_and_an_id_of_the_same_account_are_one_find(bluesky, asked):
    done = run(asked(handles="clay1.test https://bsky.app/profile/did:plc:clay1 did:plc:clay1"))
    assert outcomes(done) == {"fits": 1, "repeated": 2}


def test_a_fault_of_ours_is_told_and_can_be_resumed(bluesky, asked, caplog):
    discovery = asked("clay")
    discovery.steps.update(source="nowhere")
    assert run(discovery).state == "failed"
    assert "log" in discovery.message
    discovery.steps.update(source="bluesky")
    assert resume(discovery)
    assert run(discovery).state == "done"


def test_the_demo_source_finds_fictional_strangers_without_a_network(asked):
    make_profile(source="demo", platform_id="demo:instagram:food:en:steady:20000:20251124:1")
    done = run(
        asked("#baking", sources=("demo",), min_followers=10_000, max_followers=50_000, languages=["en"])
    )
    assert done.state == "done"
    assert {"fits", "too_small", "too_large", "wrong_language"} <= set(outcomes(done))
    assert set(done.finds.values_list("source", flat=True)) == {"demo"}
    assert len(set(done.finds.values_list("platform", flat=True))) > 1


def test_old_jobs_are_forgotten(db):
    make_discovery([{}])
    old = make_discovery([{}])
    Discovery.objects.filter(pk=old.pk).update(updated_at=timezone.now() - timedelta(days=31))
    assert forget_old() == 1
    assert (Discovery.objects.count(), DiscoveryFind.objects.count()) == (1, 1)
