"""The brief in a browser: own brand, limits that count live, templates, copies, archive, past work."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from campaigns.choices import Role
from campaigns.models import BriefTemplate, Campaign
from influencers.models import Profile, Tier
from scoring.run import score_all
from tests.campaigns.catalogue import make_scored
from tests.factories import make_campaign, make_candidate, make_member, make_post, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def marketer():
    return make_user(username="mara", first_name="Mara", last_name="Lind")


def fits(page) -> None:
    """Nothing sticks out of the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("width", [1440, 390])
def test_a_brief_whose_limits_count_as_one_types(page, live_server, sign_in, marketer, width):
    first, second, *_ = make_scored(4)
    Profile.objects.filter(pk__in=[first.pk, second.pk]).update(contact="a@b.test")
    Profile.objects.filter(pk=first.pk).update(is_verified=True)
    Tier.objects.get_or_create(
        slug="local", platform="", market="DE", defaults={"name": "Local", "lower": 900, "upper": 9000}
    )
    sign_in(marketer)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/campaigns/new/")
    matches = page.locator("[data-matches]")
    expect(matches).to_have_text("4")
    page.get_by_role("navigation", name="Parts of the brief").get_by_role("link", name="Your brand").click()
    page.get_by_label("Your brand, as people write it").fill("Acme, Acme Running")
    page.get_by_label("Its handles").fill("@acme")
    page.get_by_label("A business contact is known").check()
    expect(matches).to_have_text("2")
    page.get_by_label("Verified by the platform").check()
    expect(matches).to_have_text("1")
    if width < 992:
        page.get_by_text("What each limit lets through").click()
    counts = page.locator("#limit-counts")
    expect(counts.locator("li", has_text="A business contact is known")).to_contain_text("2")
    expect(counts.locator("li", has_text="Verified by the platform")).to_contain_text("1 more without it")
    fits(page)
    if width < 992:
        page.get_by_text("What each limit lets through").click()
    page.get_by_text("Local 900 to 9K").click()
    expect(page.get_by_label("Largest number of followers")).to_have_value("9000")
    expect(matches).to_have_text("0")
    page.get_by_label("Largest number of followers").fill("100000")
    expect(page.get_by_text("Local 900 to 9K").locator("..").get_by_role("radio")).not_to_be_checked()
    expect(matches).to_have_text("1")

    page.get_by_label("Engagement rate from, in percent").fill("a lot")
    page.get_by_role("button", name="Save and see the ranking").click()
    summary = page.locator("#troubles")
    expect(summary).to_contain_text("2 things to mend")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Name").click()
    expect(page.get_by_label("Name", exact=True)).to_be_in_viewport()
    page.get_by_label("Name", exact=True).fill("Bread week")
    page.get_by_label("Engagement rate from, in percent").fill("0.5")
    fits(page)
    page.get_by_role("button", name="Save and see the ranking").click()
    expect(page.get_by_text("The campaign is there.")).to_be_visible()
    campaign = Campaign.objects.get()
    assert campaign.brand_names == ["Acme", "Acme Running"]
    assert (campaign.engagement_from, campaign.needs_contact) == (0.005, True)
    page.goto(f"{live_server.url}{campaign.get_absolute_url()}")
    expect(page.get_by_text("Engagement rate from 0.5%").first).to_be_visible()
    fits(page)


def test_a_size_is_taken_without_javascript(browser, live_server, marketer, client):
    make_scored(2, score=False)
    client.force_login(marketer)
    context = browser.new_context(java_script_enabled=False)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/campaigns/new/")
    page.get_by_label("Name", exact=True).fill("Small ones")
    page.get_by_label("Nano").check()
    page.get_by_role("button", name="Save and see the ranking").click()
    expect(page.get_by_text("The campaign is there.")).to_be_visible()
    nano = Tier.objects.get(slug="nano")
    assert Campaign.objects.values_list("min_followers", "max_followers").get() == (nano.lower, nano.upper)
    context.close()


