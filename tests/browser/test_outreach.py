"""Writing to creators in a browser: as editor, viewer, outsider, and without JavaScript."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from campaigns.choices import Role
from campaigns.models import Mail
from tests.factories import (
    make_campaign,
    make_candidate,
    make_influencer,
    make_member,
    make_profile,
    make_user,
)

AXE = settings.BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mara(settings):
    settings.EMAIL_HOST = "127.0.0.1"
    return make_user(username="mara", first_name="Mara", email="mara@fernhill.test")


@pytest.fixture
def campaign(mara):
    campaign = make_campaign(mara, name="Bread week", brand_names=["Fernhill"])
    for place, name in enumerate(("Ada", "Ben"), 1):
        profile = make_profile(
            handle=name.lower(), influencer=make_influencer(name=f"{name} Lee"), contact=f"{name}@x.test"
        )
        make_candidate(campaign, profile, position=place)
    make_candidate(campaign, make_profile(handle="cleo"), position=3)
    return campaign


def test_an_editor_writes_sees_the_letters_and_stops_them(page, live_server, sign_in, campaign, mara):
    sign_in(mara)
    page.goto(f"{live_server.url}/campaigns/{campaign.pk}/outreach/")
    expect(page.get_by_text("No address for business is known")).to_be_visible()
    expect(page.get_by_label("Select @cleo")).to_be_disabled()
    page.get_by_label("All on this page").check()
    page.get_by_role("button", name="Write to the selected").click()
    page.get_by_label("Start from a template").select_option("First contact")
    expect(page.get_by_text("Hello Ada,")).to_be_visible()
    page.get_by_label("Text").fill("Dear {first_name}, {nonsense}")
    expect(page.get_by_text("There is no field {nonsense}")).to_be_visible()
    page.get_by_label("Text").fill("Dear {first_name}, shall we?")
    expect(page.get_by_text("Dear Ada, shall we?")).to_be_visible()
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document.querySelector('main')).then((result) => result.violations)")
    assert [v for v in found if v["impact"] in ("serious", "critical")] == []
    page.get_by_label("Send to @ben").uncheck()
    page.get_by_label("Once they are on their way").select_option(label="Move them to Contacted")
    page.get_by_role("button", name="Send to those ticked").click()
    expect(page.get_by_text("1 mail leaves within a minute or two.")).to_be_visible()
    mail = Mail.objects.get()
    assert (mail.to, mail.body) == ("Ada@x.test", "Dear Ada, shall we?")
    page.get_by_role("button", name="Stop it").click()
    expect(page.get_by_text("1 mail stopped. Nothing was sent.")).to_be_visible()
    page.goto(f"{live_server.url}/campaigns/{campaign.pk}/candidates/{mail.candidate_id}/")
    page.get_by_text("Note an answer").click()
    page.get_by_label("The answer").select_option("interested")
    page.get_by_label("What it says").fill("Yes, gladly")
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_text("Yes, gladly")).to_be_visible()


def test_a_letter_is_sent_without_javascript(browser, live_server, client, campaign, mara):
    client.force_login(mara)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/campaigns/{campaign.pk}/outreach/")
    page.get_by_label("Select @ada").check()
    page.get_by_role("button", name="Write to the selected").click()
    page.get_by_label("Subject").fill("Bread")
    page.get_by_label("Text").fill("Dear {first_name}")
    page.get_by_role("button", name="Send to those ticked").click()  # unseen: the letters come first
    expect(page.get_by_text("Dear Ada")).to_be_visible()
    assert not Mail.objects.exists()
    page.get_by_role("button", name="Send to those ticked").click()
    expect(page.get_by_text("1 mail leaves within a minute or two.")).to_be_visible()
    context.close()


def test_a_viewer_only_reads_and_an_outsider_sees_nothing(page, live_server, sign_in, campaign):
    viewer = make_user(username="vera")
    make_member(campaign, viewer, Role.VIEWER)
    sign_in(viewer)
    address = f"{live_server.url}/campaigns/{campaign.pk}/outreach/"
    page.goto(address)
    expect(page.get_by_text("Ada@x.test")).to_be_visible()
    expect(page.get_by_role("button", name="Write to the selected")).to_have_count(0)
    sign_in(make_user(username="olaf"))
    assert page.goto(address).status == 404
    assert "Ada" not in page.content()
