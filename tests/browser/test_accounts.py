"""Signing in, inviting and curating in a real browser; every page under the strict security policy."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from influencers.models import Influencer
from tests.factories import make_influencer, make_post, make_profile, make_tag, make_user
from tests.urls_table import ADMIN_MODELS, CURATOR, ROWS, address_of, make_world

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
# Answers that are files or fragments, not pages of their own.
# Downloads, pictures and what programs read.
NO_PAGES = {
    "avatar",
    "campaign_export",
    "campaign_plan_export",
    "campaign_report_file",
    "client_data",
    "client_export",
    "client_picture",
    "discover_export",
    "healthz",
    "import_rejected",
    "rule_value",
    "score_run_file",
}


def no_wider_than_the_screen(page):
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= page.viewport_size["width"], f"{page.url} is {wide} wide"


def test_every_page_keeps_the_security_policy_and_fits_a_phone(page, sign_in, live_server):
    world = make_world()
    page.set_viewport_size(PHONE)
    for person in ("anonymous", "member", "admin"):
        if person != "anonymous":
            sign_in(world.people[person])
        for name, row in ROWS.items():
            if row.method != "get" or name in NO_PAGES or person not in row.who:
                continue
            answer = page.goto(live_server.url + address_of(name, world))
            assert answer.status == 200, name
            no_wider_than_the_screen(page)


def test_the_admin_keeps_the_security_policy(page, sign_in, live_server):
    world = make_world()
    creator, profile = world.parts["creator"], world.parts["profile"]
    sign_in(world.people[CURATOR])
    pages = [reverse("admin:index")]
    pages += [
        reverse(f"admin:{label.replace('.', '_')}_changelist")
        for label, who in ADMIN_MODELS.items()
        if CURATOR in who
    ]
    pages += [
        reverse("admin:influencers_influencer_change", args=[creator]),
        reverse("admin:influencers_influencer_history", args=[creator]),
        reverse(
            "admin:influencers_influencer_merge",
            args=[creator, Influencer.objects.exclude(pk=creator).first().pk],
        ),
        reverse("admin:influencers_profile_change", args=[profile]),
        reverse("admin:influencers_profile_add"),
        reverse("admin:influencers_niche_add"),
    ]
    for address in pages:
        assert page.goto(live_server.url + address).status == 200, address


def test_pages_for_bad_times_keep_the_security_policy(page, live_server):
    assert page.goto(f"{live_server.url}/no/such/page/").status == 404
    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
    page.get_by_role("link", name="Sign in").click()
    expect(page.get_by_label("Email or username")).to_be_focused()


def test_wrong_password_then_right_then_on_to_the_page_asked_for(page, live_server):
    person = make_user(username="ada")
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/accounts/")
    page.get_by_label("Email or username").fill("ada")
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("do not go together")
    no_wider_than_the_screen(page)
    page.get_by_label("Password").fill("secret-42")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    assert page.url == f"{live_server.url}/accounts/"
    assert person.username in page.content()


def test_a_dark_page_stays_dark(page, live_server):
    page.emulate_media(color_scheme="light")
    page.goto(f"{live_server.url}/accounts/login/")
    html = page.locator("html")
    expect(html).to_have_attribute("data-bs-theme", "light")
    page.get_by_role("button", name="Switch between light and dark").click()
    expect(html).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(html).to_have_attribute("data-bs-theme", "dark")


def test_from_invitation_to_a_signed_in_person(page, sign_in, live_server, settings, browser):
    settings.BASE_URL = live_server.url
    sign_in(make_user("admin"))
    page.goto(live_server.url + reverse("people"))
    page.get_by_label("Email").fill("new@example.com")
    page.get_by_label("Role", exact=True).select_option("curator")
    page.get_by_role("button", name="Invite", exact=True).click()
    link = page.get_by_label("Link to choose a password").input_value()
    guest = browser.new_context()
    try:
        theirs = guest.new_page()
        theirs.goto(link)
        theirs.get_by_label("New password", exact=True).fill("a-Long-enough-1")
        theirs.get_by_label(re.compile("confirm", re.I)).fill("a-Long-enough-1")
        theirs.get_by_role("button", name="Save and go in").click()
        theirs.wait_for_url(f"{live_server.url}/")
        expect(theirs.get_by_role("link", name="Curate")).to_be_visible()
    finally:
        guest.close()
    assert User.objects.get(email="new@example.com").is_staff


def test_a_role_changes_with_the_choice(page, sign_in, live_server):
    person = make_user("marketer")
    sign_in(make_user("admin"))
    page.goto(live_server.url + reverse("people"))
    page.get_by_label(f"Role of {person}").select_option("curator")
    expect(page.get_by_role("status")).to_contain_text("now has the role curator")
    person.refresh_from_db()
    assert person.is_staff


def test_two_creators_are_merged_and_parted_again(page, sign_in, live_server):
    kept = make_profile(influencer=make_influencer(name="Anna Bakes", tags=[make_tag("vegan")]))
    gone = make_profile(influencer=make_influencer(name="Anna B"), platform="tiktok")
    make_post(gone)
    sign_in(make_user("curator"))
    page.goto(live_server.url + reverse("admin:influencers_influencer_changelist"))
    for name in ("Anna Bakes", "Anna B"):
        row = page.get_by_role("row").filter(has=page.get_by_role("link", name=name, exact=True))
        row.get_by_role("checkbox").check()
    page.get_by_label("Action:").select_option("merge")
    page.get_by_role("button", name="Go").click()
    page.get_by_label("Anna Bakes stays").check()
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_text("Anna B is now part of Anna Bakes")).to_be_visible()
    assert set(kept.influencer.profiles.all()) == {kept, gone}
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text(re.compile("Undone: "))).to_be_visible()
    gone.refresh_from_db()
    assert gone.influencer.name == "Anna B"
    assert gone.influencer.status == "active"


def test_a_niche_is_chosen_by_typing(page, sign_in, live_server):
    world = make_world()
    sign_in(world.people[CURATOR])
    profile = world.parts["profile"]
    page.goto(live_server.url + reverse("admin:influencers_profile_change", args=[profile]))
    page.locator(".select2-selection").first.click()
    page.keyboard.type("niche")
    page.locator(".select2-results__option--highlighted").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    page.goto(live_server.url + reverse("admin:influencers_profile_history", args=[profile]))
    expect(page.get_by_text("(curated)")).to_be_visible()
