"""Briefs that start from another: templates, and copies of a campaign."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.brief_copies import HANDED_ON, KEPT_FOR, campaign_from, duplicate, told
from campaigns.choices import Role
from campaigns.models import BriefTemplate, Campaign
from scoring.core.weights import PRESETS
from tests.campaigns.catalogue import niche
from tests.campaigns.test_brief import form
from tests.factories import make_campaign, make_candidate, make_member, make_template, make_user

pytestmark = pytest.mark.django_db


def full_brief(owner) -> Campaign:
    """A campaign whose brief has something in every field."""
    return make_campaign(
        owner, {niche("cooking"): 8, niche("baking"): 3}, name="Spring",
        words=["sourdough"], platforms=["instagram"], min_followers=7_000, max_followers=70_000,
        countries=["DE"], languages=["de"], kinds=["video"], must_say=["vegan"], must_not_say=["casino"],
        needs_contact=True, needs_verified=True, without_rivals=True, engagement_from=0.025,
        authenticity_from=0.5, sponsored_up_to=0.2, posted_within=30, past_work="never", near_misses=True,
        dormant=True, freshness="fresh", brand_names=["Acme"], brand_handles=["acme"],
        brand_domains=["acme.com"], hashtags=["acmespring"], codes=["ACME10"], competitors=["Bolt"],
        avoid_words=["beer"],
        budget=Decimal("1200.50"), currency="EUR", product_value=Decimal("49.9"), wanted=8,
        weights=PRESETS["trust"], starts_on=date(2026, 3, 1), ends_on=date(2026, 4, 1), notes="Ask Mia.",
    )  # fmt: skip


def brief_values(campaign: Campaign) -> dict:
    campaign = Campaign.objects.get(pk=campaign.pk)
    return {name: getattr(campaign, name) for name in HANDED_ON}


def test_every_field_of_a_brief_is_handed_on_or_belongs_to_one_campaign():
    own = {"id", "name", "status", "starts_on", "ends_on", "notes", "erased", "weights_before"}
    own |= {"created_at", "updated_at"}
    assert {field.name for field in Campaign._meta.concrete_fields} - own == set(HANDED_ON)


def test_a_copy_has_brief_niches_weights_and_stages_and_neither_people_nor_creators(client):
    owner = make_user()
    campaign = full_brief(owner)
    campaign.stages.filter(name="Declined").delete()
    campaign.stages.filter(name="Contacted").update(name="Mailed", colour="pink")
    candidate = make_candidate(campaign)
    campaign.exclusions.create(profile=candidate.profile)
    viewer = make_user()
    make_member(campaign, viewer, Role.VIEWER)
    client.force_login(viewer)
    response = client.post(reverse("campaign_duplicate", args=[campaign.pk]))
    copy = Campaign.objects.exclude(pk=campaign.pk).get()
    assert response["Location"] == reverse("campaign_edit", args=[copy.pk])
    assert brief_values(copy) == brief_values(campaign)
    assert list(copy.niche_weights.values_list("niche__slug", "weight")) == [("cooking", 8), ("baking", 3)]
    stages = ("name", "kind", "colour", "position")
    assert list(copy.stages.values(*stages)) == list(campaign.stages.values(*stages))
    assert [(m.user, m.role) for m in copy.memberships.all()] == [(viewer, Role.OWNER)]
    assert (copy.name, copy.notes, copy.starts_on, copy.ends_on) == ("Copy of Spring", "", None, None)
    assert not copy.candidates.exists()
    assert not copy.exclusions.exists()
    assert "without its creators and members" in client.get(response["Location"]).content.decode()
    Campaign.objects.filter(pk=campaign.pk).update(status="archived", name="x" * 120)
    campaign.refresh_from_db()
    assert duplicate(campaign, owner).name.startswith("Copy of xxx"), (
        "a long name is cut, an archived one copied"
    )


def test_a_template_brings_the_brief_and_its_niches_to_the_form_and_into_the_campaign(client):
    owner = make_user()
    campaign = full_brief(owner)
    client.force_login(owner)
    kept = client.post(reverse("template_add", args=[campaign.pk]), {"name": "  Every   spring "})
    assert kept["Location"] == reverse("brief_templates")
    template = BriefTemplate.objects.get()
    assert (template.name, template.shared, template.owner) == ("Every spring", False, owner)
    assert "Ask Mia" not in str(template.brief)
    started, rows = campaign_from(template)
    assert {name: getattr(started, name) for name in HANDED_ON} == brief_values(campaign)
    assert rows == [{"niche": niche("cooking").pk, "weight": 8}, {"niche": niche("baking").pk, "weight": 3}]
    address = f"{reverse('campaign_new')}?template={template.pk}"
    page = client.get(address).content.decode()
    assert "As the template <b>Every spring</b> has it." in page
    assert f'<option value="{niche("cooking").pk}" selected' in page
    assert 'value="0.5"' not in page, "shares are shown in per cent"
    assert 'name="engagement_from" value="2.5"' in page
    assert Campaign.objects.count() == 1, "looking makes nothing"
    client.post(address, form(name="This spring", niches=[(niche("cooking"), 8)], brand_names="Acme"))
    new = Campaign.objects.get(name="This spring")
    assert new.weights == PRESETS["trust"], "weights that were left alone are those of the template"
    assert new.niche_weights.get().niche.slug == "cooking"


def test_a_template_outlives_what_the_app_no_longer_knows():
    brief = {"fields": {"words": ["bread"], "mood": "sunny"}, "niches": {"no-such-niche": 5, "baking": 4}}
    campaign, rows = campaign_from(make_template(brief=brief))
    assert campaign.words == ["bread"]
    assert rows == [{"niche": niche("baking").pk, "weight": 4}]


def test_templates_are_ones_own_or_for_the_team_as_an_owner_decides(client, team):
    add = reverse("template_add", args=[team.campaign.pk])
    for person, name in ((team.owner, "By owner"), (team.editor, "By editor")):
        client.force_login(person)
        client.post(add, {"name": name, "shared": "on"}, follow=True)
    assert dict(BriefTemplate.objects.values_list("name", "shared")) == {"By owner": True, "By editor": False}
    client.force_login(team.viewer)
    assert client.post(add, {"name": "By viewer"}).status_code == 403
    client.force_login(team.outsider)
    page = client.get(reverse("brief_templates")).content.decode()
    assert "By owner" in page
    assert "By editor" not in page
    shared, own = (BriefTemplate.objects.get(name=name) for name in ("By owner", "By editor"))
    assert client.get(reverse("campaign_new"), {"template": shared.pk}).status_code == 200
    assert client.get(reverse("campaign_new"), {"template": own.pk}).status_code == 404
    assert client.get(reverse("campaign_new"), {"template": "x"}).status_code == 404
    assert client.post(reverse("template_remove", args=[shared.pk])).status_code == 404


@pytest.mark.parametrize(
    ("name", "said"), [("", "Give the template a name"), ("Kept", "already"), ("x" * 81, "at most 80")]
)
def test_a_name_that_cannot_be_is_told(client, team, name, said):
    make_template(team.owner, name="Kept")
    client.force_login(team.owner)
    page = client.post(reverse("template_add", args=[team.campaign.pk]), {"name": name}, follow=True)
    assert said in page.content.decode()
    assert BriefTemplate.objects.count() == 1


def test_a_deleted_template_comes_back_by_undo(client):
    owner = make_user()
    template = make_template(owner, name="Spring")
    client.force_login(owner)
    page = client.post(reverse("template_remove", args=[template.pk]), follow=True).content.decode()
    assert "Spring is deleted." in page
    assert "No templates yet" in page
    assert client.get(reverse("campaign_new"), {"template": template.pk}).status_code == 404
    page = client.post(reverse("template_restore", args=[template.pk]), follow=True).content.decode()
    assert "Spring is back." in page
    client.post(reverse("template_remove", args=[template.pk]))
    make_template(owner, name="Spring")
    page = client.post(reverse("template_restore", args=[template.pk]), follow=True).content.decode()
    assert "another template called Spring" in page
    assert BriefTemplate.objects.usable_by(owner).count() == 1


def test_what_was_deleted_long_ago_goes_for_good(client):
    owner, now = make_user(), timezone.now()
    old = make_template(owner, removed_at=now - KEPT_FOR - timedelta(hours=1))
    lately = make_template(owner, removed_at=now - KEPT_FOR + timedelta(hours=1))
    client.force_login(owner)
    client.post(reverse("template_remove", args=[make_template(owner).pk]))
    left = set(BriefTemplate.objects.values_list("pk", flat=True))
    assert lately.pk in left
    assert old.pk not in left


def test_the_brief_offers_templates_to_start_from(client):
    owner = make_user()
    client.force_login(owner)
    assert "Start from a template" not in client.get(reverse("campaign_new")).content.decode()
    template = make_template(owner, full_brief(owner), name="Every spring")
    page = client.get(reverse("campaign_new")).content.decode()
    assert f'href="{reverse("campaign_new")}?template={template.pk}">Every spring' in page
    assert told(full_brief(owner))["fields"]["budget"] == "1200.50"


def test_an_archived_campaign_says_so_and_is_taken_up_again_by_an_owner(client, team):
    address = reverse("campaign_status", args=[team.campaign.pk])
    client.force_login(team.owner)
    page = client.post(address, {"status": "archived"}, follow=True).content.decode()
    assert "Take the campaign up again" in page
    assert "Archive this campaign" not in page
    assert team.campaign.name not in client.get(reverse("campaigns")).content.decode()
    archived = client.get(reverse("campaigns"), {"status": "archived"}).content.decode()
    assert team.campaign.name in archived
    client.force_login(team.editor)
    page = client.get(team.campaign.get_absolute_url()).content.decode()
    assert "One of its owners can take it up again." in page
    client.force_login(team.owner)
    page = client.post(address, {"status": "active"}, follow=True).content.decode()
    assert "Archive this campaign" in page
    assert team.campaign.name in client.get(reverse("campaigns")).content.decode()
