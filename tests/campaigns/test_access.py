"""Every address of a campaign against everybody."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.candidate_edits import assign
from campaigns.choices import Role, Status
from campaigns.models import Campaign
from campaigns.outreach import note_reply
from campaigns.shortlist import note
from campaigns.urls import urlpatterns
from tests.factories import (
    make_campaign,
    make_candidate,
    make_deliverable,
    make_link,
    make_member,
    make_profile,
    make_template,
    make_user,
)

READ, WRITE, RULE, MAKER = "read", "write", "rule", "its maker"
# Address name -> (method, who may, form). A member who may not gets 403, everybody else 404.
PAGES = {
    "campaign": ("get", READ, {}),
    "campaign_ranking": ("get", READ, {}),
    "campaign_nearest": ("get", READ, {}),
    "campaign_shortlist": ("get", READ, {}),
    "campaign_export": ("get", READ, {}),
    "campaign_plan": ("get", READ, {}),
    "campaign_plan_export": ("get", READ, {}),
    "campaign_candidate": ("get", READ, {}),
    "campaign_changes": ("get", READ, {}),
    "campaign_choices": ("get", READ, {}),
    "campaign_fresh": ("post", WRITE, {}),
    "campaign_weights": ("post", WRITE, {"weight_niche": "80"}),
    "campaign_compare": ("get", READ, {}),
    "campaign_near": ("get", READ, {}),
    "campaign_loosen": ("post", WRITE, {"limit": "max_followers", "value": "200000"}),
    "campaign_add_first": ("post", WRITE, {"first": "3"}),
    "choices_apply": ("post", WRITE, {}),
    "choices_revert": ("post", WRITE, {}),
    "campaign_edit": ("get", WRITE, {}),
    "campaign_exclude": ("post", WRITE, {"reason": "too loud"}),
    "campaign_include": ("post", WRITE, {}),
    "campaign_move": ("post", WRITE, {}),
    "campaign_restore": ("post", WRITE, {}),
    "campaign_assign": ("post", WRITE, {"assignee": "0"}),
    "campaign_undo": ("post", WRITE, {}),
    "campaign_fees": ("post", WRITE, {"seen": "- - -"}),
    "campaign_results": ("get", READ, {}),
    "campaign_report": ("get", READ, {}),
    "campaign_report_file": ("get", READ, {}),
    "deliverable_add": ("post", WRITE, {"number": 1}),
    "results_judge": ("post", WRITE, {"verdict": "accept"}),
    "deliverable_change": ("post", WRITE, {}),
    "deliverable_link": ("post", WRITE, {"link": "https://example.com"}),
    "deliverable_figures": ("post", WRITE, {"likes": 1}),
    "deliverable_state": ("post", WRITE, {"state": "missed"}),
    "campaign_stages": ("get", WRITE, {}),
    "campaign_stage_add": ("post", WRITE, {"name": "Long list", "kind": "open", "colour": "lime"}),
    "campaign_stage_edit": (
        "post",
        WRITE,
        {
            "name": "Agreed",
            "kind": "agreed",
            "colour": "green",
            "seen_name": "Agreed",
            "seen_kind": "agreed",
            "seen_colour": "green",
        },
    ),
    "campaign_stage_shift": ("post", WRITE, {"to": "up"}),
    "campaign_stage_delete": ("post", WRITE, {}),
    "campaign_note": ("post", WRITE, {"text": "hello"}),
    "campaign_note_remove": ("post", WRITE, {}),
    "campaign_outreach": ("get", READ, {}),
    "campaign_write": ("get", WRITE, {}),
    "campaign_mail_send": ("post", WRITE, {"subject": "s", "body": "b", "batch": uuid4()}),
    "campaign_mail_stop": ("post", WRITE, {}),
    "campaign_mail_by_hand": ("post", WRITE, {"subject": "s", "body": "b", "batch": uuid4()}),
    "campaign_reply": ("post", WRITE, {"kind": "interested"}),
    "campaign_reply_remove": ("post", WRITE, {}),
    "campaign_links": ("get", READ, {}),
    "campaign_link": ("get", READ, {}),
    "campaign_link_preview": ("get", READ, {}),
    "campaign_link_new": ("get", WRITE, {}),
    "campaign_link_edit": ("get", WRITE, {}),
    "campaign_link_renew": ("post", WRITE, {}),
    "campaign_link_revoke": ("post", WRITE, {}),
    "campaign_link_reply": ("post", WRITE, {"candidate": "any", "text": "hello"}),
    "campaign_link_move": ("post", WRITE, {"stage": "the first", "verdict": "approve"}),
    "campaign_add": ("post", "form names it", {}),
    "campaign_status": ("post", RULE, {"status": "archived"}),
    "campaign_member_add": ("post", RULE, {"name": "outsider", "role": 10}),
    "campaign_take_over": ("post", WRITE, {}),
    "campaign_member_role": ("post", RULE, {"role": 20}),
    "campaign_member_remove": ("post", RULE, {}),
    "campaigns": ("get", "signed in", {}),
    "campaign_new": ("get", "signed in", {}),
    "campaign_count": ("get", "signed in", {}),
    "creator_past_work": ("get", "signed in", {}),
    "brief_templates": ("get", "signed in", {}),
    "template_add": ("post", WRITE, {"name": "Kept"}),
    "template_remove": ("post", MAKER, {}),
    "template_restore": ("post", MAKER, {}),
    "campaign_duplicate": ("post", READ, {}),
    "campaign_picker": ("get", "signed in", {}),
    "campaign_memberships": ("get", "signed in", {}),
}
MAY = {
    READ: {"owner", "editor", "viewer"},
    WRITE: {"owner", "editor"},
    RULE: {"owner"},
    MAKER: {"owner"},
}
# Who may least comes first: what an owner does to the campaign no longer matters to anybody.
STRANGERS = ("nobody", "outsider", "admin")
PEOPLE = ("nobody", "outsider", "admin", "viewer", "editor", "owner")


def test_every_address_is_in_the_table():
    assert {pattern.name for pattern in urlpatterns} == set(PAGES)


def makers(team) -> dict[str, Callable]:
    """{part of an address: what makes the thing that it names}, with a creator newly on the shortlist."""
    candidate = make_candidate(team.campaign)
    # What the person before added or deleted is as it was again.
    team.campaign.stages.filter(name="Long list").delete()
    as_it_was = {"kind": "agreed", "colour": "green"}
    agreed, _ = team.campaign.stages.get_or_create(name="Agreed", defaults=as_it_was)
    return {
        "campaign_id": lambda: team.campaign.pk,
        "candidate_id": lambda: candidate.pk,
        "profile_id": lambda: make_profile().pk,
        "influencer_id": lambda: candidate.profile.influencer_id,
        "template_id": lambda: make_template(team.owner).pk,
        "note_id": lambda: note(candidate, "mine", team.editor, candidate.added_at).pk,
        "member_id": lambda: make_member(team.campaign, make_user(), Role.VIEWER).pk,
        "kind": lambda: "csv",
        "batch": uuid4,
        "reply_id": lambda: note_reply(candidate, "interested", "", team.editor, candidate.added_at).pk,
        "deliverable_id": lambda: make_deliverable(candidate).pk,
        "link_id": lambda: make_link(team.campaign)[0].pk,
        "stage_id": lambda: agreed.pk,
        "action_id": lambda: (
            assign(team.campaign, [candidate.pk], team.owner, team.owner, timezone.now()).action.pk
        ),
    }


def parts_of(name: str, team) -> dict:
    """The parts of the address of this name, made for whoever asks next."""
    make = makers(team)
    pattern = next(p for p in urlpatterns if p.name == name)
    return {key: make[key]() for key in pattern.pattern.converters}


@pytest.mark.parametrize("name", PAGES)
def test_who_gets_what(client, team, name):
    method, who, form = PAGES[name]
    if name == "campaign_add":
        form, who = {"campaign": team.campaign.pk, "profiles": make_profile().pk}, WRITE
    if "stage" in form:
        form = form | {"stage": team.campaign.stages.first().pk}
    for make in makers(team).values():  # pages have something of each kind to show
        make()
    for person in PEOPLE:
        client.logout()
        if getattr(team, person):
            client.force_login(getattr(team, person))
        parts = parts_of(name, team)
        if "candidate" in form:
            form = form | {"candidate": team.campaign.candidates.listed().last().pk}
        response = getattr(client, method)(reverse(name, kwargs=parts), form)
        if person in STRANGERS:
            assert b"Autumn kitchen" not in response.content, person
        to_login = response.get("Location", "").startswith(reverse("login"))
        if person == "nobody":
            assert to_login, person
        elif who == "signed in" or person in MAY[who]:
            assert response.status_code in (200, 302), person
            assert not to_login, person
        elif person in MAY[READ]:
            # The form for adding names the campaigns that a person may change; any other is not there for it.
            # Nor is a template of somebody else.
            unknown = name == "campaign_add" or who == MAKER
            assert response.status_code == (404 if unknown else 403), person
        else:
            assert response.status_code == 404, person


def test_lists_and_fragments_show_an_outsider_nothing(client, team):
    candidate = make_candidate(team.campaign)
    client.force_login(team.outsider)
    for address in (
        reverse("campaigns"),
        reverse("campaign_picker"),
        reverse("campaign_memberships", args=[candidate.profile.influencer_id]),
    ):
        assert b"Autumn kitchen" not in client.get(address).content
    client.force_login(team.viewer)
    assert b"Autumn kitchen" in client.get(reverse("campaigns")).content
    assert b"Autumn kitchen" not in client.get(reverse("campaign_picker")).content


def test_a_page_of_one_campaign_never_reaches_into_another(client, team):
    """A member of two campaigns cannot mix their numbers either."""
    other = make_candidate(make_campaign(team.outsider))
    client.force_login(team.owner)
    here = {"campaign_id": team.campaign.pk}
    page = client.get(reverse("campaign_candidate", kwargs={**here, "candidate_id": other.pk}))
    assert page.status_code == 404
    client.post(reverse("campaign_move", kwargs=here), {"candidates": other.pk, "stage": "removed"})
    other.refresh_from_db()
    assert other.removed_at is None
    foreign_stage = other.campaign.stages.last()
    mine = make_candidate(team.campaign)
    moved = client.post(
        reverse("campaign_move", kwargs=here), {"candidates": mine.pk, "stage": foreign_stage.pk}
    )
    assert moved.status_code == 404
    member = other.campaign.memberships.get()
    gone = client.post(reverse("campaign_member_remove", kwargs={**here, "member_id": member.pk}))
    assert gone.status_code == 404


def test_an_archived_campaign_is_read_only_until_taken_up_again(client, team):
    client.force_login(team.owner)
    address = reverse("campaign_status", args=[team.campaign.pk])
    client.post(address, {"status": "archived"})
    assert Campaign.objects.get(pk=team.campaign.pk).status == Status.ARCHIVED
    candidate = make_candidate(team.campaign)
    client.post(
        reverse("campaign_move", args=[team.campaign.pk]), {"candidates": candidate.pk, "stage": "removed"}
    )
    candidate.refresh_from_db()
    assert candidate.removed_at is None
    assert client.get(reverse("campaign_ranking", args=[team.campaign.pk])).status_code == 200
    assert team.campaign.name not in client.get(reverse("campaign_picker")).content.decode()
    assert team.campaign.name not in client.get(reverse("campaigns")).content.decode()
    assert team.campaign.name in client.get(reverse("campaigns"), {"status": "archived"}).content.decode()
    client.post(address, {"status": "active"})
    assert Campaign.objects.get(pk=team.campaign.pk).status == Status.ACTIVE


def test_only_marketers_make_campaigns(client, db):
    client.force_login(make_user(role=None, username="guest"))
    assert client.get(reverse("campaign_new")).status_code == 403
