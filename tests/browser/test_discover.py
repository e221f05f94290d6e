"""Discover in a browser: on a desk and on a phone, with and without JavaScript, light and dark."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from campaigns.models import Candidate
from influencers.choices import Basis
from influencers.models import ImportFile, SavedSearch, Tag
from tests.factories import make_campaign, make_niche, make_profile, make_tag, make_tier, make_user

pytestmark = pytest.mark.django_db(transaction=True)
AXE = settings.BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = {"serious", "critical"}


@pytest.fixture
def marketer(sign_in):
    user = make_user(username="mara")
    sign_in(user)
    return user


@pytest.fixture
def catalogue(marketer):
    """60 accounts: 40 on Instagram and 20 on TikTok, every third of them Micro."""
    make_tier("Nano", 1_000, 10_000)
    make_tier("Micro", 10_000, 50_000)
    food = make_niche("Cuisine")
    leaves = [make_niche("Sourdough", food), make_niche("Tea", food), make_niche("Chess club")]
    file = ImportFile.objects.create(name="a-list-with-a-rather-long-name-2026.csv")
    tag = make_tag("favourite")
    for n in range(60):
        make_profile(
            handle=f"creator{n:02}",
            display_name=f"Someone {n}" if n % 9 else "A name that is a good deal longer than others",
            platform="tiktok" if n % 3 == 0 else "instagram",
            followers=20_000 if n % 3 == 1 else 5_000 + n,
            niche=leaves[n % 3],
            country=("DE", "GB", "")[n % 3],
            language="de",
            import_file=file,
            engagement_rate=0.05,
            er_low=0.04,
            er_high=0.06,
            er_basis=Basis.MEASURED,
            n_posts=12,
            percentile=n / 60,
            scored_at=timezone.now() - timedelta(hours=3),
            growth_30d=0.01,
            tags=[tag] if n % 4 == 0 else [],
            is_verified=n % 5 == 0,
        )


def fits(page) -> None:
    """Nothing sticks out of the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def total(page, words: str) -> None:
    expect(page.locator("#total")).to_have_text(re.compile(rf"^\s*{words}\s*$"))


def test_filters_answer_at_once_and_every_state_is_an_address(page, live_server, catalogue):
    page.goto(live_server.url)
    total(page, "60 accounts")
    page.locator("#platform-tiktok").check()
    total(page, "20 accounts")
    expect(page).to_have_url(f"{live_server.url}/?platform=tiktok")
    expect(page.locator("#announce")).to_have_text("20 accounts found")
    # The list of platforms was replaced, and the reader is where they were.
    expect(page.locator("#platform-tiktok")).to_be_focused()
    expect(page.locator("label:has(#platform-instagram) .hp-count")).to_have_text("40")
    expect(page.locator("label:has(#verified-yes) .hp-count")).to_have_text("4")
    page.get_by_label("At least this many followers").fill("5k")
    page.get_by_label("At least this many followers").press("Tab")
    expect(page).to_have_url(f"{live_server.url}/?platform=tiktok&followers_min=5000")
    page.keyboard.press("Escape")
    page.locator("h1").click(force=True)
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("creator3")
    total(page, "4 accounts")
    page.get_by_role("link", name="Remove filter: TikTok").click()
    total(page, "10 accounts")
    expect(page.locator("#platform-tiktok")).not_to_be_checked()
    page.get_by_role("link", name="Clear all").click()
    total(page, "60 accounts")
    expect(page.locator("#q")).to_have_value("")
    expect(page).to_have_url(re.compile(r"/\??$"))
    page.go_back()
    total(page, "10 accounts")
    expect(page.locator("#q")).to_have_value("creator3")
    page.reload()
    total(page, "10 accounts")


def test_order_columns_and_pages(page, live_server, catalogue):
    page.goto(live_server.url)
    page.get_by_role("link", name="Creator", exact=True).click()
    expect(page.locator("tbody tr").first).to_contain_text("@creator00")
    expect(page).to_have_url(f"{live_server.url}/?sort=name")
    page.get_by_role("link", name="Next page").click()
    expect(page.locator(".hp-foot")).to_contain_text("51 to 60 of 60")
    expect(page).to_have_url(re.compile("page=2"))
    page.locator("#columns-menu summary").click()
    page.locator("#columns-menu").get_by_label("Growth").check()
    page.get_by_role("button", name="Show these columns").click()
    expect(page.locator("thead")).to_contain_text("Growth")
    expect(page).to_have_url(re.compile("cols=.*growth"))
    page.locator("#sort").select_option("-followers")
    expect(page.locator("tbody tr").first).to_contain_text("20K")
    expect(page.locator("thead")).to_contain_text("Growth")


def test_select_tag_and_add_to_a_campaign(page, live_server, catalogue, marketer):
    campaign = make_campaign(owner=marketer)
    page.goto(f"{live_server.url}/?sort=name")
    bar = page.locator("#bulk-bar")
    expect(bar).to_be_hidden()
    boxes = page.locator("tbody input[name=profiles]")
    boxes.nth(1).click()
    boxes.nth(4).click(modifiers=["Shift"])
    expect(page.locator("#selected-count")).to_have_text("4 selected")
    page.get_by_label("Tag the selected").fill("asked before")
    bar.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Tagged 4 creators “asked before”.")).to_be_visible()
    expect(page).to_have_url(f"{live_server.url}/?sort=name")
    assert Tag.objects.get(name="asked before").influencers.count() == 4

    page.get_by_label("Select this page").click()
    expect(page.locator("#selected-count")).to_have_text("50 selected")
    page.get_by_label("All 60 results").click()
    expect(page.locator("#selected-count")).to_have_text("60 selected")
    page.locator("#picker select").select_option(str(campaign.pk))
    page.locator("#picker").get_by_role("button", name="Add to shortlist").click()
    expect(page.get_by_text("Added 60 creators")).to_be_visible()
    assert Candidate.objects.filter(campaign=campaign).count() == 60

    boxes.nth(0).click()
    bar.get_by_role("button", name="Clear").click()
    expect(bar).to_be_hidden()
    boxes.nth(0).click()
    with page.expect_download() as download:
        bar.get_by_role("button", name="CSV").click()
    assert len(download.value.path().read_text("utf-8-sig").splitlines()) == 2


