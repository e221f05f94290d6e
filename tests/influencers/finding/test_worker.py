"""Jobs on a real worker, killed in the middle, and against other people's servers."""

import os
import signal
import threading
from collections import Counter

import pytest
from django.conf import settings as project
from django.utils import timezone

from influencers.finding import job, tasks
from influencers.finding.asking import Question, ask, cancel, resume
from influencers.models import Discovery, Profile
from influencers.sources.registry import SOURCES
from tests.factories import make_user
from tests.influencers.finding.bluesky_stub import MadeUpBluesky
from tests.influencers.sources.test_mastodon_mock import send, server, toot
from tests.influencers.stub import stub_server
from tests.waiting import wait_until
from tests.worker import celery_worker

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "influencers.finding.tasks.discovery_due"
PROFILES = "app.bsky.actor.getProfiles"


def state_of(discovery: Discovery) -> str:
    return Discovery.objects.get(pk=discovery.pk).state


def outcomes(discovery: Discovery) -> dict[str, int]:
    return dict(Counter(discovery.finds.values_list("outcome", flat=True)))


def test_a_worker_killed_in_the_middle_loses_nothing_and_repeats_only_what_was_in_flight(transactional_db):
    with stub_server() as stub:
        bluesky = MadeUpBluesky(stub, accounts=200)
        reached, go_on = threading.Event(), threading.Event()

        def stuck(query):
            if len(stub.calls(PROFILES)) == 4:
                reached.set()
                go_on.wait(30)
            return bluesky.profiles(query)

        stub.on(PROFILES, stuck)
        ids = " ".join(f"did:plc:{name}" for name in bluesky.names)
        discovery = ask(Question(["bluesky"], handles=ids), make_user())
        with celery_worker(BLUESKY_APPVIEW_URL=stub.url) as worker:
            tasks.work_on_discovery.delay(discovery.pk)
            assert reached.wait(60), "the fourth batch"
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
        go_on.set()
        assert outcomes(discovery) == {"fits": 75, "waiting": 125}
        assert (state_of(discovery), job.due()) == ("running", []), "held until the lease runs out"
        Discovery.objects.update(claimed_until=timezone.now())

        with celery_worker(BLUESKY_APPVIEW_URL=stub.url):
            tasks.discovery_due.delay()
            wait_until(lambda: state_of(discovery) == "done", 60, what="the job to end")
        assert outcomes(discovery) == {"fits": 200}
        asked = Counter(bluesky.asked)
        assert set(asked.values()) == {1, 2}
        assert sum(asked.values()) == 225, "just the batch in flight was asked for again"


def test_words_to_creators_on_bluesky_itself(bluesky_network, transactional_db):
    net = bluesky_network
    lena = net.fresh(
        prefix="kiln", display_name="Kilnwork Lena", bio="Die Küche und der Garten sind mein Zuhause"
    )
    ann = net.fresh(prefix="kiln", display_name="Kilnwork Ann", bio="The kitchen and the garden of my home")
    wait_until(lambda: net.seen(net.dids[ann]).get("displayName") == "Kilnwork Ann", what="the accounts")
    net.follow(ann, lena)
    wait_until(lambda: net.seen(net.dids[lena]).get("followersCount") == 1, what="the follow")

    user = make_user()
    listed = f"@{lena}.test, https://bsky.app/profile/{net.dids[ann]}?x=1 nobody-at-all.test"
    wishes = {"languages": ["de"], "min_followers": 1}
    with celery_worker(BLUESKY_APPVIEW_URL=net.appview):
        discovery = ask(Question(["bluesky"], f"{lena}.test\n{ann}.test", listed, wishes=wishes), user)
        tasks.work_on_discovery.delay(discovery.pk)
        wait_until(lambda: state_of(discovery) == "done", 60, what="the job to end")
        assert [step.state for step in discovery.steps.all()] == ["done", "done"]
        assert all(step.found for step in discovery.steps.all()), "searched by their whole handles"
        by_handle = {find.handle: find.outcome for find in discovery.finds.all()}
        assert by_handle == {
            f"{lena}.test": "fits", f"{ann}.test": "too_small", "nobody-at-all.test": "not_found",
        }  # fmt: skip

        fetched = ask(Question(["bluesky"], handles=f"@{lena}.test", keep_at_once=True, most=1), user)
        begun = timezone.now()
        tasks.work_on_discovery.delay(fetched.pk)
        account = wait_until(lambda: Profile.objects.filter(platform_id=net.dids[lena]).first(), 20)
        assert (timezone.now() - begun).total_seconds() < 10
        assert (account.followers, account.source) == (1, "bluesky")
        wait_until(lambda: Profile.objects.get().refresh_status == "ok", 30, what="its first refresh")


def test_hashtags_on_somebody_elses_mastodon(settings, monkeypatch, transactional_db):
    with server() as mock:
        name, arguments = SOURCES["mastodon"]
        # The server stands at a local address, which only a test may name.
        settings.MASTODON_ADDRESSES = {"social.example": mock.base_url}
        monkeypatch.setitem(SOURCES, "mastodon", (name, {**arguments, "addresses": "MASTODON_ADDRESSES"}))
        settings.MASTODON_INSTANCE, settings.MASTODON_TOKEN = "https://social.example", "lena"
        send(mock, "lena", "PATCH", "accounts/update_credentials", discoverable="true")
        send(mock, "fan", "PATCH", "accounts/update_credentials", discoverable="false")
        for who in ("lena", "fan"):
            toot(mock, who, "Glaze day #pottery")
        handles = "@shy@social.example https://social.example/@ghost @fan@social.example"
        discovery = ask(Question(["mastodon"], "#pottery", handles), make_user())
        assert job.take_turn(discovery.pk) == "done"
        step = discovery.steps.get()
        assert (step.state, step.found, step.opted_out) == ("done", 1, 1)
        found = dict(discovery.finds.values_list("handle", "outcome"))
        assert found["lena@social.example"] == found["shy@social.example"] == "fits"
        assert found["ghost@social.example"] == "not_found"
        assert found["fan@social.example"] == "opted_out"


def test_the_beat_takes_up_what_waits(settings):
    entry = project.CELERY_BEAT_SCHEDULE["discovery-due"]
    assert (entry["task"], entry["schedule"], entry["options"]["expires"]) == (
        tasks.discovery_due.name,
        60,
        55,
    )


def test_stop_and_go_on_with_a_real_worker(transactional_db):
    with stub_server() as stub, celery_worker(BLUESKY_APPVIEW_URL=stub.url):
        bluesky = MadeUpBluesky(stub, accounts=100)
        reached, go_on = threading.Event(), threading.Event()

        def stuck(query):
            if len(stub.calls(PROFILES)) == 2:
                reached.set()
                go_on.wait(30)
            return bluesky.profiles(query)

        stub.on(PROFILES, stuck)
        discovery = ask(Question(["bluesky"], "clay", most=100), make_user())
        tasks.work_on_discovery.delay(discovery.pk)
        assert reached.wait(60), "the second batch"
        assert cancel(discovery)
        go_on.set()
        assert outcomes(discovery) == {"fits": 25, "waiting": 75}
        assert resume(discovery)
        tasks.work_on_discovery.delay(discovery.pk)
        wait_until(lambda: state_of(discovery) == "done", 60, what="the job to end")
        assert outcomes(discovery) == {"fits": 100}
        assert bluesky.searches == 1
