"""Finding new creators in a browser: ask, watch, keep, take back; by keyboard, and without scripts."""

from itertools import product

import pytest
from playwright.sync_api import expect

from influencers.finding.job import take_turn
from influencers.models import Discovery, Profile
from tests.browser.test_discover import AXE, SERIOUS
from tests.factories import make_discovery, make_profile
from tests.worker import celery_worker

pytestmark = pytest.mark.django_db(transaction=True)


def demo_is_there():
    make_profile(source="demo", platform_id="demo:instagram:food:en:steady:20000:20251124:1")


def test_from_words_to_creators_with_a_real_worker(live_server, page, sign_in, marketer):
    demo_is_there()
    sign_in(marketer)
    with celery_worker():
        page.goto(f"{live_server.url}/find/")
        page.get_by_label("Keywords and hashtags").fill("#baking")
        page.get_by_label("Bluesky", exact=True).uncheck()
        page.get_by_label("Demo", exact=True).check()
        page.get_by_label("Followers from").fill("10k")
        page.get_by_label("Look at most at").fill("60")
        page.get_by_role("button", name="Find creators").click()
        # The page watches the worker and reloads itself at the end.
        expect(page.get_by_text("Finished")).to_be_visible(timeout=30_000)
        assert "60 found = 0 kept +" in page.locator("main").inner_text()

        boxes = page.get_by_role("checkbox", name="Select @")
        boxes.nth(0).focus()
        page.keyboard.press("Space")
        boxes.nth(1).check()
        page.get_by_label("Tag for those that you keep").fill("Bakers")
        page.get_by_role("button", name="Keep 2").click()
        expect(page.locator("main")).to_contain_text("Kept 2 accounts")
        assert Profile.objects.filter(influencer__tags__name="Bakers").count() == 2
        page.get_by_role("link", name="See them in Discover").click()
        expect(page.get_by_role("heading", name="2 demo accounts")).to_be_visible()
        page.go_back()
        page.on("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Take back").click()
        expect(page.locator("main")).to_contain_text("Taken back: 2 accounts removed.")


def test_all_that_fit_are_one_tick(live_server, page, sign_in, marketer):
    job = make_discovery([{"record": {"followers": 5}} for _ in range(60)])
    sign_in(marketer)
    page.goto(f"{live_server.url}{job.get_absolute_url()}")
    assert page.get_by_role("button", name="Keep selected").is_disabled()
    page.get_by_label("This page").check()
    expect(page.get_by_role("button", name="Keep 50")).to_be_enabled()
    page.get_by_label("All 60 that fit").check()
    expect(page.get_by_role("button", name="Keep 60")).to_be_enabled()


def test_the_pages_fit_a_phone(live_server, page, sign_in, marketer):
    demo_is_there()
    finds = [{"reason": "A long reason of many words that goes on and on.", "outcome": "too_small"}, {}]
    job = make_discovery(finds, name="averylongwordwithoutanyspaces" * 4)
    sign_in(marketer)
    page.set_viewport_size({"width": 390, "height": 844})
    for address in ("/find/", job.get_absolute_url(), f"{job.get_absolute_url()}?show=all"):
        page.goto(live_server.url + address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_everybody_can_read_and_use_it(live_server, page, sign_in, marketer):
    demo_is_there()
    job = make_discovery(
        [{}, {"outcome": "failed", "reason": "No answer."}, {"outcome": "blocked", "reason": "x"}]
    )
    job.steps.create(source="bluesky", words="clay", state="waiting")
    sign_in(marketer)
    addresses = ("/find/", f"{job.get_absolute_url()}?show=all")
    for address, scheme in product(addresses, ("light", "dark")):
        page.emulate_media(color_scheme=scheme)
        page.goto(live_server.url + address)
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run(document.querySelector('main')).then((result) => result.violations)")
        serious = [
            (v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found if v["impact"] in SERIOUS
        ]
        assert not serious, (address, scheme, serious)


def test_it_works_without_scripts(live_server, browser, client, marketer):
    demo_is_there()
    client.force_login(marketer)
    context = browser.new_context(java_script_enabled=False)
    cookie = client.cookies["sessionid"]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/find/")
    page.get_by_label("Keywords and hashtags").fill("#baking")
    page.get_by_label("Bluesky", exact=True).uncheck()
    page.get_by_label("Demo", exact=True).check()
    page.get_by_role("button", name="Find creators").click()
    page.wait_for_url("**/find/*/")
    job = Discovery.objects.get()
    assert take_turn(job.pk) == "done"
    page.goto(f"{live_server.url}{job.get_absolute_url()}")
    page.get_by_role("checkbox", name="Select @").first.check()
    page.get_by_role("button", name="Keep selected").click()
    page.wait_for_load_state()
    assert "Kept 1 account" in page.locator("main").inner_text()
    context.close()
