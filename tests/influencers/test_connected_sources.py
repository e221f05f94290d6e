"""Sources with and without credentials: what is refreshed, what waits, what Data health says."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from influencers import cooldown, refresh
from influencers.choices import RefreshStatus, RunState
from influencers.models import Post, Profile, RefreshRun
from influencers.refresh_round import Round, run_round
from influencers.sources.registry import missing, refreshing
from tests.factories import make_profile, make_user
from tests.influencers.sources.platforms import Instagram, Mastodon, meta
from tests.influencers.stub import Reply

pytestmark = pytest.mark.django_db
INSTAGRAM = {"INSTAGRAM_USER_ID": "17841400000000001", "INSTAGRAM_TOKEN": "secret-42"}


@pytest.fixture(autouse=True)
def nothing_connected(settings):
    for name in (*INSTAGRAM, "MASTODON_INSTANCE", "MASTODON_TOKEN", "YOUTUBE_API_KEY"):
        setattr(settings, name, "")
    cache.delete(refresh.CONNECTED)


def connect(settings, **values) -> None:
    for name, value in values.items():
        setattr(settings, name, value)


def new(platform: str, **kw) -> Profile:
    return make_profile(platform=platform, **kw)


def round_of(platform, stub, profile: Profile) -> RefreshRun:
    """One round over one account, asked of the stub."""
    due = timezone.now() - timedelta(minutes=1)
    Profile.objects.filter(pk=profile.pk).update(next_refresh_at=due)
    held, lease = refresh.claim(platform.key, 1)
    run = RefreshRun.objects.create(source=platform.key, claimed=len(held))
    Round(platform.open(stub), run, held, lease).go()
    profile.refresh_from_db()
    run.refresh_from_db()
    return run


def test_without_credentials_only_sources_that_need_none_refresh(settings):
    assert refreshing(settings) == ["bluesky", "demo"]
    assert missing("instagram", settings) == ["INSTAGRAM_USER_ID", "INSTAGRAM_TOKEN"]
    connect(settings, INSTAGRAM_USER_ID="1")
    assert missing("instagram", settings) == ["INSTAGRAM_TOKEN"]
    accounts = [new(platform) for platform in ("instagram", "mastodon", "youtube")]
    assert refresh.plan() == {}
    for account in accounts:
        account.refresh_from_db()
        assert (account.refresh_status, account.next_refresh_at) == (RefreshStatus.UNSUPPORTED, None)
        assert refresh.source_of(account) is None
    assert not RefreshRun.objects.exists()


def test_once_connected_the_accounts_that_waited_are_due(settings):
    account, other = new("mastodon", handle="lena@social.example"), new("instagram")
    refused = new("mastodon", refresh_status=RefreshStatus.UNSUPPORTED, last_error_kind="not_supported")
    refresh.plan()
    connect(settings, MASTODON_INSTANCE="https://social.example")
    assert refresh.plan() == {"mastodon": 1}
    for row in (account, other, refused):
        row.refresh_from_db()
    assert account.next_refresh_at <= timezone.now()
    assert refresh.source_of(account) == "mastodon"
    assert other.next_refresh_at is None
    assert refused.next_refresh_at is None, "its platform said that it cannot be read"


def test_a_round_that_was_queued_before_a_source_was_disconnected_does_nothing():
    account = new("instagram", next_refresh_at=timezone.now() - timedelta(hours=1))
    assert run_round("instagram", [account.pk]) is None
    assert not RefreshRun.objects.exists()


def test_with_a_key_youtube_refreshes_like_any_other(settings):
    connect(settings, YOUTUBE_API_KEY="secret-42")
    new("youtube")
    assert missing("youtube", settings) == []
    assert refresh.plan() == {"youtube": 1}


def test_the_command_says_how_to_connect():
    with pytest.raises(CommandError, match="Instagram is not connected. Connect a professional account"):
        call_command("refresh", platform="instagram")


def test_data_health_says_what_to_do(client, settings):
    client.force_login(make_user("admin"))
    new("instagram")
    page = client.get(reverse("data_health")).text
    assert page.count("Not connected") == 3
    for words in (
        "INSTAGRAM_TOKEN",
        "YOUTUBE_API_KEY",
        "MASTODON_INSTANCE",
        "1 account known from files",
        "TikTok",
    ):
        assert words in page
    connect(settings, YOUTUBE_API_KEY="secret-42", MASTODON_INSTANCE="social.example")
    page = client.get(reverse("data_health")).text
    assert page.count("Not connected") == 1
    assert "Kept how long" in page
    assert "secret-42" not in page


def test_instagram_accounts_are_read_by_name_again_and_again(stub):
    instagram = Instagram()
    instagram.serve(stub)
    account = new("instagram", handle=instagram.handle)
    for calls in (2, 1):  # the second time nothing is new and no post is old enough to be read again
        run = round_of(instagram, stub, account)
        assert (run.refreshed, run.failed, run.calls, run.state) == (1, 0, calls, RunState.DONE)
    assert (account.platform_id, account.followers) == (instagram.platform_id, 1234)
    assert sorted(Post.objects.values_list("platform_post_id", "likes")) == [
        ("17891", 5),
        ("17892", None),
        ("17893", 7),
    ]


def test_a_name_that_went_over_to_another_account_changes_nothing(stub):
    instagram = Instagram()
    instagram.serve(stub)
    account = new("instagram", handle=instagram.handle, platform_id="17841499999999999", followers=5)
    assert round_of(instagram, stub, account).failed == 1
    assert (account.platform_id, account.followers) == ("17841499999999999", 5)
    assert account.refresh_status == RefreshStatus.NOT_FOUND
    assert "belongs to another account" in account.last_error
    assert not Post.objects.exists()


def test_an_expired_token_pauses_instagram_and_harms_no_account(stub):
    instagram = Instagram()
    stub.answers(meta(190))
    account = new("instagram")
    run = round_of(instagram, stub, account)
    assert (run.state, run.failed, run.given_back) == (RunState.FAILED, 0, 1)
    assert "Make a new INSTAGRAM_TOKEN" in run.message
    assert cooldown.paused_until("instagram")
    assert account.failures == 0


def test_a_mastodon_server_that_wants_a_pause_does_not_stop_the_others(stub):
    mastodon, until = Mastodon(), datetime.now(UTC) + timedelta(hours=5)
    stub.answers(Reply({"error": "x"}, 429, {"X-RateLimit-Reset": until.isoformat()}))
    account = new("mastodon", handle=mastodon.handle)
    run = round_of(mastodon, stub, account)
    assert (run.state, run.failed) == (RunState.DONE, 1)
    assert cooldown.paused_until("mastodon") is None
    assert account.refresh_status == RefreshStatus.FAILING
    assert abs(account.next_refresh_at - until) < timedelta(seconds=2), "not asked before it wants to be"
    mastodon.serve(stub)
    round_of(mastodon, stub, account)
    assert (account.platform_id, account.followers) == (mastodon.platform_id, 1234)
    assert account.posts.count() == 3
