"""A client link in a browser: made by the team, used by the client on a phone, with and without scripts."""

import re

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from campaigns.choices import Role, Verdict
from campaigns.models import ClientDecision, ShareLink
from campaigns.sharing.answers import comment, decide, standing
from tests.browser.test_campaigns import fits
from tests.factories import make_campaign, make_candidate, make_link, make_measured, make_member, make_user

pytestmark = pytest.mark.django_db(transaction=True)
AXE = settings.BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = ("serious", "critical")
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def campaign():
    """Three creators, with an owner (olga), an editor (edda) and a viewer (vera) around them."""
    cache.clear()
    campaign = make_campaign(make_user(username="olga"), name="Bread week")
    make_member(campaign, make_user(username="edda"), Role.EDITOR)
    make_member(campaign, make_user(username="vera"), Role.VIEWER)
    for letter in "abc":
        make_candidate(campaign, make_measured(handle=f"cook.{letter}"), fee_quoted=917, currency="EUR")
    return campaign


@pytest.fixture
def client_page(browser):
    """client_page(...): a page of somebody who was never signed in; closed after the test."""
    contexts = []

    def make(**options):
        contexts.append(browser.new_context(**{"viewport": PHONE} | options))
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        context.close()


def member(campaign, name: str):
    return campaign.memberships.get(user__username=name).user


def card(page, handle: str):
    return page.locator("[data-creator]", has_text=f"@{handle}")


@pytest.mark.parametrize("name", ["olga", "edda"])
def test_from_the_link_to_the_moved_creators(
    page, live_server, sign_in, campaign, client_page, settings, name
):
    settings.BASE_URL = live_server.url
    sign_in(member(campaign, name))
    page.goto(f"{live_server.url}/campaigns/{campaign.pk}/")
    page.get_by_role("link", name="Client links").click()
    page.get_by_role("link", name="Make a link").click()
    page.get_by_label("For whom").fill("Acme, Ms Smith")
    page.get_by_label("Heading").fill("Bakers for Acme")
    page.get_by_role("button", name="Make the link").click()
    address = page.get_by_label("Address of the link").input_value()
    page.get_by_role("button", name="Copy link").click()
    page.reload()
    expect(page.get_by_label("Address of the link")).to_have_count(0)
    page.get_by_role("link", name="See it as the client").click()
    expect(page.locator("body")).to_contain_text("Preview")
    expect(page.locator("body")).not_to_contain_text("917")
    page.get_by_role("link", name="Back to the link").click()

    theirs = client_page()
    theirs.goto(address)
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Bakers for Acme")
    expect(theirs.locator("#progress")).to_contain_text("0 of 3 decided")
    expect(theirs.locator("body")).not_to_contain_text("Bread week")
    fits(theirs)
    theirs.get_by_label("Your name").first.fill("Ana Smith")
    theirs.get_by_role("button", name="Save").click()
    card(theirs, "cook.a").get_by_role("button", name="Approve").click()
    expect(card(theirs, "cook.a")).to_contain_text("Approved")
    card(theirs, "cook.b").locator("summary", has_text="Decline").click()
    card(theirs, "cook.b").get_by_label("Why not?").fill("Too loud")
    card(theirs, "cook.b").get_by_role("button", name="Decline").click()
    expect(card(theirs, "cook.b")).to_contain_text("Too loud")
    card(theirs, "cook.c").locator("summary", has_text="Comment").click()
    card(theirs, "cook.c").get_by_label("Comment or question").fill("Is May possible?")
    card(theirs, "cook.c").get_by_role("button", name="Send").click()
    expect(card(theirs, "cook.c")).to_contain_text("Is May possible?")
    expect(theirs.locator("#progress")).to_contain_text("2 of 3 decided, 1 approved")
    card(theirs, "cook.b").get_by_role("button", name="Undo").click()
    expect(theirs.locator("#progress")).to_contain_text("1 of 3 decided")
    fits(theirs)

    page.reload()
    expect(page.locator("#answers")).to_contain_text("Ana Smith")
    expect(page.locator("#answers")).to_contain_text("Is May possible?")
    expect(page.locator("#use")).to_contain_text("Opened 1 time")
    assert campaign.candidates.filter(stage__name="Shortlisted").count() == 3, "nobody moves by itself"
    page.get_by_label("Move approved to").select_option(label="Agreed")
    page.get_by_role("button", name="Move approved").click()
    expect(page.get_by_text("1 creator moved to Agreed.")).to_be_visible()
    theirs.reload()
    expect(card(theirs, "cook.a")).to_contain_text("Approved")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_text("1 creator is back in place.")).to_be_visible()
    page.goto(f"{live_server.url}/campaigns/{campaign.pk}/shortlist/?view=board")
    expect(page.locator("[data-card]", has_text="cook.a")).to_contain_text("Client approved")

    page.goto(f"{live_server.url}/campaigns/{campaign.pk}/links/{ShareLink.objects.get().pk}/")
    page.get_by_role("button", name="Revoke").click()
    assert theirs.reload().status == 404
    expect(theirs.locator("body")).to_contain_text("This link does not work")
    page.get_by_role("button", name="Undo: let it work again").click()
    assert theirs.reload().status == 200


