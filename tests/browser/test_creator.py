"""The page of a creator in a real browser: charts, order of posts, notes, and new figures that arrive."""

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from influencers.demo.seed import seed
from influencers.models import Profile
from influencers.sources.demo import DemoCreator
from tests.factories import make_profile, make_user

pytestmark = pytest.mark.django_db(transaction=True)
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
# How much of a chart's picture is drawn in the colour of `--hp-good` at this moment.
DRAWN = """holder => {
  const canvas = holder.querySelector("canvas");
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--hp-good").trim();
  probe.fillRect(0, 0, 1, 1);
  const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  let found = 0;
  for (let i = 0; i < data.length; i += 4) {
    const near = [r, g, b].every((value, at) => Math.abs(data[i + at] - value) < 30);
    if (near && data[i + 3] > 150) found += 1;
  }
  return found;
}"""


@pytest.fixture
def viral(transactional_db) -> Profile:
    """A demo account that shows a viral post, on a screen's worth of figures."""
    seed(60, 1, timezone.now())
    return next(
        profile
        for profile in Profile.objects.order_by("-followers")
        if DemoCreator.from_id(profile.platform_id).pattern == "viral"
        and profile.posts.filter(likes__gt=0).count() > 25
    )


def fits(page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_charts_are_drawn_in_the_colours_of_the_theme(page, sign_in, live_server, viral):
    sign_in(make_user("marketer"))
    charts = page.locator("[data-chart]")
    for screen, theme in product((DESK, PHONE), ("light", "dark")):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.set_viewport_size(screen)
        page.goto(live_server.url + viral.get_absolute_url())
        expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
        expect(charts.locator("canvas")).to_have_count(2)
        for chart in charts.all():
            assert chart.evaluate(DRAWN) > 100, (screen, theme, chart.get_attribute("data-chart"))
        fits(page)
        page.get_by_role("button", name="Switch between light and dark").click()
        for chart in charts.all():
            assert chart.evaluate(DRAWN) > 100, (screen, theme, "the colours follow the theme")
        page.evaluate("localStorage.clear()")  # whoever comes next follows the machine again


def test_the_numbers_are_there_without_javascript(browser, sign_in, context, live_server, viral):
    sign_in(make_user("marketer"))
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies(context.cookies())
    page = plain.new_page()
    page.goto(live_server.url + viral.get_absolute_url())
    expect(page.locator(".hp-chart").first).to_be_hidden()
    page.get_by_text("Show the numbers").first.click()
    expect(page.get_by_role("region", name="Followers by day")).to_be_visible()
    page.get_by_role("link", name="Most reactions").click()
    expect(page.locator(".hp-post").first).to_contain_text("Viral")
    page.get_by_label("Notes", exact=True).fill("Seen without a script")
    page.get_by_role("button", name="Save notes").click()
    expect(page.get_by_role("status")).to_contain_text("Notes saved.")
    plain.close()


def test_posts_change_order_and_page_in_place(page, sign_in, live_server, viral):
    sign_in(make_user("marketer"))
    page.goto(live_server.url + viral.get_absolute_url())
    page.get_by_label("Notes", exact=True).fill("half a thought")
    page.get_by_role("link", name="Most reactions").click()
    expect(page.locator(".hp-post").first).to_contain_text("Viral")
    page.get_by_role("link", name="Next page").click()
    expect(page.locator(".page-item.active")).to_have_text("2")
    assert "posts=top" in page.url
    assert "page=2" in page.url
    expect(page.get_by_label("Notes", exact=True)).to_have_value("half a thought")
    page.go_back()
    expect(page.locator(".page-item.active")).to_have_text("1")


def test_what_others_know_comes_in_by_itself(page, sign_in, live_server, viral):
    curator = make_user("curator")
    sign_in(curator)
    page.goto(live_server.url + viral.get_absolute_url())
    expect(page.get_by_text("In none of your campaigns.")).to_be_visible()
    expect(page.get_by_text("Nobody has changed anything by hand yet.")).to_be_visible()
    page.get_by_label("New tag").fill("spring")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("button", name="Take off the tag spring")).to_be_visible()
    expect(page.locator(".hp-change").first).to_contain_text("spring")


def test_refresh_now_brings_new_figures_without_a_reload(
    page, sign_in, live_server, viral, celery_worker_process
):
    before = timezone.now() - timedelta(days=2)
    Profile.objects.filter(pk=viral.pk).update(fetched_at=before, followers=123)
    sign_in(make_user("marketer"))
    page.goto(live_server.url + viral.get_absolute_url())
    tile = page.locator(".hp-tile").first
    expect(tile).to_contain_text("2 days ago")
    page.evaluate("window.sameDocument = true")
    page.get_by_role("button", name="Refresh now").click()
    expect(tile).to_contain_text("just now", timeout=60_000)
    viral.refresh_from_db()
    expect(tile).to_contain_text(f"{viral.followers:,}")
    assert viral.followers != 123
    assert page.evaluate("window.sameDocument") is True
    expect(page.locator("[data-chart] canvas")).to_have_count(2)


def test_an_account_that_fails_says_why_in_words(page, sign_in, live_server):
    profile = make_profile(
        platform="bluesky",
        source="bluesky",
        refresh_status="failing",
        last_error="Bluesky did not answer in time.",
        next_refresh_at=timezone.now() + timedelta(hours=1, minutes=1),
    )
    sign_in(make_user("marketer"))
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + profile.get_absolute_url())
    expect(page.get_by_text("Bluesky did not answer in time.").first).to_be_visible()
    expect(page.get_by_text("next refresh in 1 hour")).to_be_visible()
    fits(page)
