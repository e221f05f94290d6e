"""Keeping finds, and taking that back."""

import threading
from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from influencers import curation
from influencers.choices import RefreshStatus
from influencers.erasure import id_digest
from influencers.finding import keep
from influencers.finding.asking import Question, ask
from influencers.finding.job import take_turn
from influencers.finding.tasks import discovery_due
from influencers.finding.undo_keep import undo_keep
from influencers.models import Discovery, DiscoveryFind, DiscoveryKeep, Influencer, Profile
from influencers.models.erasure import Tombstone
from influencers.querysets import ProfileQuerySet
from tests.factories import make_campaign, make_candidate, make_discovery, make_post, make_profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(bluesky, asked) -> Discovery:
    """A job that found 30 accounts, of 100 to 3,000 followers, of which those from 1,000 to 2,500 fit."""
    discovery = asked("clay", min_followers=1_000, max_followers=2_500)
    take_turn(discovery.pk)
    return discovery


def kept(job: Discovery, *names: str, tag: str = "") -> DiscoveryKeep:
    """A click on "keep"; all that fit unless named."""
    ids = job.finds.filter(handle__in=[f"{name}.test" for name in names]).values_list("pk", flat=True)
    asked_for = keep.ask_to_keep(job, list(ids) if names else None, job.asked_by, tag)
    keep.fulfil(asked_for.pk)
    asked_for.refresh_from_db()
    return asked_for


def due_now() -> ProfileQuerySet:
    return Profile.objects.due(timezone.now())


def test_all_that_fit_become_creators_due_at_once(job, marketer):
    before = timezone.now()
    click = kept(job, tag="Ceramics")
    assert (click.made, click.by, click.tag) == (16, marketer, "Ceramics")
    assert Influencer.objects.count() == Profile.objects.count() == 16
    account = Profile.objects.get(handle="clay12.test")
    assert (account.platform, account.platform_id, account.source) == ("bluesky", "did:plc:clay12", "bluesky")
    assert (account.followers, account.display_name) == (1_200, "Clay12")
    assert account.fetched_at < before, "when the source said so, not when it was kept"
    assert account.snapshots.get().followers == 1_200
    assert account.influencer.name == "Clay12"
    assert [tag.name for tag in account.influencer.tags.all()] == ["Ceramics"]
    assert due_now().refreshed_by("bluesky").count() == 16
    assert account.refresh_status == RefreshStatus.NEVER


def test_who_was_left_out_for_size_can_be_kept_all_the_same(job):
    assert kept(job, "clay1", "clay30").made == 2
    assert set(Profile.objects.values_list("followers", flat=True)) == {100, 3_000}


def test_keeping_twice_makes_one(job):
    assert kept(job, "clay12").made == 1
    with pytest.raises(ValidationError, match="Select accounts first"):
        kept(job, "clay12")
    click = DiscoveryKeep.objects.get()
    assert keep.fulfil(click.pk) == 0
    assert Profile.objects.count() == 1


def test_what_came_in_meanwhile_is_known_and_not_made_again(job):
    there = make_profile(platform="bluesky", platform_id="did:plc:clay12", handle="renamed.test")
    assert kept(job, "clay12").made == 0
    find = job.finds.get(handle="clay12.test")
    assert (find.outcome, find.profile_id, find.keep) == ("known", there.pk, None)


@pytest.mark.parametrize("how", ["erased", "blocked"])
def test_who_was_erased_or_blocked_meanwhile_stays_out(job, how):
    if how == "erased":
        Tombstone.objects.create(
            platform="bluesky", id_digest=id_digest("bluesky", "did:plc:clay12"), reason="asked",
            erased_at=timezone.now(),
        )  # fmt: skip
    else:
        there = make_profile(platform="bluesky", platform_id="did:plc:clay12", handle="x.test")
        curation.block([there.influencer])
    assert kept(job, "clay12", "clay13").made == 1
    assert Profile.objects.shown().get().handle == "clay13.test"


def test_a_handle_goes_over_to_the_account_that_has_it_now(job):
    former = make_profile(platform="bluesky", platform_id="did:plc:another", handle="Clay12.test")
    assert kept(job, "clay12").made == 1
    former.refresh_from_db()
    assert not former.handle_is_current
    assert former in due_now()
    assert Profile.objects.get(handle="clay12.test", handle_is_current=True).platform_id == "did:plc:clay12"


