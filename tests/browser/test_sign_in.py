"""The door, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_person_signs_in_through_the_form_and_out_again(page, live_server, login, marketer):
    login(page, marketer)
    expect(page).to_have_title(re.compile("Discover"))
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/")
    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_a_wrong_password_is_told_in_words(page, live_server, marketer):
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_label("Username").fill(marketer.username)
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("do not go together")
    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_the_page_is_served_with_its_own_look(page, live_server):
    """Vendor files come from node_modules: a missing one would be a page without style."""
    missing = []
    page.on("response", lambda answer: missing.append(answer.url) if answer.status >= 400 else None)
    page.goto(f"{live_server.url}/accounts/login/")
    button = page.get_by_role("button", name="Sign in")
    assert button.evaluate("element => getComputedStyle(element).backgroundColor") != "rgba(0, 0, 0, 0)"
    assert missing == []
