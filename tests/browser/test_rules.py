"""Rules on Discover in a browser: built and taken away, by keyboard, on a phone, without JavaScript."""

import re
from itertools import product

import pytest
from playwright.sync_api import expect

from tests.browser.test_discover import AXE, SERIOUS, catalogue, fits, marketer, total  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def choose(page, on: str, value: str) -> None:
    """A filter and its value in the form, whose control follows the filter."""
    page.get_by_label("Filter", exact=True).select_option(label=on)
    page.get_by_label(on, exact=True).and_(page.locator("select#new_value")).select_option(label=value)


def test_a_rule_is_built_step_by_step(page, live_server, catalogue):  # noqa: F811
    page.goto(live_server.url)
    page.get_by_text("More rules").click()
    choose(page, "Country", "Germany")
    page.locator("#rule-form").get_by_role("button", name="Add").click()
    total(page, "20 accounts")
    expect(page).to_have_url(f"{live_server.url}/?rule=any(country:DE)")
    # The form stays open for the next condition, and the reader is in it.
    expect(page.get_by_label("Filter", exact=True)).to_be_focused()
    choose(page, "Verified", "Verified")
    page.locator("#new_value").press("Tab")
    page.keyboard.press("Enter")
    total(page, "28 accounts")
    page.get_by_label("Joined how").select_option(label="a group: all of …")
    choose(page, "Country", "United Kingdom")
    page.locator("#rule-form").get_by_role("button", name="Add").click()
    expect(page.locator("#rule-words")).to_have_text("All of: United Kingdom")
    choose(page, "Platform", "TikTok")
    page.locator("#rule-form").get_by_role("button", name="Add").click()
    expect(page).to_have_url(re.compile(r"any\(country:DE;verified:yes;all\(country:GB;platform:tiktok\)\)$"))
    page.get_by_role("link", name="Done").click()
    expect(page.locator("#rule-form")).to_be_hidden()
    # A filter beside the rule keeps it.
    page.locator("#tier-micro").check()
    expect(page).to_have_url(re.compile(r"tier=micro&rule=any\("))
    page.get_by_role("link", name="Remove filter: Micro").click()
    expect(page).to_have_url(re.compile(r"\?rule=any\(country:DE"))
    page.get_by_role("link", name="Remove from rule: Germany").click()
    expect(page).to_have_url(re.compile(r"\?rule=any\(verified:yes;all\("))
    page.get_by_role("link", name=re.compile("^Remove all of: any of: verified")).click()
    total(page, "60 accounts")
    page.go_back()
    expect(page.locator(".hp-rule").first).to_contain_text("verified")


def test_what_is_wrong_is_said_where_it_was_typed(page, live_server, catalogue):  # noqa: F811
    page.goto(f"{live_server.url}/?rule=none(country:DE)")
    total(page, "40 accounts")
    page.get_by_role("link", name="or … Add to: none of: Germany").click()
    page.get_by_label("Filter", exact=True).select_option("followers_min")
    box = page.locator("input#new_value")
    box.fill("many")
    box.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Write a number such as 12000 or 12k.")
    expect(box).to_be_focused()
    box.fill("10k")
    box.press("Enter")
    total(page, "20 accounts")


def test_rules_without_javascript(browser, live_server, catalogue, context):  # noqa: F811
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies(context.cookies())
    page = plain.new_page()
    page.goto(f"{live_server.url}/?platform=instagram&sort=name")
    page.get_by_text("More rules").click()
    page.get_by_label("Joined how").select_option("none")
    page.get_by_label("Filter", exact=True).select_option("country")
    page.locator("#rule-form").get_by_role("button", name="Add").click()
    page.locator("select#new_value").select_option("GB")
    page.locator("#rule-form").get_by_role("button", name="Add").click()
    total(page, "20 accounts")
    page.locator("select#new_value").select_option("chess-club")
    page.locator("#rule-form").get_by_role("button", name="Add").click()
    total(page, "0 accounts")
    expect(page).to_have_url(
        re.compile(r"platform=instagram&rule=none\(country:GB;niche:chess-club\)&sort=name")
    )
    page.locator("#platform-tiktok").check()
    page.locator(".hp-searchbar").get_by_role("button", name="Apply").click()
    total(page, "20 accounts")
    page.get_by_role("link", name="Remove from rule: niche Chess club").click()
    total(page, "40 accounts")
    expect(page.locator(".hp-rule")).to_contain_text("United Kingdom")
    plain.close()


def test_everybody_can_read_and_use_rules(page, live_server, catalogue):  # noqa: F811
    long = "a rather long text that people look for, in bios and elsewhere"
    address = (
        f"{live_server.url}/?rule=any(country:DE;q:{long};all(platform:tiktok;niche:sourdough))"
        f"&rule=none(verified:no)&new_into=0&new_on=followers_min&new_shown=followers_min&new_value=x"
    )
    for scheme, width in product(("light", "dark"), (1440, 390)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(address)
        expect(page.get_by_role("alert")).to_be_visible()
        fits(page)
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run(document.querySelector('main')).then((result) => result.violations)")
        serious = [
            (v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found if v["impact"] in SERIOUS
        ]
        assert not serious, (scheme, width, serious)
