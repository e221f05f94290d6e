"""The ranking in a browser: sliders, near misses and comparing, by everybody around a campaign."""

import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from campaigns.choices import Role
from campaigns.models import Campaign
from influencers.models import Profile
from tests.campaigns.catalogue import make_scored, niche
from tests.factories import make_campaign, make_candidate, make_member, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def team():
    """A campaign over twelve scored creators, the best first, who alone is outside the size band; its
    address without the server, and one person of every kind."""
    profiles = make_scored(12)
    for place, profile in enumerate(profiles):
        profile.handle = f"cook.{chr(97 + place)}"
    profiles[0].followers = 17_000
    Profile.objects.bulk_update(profiles, ["handle", "followers"])
    owner = make_user(username="olga")
    campaign = make_campaign(owner, name="Bread week", min_followers=20_000, near_misses=True)
    editor, viewer = make_user(username="edda"), make_user(username="vera")
    make_member(campaign, editor, Role.EDITOR)
    make_member(campaign, viewer, Role.VIEWER)
    return SimpleNamespace(
        campaign=campaign, path=f"/campaigns/{campaign.pk}/ranking/", profiles=profiles, owner=owner,
        editor=editor, viewer=viewer, outsider=make_user(username="otto"),
    )  # fmt: skip


def fits(page) -> None:
    """Nothing sticks out of the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def slide(page, label: str, value: int) -> None:
    """Moves a slider as a hand or a key does."""
    slider = page.locator("#weights").get_by_label(label)
    slider.focus()
    slider.press("Home")
    for _ in range(value):
        slider.press("ArrowRight")


@pytest.mark.parametrize("width", [1440, 390])
def test_an_editor_tries_weights_by_keyboard_keeps_them_and_takes_it_back(
    page, live_server, sign_in, team, width
):
    sign_in(team.editor)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + team.path)
    expect(page.locator(".hp-ranked").first).to_contain_text("cook.a")
    page.locator("#weights-panel > summary").click()
    page.locator(".hp-ranked", has_text="cook.c").locator("[data-select]").check()
    page.locator(".hp-ranked", has_text="cook.b").locator("summary").click()
    page.locator("#weights").get_by_label("Engagement").fill("0")
    slide(page, "Size", 40)
    expect(page).to_have_url(re.compile("weight_tier=40"), timeout=20_000)
    expect(page.get_by_text("You are trying other weights")).to_be_visible()
    expect(page.locator(".hp-ranked").first).to_contain_text("was ")
    expect(page.locator(".hp-ranked").first).not_to_contain_text("cook.a")
    expect(page.locator("output[for=weight_engagement]")).to_have_text("0%")
    # What was chosen and opened is still so, and the slider still has the keyboard.
    expect(page.locator(".hp-ranked", has_text="cook.c").locator("[data-select]")).to_be_checked()
    expect(page.locator(".hp-ranked", has_text="cook.b").locator("details")).to_have_attribute("open", "")
    expect(page.locator("#weights").get_by_label("Size")).to_be_focused()
    fits(page)
    first = page.locator(".hp-creator-name").first.text_content()
    page.reload()
    expect(page.locator(".hp-creator-name").first).to_have_text(first)
    page.get_by_role("button", name="Keep these weights").click()
    expect(page.get_by_text("The brief keeps these weights now.")).to_be_visible()
    expect(page.locator(".hp-creator-name").first).to_have_text(first)
    assert Campaign.objects.get().weights["engagement"] == 0
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("The brief is as it was.")).to_be_visible()
    expect(page.locator(".hp-ranked").first).to_contain_text("cook.a")
    assert Campaign.objects.get().weights == {}


def test_a_viewer_tries_weights_and_an_outsider_sees_nothing(page, live_server, sign_in, team):
    sign_in(team.viewer)
    page.goto(live_server.url + team.path)
    page.locator("#weights-panel > summary").click()
    page.locator("#weights").get_by_label("Engagement").fill("0")
    expect(page.get_by_text("an editor can keep these")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("button", name="Keep these weights")).to_have_count(0)
    address = page.url
    page.get_by_role("link", name="Back to the brief's weights").click()
    expect(page.get_by_text("You are trying other weights")).to_have_count(0)
    sign_in(team.outsider)
    assert page.goto(address).status == 404


def test_weights_are_tried_without_javascript(browser, live_server, team, client):
    client.force_login(team.owner)
    context = browser.new_context(java_script_enabled=False)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(live_server.url + team.path)
    page.locator("#weights-panel > summary").click()
    page.locator("#weights").get_by_label("Engagement").fill("0")
    page.get_by_role("button", name="Rank with these weights").click()
    expect(page).to_have_url(re.compile("weight_engagement=0"))
    expect(page.locator(".hp-ranked").first).not_to_contain_text("cook.a")
    page.get_by_role("button", name="Keep these weights").click()
    expect(page.get_by_text("The brief keeps these weights now.")).to_be_visible()
    page.get_by_label("Or add the first").fill("3")
    page.get_by_role("button", name="Add them").click()
    expect(page.locator("#n-listed")).to_have_text("3")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#n-listed")).to_have_text("0")
    context.close()


@pytest.mark.parametrize("width", [1440, 390])
def test_creators_are_compared_from_the_ranking_and_columns_come_and_go(
    page, live_server, sign_in, team, width
):
    sign_in(team.viewer)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + team.path)
    compare = page.get_by_role("button", name="Compare selected")
    expect(compare).to_be_disabled()
    for name in ("cook.a", "cook.b", "cook.c"):
        page.get_by_label(f"Select @{name}").check()
    compare.click()
    table = page.get_by_role("region", name="Creators side by side")
    expect(table.get_by_role("columnheader", name="cook.b")).to_be_visible()
    best = table.locator("tr", has_text="Of 100, for this brief").locator(".hp-best")
    expect(best).to_contain_text("best")
    fits(page)
    page.get_by_role("link", name="Remove @cook.b").click()
    expect(table.get_by_role("columnheader")).to_have_count(2)
    page.get_by_label("Add a creator").fill("@cook.d")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(table.get_by_role("columnheader", name="cook.d")).to_be_attached()
    page.get_by_role("link", name="Only what differs").click()
    expect(table.get_by_role("rowheader", name="Platform", exact=True)).to_have_count(0)
    address = page.url
    sign_in(team.outsider)
    assert page.goto(address).status == 404


def test_an_editor_compares_on_the_shortlist_and_a_marketer_in_discover(page, live_server, sign_in, team):
    for profile in team.profiles[:3]:
        make_candidate(team.campaign, profile)
    sign_in(team.editor)
    page.goto(f"{live_server.url}/campaigns/{team.campaign.pk}/shortlist/")
    page.get_by_label("Select @cook.a").check()
    page.get_by_label("Select @cook.c").check()
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/compare/?ids=*")
    expect(page.get_by_role("columnheader")).to_have_count(2)
    sign_in(team.outsider)
    page.goto(live_server.url)
    boxes = page.locator("#bulk input[name=profiles][type=checkbox]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/compare/?ids=*")
    expect(page.get_by_role("columnheader")).to_have_count(2)
    expect(page.get_by_text("For this brief")).to_have_count(0)


@pytest.mark.parametrize("width", [1440, 390])
def test_who_was_only_just_left_out_comes_in_by_one_click_and_goes_by_another(
    page, live_server, sign_in, team, width
):
    Profile.objects.filter(pk=team.profiles[1].pk).update(followers=104_000)
    Campaign.objects.update(near_misses=False)
    sign_in(team.viewer)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + team.path)
    page.locator("#left-out > summary").click()
    expect(page.locator("#left-out")).to_contain_text("Followers up to 104,000 would bring it in")
    expect(page.locator("#left-out form")).to_have_count(0)
    fits(page)
    sign_in(team.editor)
    page.goto(live_server.url + team.path)
    page.locator("#left-out > summary").click()
    page.get_by_role("button", name="Bring @cook.b in with followers up to 104,000").click()
    expect(page.get_by_text("In the brief now: followers up to 104,000.")).to_be_visible()
    expect(page.locator("#ranked > .hp-rankings")).to_contain_text("@cook.b")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#ranked > .hp-rankings")).not_to_contain_text("@cook.b")
    assert Campaign.objects.get().max_followers == 100_000


def test_rows_follow_a_slider_before_the_server_answers(page, live_server, sign_in, team):
    sign_in(team.viewer)
    page.goto(live_server.url + team.path)
    page.locator("#weights-panel > summary").click()
    page.route("**/ranking/?*", lambda route: route.abort())
    for label in ("Engagement", "Authenticity", "Cost", "Consistency"):
        page.locator("#weights").get_by_label(label).fill("0")
    expect(page.locator(".hp-ranked").first).not_to_contain_text("cook.a")
    expect(page.locator(".hp-ranked").last).to_contain_text("cook.a")
    expect(page.locator(".hp-ranked").first.locator(".hp-big")).to_have_text("100.0")


def test_an_exclusion_with_its_reason_is_listed_and_undone(page, live_server, sign_in, team):
    sign_in(team.editor)
    page.goto(live_server.url + team.path)
    row = page.locator(".hp-ranked", has_text="cook.b")
    row.locator("summary").click()
    row.get_by_label("Why not @cook.b").fill("too loud")
    row.get_by_role("button", name="Not for this campaign").click()
    expect(page.get_by_text("@cook.b no longer appears in this ranking.")).to_be_visible()
    page.get_by_text("Not for this campaign (1)").click()
    expect(page.get_by_text("too loud")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#ranked > .hp-rankings")).to_contain_text("@cook.b")


def test_a_niche_of_several_words_can_be_read(page, live_server, sign_in, team):
    Profile.objects.filter(pk=team.profiles[0].pk).update(primary_niche=niche("running"))
    sign_in(team.viewer)
    name = page.locator(".hp-figures dd", has_text=niche("running").name)
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(live_server.url + team.path)
        expect(name).to_be_visible()
        assert name.evaluate("name => name.scrollWidth <= name.clientWidth")
        fits(page)


def apart(page, one, other) -> None:
    """Two things on the page do not lie on each other."""
    first, second = one.bounding_box(), other.bounding_box()
    across = first["x"] + first["width"] <= second["x"] or second["x"] + second["width"] <= first["x"]
    assert across or first["y"] + first["height"] <= second["y"], (first, second)


def test_long_names_and_buttons_keep_apart_on_a_phone(page, live_server, sign_in, team):
    first, second = team.profiles[1:3]
    for profile, name in ((first, "Maximiliana Wolkenstein"), (second, "Dobroslawa")):
        Profile.objects.filter(pk=profile.pk).update(
            display_name=name, handle=f"{name.split()[0].lower()}.eats"
        )
    sign_in(team.owner)
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{live_server.url}/campaigns/")
    heading = page.get_by_role("heading", name="Campaigns", exact=True)
    assert heading.evaluate("e => e.scrollWidth <= e.clientWidth")
    apart(page, heading, page.get_by_role("link", name="Templates"))
    page.goto(f"{live_server.url}/campaigns/{team.campaign.pk}/compare/?ids={first.pk}-{second.pk}")
    for text in page.locator(".hp-compare-who > div").all():
        cell = text.locator("xpath=ancestor::th").bounding_box()
        assert text.evaluate("e => e.scrollWidth <= e.clientWidth")
        box = text.bounding_box()
        assert box["x"] + box["width"] <= cell["x"] + cell["width"]