def test_a_search_is_saved_and_opened_again(page, live_server, catalogue):
    page.goto(f"{live_server.url}/?sort=name")
    page.locator("#platform-tiktok").check()
    total(page, "20 accounts")
    page.locator("#save-menu summary").click()
    page.get_by_label("Name", exact=True).fill("On TikTok")
    page.get_by_role("button", name="Save filters, columns and order").click()
    expect(page.get_by_text("Saved as “On TikTok”.")).to_be_visible()
    assert SavedSearch.objects.get().order == "name"
    page.goto(live_server.url)
    page.locator("#searches-menu summary").click()
    page.get_by_role("link", name="On TikTok").click()
    total(page, "20 accounts")
    expect(page).to_have_url(re.compile("platform=tiktok&sort=name&search="))


def test_nothing_found_says_what_to_loosen(page, live_server, catalogue):
    page.goto(f"{live_server.url}/?platform=tiktok&followers_min=1M")
    page.get_by_role("link", name=re.compile("Without From 1M followers")).click()
    total(page, "20 accounts")
    expect(page.get_by_label("At least this many followers")).to_have_value("")


def test_on_a_phone(page, live_server, catalogue):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live_server.url)
    fits(page)
    card = page.locator("tbody tr").first
    expect(card).to_contain_text("For its size")
    assert card.bounding_box()["width"] > 350
    expect(page.locator("#rail")).to_be_hidden()
    page.get_by_role("button", name="Filters").click()
    page.locator("#tier-micro").check()
    total(page, "20 accounts")
    page.get_by_role("button", name="Show results").click()
    expect(page.locator("#rail")).to_be_hidden()
    page.locator("tbody input[name=profiles]").first.click()
    expect(page.locator("#bulk-bar")).to_be_visible()
    fits(page)
    for menu in ("columns", "save", "export", "searches"):
        page.locator(f"#{menu}-menu > summary").click()
        box = page.locator(f"#{menu}-menu > .hp-pop-body").bounding_box()
        assert box["x"] >= 0, menu
        assert box["x"] + box["width"] <= 390, menu
        fits(page)


def test_without_javascript(browser, live_server, catalogue, context, marketer):
    campaign = make_campaign(owner=marketer)
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies(context.cookies())
    page = plain.new_page()
    page.goto(live_server.url)
    page.locator("#platform-instagram").check()
    page.locator("#q").fill("creator")
    page.locator("#sort").select_option("name")
    page.locator(".hp-searchbar").get_by_role("button", name="Apply").click()
    total(page, "40 accounts")
    expect(page.locator("tbody tr").first).to_contain_text("@creator")
    page.get_by_role("link", name="Remove filter: Instagram").click()
    total(page, "60 accounts")
    page.get_by_role("link", name="Next page").click()
    expect(page.locator(".hp-foot")).to_contain_text("51 to 60 of 60")
    page.locator("tbody input[name=profiles]").first.check()
    page.get_by_label("Tag the selected").fill("plain")
    page.locator("#bulk-bar").get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Tagged 1 creator “plain”.")).to_be_visible()
    page.locator("tbody input[name=profiles]").first.check()
    page.get_by_role("button", name="Add to a campaign").click()
    expect(page.get_by_text("1 account selected.")).to_be_visible()
    page.get_by_role("link", name="Cancel").click()
    page.get_by_label("All 60 results").check()
    page.get_by_role("button", name="Add to a campaign").click()
    expect(page.get_by_text("60 accounts selected.")).to_be_visible()
    page.get_by_label("Campaign").select_option(str(campaign.pk))
    page.get_by_role("button", name="Add to shortlist").click()
    expect(page.get_by_text("Added 60 creators")).to_be_visible()
    expect(page.locator(".hp-foot")).to_contain_text("51 to 60 of 60")
    assert Candidate.objects.filter(campaign=campaign).count() == 60
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator("#tier-micro")).to_be_visible()
    plain.close()


def test_a_session_that_ended_leads_to_sign_in_and_back(page, live_server, catalogue, context):
    page.goto(f"{live_server.url}/?sort=name")
    context.clear_cookies()
    page.locator("#platform-tiktok").click()
    expect(page).to_have_url(re.compile(r"/accounts/login/\?next=%2F%3Fsort%3Dname"))


def test_everybody_can_read_and_use_it(page, live_server, catalogue):
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(
            f"{live_server.url}/?platform=tiktok&sort=name&nonsense=1&cols=followers,engagement,niche,tags,bio"
        )
        page.locator("tbody input[name=profiles]").first.click()
        expect(page.locator("#bulk-bar")).to_be_visible()
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run(document.querySelector('main')).then((result) => result.violations)")
        serious = [
            (v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found if v["impact"] in SERIOUS
        ]
        assert not serious, (scheme, serious)
