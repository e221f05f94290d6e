"""Data health: figures that lead to their accounts, reasons with a way out, the forecast, and the cadence."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from influencers import cadence, data_health, refresh
from influencers.choices import InfluencerStatus, Priority
from influencers.models import Budget, Profile, RefreshRule, RefreshRun
from influencers.pace import paces
from influencers.sources.registry import SOURCES
from influencers.standing import standing
from tests.factories import make_influencer, make_profile

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ACCOUNTS = reverse("data_health_accounts")
RULE = {
    "wanted_hours": 24,
    "active_days": 7,
    "dormant_days": 30,
    "dormant_after_days": 60,
    "searched_top": 50,
}


@pytest.fixture
def reader(client, marketer):
    client.force_login(marketer)
    return client


@pytest.fixture
def tender(client, curator):
    client.force_login(curator)
    return client


def bluesky(**kw) -> Profile:
    kw = {"next_refresh_at": timezone.now() + 3 * DAY, "refresh_status": "ok"} | kw
    return make_profile(**{"platform": "bluesky", "source": "bluesky"} | kw)


def failing(failures: int = 4, **kw) -> Profile:
    kw = {"refresh_status": "failing", "last_error_kind": "unavailable", "last_error": "It is down."} | kw
    return bluesky(failures=failures, **kw)


def card(key: str) -> data_health.SourceHealth:
    return next(source for source in data_health.health().sources if source.key == key)


def test_every_account_counts_once_where_it_stands():
    now = timezone.now()
    bluesky()
    bluesky(next_refresh_at=now - DAY / 2)
    bluesky(next_refresh_at=now - 3 * DAY, fetched_at=now - 90 * DAY)
    failing()
    bluesky(refresh_status="not_found")
    bluesky(refresh_status="gone")
    bluesky(refresh_status="never", fetched_at=None)
    bluesky(influencer=make_influencer(status=InfluencerStatus.BLOCKED), fetched_at=now - 900 * DAY)
    make_profile(platform="bluesky", source="demo")
    make_profile(platform="tiktok")
    found = card("bluesky")
    assert (found.accounts, found.up_to_date, found.due, found.late) == (7, 2, 2, 1)
    assert (found.failing, found.gone) == (2, 1)
    assert (found.oldest.date(), found.first_due) == ((now - 90 * DAY).date(), now - 3 * DAY)
    assert card("demo").accounts == 1
    assert data_health.health().by_file_only == [("TikTok", 1)]


def test_the_page_asks_as_much_for_many_accounts_as_for_few(
    reader, django_assert_num_queries, django_assert_max_num_queries
):
    def fill():
        for number in range(12):
            failing(last_error=f"Reason {number}.", platform=("bluesky", "instagram", "tiktok")[number % 3])
            bluesky(priority=Priority.DORMANT)

    fill()
    reader.get(reverse("data_health"))  # fills what a process remembers
    with django_assert_max_num_queries(45) as few:
        reader.get(reverse("data_health"))
    fill()
    with django_assert_num_queries(len(few)):
        reader.get(reverse("data_health"))


def test_a_figure_leads_to_the_accounts_behind_it(reader):
    late, fine = bluesky(next_refresh_at=timezone.now() - 3 * DAY), bluesky()
    stubborn, new, gone = failing(9), failing(1), bluesky(refresh_status="gone")
    page = reader.get(reverse("data_health")).text
    for state, shown, hidden in (
        ("late", [late], [fine, stubborn, gone]),
        ("failing", [stubborn, new], [fine, late, gone]),
        ("gone", [gone], [fine, late, stubborn]),
    ):
        address = f"{ACCOUNTS}?source=bluesky&amp;state={state}"
        assert f'href="{address}"' in page
        listed = reader.get(address.replace("&amp;", "&")).text
        assert all(f"@{one.handle}<" in listed and one.get_absolute_url() in listed for one in shown)
        assert not any(f"@{one.handle}<" in listed for one in hidden)
    listed = reader.get(ACCOUNTS, {"source": "bluesky", "state": "failing"}).text
    assert listed.index(f"@{stubborn.handle}<") < listed.index(f"@{new.handle}<"), "the most stubborn first"
    assert "in 2 days" in listed, "when it is tried next"


def test_a_reason_leads_to_its_accounts_and_says_what_to_do(reader):
    down = failing(last_error="<b>It is down.</b>")
    missing = bluesky(refresh_status="not_found", last_error_kind="not_found", last_error="Nobody.")
    page = reader.get(reverse("data_health")).text
    assert "&lt;b&gt;It is down.&lt;/b&gt;" in page
    assert f"{ACCOUNTS}?source=bluesky&amp;kind=not_found" in page
    listed = reader.get(ACCOUNTS, {"source": "bluesky", "kind": "not_found"}).text
    assert f"@{missing.handle}<" in listed
    assert f"@{down.handle}<" not in listed
    assert "Check the spelling of the handle" in listed


def test_long_lists_are_cut_into_pages(reader):
    for _ in range(51):
        failing()
    first = reader.get(ACCOUNTS, {"source": "bluesky", "state": "failing"}).text
    assert (first.count("It is down."), "page=2" in first) == (50, True)
    second = reader.get(ACCOUNTS, {"source": "bluesky", "state": "failing", "page": 2}).text
    assert (second.count("It is down."), 'rel="next"' in second) == (1, False)


@pytest.mark.parametrize("query", ["", "?state=x&kind=y&source=z&page=0", "?page=99999999999", "?page=²"])
def test_an_address_that_makes_no_sense_shows_what_fails(reader, query):
    failing()
    answer = reader.get(ACCOUNTS + query)
    assert answer.status_code == 200
    assert "Accounts: failing" in answer.text
    reader.get(ACCOUNTS, {"kind": "fault"})
    assert "No such accounts" in reader.get(ACCOUNTS, {"kind": "fault"}).text


def test_a_curator_tries_an_account_now(tender, django_capture_on_commit_callbacks):
    profile = failing()
    address = reverse("data_health_try", args=[profile.pk])
    with django_capture_on_commit_callbacks() as queued:
        answer = tender.post(address, {"next": f"{ACCOUNTS}?state=failing"}, follow=True)
    assert len(queued) == 1
    assert f"@{profile.handle} is tried now" in answer.text
    profile.refresh_from_db()
    assert (profile.priority, profile.failures) == (Priority.NOW, 4)
    assert profile.next_refresh_at <= timezone.now()
    held, _ = refresh.claim("bluesky", 1)
    assert held == [profile]


def test_what_comes_from_a_file_cannot_be_tried_and_that_is_said(tender, django_capture_on_commit_callbacks):
    profile = make_profile(platform="tiktok")
    with django_capture_on_commit_callbacks() as queued:
        answer = tender.post(reverse("data_health_try", args=[profile.pk]), follow=True)
    assert not queued
    assert "known from files only" in answer.text


def test_a_curator_tries_all_of_a_reason(tender):
    two, other = [failing(), failing()], failing(last_error_kind="forbidden")
    shown = tender.get(ACCOUNTS, {"source": "bluesky", "kind": "unavailable"}).text
    assert "Try all of them soon" in shown
    form = {"source": "bluesky", "kind": "unavailable"}
    assert "2 accounts will be tried" in tender.post(reverse("data_health_try_all"), form, follow=True).text
    for profile in two:
        profile.refresh_from_db()
        assert profile.next_refresh_at <= timezone.now()
        assert profile.failures == 4, "it still backs off if it fails again"
    assert Profile.objects.get(pk=other.pk).next_refresh_at == other.next_refresh_at


def test_a_marketer_is_offered_nothing_that_a_curator_may_do(reader):
    failing()
    page = reader.get(reverse("data_health")).text
    listed = reader.get(ACCOUNTS, {"state": "failing"}).text
    assert reverse("data_health_rule") not in page
    assert "Try" not in listed.replace("tried", "")


def test_the_budget_is_told_with_shares_and_the_time_of_its_renewal(reader):
    bluesky()
    resets_at = timezone.now() + timedelta(minutes=4)
    Budget.objects.create(
        source="bluesky", kind="calls", limit=3000, used=1204, interactive=3, comments=1,
        window_seconds=300, resets_at=resets_at, rolls_at=resets_at,
    )  # fmt: skip
    page = reader.get(reverse("data_health")).text
    for words in ("1,204 of 3,000", "1,796 left", f"{resets_at:%H:%M}", "by the schedule 1,200", "click 3"):
        assert words in page


def test_the_forecast_uses_what_an_account_really_cost(reader):
    for number in range(70):
        bluesky(next_refresh_at=timezone.now() + (number % 7 + 0.5) * DAY)
    RefreshRun.objects.create(source="bluesky", state="done", claimed=25, refreshed=24, failed=1, calls=50)
    RefreshRun.objects.create(source="bluesky", state="done", claimed=25, refreshed=25, calls=50)
    pace = paces(standing(), ["bluesky"])["bluesky"]
    assert (pace.load.calls_each, pace.measured, pace.short) == (2, True, False)
    day, week = pace.looks
    assert (day.wanted, week.wanted) == (20, 140)
    assert week.carried > day.carried > 100_000
    page = reader.get(reverse("data_health")).text
    assert "At this pace Bluesky keeps 70 active accounts weekly." in page
    assert "2 calls an account, as measured" in page


def test_too_little_budget_is_told_in_advance(reader, settings):
    """Instagram takes 200 calls an hour; with 50 calls an account, that is 96 accounts a day."""
    settings.INSTAGRAM_USER_ID, settings.INSTAGRAM_TOKEN = "1", "secret-42"
    for number in range(40):
        bluesky(platform="instagram", source="instagram", priority=Priority.WANTED if number < 30 else 0)
    RefreshRun.objects.create(source="instagram", state="done", claimed=1, refreshed=1, calls=400)
    page = reader.get(reverse("data_health")).text
    assert "falls behind: 30 wanted accounts will be late by about" in page
    assert "Needs a look" in page
    assert "Readings that will be late" in page


def test_a_curator_changes_the_cadence_and_the_change_is_kept_with_before_and_after(tender):
    profile = bluesky(fetched_at=timezone.now() - DAY, last_post_at=timezone.now() - DAY)
    answer = tender.post(reverse("data_health_rule"), RULE | {"active_days": 2}, follow=True)
    assert "planned anew" in answer.text
    assert cadence.current().active == 2 * DAY
    assert "every 2 days" in answer.text
    assert "7 → 2" in answer.text
    refresh.plan()
    profile.refresh_from_db()
    assert profile.next_refresh_at - timezone.now() <= DAY
    tender.post(reverse("data_health_rule"), RULE | {"active_days": 5})
    page = tender.get(reverse("data_health")).text
    assert page.index("2 → 5") < page.index("7 → 2"), "the latest change first"


def test_a_cadence_that_was_not_changed_moves_nobody(tender):
    tender.post(reverse("data_health_rule"), RULE)
    assert not RefreshRule.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"active_days": 40}, "active ones less often than dormant ones"),
        ({"wanted_hours": 168, "active_days": 2}, "Wanted accounts cannot be read less often"),
        ({"wanted_hours": 1}, "greater than or equal to 6"),
        ({"dormant_days": 1000}, "less than or equal to 180"),
        ({"active_days": "often"}, "whole number"),
    ],
)
def test_a_cadence_that_makes_no_sense_is_refused_with_the_reason(tender, wrong, words):
    answer = tender.post(reverse("data_health_rule"), RULE | wrong)
    assert answer.status_code == 422
    assert words in answer.text
    assert not RefreshRule.objects.exists()


def test_the_figures_renew_themselves_and_leave_a_form_that_is_being_filled_alone(tender):
    fragment = tender.get(reverse("data_health"), headers={"HX-Request": "true"}).text
    assert "Bluesky" in fragment
    assert reverse("data_health_rule") not in fragment


@pytest.mark.parametrize("page", ["data_health", "discover", "imports"])
def test_what_comes_by_file_only_is_said_where_one_looks_for_it(reader, page):
    make_profile(platform="bluesky")
    shown = reader.get(reverse(page)).text
    assert "TikTok" in shown
    assert "by file only" in shown


def test_every_source_has_a_pace(settings):
    assert set(paces(standing(), SOURCES)) == set(SOURCES)
