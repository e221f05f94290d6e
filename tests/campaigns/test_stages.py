"""A campaign's own stages: any number, each change with its undo, none lost between two people."""

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns import shortlist, stages
from campaigns.changes import of_campaign
from campaigns.choices import StageKind
from campaigns.models import Campaign
from campaigns.undoing import undo
from tests.factories import make_campaign, make_candidate

pytestmark = pytest.mark.django_db


def names(campaign) -> list[str]:
    return list(campaign.stages.values_list("name", flat=True))


def stage(campaign, name: str):
    return campaign.stages.get(name=name)


def post(client, campaign, what: str, *parts, **form):
    address = reverse(f"campaign_stage_{what}", args=[campaign.pk, *parts])
    return client.post(address, form, follow=True)


def as_seen(row) -> dict:
    return {f"seen_{name}": getattr(row, name) for name in stages.FIELDS}


def take_back(team):
    return undo(team.campaign, team.campaign.actions.first().pk, team.owner, timezone.now())


def test_a_stage_is_added_behind_the_last_and_gone_with_undo(client, team):
    client.force_login(team.editor)
    page = post(client, team.campaign, "add", name=" Long   list ", kind="open", colour="lime")
    assert "The stage Long list is added." in page.content.decode()
    assert names(team.campaign) == ["Shortlisted", "Contacted", "Agreed", "Declined", "Long list"]
    take_back(team)
    assert names(team.campaign) == ["Shortlisted", "Contacted", "Agreed", "Declined"]


def test_there_may_be_any_number(client, team):
    for number in range(60):
        values = {"name": f"Step {number}", "kind": StageKind.OPEN, "colour": "blue"}
        stages.add(team.campaign, values, team.owner, timezone.now())
    client.force_login(team.owner)
    address = reverse("campaign_shortlist", args=[team.campaign.pk])
    make_candidate(team.campaign)
    assert "Step 59" in client.get(address, {"view": "board"}).content.decode()


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"name": "contacted"}, "has a stage called “contacted” already"),
        ({"name": "  "}, "This field is required."),
        ({"name": "x" * 41}, "at most 40 characters"),
        ({"name": "New", "colour": "#ff0000"}, "Select a valid choice"),
        ({"name": "New", "kind": "maybe"}, "Select a valid choice"),
    ],
)
def test_what_a_stage_cannot_be(client, team, form, told):
    client.force_login(team.editor)
    answer = post(client, team.campaign, "add", **{"kind": "open", "colour": "blue", **form})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert len(names(team.campaign)) == 4


def test_name_colour_and_meaning_are_changed_and_taken_back(client, team):
    agreed = stage(team.campaign, "Agreed")
    make_candidate(team.campaign, stage=stage(team.campaign, "Contacted"))
    client.force_login(team.editor)
    row = stage(team.campaign, "Contacted")
    post(client, team.campaign, "edit", row.pk, name="Signed", kind="agreed", colour="pink", **as_seen(row))
    row.refresh_from_db()
    assert (row.name, row.kind, row.colour) == ("Signed", "agreed", "pink")
    counted = Campaign.objects.visible_to(team.owner).with_progress().get(pk=team.campaign.pk)
    assert counted.n_agreed == 1, "what counts as agreed is the meaning, not the word"
    take_back(team)
    row.refresh_from_db()
    assert (row.name, row.kind, row.colour) == ("Contacted", "open", "orange")
    assert stage(team.campaign, "Agreed") == agreed


def test_a_stage_that_somebody_else_changed_meanwhile_is_refused_with_what_was_typed(client, team):
    row = stage(team.campaign, "Contacted")
    seen = as_seen(row)
    stages.edit(
        team.campaign, row.pk, {"name": "Written to", "kind": "open", "colour": "orange"},
        {"name": "Contacted", "kind": "open", "colour": "orange"}, team.owner, timezone.now(),
    )  # fmt: skip
    client.force_login(team.editor)
    form = {"name": "Called", "kind": "open", "colour": "orange"}
    answer = post(client, team.campaign, "edit", row.pk, **form, **seen)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "somebody else changed this stage meanwhile. It is now called “Written to”" in html
    assert 'value="Called"' in html
    assert "Save all the same" in html
    assert stage(team.campaign, "Written to")
    # A field that nobody else touched goes through from the same old page.
    post(client, team.campaign, "edit", row.pk, **{**form, "name": "Contacted", "colour": "red"}, **seen)
    row.refresh_from_db()
    assert (row.name, row.colour) == ("Written to", "red")


