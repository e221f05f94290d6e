"""Members: taken in, changed, gone; an owner always stays."""

import threading

import pytest
from django.db import connections
from django.urls import reverse

from campaigns import members
from campaigns.choices import Role
from campaigns.models import CampaignMember
from tests.factories import make_campaign, make_member, make_user


def role_of(campaign, person) -> int | None:
    return campaign.memberships.filter(user=person).values_list("role", flat=True).first()


@pytest.mark.parametrize("name", ["outsider", "OUTSIDER", "outsider@example.com", " Outsider@Example.com "])
def test_an_owner_takes_somebody_in_by_name_or_address(client, team, name):
    client.force_login(team.owner)
    client.post(reverse("campaign_member_add", args=[team.campaign.pk]), {"name": name, "role": Role.EDITOR})
    assert role_of(team.campaign, team.outsider) == Role.EDITOR
    client.force_login(team.outsider)
    assert client.get(reverse("campaign", args=[team.campaign.pk])).status_code == 200


@pytest.mark.parametrize(
    ("name", "said"),
    [("nobody-here", "Nobody here is called"), ("viewer", "is a member already"), ("", "Nobody was added")],
)
def test_why_nobody_was_taken_in_is_said(client, team, name, said):
    client.force_login(team.owner)
    address = reverse("campaign_member_add", args=[team.campaign.pk])
    response = client.post(address, {"name": name, "role": Role.OWNER}, follow=True)
    assert said in response.content.decode()
    assert role_of(team.campaign, team.viewer) == Role.VIEWER


def test_people_who_are_gone_are_not_taken_in(client, team):
    make_user(username="gone", is_active=False)
    client.force_login(team.owner)
    client.post(
        reverse("campaign_member_add", args=[team.campaign.pk]), {"name": "gone", "role": Role.VIEWER}
    )
    assert team.campaign.memberships.count() == 3


def test_a_role_changes_what_a_person_may_do(client, team):
    member = team.campaign.memberships.get(user=team.viewer)
    client.force_login(team.owner)
    client.post(reverse("campaign_member_role", args=[team.campaign.pk, member.pk]), {"role": Role.EDITOR})
    client.force_login(team.viewer)
    assert client.get(reverse("campaign_edit", args=[team.campaign.pk])).status_code == 200


@pytest.mark.parametrize("role", [0, 15, 99, "x", ""])
def test_there_are_no_other_roles(client, team, role):
    member = team.campaign.memberships.get(user=team.viewer)
    client.force_login(team.owner)
    client.post(reverse("campaign_member_role", args=[team.campaign.pk, member.pk]), {"role": role})
    assert role_of(team.campaign, team.viewer) == Role.VIEWER


def test_the_last_owner_stays(client, team):
    member = team.campaign.memberships.get(user=team.owner)
    client.force_login(team.owner)
    for name, data in (("campaign_member_remove", {}), ("campaign_member_role", {"role": Role.EDITOR})):
        response = client.post(reverse(name, args=[team.campaign.pk, member.pk]), data, follow=True)
        assert "needs an owner" in response.content.decode()
    assert role_of(team.campaign, team.owner) == Role.OWNER
    make_member(team.campaign, team.outsider, Role.OWNER)
    response = client.post(reverse("campaign_member_remove", args=[team.campaign.pk, member.pk]))
    assert response["Location"] == reverse("campaigns")
    assert role_of(team.campaign, team.owner) is None


def test_everybody_may_leave_but_only_an_owner_sends_away(client, team):
    viewer = team.campaign.memberships.get(user=team.viewer)
    editor = team.campaign.memberships.get(user=team.editor)
    client.force_login(team.viewer)
    sent = client.post(reverse("campaign_member_remove", args=[team.campaign.pk, editor.pk]))
    assert sent.status_code == 403
    client.post(reverse("campaign_member_remove", args=[team.campaign.pk, viewer.pk]))
    assert role_of(team.campaign, team.viewer) is None
    assert role_of(team.campaign, team.editor) == Role.EDITOR


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_the_same_moment_do_not_both_go():
    campaign = make_campaign()
    make_member(campaign, make_user(), Role.OWNER)
    both, gate, refused = list(campaign.memberships.values_list("pk", flat=True)), threading.Barrier(2), []

    def leave(pk: int) -> None:
        gate.wait()
        try:
            members.remove_member(campaign, pk)
        except members.NotDone:
            refused.append(pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=leave, args=[pk]) for pk in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(refused) == 1
    assert CampaignMember.objects.get(campaign=campaign).pk == refused[0]
