"""The shortlist board in a browser: drag, keys, two people at once, undo, stages, and without JavaScript."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from campaigns import board
from campaigns.choices import Role
from tests.factories import make_campaign, make_candidate, make_member, make_profile, make_user
from tests.waiting import wait_until

AXE = settings.BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = {"serious", "critical"}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mara():
    return make_user(username="mara", first_name="Mara", last_name="Lind")


@pytest.fixture
def campaign(mara):
    """Of Mara and Otto (an editor); ada, ben and cleo are in the first stage, in this order."""
    campaign = make_campaign(mara, name="Bread week")
    make_member(campaign, make_user(username="otto", first_name="Otto", last_name="Berg"), Role.EDITOR)
    for place, handle in enumerate(("ada", "ben", "cleo"), 1):
        make_candidate(campaign, make_profile(handle=handle, display_name=""), position=place)
    return campaign


@pytest.fixture
def open_board(browser, live_server):
    """open_board(campaign, user, width, script): the board for that person, in a browser of their own. A
    script error, or anything that the security policy refuses, fails the test."""
    contexts, troubles = [], []

    def opened(campaign, user, width: int = 1440, script: bool = True):
        client = Client()
        client.force_login(user)
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=script, has_touch=width < 500
        )
        contexts.append(context)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "console", lambda said: troubles.append(said.text) if "Security Policy" in said.text else None
        )
        page.goto(f"{live_server.url}/campaigns/{campaign.pk}/shortlist/?view=board")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not troubles, troubles


def column(page, name: str):
    return page.get_by_role("region", name=name)


def handles(page, name: str) -> list[str]:
    cards = column(page, name).locator("[data-card]")
    return cards.evaluate_all("cards => cards.map(card => card.dataset.handle)")


def shows(page, **columns) -> None:
    """Waits until each column shows just these cards, in this order."""
    for name, wanted in columns.items():
        cards = [f"@{handle}" for handle in wanted.split()]
        wait_until(lambda n=name, w=cards: handles(page, n) == w, what=f"{name}: {wanted}")


def stands(campaign) -> dict[str, str]:
    """{stage: handles in their order}, as the database has it."""
    rows = campaign.candidates.listed().values_list("stage__name", "profile__handle")
    found: dict[str, str] = {}
    for name, handle in rows:
        found[name] = f"{found[name]} {handle}" if name in found else handle
    return found


def grip(page, handle: str):
    return page.get_by_role("button", name=f"Move @{handle},")


def drag(page, handle: str, target, at: float = 0.5) -> None:
    """Drags a card by its grip onto a target, `at` this share of the target's height."""
    grip(page, handle).hover()
    page.mouse.down()
    box = target.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * at, steps=8)
    page.mouse.up()


@pytest.mark.parametrize("width", [1440, 390])
def test_a_card_is_dragged_to_another_stage_and_within_one_and_taken_back(open_board, campaign, mara, width):
    page = open_board(campaign, mara, width)
    if width == 390:
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        page.locator(
            "#c" + str(campaign.candidates.get(profile__handle="ada").pk)
        ).scroll_into_view_if_needed()
        drag(page, "cleo", page.locator("[data-handle='@ada']"), at=0.1)
        expect(page.locator("#shortlist")).to_contain_text("1 creator moved within Shortlisted.")
        shows(page, Shortlisted="cleo ada ben")
        assert stands(campaign) == {"Shortlisted": "cleo ada ben"}
        return
    drag(page, "ben", column(page, "Contacted").locator(".hp-cards"))
    expect(page.locator("#shortlist")).to_contain_text("1 creator moved to Contacted.")
    shows(page, Shortlisted="ada cleo", Contacted="ben")
    assert stands(campaign) == {"Shortlisted": "ada cleo", "Contacted": "ben"}
    drag(page, "cleo", page.locator("[data-handle='@ada']"), at=0.1)
    expect(page.locator("#shortlist")).to_contain_text("1 creator moved within Shortlisted.")
    assert stands(campaign)["Shortlisted"] == "cleo ada"
    page.get_by_role("button", name="Undo").click()
    shows(page, Shortlisted="ada cleo")
    page.reload()
    shows(page, Shortlisted="ada cleo", Contacted="ben")
    # A mouse takes a card anywhere that is no control.
    page.locator("[data-handle='@ada'] .hp-card-line").first.hover()
    page.mouse.down()
    box = page.locator("[data-handle='@ben']").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] + 20, steps=8)
    page.mouse.up()
    expect(page.locator("#shortlist")).to_contain_text("1 creator moved to Contacted.")
    shows(page, Shortlisted="cleo", Contacted="ben ada")


