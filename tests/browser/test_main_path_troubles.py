"""What a marketer sees where the main path breaks: a file, a filter, a source, a session."""

import pytest
from playwright.sync_api import expect

from influencers.models import ImportFile
from tests.factories import make_campaign, make_profile, make_user
from tests.worker import celery_worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def marketer(transactional_db):
    return make_user(username="mara")


def test_an_unreadable_file_is_refused_in_plain_words(page, live_server, sign_in, marketer):
    sign_in(marketer)
    page.goto(f"{live_server.url}/import/")
    picture = {"name": "creators.csv", "mimeType": "text/csv", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(200)}
    page.locator("input[type=file]").set_input_files(picture)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("alert")).to_contain_text("picture")
    assert not ImportFile.objects.exclude(state="failed").exists()


def test_no_match_says_what_to_loosen(page, live_server, sign_in, marketer):
    make_profile(platform="tiktok", followers=20_000, country="DE")
    sign_in(marketer)
    page.goto(f"{live_server.url}/?platform=tiktok&country=FR")
    expect(page.locator("#discover")).to_contain_text("No")
    without = page.locator("#discover").get_by_role("link", name="France")
    without.first.click()
    expect(page.locator("#discover")).to_contain_text("1 account")

    campaign = make_campaign(marketer, countries=["FR"])
    page.goto(f"{live_server.url}/campaigns/{campaign.pk}/ranking/")
    expect(page.locator("main")).to_contain_text("country")
    expect(page.locator("main").get_by_role("link", name="brief").first).to_be_visible()


def test_a_source_that_is_down_is_said_on_the_creators_page(page, live_server, sign_in, marketer):
    profile = make_profile(platform="bluesky", platform_id="did:plc:nobody", followers=5_000)
    sign_in(marketer)
    with celery_worker(BLUESKY_APPVIEW_URL="http://127.0.0.1:9"):
        page.goto(live_server.url + profile.get_absolute_url())
        page.get_by_role("button", name="Refresh now").click()
        expect(page.locator("#refresh-state")).to_contain_text("cannot be reached", timeout=60_000)
    profile.refresh_from_db()
    assert profile.followers == 5_000
    page.goto(f"{live_server.url}/health/")
    expect(page.locator("main")).to_contain_text("cannot be reached")


def test_a_lost_session_leads_back_to_where_one_was(page, live_server, login, context, marketer):
    make_profile(platform="tiktok", followers=20_000)
    login(page, marketer)
    page.goto(f"{live_server.url}/?platform=tiktok")
    context.clear_cookies()
    page.locator("[data-search]").fill("anything")
    page.locator("[data-search]").press("Enter")
    page.wait_for_url("**/accounts/login/**")
    page.get_by_label("Username").fill("mara")
    page.get_by_label("Password").fill("secret-42")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda address: "platform=tiktok" in address)
    expect(page.locator("#discover")).to_be_visible()
