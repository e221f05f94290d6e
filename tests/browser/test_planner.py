"""The planner in a browser, by everybody around a campaign, with and without JavaScript."""

import csv
import io
import re
from decimal import Decimal
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from campaigns.choices import Role
from influencers.models import Profile
from scoring.models import ProfileScore
from tests.browser.test_campaigns import fits
from tests.campaigns.catalogue import make_scored, niche
from tests.factories import make_campaign, make_candidate, make_member, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world():
    """A campaign with EUR 1,000 and six creators: 1000 to 500 engagements for EUR 500 to 100, one unknown."""
    owner, editor = make_user(username="owner"), make_user(username="editor")
    campaign = make_campaign(owner, {niche("cooking"): 5}, name="Bread week", budget=1000, currency="EUR")
    make_member(campaign, editor, Role.EDITOR)
    viewer = make_user(username="viewer")
    make_member(campaign, viewer, Role.VIEWER)
    profiles = make_scored(6)
    for place, profile in enumerate(profiles):
        profile.handle = f"cook.{chr(97 + place)}"
        score = ProfileScore.objects.get(profile=profile)
        score.parts["cost"]["expected"] = 1000 - 100 * place
        score.save()
        fee = Decimal(500 - 100 * place) if place < 5 else None
        make_candidate(campaign, profile, fee_quoted=fee, currency="EUR" if place < 5 else "")
    Profile.objects.bulk_update(profiles, ["handle"])
    return SimpleNamespace(
        campaign=campaign, owner=owner, editor=editor, viewer=viewer, outsider=make_user(username="outsider")
    )


HANDLES = "#chosen .hp-creator .text-secondary"


def chosen(page) -> list[str]:
    """The handles of the plan as it stands now."""
    return [name.strip().split("@")[-1] for name in page.locator(HANDLES).all_inner_texts()]


def expect_chosen(page, *handles) -> None:
    """The plan names these, as soon as the answer is in the page."""
    expect(page.locator(HANDLES)).to_have_text([re.compile(f"@{re.escape(h)}\\s*$") for h in handles])


@pytest.mark.parametrize("width", [1440, 390])
def test_an_editor_plans_locks_moves_and_takes_back(page, live_server, sign_in, world, width):
    sign_in(world.editor)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/campaigns/{world.campaign.pk}/shortlist/")
    page.get_by_role("link", name="Planner").click()
    expect_chosen(page, "cook.b", "cook.c", "cook.d", "cook.e")
    expect(page.locator("#limiting")).to_contain_text("The budget of EUR 1,000 is what limits this plan")
    fits(page)
    page.locator("#chosen").get_by_role("link", name="Leave out @cook.b").click()
    expect_chosen(page, "cook.a", "cook.c", "cook.d")
    page.locator("#left > summary").click()
    page.get_by_role("link", name="Choose @cook.b like others").click()
    page.locator("#left > summary").click()
    page.locator("#left").get_by_role("link", name="Lock in @cook.a").click()
    expect(page.locator(HANDLES).filter(has_text="@cook.a")).to_have_count(1)
    expect(page.locator("#chosen .hp-plan-locked")).to_contain_text("Locked in")
    page.get_by_label("Budget", exact=True).fill("600")
    page.get_by_role("button", name="Plan", exact=True).click()
    expect_chosen(page, "cook.a", "cook.e")
    assert "in=" in page.url
    fits(page)
    page.get_by_label("Stage for the plan").select_option(label="Contacted")
    page.get_by_role("button", name="Move the chosen").click()
    expect(page.get_by_text("2 creators moved to Contacted.")).to_be_visible()
    assert "budget=600" in page.url
    assert world.campaign.candidates.filter(stage__name="Contacted").count() == 2
    page.get_by_role("button", name="Undo").click()
    expect_chosen(page, "cook.a", "cook.e")
    assert world.campaign.candidates.filter(stage__name="Contacted").count() == 0
    page.get_by_label("Budget", exact=True).fill("100")
    page.get_by_role("button", name="Plan", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Those who are locked in cost EUR 500 (@cook.a)")
    page.get_by_role("link", name="Choose @cook.a like others").click()
    expect_chosen(page, "cook.e")


def test_a_fee_is_given_where_it_is_missing_and_the_plan_goes_into_a_file(page, live_server, sign_in, world):
    sign_in(world.owner)
    page.goto(f"{live_server.url}/campaigns/{world.campaign.pk}/plan/?budget=1050")
    page.get_by_label("Fee quoted by @cook.f in EUR").fill("50")
    page.locator("#no-fee").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Fees saved: EUR 50 quoted.")).to_be_visible()
    expect_chosen(page, "cook.b", "cook.c", "cook.d", "cook.e", "cook.f")
    with page.expect_download() as download:
        page.locator("#chosen").get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert [row["Handle"] for row in rows] == chosen(page)
    page.get_by_label("Choose from").select_option(label="the best of the ranking")
    page.get_by_role("button", name="Plan", exact=True).click()
    expect(page.locator(HANDLES)).to_have_count(5)


def test_a_viewer_plans_but_changes_nothing_and_an_outsider_sees_nothing(page, live_server, sign_in, world):
    sign_in(world.viewer)
    address = f"{live_server.url}/campaigns/{world.campaign.pk}/plan/"
    page.goto(address)
    expect(page.locator(HANDLES)).to_have_count(4)
    page.get_by_label("At most", exact=True).fill("1")
    page.get_by_role("button", name="Plan", exact=True).click()
    expect_chosen(page, "cook.a")
    expect(page.get_by_role("button", name="Move the chosen")).to_have_count(0)
    expect(page.get_by_role("button", name="Save")).to_have_count(0)
    sign_in(world.outsider)
    assert page.goto(address).status == 404


def test_everything_works_without_javascript(browser, live_server, client, world):
    client.force_login(world.editor)
    context = browser.new_context(java_script_enabled=False)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(f"{live_server.url}/campaigns/{world.campaign.pk}/plan/")
    page.get_by_label("Budget", exact=True).fill("600")
    page.get_by_role("button", name="Plan", exact=True).click()
    expect_chosen(page, "cook.c", "cook.d", "cook.e")
    page.locator("#chosen").get_by_role("link", name="Leave out @cook.d").click()
    expect_chosen(page, "cook.a", "cook.e")
    page.get_by_label("Stage for the plan").select_option(label="Agreed")
    page.get_by_role("button", name="Move the chosen").click()
    page.get_by_role("button", name="Undo").click()
    assert world.campaign.candidates.filter(stage__name="Agreed").count() == 0
    context.close()
