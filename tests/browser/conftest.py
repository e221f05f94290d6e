"""A real browser against a real server with real services."""

import pytest
from django.conf import settings

from config.install import find_chromium

# No sandbox: Chromium refuses one to root. The others keep it from talking to anybody but the live server.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The Chromium of this machine."""
    found = find_chromium()
    assert found, "No Chromium here. As root on Debian: apt-get update && apt-get install -y chromium"
    return {**browser_type_launch_args, "executable_path": found, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def warm_context(browser, browser_context_args):
    """A context that holds the style sheets and scripts once they were fetched: half of a first page."""
    context = browser.new_context(**browser_context_args)
    yield context
    context.close()


@pytest.fixture
def context(warm_context, live_server):
    """The shared context as if it were new: no page, no cookie, nothing stored."""
    yield warm_context
    kept = {"origin": live_server.url, "storageTypes": "local_storage,indexeddb,cache_storage"}
    for page in warm_context.pages:
        warm_context.new_cdp_session(page).send("Storage.clearDataForOrigin", kept)
        page.close()
    warm_context.clear_cookies()
    warm_context.clear_permissions()


@pytest.fixture
def sign_in(live_server, client, context):
    """sign_in(user): from now on the browser acts as this person."""

    def become(user) -> None:
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.clear_cookies()
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return become


@pytest.fixture
def login(live_server):
    """login(page, user): signs in through the form, as a person does; ends on Discover."""

    def through_the_form(page, user, password: str = "secret-42") -> None:
        page.goto(f"{live_server.url}/accounts/login/")
        page.get_by_label("Username").fill(user.username)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{live_server.url}/")

    return through_the_form


@pytest.fixture
def page(page):
    """A page that fails the test on a script error or on anything that the security policy refused."""
    troubles = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "console",
        lambda message: troubles.append(message.text) if "Content Security Policy" in message.text else None,
    )
    yield page
    assert not troubles, troubles