def test_a_killed_worker_loses_no_keep(job):
    click = keep.ask_to_keep(job, None, job.asked_by, "later")
    DiscoveryKeep.objects.update(at=timezone.now() - 2 * keep.LEFT_AFTER)
    first, second, *_ = click.asked
    keep._keep_one(click, first)
    discovery_due()
    assert Counter(DiscoveryFind.objects.filter(pk__in=click.asked).values_list("keep", flat=True)) == {
        click.pk: 16
    }
    click.refresh_from_db()
    assert (click.made, bool(click.done_at)) == (16, True)
    assert Profile.objects.filter(influencer__tags__name="later").count() == 16


@pytest.mark.django_db(transaction=True)
def test_two_who_keep_the_same_at_once_make_one(job):
    clicks = [keep.ask_to_keep(job, None, job.asked_by) for _ in range(2)]
    made, gate = [], threading.Barrier(2)

    def fulfil(pk: int) -> None:
        gate.wait(10)
        made.append(keep.fulfil(pk))
        connection.close()

    threads = [threading.Thread(target=fulfil, args=(click.pk,)) for click in clicks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(made) == 16
    assert Profile.objects.count() == Influencer.objects.count() == 16


def test_taking_back_removes_what_nothing_else_touched(job):
    click = kept(job, tag="Ceramics")
    names = ("noted", "tagged", "corrected", "blocked", "listed", "wanted")
    accounts = dict(zip(names, Profile.objects.order_by("pk"), strict=False))
    Influencer.objects.filter(pk=accounts["noted"].influencer_id).update(notes="nice")
    accounts["tagged"].influencer.tags.create(name="mine")
    curation.correct(accounts["corrected"], country="DE")
    curation.block([accounts["blocked"].influencer])
    make_candidate(make_campaign(), accounts["listed"])
    Profile.objects.filter(pk=accounts["wanted"].pk).update(wanted_until=timezone.now())
    refreshed = Profile.objects.order_by("pk").last()
    make_post(refreshed)

    undone = undo_keep(click.pk)
    stay = {accounts[name].pk for name in names}
    assert set(Profile.objects.values_list("pk", flat=True)) == stay
    assert (undone.removed, undone.kept) == (10, 6)
    assert Influencer.objects.count() == 6
    assert undo_keep(click.pk).removed == 0
    assert job.finds.filter(outcome="fits", keep__isnull=True).count() == 10
    assert kept(job).made == 10, "and they can be kept anew"


def test_a_find_without_an_account_is_never_kept(job):
    find = job.finds.first()
    click = DiscoveryKeep.objects.create(discovery=job)
    with pytest.raises(IntegrityError), transaction.atomic():
        DiscoveryFind.objects.filter(pk=find.pk).update(keep=click)
    with pytest.raises(IntegrityError), transaction.atomic():
        DiscoveryFind.objects.filter(pk=find.pk).update(outcome="known", reason="")


def test_a_fetched_handle_is_kept_by_itself(bluesky, marketer):
    wanted = ask(Question(["bluesky"], handles="@clay5.test", keep_at_once=True, most=1), marketer)
    assert take_turn(wanted.pk) == "done"
    assert Profile.objects.get().handle == "clay5.test"
    nobody = ask(Question(["bluesky"], handles="@nobody.test", keep_at_once=True, most=1), marketer)
    assert take_turn(nobody.pk) == "done"
    assert Profile.objects.count() == 1


def test_labels_go_with_the_account(bluesky, asked):
    bluesky.labels = {"clay3": "spam"}
    discovery = asked(handles="clay3.test")
    take_turn(discovery.pk)
    kept(discovery)
    assert Profile.objects.get().labels == ["spam"]


def test_youtube_accounts_are_bound_by_its_terms_from_the_first_moment(db):
    record = {"platform_id": "UCabcdefghijklmnopqrstuv", "handle": "ana", "followers": 5, "bio": "Clay"}
    job = make_discovery(
        [{"platform": "youtube", "platform_id": record["platform_id"], "handle": "ana", "record": record}]
    )
    kept(job)
    account = Profile.objects.get()
    assert (account.bound_source, account.bound_values["followers"]) == ("youtube", 5)
