"""Members: taken in, changed, gone; an owner always stays."""

import threading

import pytest
from django.db import connections
from django.urls import reverse

from campaigns import members
from campaigns.changes import entries_of
from campaigns.choices import Role
from campaigns.models import CampaignMember
from tests.factories import make_campaign, make_candidate, make_member, make_user


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
    address = reverse("campaign_member_add", args=[team.campaign.pk])
    answer = client.post(address, {"name": "gone", "role": Role.VIEWER}, follow=True)
    assert "can no longer sign in here" in answer.content.decode()
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


def test_an_owner_who_cannot_sign_in_keeps_no_campaign(client, team):
    away = make_member(team.campaign, make_user(username="away", is_active=False), Role.OWNER)
    mine = team.campaign.memberships.get(user=team.owner)
    client.force_login(team.owner)
    leave = reverse("campaign_member_remove", args=[team.campaign.pk, mine.pk])
    assert "owner who can sign in" in client.post(leave, follow=True).content.decode()
    page = client.get(reverse("campaign", args=[team.campaign.pk])).content.decode()
    assert "(cannot sign in)" in page
    client.post(reverse("campaign_member_remove", args=[team.campaign.pk, away.pk]))
    assert role_of(team.campaign, away.user) is None


def test_an_editor_takes_over_a_campaign_that_lost_its_owner(client, team):
    page, take_over = (reverse(n, args=[team.campaign.pk]) for n in ("campaign", "campaign_take_over"))
    client.force_login(team.editor)
    assert "Take it over" not in client.get(page).content.decode()
    assert "has an owner" in client.post(take_over, follow=True).content.decode()
    assert role_of(team.campaign, team.editor) == Role.EDITOR
    type(team.owner).objects.filter(pk=team.owner.pk).update(is_active=False)
    assert "Take it over" in client.get(page).content.decode()
    assert "You are owner" in client.post(take_over, follow=True).content.decode()
    assert role_of(team.campaign, team.editor) == Role.OWNER


def bar(*people) -> None:
    """They can no longer sign in."""
    type(people[0]).objects.filter(pk__in=[person.pk for person in people]).update(is_active=False)


def test_a_viewer_of_a_campaign_without_owner_is_told_who_can_help(client, team):
    page, edit = (reverse(n, args=[team.campaign.pk]) for n in ("campaign", "campaign_edit"))
    client.force_login(team.viewer)
    assert "ask one of its owners" in client.get(edit).content.decode()
    bar(team.owner)
    for address in (page, edit):
        assert "editor can take it over" in client.get(address).content.decode()
    bar(team.editor)
    for address in (page, edit):
        told = client.get(address).content.decode()
        assert "Only viewers are left." in told
        assert "Ask an admin to let Olga Owner or editor in again" in told
        assert "ask one of its owners" not in told


def test_creators_of_somebody_who_cannot_sign_in_are_told_and_can_be_given_to_others(client, team):
    candidate = make_candidate(team.campaign, assignee=team.editor)
    shortlist, page = (reverse(n, args=[team.campaign.pk]) for n in ("campaign_shortlist", "campaign"))
    client.force_login(team.owner)
    assert "can no longer sign in" not in client.get(shortlist).content.decode()
    bar(team.editor)
    for query in ("", "?view=board"):
        told = client.get(shortlist + query).content.decode()
        assert "editor can no longer sign in, and still looks after 1 creator." in told
        assert "editor (cannot sign in)" in told
    assert "still looks after 1 creator<" in client.get(page).content.decode()
    assign = reverse("campaign_assign", args=[team.campaign.pk])
    client.post(assign, {"candidates": candidate.pk, "assignee": team.owner.pk})
    assert "can no longer sign in" not in client.get(shortlist).content.decode()
    form = {"candidates": candidate.pk, "assignee": team.editor.pk}
    refused = client.post(assign, form, follow=True).content.decode()
    assert "editor can no longer sign in here, so nobody would look after them." in refused
    candidate.refresh_from_db()
    assert candidate.assignee == team.owner


def test_what_somebody_looked_after_is_free_when_they_go_and_the_history_says_so(client, team):
    candidate = make_candidate(team.campaign, assignee=team.editor)
    member = team.campaign.memberships.get(user=team.editor)
    client.force_login(team.owner)
    gone = reverse("campaign_member_remove", args=[team.campaign.pk, member.pk])
    assert "1 creator has nobody to look after them" in client.post(gone, follow=True).content.decode()
    candidate.refresh_from_db()
    assert candidate.assignee is None
    entry = entries_of([candidate]).get(changes__has_key="assignee")
    assert (entry.changes["assignee"], entry.actor) == ([team.editor.pk, None], team.owner)


@pytest.mark.parametrize(
    ("by", "said"), [("owner", "ask an admin to invite them"), ("admin", "invite them under People")]
)
def test_how_somebody_new_gets_in_is_said(client, team, by, said):
    person = getattr(team, by)
    if by == "admin":
        make_member(team.campaign, person, Role.OWNER)
    client.force_login(person)
    address = reverse("campaign_member_add", args=[team.campaign.pk])
    answer = client.post(address, {"name": "new@example.com", "role": Role.VIEWER}, follow=True)
    assert said in answer.content.decode()


def test_an_address_of_two_people_is_not_guessed(client, team):
    make_user(username="twin", email="Twins@example.com")
    make_user(username="TWINS@example.com", email="other@example.com")
    client.force_login(team.owner)
    address = reverse("campaign_member_add", args=[team.campaign.pk])
    answer = client.post(address, {"name": "twins@example.com", "role": Role.VIEWER}, follow=True)
    assert "More than one person" in answer.content.decode()
    assert team.campaign.memberships.count() == 3


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
