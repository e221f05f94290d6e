"""The whole way: something happens on Bluesky's own servers, and the real worker brings it home."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as project
from django.utils import timezone

from config.celery import app
from influencers import tasks
from influencers.choices import RefreshStatus
from influencers.models import Profile, RefreshRun
from tests.factories import make_post, make_profile
from tests.waiting import wait_until
from tests.worker import celery_worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker(transactional_db, bluesky_network):
    with celery_worker(BLUESKY_APPVIEW_URL=bluesky_network.appview) as process:
        yield process


def catalogued(net, name: str, **kw) -> Profile:
    """The account of `name` in the catalogue, due now, with no figures yet."""
    kw = {"platform_id": net.dids[name], "handle": f"{name}.test", "followers": None} | kw
    return make_profile(**{"platform": "bluesky", "fetched_at": None, "next_refresh_at": timezone.now()} | kw)


def test_what_happens_on_bluesky_appears_in_the_catalogue(bluesky_network, worker):
    net = bluesky_network
    star, leaver, mover, fan, other = (net.fresh() for _ in range(5))
    crowd = [net.fresh() for _ in range(23)]
    net.follow(fan, star)
    net.post(star, "Glaze day #pottery", datetime.now(UTC) - timedelta(days=2), tags=("pottery",))
    wait_until(lambda: net.feed_size(star) == 1 and net.seen(net.dids[star]).get("followersCount") == 1)
    wait_until(lambda: net.seen(net.dids[crowd[-1]]).get("handle"))
    rows = {name: catalogued(net, name) for name in (star, leaver, mover, *crowd)}
    kept = make_post(rows[leaver])

    def now(name: str) -> Profile:
        return Profile.objects.get(pk=rows[name].pk)

    # 26 accounts: more than one call takes.
    tasks.refresh_due.delay()
    wait_until(
        lambda: Profile.objects.filter(refresh_status=RefreshStatus.OK).count() == 26, 90, what="26 refreshed"
    )
    assert now(star).followers == 1
    post = now(star).posts.get()
    assert (post.caption, post.hashtags, post.likes, post.views) == (
        "Glaze day #pottery",
        ["pottery"],
        0,
        None,
    )
    wait_until(lambda: not RefreshRun.objects.filter(state="running").exists(), what="the runs to end")
    assert sorted(run.refreshed for run in RefreshRun.objects.all()) == [1, 25]

    # Then the network moves on: a new follower, a rename whose old name another account takes, a farewell.
    net.follow(other, star)
    net.rename(mover, f"{mover}-studio.test")
    net.rename(other, f"{mover}.test")
    net.deactivate(leaver)
    wait_until(lambda: net.seen(net.dids[star]).get("followersCount") == 2, what="the follow")
    wait_until(lambda: net.seen(net.dids[other]).get("handle") == f"{mover}.test", what="the renames")
    wait_until(lambda: net.seen(net.dids[leaver]).get("error"), what="the farewell")
    Profile.objects.update(next_refresh_at=timezone.now())
    tasks.refresh_due.delay()

    wait_until(lambda: now(star).followers == 2, 90, what="the new follower count")
    assert timezone.now() - now(star).fetched_at < timedelta(seconds=30)
    assert now(star).snapshots.get().followers == 2
    wait_until(lambda: now(mover).handle == f"{mover}-studio.test", what="the new handle")
    assert now(mover).platform_id == net.dids[mover]
    wait_until(lambda: now(leaver).refresh_status == RefreshStatus.GONE, what="the farewell to be noted")
    assert now(leaver).last_error == "The owner switched this account off."
    assert now(leaver).posts.get() == kept

    # An import brings the account that goes by the old name now; it is bound to its own id.
    namesake = catalogued(net, other, platform_id=None, handle=f"{mover}.test", next_refresh_at=None)
    tasks.refresh_due.delay()
    wait_until(lambda: Profile.objects.get(pk=namesake.pk).platform_id == net.dids[other], what="the binding")
    wait_until(lambda: RefreshRun.objects.filter(gone=1).exists(), what="the log of the farewell")


def test_each_entry_of_the_beat_names_a_task_that_exists_and_expires():
    app.loader.import_default_modules()
    for name, entry in project.CELERY_BEAT_SCHEDULE.items():
        if entry["task"].startswith("influencers."):
            assert entry["task"] in app.tasks, name
            period = entry["schedule"] if isinstance(entry["schedule"], int) else 6 * 3600
            assert entry["options"]["expires"] < period, name
    assert project.CELERY_BEAT_SCHEDULE["refresh-due"]["schedule"] == 60