@pytest.mark.parametrize("width", [1440, 390])
def test_a_template_a_copy_and_the_archive(page, live_server, sign_in, marketer, width):
    campaign = make_campaign(marketer, name="Bread week", words=["sourdough"])
    make_candidate(campaign)
    colleague = make_user(username="otto")
    sign_in(marketer)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}{campaign.get_absolute_url()}")
    page.get_by_text("Keep as a template").click()
    page.get_by_label("Name of the template").fill("Bread")
    page.get_by_label("For the whole team").check()
    fits(page)
    page.get_by_role("button", name="Keep the brief").click()
    expect(page.get_by_text("Bread is a template now")).to_be_visible()
    page.get_by_role("button", name="Delete Bread").click()
    expect(page.get_by_text("No templates yet")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Bread is back.")).to_be_visible()
    fits(page)

    sign_in(colleague)
    page.goto(f"{live_server.url}/campaigns/new/")
    page.get_by_role("link", name="Bread", exact=True).click()
    expect(page.get_by_label("Free words")).to_have_value("sourdough")
    page.get_by_label("Name", exact=True).fill("Ottos bread")
    page.get_by_role("button", name="Save and see the ranking").click()
    expect(page.get_by_role("heading", name="Ottos bread")).to_be_visible()
    page.goto(f"{live_server.url}/campaigns/templates/")
    expect(page.get_by_role("button", name="Delete Bread")).to_have_count(0)
    assert page.goto(f"{live_server.url}{campaign.get_absolute_url()}").status == 404

    sign_in(marketer)
    page.goto(f"{live_server.url}{campaign.get_absolute_url()}")
    page.get_by_role("button", name="Duplicate this campaign").click()
    expect(page.get_by_text("This is a copy of Bread week")).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Copy of Bread week")
    page.goto(f"{live_server.url}{campaign.get_absolute_url()}")
    page.get_by_role("button", name="Archive this campaign").click()
    expect(page.get_by_text("it can be read, not changed")).to_be_visible()
    page.goto(f"{live_server.url}/campaigns/")
    expect(page.get_by_role("link", name="Bread week", exact=True)).to_have_count(0)
    page.get_by_role("link", name="Archived (1)").click()
    page.get_by_role("link", name="Bread week", exact=True).click()
    page.get_by_role("button", name="Take the campaign up again").click()
    expect(page.get_by_text("Bread week is active again.")).to_be_visible()
    assert BriefTemplate.objects.get().shared


def test_each_role_sees_of_the_brief_what_it_may(page, live_server, sign_in, marketer):
    campaign = make_campaign(marketer, name="Bread week", needs_contact=True)
    editor, viewer, outsider = (make_user(username=name) for name in ("edda", "vera", "otto"))
    make_member(campaign, editor, Role.EDITOR)
    make_member(campaign, viewer, Role.VIEWER)
    address = f"{live_server.url}{campaign.get_absolute_url()}"
    sign_in(editor)
    page.goto(address)
    page.get_by_text("Keep as a template").click()
    expect(page.get_by_label("For the whole team")).to_have_count(0)
    expect(page.get_by_role("button", name="Archive this campaign")).to_have_count(0)
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Must never say").fill("casino")
    page.get_by_role("button", name="Save and see the ranking").click()
    expect(page.get_by_text("Bio and posts never say “casino”").first).to_be_visible()
    sign_in(viewer)
    page.goto(address)
    expect(page.get_by_text("A business contact is known").first).to_be_visible()
    expect(page.get_by_text("Keep as a template")).to_have_count(0)
    expect(page.get_by_role("link", name="Edit", exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name="Duplicate this campaign")).to_be_visible()
    assert page.goto(f"{address}brief/").status == 403
    sign_in(outsider)
    assert page.goto(f"{address}brief/").status == 404
    expect(page.locator("body")).not_to_contain_text("Bread week")


def test_past_work_stands_on_the_page_of_the_creator_for_members_alone(page, live_server, sign_in, marketer):
    campaign = make_campaign(marketer, name="Spring run", brand_names=["Acme"], brand_handles=["acme.run"])
    agreed = campaign.stages.get(name="Agreed")
    candidate = make_candidate(campaign, stage=agreed, fee_agreed=250, currency="EUR")
    creator, now = candidate.profile.influencer, timezone.now()
    make_post(candidate.profile, caption="New shoes #ad @acme.run", published_at=now - timedelta(days=9))
    score_all(now)
    viewer, outsider = make_user(username="vera"), make_user(username="otto")
    make_member(campaign, viewer, Role.VIEWER)
    for person in (marketer, viewer):
        sign_in(person)
        page.goto(f"{live_server.url}{creator.get_absolute_url()}")
        block = page.locator("#past-work")
        expect(block).to_contain_text("Worked with you")
        expect(block.get_by_role("link", name="Spring run")).to_be_visible()
        expect(block).to_contain_text("EUR 250 agreed")
        expect(block).to_contain_text("New shoes #ad @acme.run")
        page.set_viewport_size({"width": 390, "height": 900})
        fits(page)
    sign_in(outsider)
    page.goto(f"{live_server.url}{creator.get_absolute_url()}")
    expect(page.locator("#endorsements")).to_be_visible()
    expect(page.locator("#past-work")).to_have_count(0)
    expect(page.locator("body")).not_to_contain_text("Spring run")
