"""Results in a browser: for an owner, an editor, a viewer and an outsider; by hand and without JavaScript."""

from datetime import timedelta
from itertools import product

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from campaigns.choices import Role
from influencers.models import PostReading
from tests.factories import (
    make_campaign,
    make_candidate,
    make_deliverable,
    make_member,
    make_post,
    make_profile,
    make_user,
)

AXE = settings.BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = {"serious", "critical"}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people():
    """owner, editor, viewer of a campaign whose code is BAKE10, and an outsider; ada is agreed."""
    found = {name: make_user(username=name) for name in ("owner", "editor", "viewer", "outsider")}
    today = timezone.localdate()
    campaign = make_campaign(
        found["owner"], name="Bread week", codes=["BAKE10"], currency="EUR",
        starts_on=today - timedelta(days=30), ends_on=today + timedelta(days=5),
    )  # fmt: skip
    make_member(campaign, found["editor"], Role.EDITOR)
    make_member(campaign, found["viewer"], Role.VIEWER)
    stage = campaign.stages.get(kind="agreed")
    profile = make_profile(handle="ada", display_name="Ada")
    ada = make_candidate(campaign, profile, stage=stage, fee_agreed=220, currency="EUR")
    return campaign, ada, found


def address(live_server, campaign, part: str = "results/") -> str:
    return f"{live_server.url}/campaigns/{campaign.pk}/{part}"


def fits(page) -> None:
    """Nothing sticks out of the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("width", [1440, 390])
def test_an_editor_goes_from_the_agreement_to_the_report(page, live_server, sign_in, people, width):
    campaign, ada, found = people
    at = timezone.now() - timedelta(days=6)
    post = make_post(ada.profile, caption="Save with BAKE10!", published_at=at, likes=200, comments=20)
    make_post(ada.profile, caption="Just breakfast", published_at=at)
    PostReading.objects.create(post=post, read_at=at + timedelta(days=1), likes=100, comments=10)
    sign_in(found["editor"])
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address(live_server, campaign, "shortlist/"))
    page.get_by_role("link", name="Results").click()
    fits(page)
    creator = page.get_by_role("region", name="@ada")
    expect(creator).to_contain_text("No posts are noted yet")
    creator.get_by_label("Content").select_option("photo")
    creator.get_by_role("button", name="Add").click()
    expect(page.get_by_role("status")).to_contain_text("1 deliverable is on the list.")
    expect(creator).to_contain_text("Waiting for the post")

    offered = page.get_by_role("region", name="New posts that may be yours")
    expect(offered).to_contain_text("code BAKE10")
    expect(offered.locator("li")).to_have_count(1)
    offered.get_by_role("button", name="Not ours").click()
    expect(offered).to_contain_text("None right now")
    page.get_by_role("button", name="Undo").click()
    offered.get_by_role("button", name="Count it").click()
    expect(creator).to_contain_text("Post found, still growing")
    expect(creator).to_contain_text("220")
    expect(creator).to_contain_text("EUR 1.00")
    expect(page.locator("[data-chart=growth] canvas")).to_be_visible()
    fits(page)

    creator.get_by_text("Change", exact=False).first.click()
    creator.get_by_role("button", name="Settle with the figures of now").click()
    expect(creator).to_contain_text("Settled")
    creator.get_by_text("Change", exact=False).first.click()
    creator.get_by_role("button", name="Take off").click()
    expect(creator).to_contain_text("1 taken off")
    page.get_by_role("button", name="Undo").click()
    expect(creator).to_contain_text("Settled")

    page.get_by_role("link", name="Report").click()
    expect(page.get_by_role("article")).to_contain_text(
        "1 creator agreed to 1 post; 1 is published and 1 settled."
    )
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    fits(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.get_by_role("navigation").first).to_be_hidden()
    page.emulate_media(media="screen")
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel").click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_a_viewer_reads_and_changes_nothing(page, live_server, sign_in, people):
    campaign, ada, found = people
    at = timezone.now() - timedelta(days=6)
    make_deliverable(ada, post=make_post(ada.profile, published_at=at), state="found")
    make_post(ada.profile, caption="BAKE10", published_at=at)
    sign_in(found["viewer"])
    page.goto(address(live_server, campaign))
    expect(page.get_by_role("region", name="@ada")).to_contain_text("110")
    expect(page.get_by_text("code BAKE10")).to_be_visible()
    expect(page.locator("main form")).to_have_count(0)
    page.get_by_role("link", name="Report").click()
    expect(page.get_by_role("article")).to_contain_text("@ada")


def test_an_outsider_finds_no_results(page, live_server, sign_in, people):
    campaign, _, found = people
    sign_in(found["outsider"])
    for part in ("results/", "report/", "report.xlsx"):
        assert page.goto(address(live_server, campaign, part)).status == 404
        assert "Bread week" not in page.content()


def test_an_owner_types_in_a_story_without_javascript(browser, live_server, people):
    campaign, ada, found = people
    make_deliverable(ada, kind="story")
    client = Client()
    client.force_login(found["owner"])
    context = browser.new_context(java_script_enabled=False)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
    page = context.new_page()
    page.goto(address(live_server, campaign))
    creator = page.get_by_role("region", name="@ada")
    creator.get_by_label("Link of the post").fill("https://www.instagram.com/ada/")
    creator.get_by_role("button", name="Keep the link").click()
    expect(page.get_by_text("This address names no single post")).to_be_visible()
    creator.get_by_text("Choose its post").click()
    creator.get_by_text("Type in the figures").click()
    creator.get_by_role("button", name="Settle with these").click()
    expect(page.get_by_text("Type in at least one count.")).to_be_visible()
    creator.get_by_text("Choose its post").click()
    creator.get_by_text("Type in the figures").click()
    creator.get_by_label("Likes").fill("100")
    creator.get_by_label("Views").fill("4000")
    creator.get_by_role("button", name="Settle with these").click()
    expect(creator).to_contain_text("4,000 views")
    expect(creator).to_contain_text("EUR 2.20")
    context.close()


def test_results_and_report_are_readable_for_everybody(page, live_server, sign_in, people):
    campaign, ada, found = people
    at = timezone.now() - timedelta(days=6)
    make_deliverable(ada, post=make_post(ada.profile, published_at=at), state="found")
    make_deliverable(ada, due_on=timezone.localdate() - timedelta(days=2))
    make_post(ada.profile, caption="BAKE10", published_at=at)
    sign_in(found["owner"])
    for part, scheme in product(("results/", "report/"), ("light", "dark")):
        page.emulate_media(color_scheme=scheme)
        page.goto(address(live_server, campaign, part))
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        page.evaluate(AXE.read_text())
        told = page.evaluate("axe.run(document.querySelector('main')).then((result) => result.violations)")
        wrong = [(v["id"], v["nodes"][0]["html"][:160]) for v in told if v["impact"] in SERIOUS]
        assert not wrong, (part, scheme, wrong)