def test_a_drop_below_the_last_card_stays_in_sight(open_board, campaign, mara, monkeypatch):
    monkeypatch.setattr(board, "CARDS", 2)
    page = open_board(campaign, mara)
    expect(column(page, "Shortlisted")).to_contain_text("1 more in the table")
    drag(page, "ada", page.locator("[data-handle='@ben']"), at=0.9)
    expect(page.locator("#shortlist")).to_contain_text("1 creator moved within Shortlisted.")
    shows(page, Shortlisted="ben ada")
    assert stands(campaign) == {"Shortlisted": "ben ada cleo"}


def test_keys_move_a_card_and_every_step_is_read_out(open_board, campaign, mara):
    page = open_board(campaign, mara)
    said = page.locator("#announce")
    grip(page, "ben").focus()
    page.keyboard.press("Space")
    expect(said).to_have_text("@ben lifted. Shortlisted, 2 of 3.")
    page.keyboard.press("ArrowUp")
    expect(said).to_have_text("Shortlisted, 1 of 3.")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(said).to_have_text("Shortlisted, 3 of 3.")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text("Agreed, 1 of 1.")
    page.keyboard.press("Escape")
    expect(said).to_have_text("@ben stays in Shortlisted, 2 of 3.")
    shows(page, Shortlisted="ada ben cleo")
    expect(grip(page, "ben")).to_be_focused()
    assert stands(campaign) == {"Shortlisted": "ada ben cleo"}

    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("1 creator moved to Contacted. @ben: Contacted, 1 of 1.")
    expect(grip(page, "ben")).to_be_focused()
    assert stands(campaign) == {"Shortlisted": "ada cleo", "Contacted": "ben"}
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    expect(said).to_contain_text("1 creator moved to Shortlisted. @ben: Shortlisted, 1 of 3.")
    shows(page, Shortlisted="ben ada cleo")
    # Who tabs away has dropped nothing.
    grip(page, "ada").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    shows(page, Shortlisted="ben ada cleo")
    assert stands(campaign) == {"Shortlisted": "ben ada cleo"}


def test_two_people_at_once_lose_nothing(open_board, campaign, mara):
    otto = campaign.memberships.get(user__username="otto").user
    hers, his = open_board(campaign, mara), open_board(campaign, otto)
    drag(his, "ada", column(his, "Agreed").locator(".hp-cards"))
    expect(his.locator("#shortlist")).to_contain_text("1 creator moved to Agreed.")
    # Another card: no conflict, and his move comes in sight.
    drag(hers, "ben", column(hers, "Contacted").locator(".hp-cards"))
    expect(hers.locator("#shortlist")).to_contain_text("1 creator moved to Contacted.")
    shows(hers, Shortlisted="cleo", Contacted="ben", Agreed="ada")
    # The same card: he moves it on, she has not seen it.
    drag(his, "ada", column(his, "Contacted").locator(".hp-cards"))
    expect(his.locator("#shortlist")).to_contain_text("1 creator moved to Contacted.")
    shows(his, Contacted="ben ada")
    drag(hers, "ada", column(hers, "Declined").locator(".hp-cards"))
    told = hers.get_by_role("alert")
    expect(told).to_contain_text("Not moved: somebody else was faster.")
    expect(told).to_contain_text("@ada: Otto Berg moved it from Agreed to Contacted.")
    shows(hers, Contacted="ben ada", Declined="")
    assert stands(campaign)["Contacted"] == "ben ada"
    hers.get_by_role("button", name="Move to Declined all the same").click()
    expect(hers.locator("#shortlist")).to_contain_text("1 creator moved to Declined.")
    shows(hers, Contacted="ben", Declined="ada")
    # He undoes what she has overruled since: refused.
    his.get_by_role("button", name="Undo").click()
    expect(his.locator("#shortlist")).to_contain_text("Nothing was undone: somebody else has changed this")
    shows(his, Declined="ada")