def test_stages_are_put_in_order_and_back(client, team):
    client.force_login(team.editor)
    post(client, team.campaign, "shift", stage(team.campaign, "Agreed").pk, to="up")
    assert names(team.campaign) == ["Shortlisted", "Agreed", "Contacted", "Declined"]
    page = post(client, team.campaign, "shift", stage(team.campaign, "Shortlisted").pk, to="up")
    assert page.status_code == 200
    assert names(team.campaign)[0] == "Shortlisted"
    take_back(team)
    assert names(team.campaign) == ["Shortlisted", "Contacted", "Agreed", "Declined"]


def test_a_deleted_stage_says_where_its_creators_go_and_comes_back_with_them(client, team):
    first, contacted = stage(team.campaign, "Shortlisted"), stage(team.campaign, "Contacted")
    there = make_candidate(team.campaign, stage=contacted)
    one, two, gone = (make_candidate(team.campaign, position=place) for place in (1, 2, 3))
    shortlist.remove(team.campaign, [gone.pk], team.owner, timezone.now())
    client.force_login(team.editor)
    page = post(client, team.campaign, "delete", first.pk)
    assert "Say where those in Shortlisted go." in page.content.decode()
    assert post(client, team.campaign, "delete", first.pk, to=first.pk).status_code == 200
    assert len(names(team.campaign)) == 4
    post(client, team.campaign, "delete", first.pk, to=contacted.pk)
    assert names(team.campaign) == ["Contacted", "Agreed", "Declined"]
    assert list(team.campaign.candidates.listed().filter(stage=contacted)) == [there, one, two]
    change = one.stage_changes.first()
    assert (change.from_name, change.to_name, change.by) == ("Shortlisted", "Contacted", team.editor)
    # One of them moves on; the others come back, the removed one too.
    shortlist.move(team.campaign, [two.pk], stage(team.campaign, "Agreed"), team.owner, timezone.now())
    action = team.campaign.actions.get(kind="stage_delete")
    told = undo(team.campaign, action.pk, team.editor, timezone.now())
    assert told == (
        "The stage Shortlisted is back, with those who stood in it. 1 moved on since and stays there."
    )
    assert names(team.campaign) == ["Shortlisted", "Contacted", "Agreed", "Declined"]
    for row, name in ((there, "Contacted"), (one, "Shortlisted"), (two, "Agreed"), (gone, "Shortlisted")):
        row.refresh_from_db()
        assert row.stage.name == name
    assert gone.removed_at


def test_the_last_stage_stays(team):
    for row in list(team.campaign.stages.all())[1:]:
        stages.delete(team.campaign, row.pk, None, team.owner, timezone.now())
    with pytest.raises(stages.NotDone, match="at least one stage"):
        stages.delete(team.campaign, team.campaign.stages.get().pk, None, team.owner, timezone.now())


def test_what_cannot_be_taken_back_any_more_says_why(team):
    now = timezone.now()
    values = {"name": "New", "kind": "open", "colour": "blue"}
    action = stages.add(team.campaign, values, team.owner, now)
    make_candidate(team.campaign, stage=stage(team.campaign, "New"))
    with pytest.raises(stages.NotDone, match="creators stand in New by now"):
        undo(team.campaign, action.pk, team.owner, now)
    action = stages.delete(team.campaign, stage(team.campaign, "Declined").pk, None, team.owner, now)
    stages.add(team.campaign, {**values, "name": "declined"}, team.editor, now)
    with pytest.raises(stages.NotDone, match="a stage called “Declined” already"):
        undo(team.campaign, action.pk, team.owner, now)
    assert not team.campaign.actions.get(pk=action.pk).undone_at


def test_a_stage_of_another_campaign_is_out_of_reach(client, team):
    other = make_campaign(team.outsider)
    foreign = other.stages.first()
    client.force_login(team.owner)
    for what in ("shift", "delete"):
        page = post(client, team.campaign, what, foreign.pk, to="down")
        assert "This stage was deleted meanwhile." in page.content.decode()
    assert post(client, team.campaign, "edit", foreign.pk, name="Mine").status_code == 404
    assert names(other)[0] == "Shortlisted"


def test_changes_of_stages_are_told_in_words(client, team):
    client.force_login(team.editor)
    row = stage(team.campaign, "Contacted")
    post(client, team.campaign, "edit", row.pk, name="Written to", kind="open", colour="red", **as_seen(row))
    post(client, team.campaign, "shift", row.pk, to="down")
    post(client, team.campaign, "delete", stage(team.campaign, "Declined").pk)
    lines = [
        (change.who, line.subject, line.field, line.before, line.after)
        for change in of_campaign(team.campaign)
        for line in change.lines
    ]
    assert ("editor", "Stage Written to", "Name", "Contacted", "Written to") in lines
    assert ("editor", "Stage Written to", "Colour", "Orange", "Red") in lines
    assert ("editor", "Stage Written to", "Place", "2", "3") in lines
    assert ("editor", "Stage Declined", "", "Declined", "nothing") in lines
