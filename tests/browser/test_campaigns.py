"""A campaign in a browser, by everybody around it, with and without JavaScript."""

import csv
import io

import pytest
from playwright.sync_api import expect

from campaigns.choices import Role
from campaigns.models import Campaign, CampaignMember
from influencers.models import Profile
from tests.campaigns.catalogue import make_scored
from tests.factories import make_campaign, make_candidate, make_member, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def marketer():
    return make_user(username="mara", first_name="Mara", last_name="Lind")


def cooks() -> list[Profile]:
    """Twelve scored creators, the best first; no handle is part of another."""
    profiles = make_scored(12)
    for place, profile in enumerate(profiles):
        profile.handle = f"cook.{chr(97 + place)}"
    Profile.objects.bulk_update(profiles, ["handle"])
    return profiles


def fits(page) -> None:
    """Nothing sticks out of the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("width", [1440, 390])
def test_from_the_brief_to_the_exported_shortlist(page, live_server, sign_in, marketer, width):
    best = cooks()[0]
    sign_in(marketer)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/campaigns/")
    fits(page)
    page.get_by_role("link", name="New campaign").click()
    expect(page.locator("[data-matches]")).to_have_text("12")
    page.get_by_label("Name").fill("Bread week")
    row = page.locator("[data-niche-row]").first
    row.locator(".ts-control").click()
    row.locator(".ts-dropdown [data-value]", has_text="Cooking").click()
    page.get_by_label("Smallest number of followers").fill("20050")
    expect(page.locator("[data-matches]")).to_have_text("7")
    page.get_by_label("Smallest number of followers").fill("5000")
    expect(page.locator("[data-matches]")).to_have_text("12")
    fits(page)
    page.get_by_role("button", name="Save and see the ranking").click()

    first = page.locator(".hp-ranked").first
    expect(first).to_contain_text(best.handle)
    first.locator("summary").click()
    expect(first.locator(".hp-lines li")).to_have_count(6)
    expect(first).to_contain_text("Niche fit")
    fits(page)
    first.get_by_role("button", name=f"Shortlist @{best.handle}").click()
    expect(first.locator(".hp-marked")).to_have_text("Shortlisted")
    expect(page.locator("#n-listed")).to_have_text("1")
    page.locator("[data-select]").nth(2).check()
    page.locator("[data-select]").nth(4).check()
    expect(page.locator("[data-count]")).to_have_text("2 selected")
    page.get_by_role("button", name="Add selected to shortlist").click()
    expect(page.get_by_text("Added 2 creators to the shortlist of Bread week.")).to_be_visible()

    page.get_by_role("link", name="Shortlist").first.click()
    mine = page.locator(".hp-ranked", has_text=f"@{best.handle}")
    mine.get_by_label(f"Stage of @{best.handle}").select_option(label="Contacted")
    expect(page.locator("#shortlist")).to_contain_text("1 creator moved to Contacted.")
    fits(page)
    page.get_by_role("button", name=f"Remove @{best.handle}").click()
    expect(page.locator("#shortlist")).to_contain_text(f"@{best.handle} is off the shortlist.")
    expect(page.locator("#n-listed")).to_have_text("2")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#n-listed")).to_have_text("3")
    mine.get_by_role("link", name="Add a note").click()
    page.get_by_label("Note", exact=True).fill("Likes bread")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator("#notes")).to_contain_text("Likes bread")
    fits(page)
    page.get_by_role("link", name="Shortlist", exact=True).first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    rows = {row["Handle"]: row for row in csv.DictReader(io.StringIO(text))}
    assert len(rows) == 3
    assert rows[best.handle]["Stage"] == "Contacted"
    assert "Likes bread" in rows[best.handle]["Notes"]


def test_everything_works_without_javascript(browser, live_server, marketer, client):
    profiles = cooks()
    campaign = make_campaign(marketer, name="Bread week")
    client.force_login(marketer)
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/campaigns/{campaign.pk}/brief/")
    page.get_by_label("Niche", exact=True).first.select_option(label="Food › Cooking")
    page.get_by_role("button", name="Save and see the ranking").click()
    page.locator(f"#p{profiles[0].pk}").get_by_role("button", name="Shortlist").click()
    expect(page.get_by_text("Added 1 creator to the shortlist")).to_be_visible()
    page.locator("[data-select]").nth(3).check()
    page.get_by_role("button", name="Add selected to shortlist").click()
    expect(page.locator("#n-listed")).to_have_text("2")
    page.get_by_role("link", name="Shortlist").first.click()
    card = page.locator(".hp-ranked", has_text=f"@{profiles[0].handle}")
    card.get_by_label("Stage of").select_option(label="Agreed")
    card.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text("1 creator moved to Agreed.")).to_be_visible()
    page.get_by_role("button", name=f"Remove @{profiles[0].handle}").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("1 creator is back on the shortlist.")).to_be_visible()
    assert campaign.candidates.get(profile=profiles[0]).stage.name == "Agreed"
    context.close()


def test_an_owner_shares_a_campaign_and_each_sees_their_part(page, live_server, sign_in, marketer):
    campaign = make_campaign(marketer, name="Bread week")
    make_candidate(campaign)
    guest = make_user(username="otto")
    address = f"{live_server.url}/campaigns/{campaign.pk}/"
    sign_in(guest)
    assert page.goto(address).status == 404
    expect(page.locator("body")).not_to_contain_text("Bread week")

    sign_in(marketer)
    page.goto(address)
    page.get_by_label("Add somebody").fill("otto")
    page.locator(".hp-member-add").get_by_label("Role").select_option(label="Viewer")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#members")).to_contain_text("otto")

    sign_in(guest)
    page.goto(f"{address}shortlist/")
    expect(page.get_by_text("You are a viewer")).to_be_visible()
    expect(page.locator("#shortlist form[method=post]")).to_have_count(0)
    expect(page.get_by_role("link", name="Edit brief")).to_have_count(0)

    sign_in(marketer)
    page.goto(address)
    page.get_by_label("Role of otto").select_option(label="Editor")
    expect(page.get_by_text("otto is editor of this campaign.")).to_be_visible()
    sign_in(guest)
    page.goto(f"{address}shortlist/")
    expect(page.get_by_role("link", name="Edit brief")).to_be_visible()
    expect(page.locator("#shortlist form[method=post]").first).to_be_visible()

    sign_in(marketer)
    page.goto(address)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove otto").click()
    expect(page.get_by_text("otto is no member of Bread week any more.")).to_be_visible()
    assert not CampaignMember.objects.filter(user=guest).exists()
    sign_in(guest)
    assert page.goto(f"{address}ranking/").status == 404


def test_a_move_that_somebody_else_overtook_is_told(page, live_server, sign_in, marketer):
    campaign = make_campaign(marketer)
    candidate = make_candidate(campaign)
    make_member(campaign, role=Role.EDITOR)
    sign_in(marketer)
    page.goto(f"{live_server.url}/campaigns/{campaign.pk}/shortlist/")
    campaign.candidates.update(stage=campaign.stages.get(name="Agreed"))
    page.get_by_label(f"Stage of @{candidate.profile.handle}").select_option(label="Declined")
    expect(page.locator("#shortlist")).to_contain_text("Not moved")
    expect(page.get_by_label(f"Stage of @{candidate.profile.handle}")).to_have_value(
        str(campaign.stages.get(name="Agreed").pk)
    )


def test_nobody_meets_the_brief_and_a_lost_session(page, live_server, sign_in, marketer):
    make_scored(3, followers=900)
    campaign = make_campaign(marketer)
    sign_in(marketer)
    page.goto(f"{live_server.url}/campaigns/{campaign.pk}/ranking/")
    expect(page.get_by_text("Nobody meets this brief")).to_be_visible()
    page.get_by_role("link", name="Change the brief").click()
    expect(page.locator("[data-matches]")).to_have_text("0")
    page.context.clear_cookies()
    page.get_by_label("Smallest number of followers").fill("500")
    page.wait_for_url("**/accounts/login/**")
    assert Campaign.objects.get().min_followers == 5000