def test_fees_of_two_people_at_once(open_board, campaign, mara, live_server):
    otto = campaign.memberships.get(user__username="otto").user
    hers, his = open_board(campaign, mara), open_board(campaign, otto)
    for page in (hers, his):
        page.locator("[data-handle='@ada'] .hp-creator-name").click()
        page.get_by_label("Currency").fill("eur")
    his.get_by_label("Quoted").fill("900")
    his.get_by_role("button", name="Save fees").click()
    expect(his.get_by_text("Fees saved: EUR 900 quoted.")).to_be_visible()
    hers.get_by_label("Quoted").fill("850.50")
    hers.get_by_role("button", name="Save fees").click()
    expect(hers.locator("main")).to_contain_text("Otto Berg changed the fees meanwhile: EUR 900 quoted.")
    expect(hers.get_by_label("Quoted")).to_have_value("850.50")
    hers.get_by_role("button", name="Save fees").click()
    expect(hers.get_by_text("Fees saved: EUR 850.50 quoted.")).to_be_visible()
    hers.get_by_role("button", name="Undo").click()
    expect(hers.get_by_text("The fees are as before: EUR 900 quoted.")).to_be_visible()
    hers.goto(f"{live_server.url}/campaigns/{campaign.pk}/shortlist/?view=board")
    expect(column(hers, "Shortlisted")).to_contain_text("EUR 900 quoted")


def test_many_are_moved_assigned_and_removed_and_each_is_undone(open_board, campaign, mara):
    page = open_board(campaign, mara)
    shortlist = page.locator("#shortlist")

    def choose() -> None:
        for handle in ("ada", "cleo"):
            page.get_by_label(f"Select @{handle}").check()

    choose()
    page.get_by_label("Stage for the selected").select_option(label="Agreed")
    page.get_by_role("button", name="Apply").click()
    expect(shortlist).to_contain_text("2 creators moved to Agreed.")
    shows(page, Shortlisted="ben", Agreed="ada cleo")
    page.get_by_role("button", name="Undo").click()
    shows(page, Shortlisted="ada ben cleo", Agreed="")
    choose()
    page.get_by_label("Who looks after the selected").select_option(label="Otto Berg")
    page.get_by_role("button", name="Assign", exact=True).click()
    expect(shortlist).to_contain_text("2 creators assigned to Otto Berg.")
    expect(page.get_by_label("Who looks after @cleo")).to_have_value(
        str(campaign.memberships.get(user__username="otto").user_id)
    )
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("Who looks after @cleo")).to_have_value("0")
    choose()
    page.get_by_label("Stage for the selected").select_option(label="Remove from the shortlist")
    page.get_by_role("button", name="Apply").click()
    shows(page, Shortlisted="ben")
    page.get_by_role("button", name="Undo").click()
    shows(page, Shortlisted="ada ben cleo")


@pytest.mark.parametrize("script", [True, False])
def test_stages_are_made_changed_ordered_and_deleted(open_board, campaign, mara, script):
    page = open_board(campaign, mara, script=script)
    page.get_by_role("link", name="Stages").click()
    new = page.get_by_role("form", name="New stage")
    new.get_by_label("Name").fill("Negotiating")
    new.get_by_label("Colour").select_option(label="Purple")
    new.get_by_role("button", name="Add").click()
    expect(page.get_by_text("The stage Negotiating is added.")).to_be_visible()
    page.get_by_role("button", name="Negotiating one place up").click()
    expect(page.get_by_text("The stages have a new order.")).to_be_visible()
    first = page.get_by_role("form", name="Stage Shortlisted")
    first.get_by_label("Name").fill("Long list")
    first.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The stage Long list is changed.")).to_be_visible()
    page.get_by_role("button", name="Delete Long list").click()
    expect(page.get_by_text("Say where those in Long list go.")).to_be_visible()
    page.get_by_label("Where those in Long list go").select_option(label="Negotiating")
    page.get_by_role("button", name="Delete Long list").click()
    expect(
        page.get_by_text("The stage Long list is deleted. 3 creators went to Negotiating.")
    ).to_be_visible()
    assert stands(campaign) == {"Negotiating": "ada ben cleo"}
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("The stage Long list is back, with those who stood in it.")).to_be_visible()
    assert stands(campaign) == {"Long list": "ada ben cleo"}
    page.get_by_role("link", name="Board").click()
    names = page.locator(".hp-column h2").all_inner_texts()
    assert [name.rsplit(" ", 1)[0].strip() for name in names] == [
        "Long list", "Contacted", "Agreed", "Negotiating", "Declined",
    ]  # fmt: skip


