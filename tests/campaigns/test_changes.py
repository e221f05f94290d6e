"""Who changed what in a campaign: kept with before and after, told to its members alone."""

import pytest
from auditlog.models import LogEntry
from django.test import Client
from django.urls import reverse

from campaigns.changes import of_campaign
from campaigns.choices import Role
from tests.campaigns.catalogue import niche
from tests.factories import make_campaign, make_profile, make_user

pytestmark = pytest.mark.django_db


def told(campaign):
    return [
        (change.who, line.subject.split(" ", 1)[0], line.field, line.before, line.after)
        for change in of_campaign(campaign)
        for line in change.lines
    ]


def test_an_edited_brief_is_told_with_author_before_and_after(client, team):
    baking = niche("baking")
    LogEntry.objects.all().delete()
    client.force_login(team.editor)
    form = {
        "name": "Winter kitchen", "min_followers": 5000, "max_followers": 100000, "weight_niche": 50,
        "niches-INITIAL_FORMS": 0, "niches-TOTAL_FORMS": 1, "niches-0-niche": baking.pk, "niches-0-weight": 7,
    }  # fmt: skip
    assert client.post(reverse("campaign_edit", args=[team.campaign.pk]), form).status_code == 302
    lines = told(team.campaign)
    assert ("editor", "Campaign", "Name", "Autumn kitchen", "Winter kitchen") in lines
    (weights,) = [line for line in lines if line[2] == "Weights"]
    assert weights[:2] == ("editor", "Campaign")
    assert weights[3] == "nothing"
    assert "niche 0.435" in weights[4].split(", ")
    assert ("editor", "Campaign", "", "nothing", f"{baking} 7") in lines
    assert len(of_campaign(team.campaign)) == 1, "one click is one change"
    page = client.get(reverse("campaign_changes", args=[team.campaign.pk])).content.decode()
    assert "<ins>Winter kitchen</ins>" in page
    assert "Undo" not in page


def test_members_status_and_exclusions_are_told_too(client, team):
    newcomer, profile = make_user(username="newcomer"), make_profile(handle="loud")
    client.force_login(team.owner)
    pk = team.campaign.pk
    client.post(reverse("campaign_member_add", args=[pk]), {"name": "newcomer", "role": Role.VIEWER})
    member = team.campaign.memberships.get(user=newcomer)
    client.post(reverse("campaign_member_role", args=[pk, member.pk]), {"role": Role.EDITOR})
    client.post(reverse("campaign_member_remove", args=[pk, member.pk]))
    client.post(reverse("campaign_exclude", args=[pk, profile.pk]), {"reason": "too loud"})
    client.post(reverse("campaign_include", args=[pk, profile.pk]))
    client.post(reverse("campaign_status", args=[pk]), {"status": "archived"})
    assert [line[2:] for line in told(team.campaign)][:6] == [
        ("Status", "Active", "Archived"),
        ("", "@loud", "nothing"),
        ("", "nothing", "@loud"),
        ("", "newcomer (editor)", "nothing"),
        ("Role", "Viewer", "Editor"),
        ("", "nothing", "newcomer (viewer)"),
    ]
    assert {line[0] for line in told(team.campaign)[:6]} == {"Olga Owner"}


def test_changes_of_another_campaign_are_not_told_and_outsiders_see_none(client, team):
    other = make_campaign(team.owner, name="Secret launch")
    assert "Secret launch" not in str(told(team.campaign))
    assert told(other)
    for person in (team.outsider, team.admin):
        client.force_login(person)
        assert client.get(reverse("campaign_changes", args=[team.campaign.pk])).status_code == 404
    assert client.get("/admin/auditlog/logentry/").status_code == 404


def test_a_curator_cannot_undo_a_change_of_a_campaign(client, team):
    client.force_login(team.owner)
    client.post(reverse("campaign_status", args=[team.campaign.pk]), {"status": "archived"})
    cid = LogEntry.objects.latest("pk").cid
    curator = Client()
    curator.force_login(team.admin)
    answer = curator.post(reverse("undo_change", args=[cid]), follow=True)
    assert "Nothing was undone" in answer.content.decode()
    assert "Autumn kitchen" not in answer.content.decode()
    team.campaign.refresh_from_db()
    assert team.campaign.is_archived