def test_a_viewer_looks_on_and_an_outsider_finds_nothing(page, live_server, sign_in, campaign):
    link, _ = make_link(campaign, name="Acme")
    ours = f"{live_server.url}/campaigns/{campaign.pk}/links/"
    sign_in(member(campaign, "vera"))
    page.goto(ours)
    page.get_by_role("link", name="Acme").click()
    expect(page.locator("#answers")).to_contain_text("cook.a")
    for button in ("Revoke", "Make a new address"):
        expect(page.get_by_role("button", name=button)).to_have_count(0)
    expect(page.get_by_role("link", name="Change", exact=True)).to_have_count(0)
    assert page.goto(f"{ours}new/").status == 403
    sign_in(make_user(username="otto"))
    for address in (ours, f"{ours}{link.pk}/", f"{ours}{link.pk}/preview/"):
        assert page.goto(address).status == 404
        expect(page.locator("body")).not_to_contain_text("Acme")


def test_everything_works_for_a_client_without_javascript(live_server, campaign, client_page):
    link, token = make_link(campaign, password="a-good-secret")
    page = client_page(java_script_enabled=False)
    page.goto(f"{live_server.url}/c/{token}/")
    expect(page.locator("body")).not_to_contain_text("cook.a")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("alert")).to_contain_text("That is not the password")
    page.get_by_label("Password").fill("a-good-secret")
    page.get_by_role("button", name="Open").click()
    mine = card(page, "cook.a")
    mine.get_by_placeholder("Your name").fill("Ana")
    mine.get_by_role("button", name="Approve").click()
    expect(card(page, "cook.a")).to_contain_text("Approved")
    card(page, "cook.b").locator("summary", has_text="Decline").click()
    card(page, "cook.b").get_by_label("Why not?").fill("Too loud")
    card(page, "cook.b").get_by_role("button", name="Decline").click()
    expect(page.locator("#progress")).to_contain_text("2 of 3 decided")
    decided = standing(link, campaign.candidates.values_list("pk", flat=True)).values()
    assert sorted(row.verdict for row in decided) == [Verdict.APPROVE, Verdict.DECLINE]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_client_decides_by_keyboard(live_server, campaign, client_page, scheme):
    link, token = make_link(campaign)
    page = client_page(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    troubles = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda line: troubles.append(line.text) if line.type == "error" else None)
    page.goto(f"{live_server.url}/c/{token}/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", scheme)
    page.get_by_label("Your name").first.fill("Ana")
    page.get_by_label("Your name").first.press("Enter")
    expect(page.get_by_text("You are Ana")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("d")
    page.keyboard.type("Too loud, said d and a")
    page.get_by_role("button", name="Decline", exact=False).and_(page.locator("button:visible")).click()
    expect(card(page, "cook.b")).to_contain_text("Declined")
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(card(page, "cook.c")).to_contain_text("Approved")
    page.keyboard.press("u")
    expect(card(page, "cook.c")).not_to_contain_text("Approved")
    assert ClientDecision.objects.count() == 3
    assert not troubles


def test_a_client_tells_no_other_site_where_it_came_from(live_server, campaign, client_page):
    candidate = campaign.candidates.first()
    candidate.profile.url = f"{live_server.url}/healthz"
    candidate.profile.save()
    _, token = make_link(campaign)
    page = client_page()
    page.goto(f"{live_server.url}/c/{token}/")
    with page.expect_popup() as opened:
        page.get_by_role("link", name=re.compile("cook.a")).click()
    assert opened.value.evaluate("document.referrer") == ""
    assert opened.value.evaluate("window.opener") is None


def test_a_client_page_is_readable_for_everybody_on_screen_and_on_paper(live_server, campaign, client_page):
    link, token = make_link(campaign, may_export=True)
    a, b, _ = campaign.candidates.order_by("added_at", "pk")
    decide(link, a, Verdict.APPROVE, "", "Ana", timezone.now())
    decide(link, b, Verdict.DECLINE, "Too loud", "Ana", timezone.now())
    comment(link, a, "Is May possible?", "Ana", timezone.now())
    page = client_page()
    for scheme in ("light", "dark"):
        page.emulate_media(media="screen", color_scheme=scheme)
        page.goto(f"{live_server.url}/c/{token}/")
        expect(page.locator("html")).to_have_attribute("data-bs-theme", scheme)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        check(page)
        fits(page)
        page.emulate_media(media="print", color_scheme=scheme)
        check(page)
        fits(page)
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert background == "rgb(255, 255, 255)", scheme


def test_the_doors_of_a_client_link_are_readable_for_everybody(live_server, campaign, client_page):
    _, token = make_link(campaign, password="a-good-secret")
    page = client_page()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{live_server.url}/c/{token}/")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Open").click()
        expect(page.get_by_role("alert")).to_contain_text("That is not the password")
        check(page)
        page.goto(f"{live_server.url}/c/{token}x/")
        expect(page.get_by_role("heading")).to_have_text("This link does not work")
        check(page)


def check(page) -> None:
    page.evaluate(AXE.read_text())
    told = page.evaluate("axe.run(document).then((result) => result.violations)")
    wrong = [(v["id"], v["nodes"][0]["html"][:160]) for v in told if v["impact"] in SERIOUS]
    assert not wrong
