"""What is kept how long: YouTube's data from the first call to the purge, night by night."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from influencers import refresh, retention
from influencers.choices import Basis, Priority, RefreshStatus, Source
from influencers.ingest import ingest
from influencers.models import (
    Avatar,
    ImportRow,
    Influencer,
    Post,
    PostReading,
    Profile,
    ProfileNiche,
    RefreshRun,
    RetentionRun,
    Snapshot,
)
from influencers.refresh_round import Round
from influencers.sources.base import PostRecord, ProfileRecord
from influencers.tasks import purge_old
from tests.factories import (
    make_campaign,
    make_candidate,
    make_import,
    make_niche,
    make_post,
    make_profile,
    make_snapshot,
    make_user,
)
from tests.influencers.sources.tube import Tube

pytestmark = pytest.mark.django_db
START = datetime(2026, 5, 4, 2, 20, tzinfo=UTC)


@pytest.fixture
def tube(stub, settings):
    settings.YOUTUBE_API_KEY = "key"
    settings.YOUTUBE_DERIVED_METRICS = ""
    cache.delete(refresh.CONNECTED)
    there = Tube(stub)
    yield there
    assert there.wrong == []


def known(tube: Tube, letter: str = "a", **kw) -> Profile:
    """A channel with ten videos whose id is in the catalogue, and nothing more."""
    channel = tube.channel(letter)
    tube.month_of_videos(channel, timezone.now())
    kw = {"platform": "youtube", "platform_id": channel, "handle": f"channel{letter}", "followers": None} | kw
    kw.setdefault("source", Source.CURATOR)
    kw.setdefault("next_refresh_at", timezone.now())
    return make_profile(fetched_at=None, **kw)


def refreshed(tube: Tube, *profiles: Profile) -> RefreshRun:
    """A round over what is due on YouTube."""
    held, lease = refresh.claim("youtube", 50)
    run = RefreshRun.objects.create(source="youtube", claimed=len(held))
    if held:
        Round(tube.open(), run, held, lease).go()
    for profile in profiles:
        profile.refresh_from_db()
    return run


def there(profile: Profile) -> bool:
    return Profile.objects.filter(pk=profile.pk).exists()


def held(profile: Profile) -> tuple[int, int, int]:
    """(posts, readings, sizes) that are stored of an account."""
    return (
        profile.posts.count(),
        PostReading.objects.filter(post__profile=profile).count(),
        profile.snapshots.count(),
    )


def nights(first: int, last: int):
    """Runs the nightly job on each of these days after START; the day it is, each time."""
    for day in range(first, last + 1):
        with time_machine.travel(START + timedelta(days=day), tick=False):
            purge_old()
            yield day


def test_youtube_is_refreshed_and_stored_with_its_age(tube, client):
    with time_machine.travel(START, tick=False):
        profile = known(tube)
        assert refresh.plan() == {"youtube": 1}
        refreshed(tube, profile)
    assert (profile.followers, profile.bio, profile.source) == (20_000, "Clay and fire", "youtube")
    assert (profile.bound_source, profile.bound_at, profile.fetched_at) == ("youtube", START, START)
    assert held(profile)[0] == 10
    client.force_login(make_user())
    with time_machine.travel(START + timedelta(days=3), tick=False):
        page = client.get(profile.influencer.get_absolute_url()).text
    assert "YouTube, 3 days ago" in page


def test_from_day_25_it_is_due_ahead_of_others(tube):
    with time_machine.travel(START, tick=False):
        dormant = known(tube, last_post_at=START - timedelta(days=300))
        Post.objects.all().delete()
        refreshed(tube, dormant)
    assert dormant.next_refresh_at <= START + timedelta(days=25)
    Profile.objects.filter(pk=dormant.pk).update(next_refresh_at=START + timedelta(days=40))
    for day in nights(24, 26):
        dormant.refresh_from_db()
        assert (dormant.priority == Priority.WANTED) == (day == 26), day
    assert dormant.next_refresh_at == START + timedelta(days=26)


def test_what_is_read_again_in_time_is_kept(tube):
    with time_machine.travel(START, tick=False):
        profile = known(tube)
        refreshed(tube, profile)
    for day in nights(1, 100):
        if refresh.plan():
            refreshed(tube, profile)
        profile.refresh_from_db()
        oldest = profile.posts.order_by("fetched_at").values_list("fetched_at", flat=True)[0]
        assert profile.posts.count() == 10, day
        assert timezone.now() - oldest < timedelta(days=30), day
        assert timezone.now() - profile.fetched_at < timedelta(days=30), day
        first = profile.snapshots.order_by("day").values_list("day", flat=True)[0]
        assert (timezone.now().date() - first).days <= 30, "no long history"


def test_what_is_not_read_again_is_gone_before_it_is_30_days_old(tube):
    with time_machine.travel(START + timedelta(hours=5), tick=False):
        profile = known(tube)
        creator = profile.influencer
        refreshed(tube, profile)
        picture = {"source": "youtube", "address": "https://x.example/a", "told_at": timezone.now()}
        Avatar.objects.update_or_create(profile=profile, defaults=picture)
    for day in nights(1, 31):
        assert there(profile) == (day < 30), day
    assert not Influencer.objects.filter(pk=creator.pk).exists()
    assert not any(model.objects.exists() for model in (Post, PostReading, Snapshot, Avatar))
    run = RetentionRun.objects.get(source="youtube", rule="accounts", rows__gt=0)
    assert (run.rows, run.oldest) == (1, None)
    assert run.finished_at


def test_an_account_of_a_file_goes_back_to_what_the_file_says(tube):
    with time_machine.travel(START, tick=False):
        profile = known(tube, source=Source.FILE, followers=18_000, bio="From the file", country="AT")
        file = make_import([profile])
        Profile.objects.filter(pk=profile.pk).update(import_file=file)
        make_snapshot(profile, START.date() - timedelta(days=50), followers=18_000)
        refreshed(tube, profile)
        assert profile.followers == 20_000
    list(nights(29, 30))
    profile.refresh_from_db()
    assert (profile.handle, profile.platform_id, profile.followers) == ("channela", "UC" + "a" * 22, 18_000)
    assert (profile.source, profile.bio, profile.display_name) == (Source.FILE, "", "")
    assert (profile.bound_source, profile.bound_at, profile.bound_values) == ("", None, {})
    assert held(profile) == (0, 0, 1)
    assert profile.last_post_at is None
    assert profile.last_error.startswith("Purged: YouTube's terms.")


def test_what_a_file_told_since_stays(tube):
    with time_machine.travel(START, tick=False):
        profile = known(tube, source=Source.FILE)
        refreshed(tube, profile)
        Profile.objects.filter(pk=profile.pk).update(
            bio="Newer words of a file", source=Source.FILE, import_file=make_import([profile])
        )
    list(nights(30, 30))
    profile.refresh_from_db()
    assert (profile.bio, profile.display_name, profile.followers) == ("Newer words of a file", "", None)


@pytest.mark.parametrize("touch", ["shortlist", "note", "niche", "corrected"])
def test_an_account_that_people_work_with_stays_without_figures(tube, touch):
    with time_machine.travel(START, tick=False):
        profile = known(tube)
        refreshed(tube, profile)
    if touch == "shortlist":
        make_candidate(make_campaign(), profile)
    elif touch == "note":
        Influencer.objects.filter(pk=profile.influencer_id).update(notes="Met in Köln")
    elif touch == "niche":
        ProfileNiche.objects.create(profile=profile, niche=make_niche("Clay"), basis=Basis.CURATED)
    else:
        Profile.objects.filter(pk=profile.pk).update(bio="Ours", curated_fields=["bio"])
    list(nights(30, 30))
    profile.refresh_from_db()
    assert (profile.followers, profile.display_name, held(profile)) == (None, "", (0, 0, 0))
    assert (profile.handle, profile.bio) == ("channela", "Ours" if touch == "corrected" else "")


def test_other_sources_and_files_are_bound_by_nothing(tube):
    old = START - timedelta(days=400)
    for source in (Source.FILE, Source.CURATOR, Source.BLUESKY, Source.DEMO):
        profile = make_profile(platform="youtube", source=source, fetched_at=old, bio="Words")
        make_snapshot(profile, old.date())
        make_post(profile, fetched_at=old, published_at=old)
    list(nights(0, 1))
    assert (
        Profile.objects.filter(bio="Words").count() == Snapshot.objects.count() == Post.objects.count() == 4
    )


def test_a_second_run_finds_nothing_and_a_lost_one_is_made_up_for(tube, monkeypatch):
    with time_machine.travel(START, tick=False):
        profiles = [known(tube, letter) for letter in "abc"]
        refreshed(tube)
    monkeypatch.setattr(retention, "BATCH", 1)
    with time_machine.travel(START + timedelta(days=30), tick=False):
        rules, taken = retention.rules(), []
        dying = next(rule for rule in rules if rule.name == "accounts")

        def die_after_one(rows, take=dying.take):
            if taken:
                raise SystemExit
            taken.append(take(rows))
            return 1

        with monkeypatch.context() as patch:
            patch.setattr(retention, "clear_accounts", die_after_one)
            with pytest.raises(SystemExit):
                purge_old()
        assert Profile.objects.count() == 2
        run = RetentionRun.objects.get(rule="accounts")
        assert (run.rows, run.finished_at) == (1, None), "what was done before stands in the log"
        purge_old()
        assert not any(there(profile) for profile in profiles)
        purge_old()
    assert [run.rows for run in RetentionRun.objects.filter(rule="accounts").order_by("pk")] == [1, 2, 0]


def test_undoing_an_import_does_not_bring_back_what_was_purged(tube):
    from influencers.importing.undo_import import undo_import

    with time_machine.travel(START, tick=False):
        profile = known(tube)
        refreshed(tube, profile)
        file = make_import([profile])
        changed = {
            "bio": ["Clay and fire", "From the file"],
            "followers": [20_000, 21_000],
            "source": ["youtube", "file"],
            "fetched_at": [START.isoformat(), START.isoformat()],
        }
        before = {"created": [], "changed": {str(profile.pk): changed}, "days": {}}
        ImportRow.objects.filter(import_file=file).update(before=before, outcome="updated")
        Profile.objects.filter(pk=profile.pk).update(
            bio="From the file", followers=21_000, source=Source.FILE, import_file=file
        )
    list(nights(30, 30))
    undo_import(file.pk)
    profile.refresh_from_db()
    assert (profile.bio, profile.followers, profile.source) == ("", None, Source.FILE)
    assert "Clay and fire" not in str(ImportRow.objects.get(import_file=file).before)


def test_with_the_amendment_figures_stay_and_words_go(tube, settings):
    settings.YOUTUBE_DERIVED_METRICS = "accepted"
    with time_machine.travel(START, tick=False):
        profile = known(tube)
        refreshed(tube, profile)
        assert profile.posts.exclude(caption="").count() == 10
    list(nights(30, 30))
    profile.refresh_from_db()
    assert (profile.followers, profile.bio, profile.display_name) == (20_000, "", "")
    assert profile.posts.filter(caption="", hashtags=[], likes=500).count() == 10
    assert profile.snapshots.count() == 1
    list(nights(36 * 30, 36 * 30))
    assert not there(profile)


def test_each_kind_of_row_of_a_source_has_one_rule(tube):
    named = [(rule.source, rule.label) for rule in retention.rules()]
    assert len(named) == len(set(named)) > 5


def test_data_health_shows_what_was_purged(tube, client):
    with time_machine.travel(START, tick=False):
        profile = known(tube)
        refreshed(tube, profile)
    client.force_login(make_user("admin"))
    with time_machine.travel(START + timedelta(days=33), tick=False):
        assert "overdue" in client.get(reverse("data_health")).text
        purge_old()
        page = client.get(reverse("data_health")).text
    assert "Kept how long" in page
    assert "overdue" not in page


def test_a_post_that_was_read_again_unchanged_begins_anew_for_bound_sources_alone(settings):
    settings.YOUTUBE_DERIVED_METRICS = ""
    record, later = PostRecord("p1", START, likes=3), START + timedelta(days=9)
    for source, expected in ((Source.YOUTUBE, later), (Source.BLUESKY, START)):
        profile = make_profile(platform=source, fetched_at=None)
        for at in (START, later):
            ingest(profile.pk, ProfileRecord(f"id-{source}", followers=5), [record], source, at)
        assert profile.posts.get().fetched_at == expected


def test_labels_of_owners_are_stored_and_taken_back():
    profile = make_profile(platform="mastodon", fetched_at=None)
    for labels in (("noindex", "not-discoverable"), ()):
        ingest(profile.pk, ProfileRecord("lena@x.example", labels=labels), [], "mastodon", timezone.now())
        profile.refresh_from_db()
        assert profile.labels == list(labels)
    assert profile.refresh_status == RefreshStatus.NEVER