def test_the_board_works_without_javascript(open_board, campaign, mara):
    page = open_board(campaign, mara, script=False)
    card = page.locator("[data-handle='@ben']")
    card.get_by_label("Stage of @ben").select_option(label="Agreed")
    card.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text("1 creator moved to Agreed.")).to_be_visible()
    shows(page, Shortlisted="ada cleo", Agreed="ben")
    card.get_by_label("Who looks after @ben").select_option(label="Mara Lind")
    card.get_by_role("button", name="Assign", exact=True).click()
    expect(page.get_by_text("1 creator assigned to Mara Lind.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(card.get_by_label("Who looks after @ben")).to_have_value("0")
    expect(page.locator("[data-grip]").first).to_be_hidden()


def test_a_finger_drags_by_the_grip(open_board, campaign, mara):
    page = open_board(campaign, mara, width=390)
    grip(page, "cleo").scroll_into_view_if_needed()
    start, target = grip(page, "cleo").bounding_box(), page.locator("[data-handle='@ben']").bounding_box()
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    fingers = page.context.new_cdp_session(page)

    def touch(kind: str, **where) -> None:
        points = [where] if where else []
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", x=x, y=y)
    for step in range(1, 9):
        touch("touchMove", x=x, y=y + (target["y"] + 5 - y) * step / 8)
    touch("touchEnd")
    expect(page.locator("#shortlist")).to_contain_text("1 creator moved within Shortlisted.")
    shows(page, Shortlisted="ada cleo ben")


def test_everybody_can_read_and_use_board_stages_and_fees(open_board, campaign, mara, live_server):
    page = open_board(campaign, mara)
    drag(page, "ben", column(page, "Contacted").locator(".hp-cards"))
    expect(page.locator("#shortlist")).to_contain_text("1 creator moved to Contacted.")
    candidate = campaign.candidates.first()
    base = f"{live_server.url}/campaigns/{campaign.pk}"
    board = page.url
    # First the board as the move left it, in the light.
    for address in (board, f"{base}/stages/", f"{base}/candidates/{candidate.pk}/"):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            if (address, scheme) != (board, "light"):
                page.goto(address)
            page.evaluate(AXE.read_text())
            found = page.evaluate(
                "axe.run(document.querySelector('main')).then((result) => result.violations)"
            )
            wrong = [(v["id"], v["nodes"][0]["html"][:160]) for v in found if v["impact"] in SERIOUS]
            assert not wrong, (address, scheme, wrong)


def test_a_viewer_sees_the_board_and_changes_nothing(open_board, campaign):
    viewer = make_user(username="vera")
    make_member(campaign, viewer, Role.VIEWER)
    page = open_board(campaign, viewer)
    shows(page, Shortlisted="ada ben cleo")
    expect(page.locator("#shortlist form[method=post]")).to_have_count(0)
    expect(page.locator("[data-grip]")).to_have_count(0)
    expect(page.get_by_role("link", name="Stages")).to_have_count(0)
    page.locator("[data-handle='@ben'] .hp-card-line").first.hover()
    page.mouse.down()
    box = column(page, "Agreed").bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 90, steps=5)
    page.mouse.up()
    shows(page, Shortlisted="ada ben cleo")
    assert stands(campaign) == {"Shortlisted": "ada ben cleo"}
