"""Taking back moves and removals: what others changed since stays."""

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns import shortlist
from campaigns.undoing import NotDone, offer, undo
from tests.factories import make_campaign, make_candidate

pytestmark = pytest.mark.django_db


def order(campaign) -> list[tuple[str, int]]:
    return list(campaign.candidates.listed().values_list("stage__name", "pk"))


def stage(campaign, name: str):
    return campaign.stages.get(name=name)


def test_a_move_of_many_is_taken_back_to_the_very_place_of_each(team):
    now, campaign = timezone.now(), team.campaign
    first = [make_candidate(campaign, position=place).pk for place in range(1, 6)]
    contacted = [make_candidate(campaign, stage=stage(campaign, "Contacted"), position=p).pk for p in (1, 2)]
    was = order(campaign)
    ids = [first[1], first[2], first[4], contacted[0]]
    outcome = shortlist.move(campaign, ids, stage(campaign, "Agreed"), team.owner, now)
    assert [pk for name, pk in order(campaign) if name == "Agreed"] == ids
    assert offer(campaign, outcome.action.pk).words == "4 creators moved to Agreed."
    assert undo(campaign, outcome.action.pk, team.editor, now) == "4 creators are back in place."
    assert order(campaign) == was
    back = campaign.candidates.get(pk=first[1]).stage_changes.first()
    assert (back.from_name, back.to_name, back.by) == ("Agreed", "Shortlisted", team.editor)


def test_another_place_within_the_stage_is_taken_back(team):
    ids = [make_candidate(team.campaign, position=place).pk for place in range(1, 5)]
    was = order(team.campaign)
    first = team.campaign.stages.first()
    outcome = shortlist.move(team.campaign, [ids[3]], first, team.owner, timezone.now(), before=ids[0])
    assert [pk for _, pk in order(team.campaign)] == [ids[3], *ids[:3]]
    undo(team.campaign, outcome.action.pk, team.owner, timezone.now())
    assert order(team.campaign) == was


def test_who_was_moved_on_or_removed_since_stays_there(team):
    now, campaign = timezone.now(), team.campaign
    one, two, three = (make_candidate(campaign).pk for _ in range(3))
    outcome = shortlist.move(campaign, [one, two, three], stage(campaign, "Contacted"), team.owner, now)
    shortlist.move(campaign, [two], stage(campaign, "Declined"), team.editor, now)
    shortlist.remove(campaign, [three], team.editor, now)
    told = undo(campaign, outcome.action.pk, team.owner, now)
    assert told == "1 creator is back in place. 2 changed since and stay as they are now."
    assert order(campaign) == [("Shortlisted", one), ("Declined", two)]


def test_where_everything_changed_since_nothing_is_undone_and_it_is_said(team):
    now, campaign = timezone.now(), team.campaign
    row = make_candidate(campaign)
    outcome = shortlist.move(campaign, [row.pk], stage(campaign, "Contacted"), team.owner, now)
    shortlist.move(campaign, [row.pk], stage(campaign, "Declined"), team.editor, now)
    with pytest.raises(NotDone, match="somebody else has changed this since"):
        undo(campaign, outcome.action.pk, team.owner, now)


def test_where_the_old_stage_is_gone_they_stay(team):
    now, campaign = timezone.now(), team.campaign
    row = make_candidate(campaign)
    outcome = shortlist.move(campaign, [row.pk], stage(campaign, "Contacted"), team.owner, now)
    row.stage.delete()
    with pytest.raises(NotDone):
        undo(campaign, outcome.action.pk, team.owner, now)
    assert order(campaign) == [("Contacted", row.pk)]


def test_an_action_of_another_campaign_is_out_of_reach(client, team):
    other = make_campaign(team.outsider)
    row = make_candidate(other)
    action = shortlist.remove(other, [row.pk], team.outsider, timezone.now()).action
    client.force_login(team.owner)
    address = reverse("campaign_undo", args=[team.campaign.pk, action.pk])
    assert "Nothing was undone" in client.post(address, follow=True).content.decode()
    page = client.get(reverse("campaign_shortlist", args=[team.campaign.pk]), {"undo": action.pk})
    assert row.profile.handle not in page.content.decode()
    row.refresh_from_db()
    assert row.removed_at
    assert offer(team.campaign, action.pk) is None


@pytest.mark.parametrize(
    "asked",
    [
        {"undo": "x"},
        {"undo": "9" * 30},
        {"refused": "1", "wish": "stage-x"},
        {"refused": "x", "wish": "assignee-"},
        {"refused": "1", "wish": "budget-5"},
    ],
)
def test_nonsense_in_the_address_offers_nothing(client, team, asked):
    make_candidate(team.campaign)
    client.force_login(team.editor)
    page = client.get(reverse("campaign_shortlist", args=[team.campaign.pk]), asked)
    assert page.status_code == 200
    assert "all the same" not in page.content.decode()
    assert ">Undo<" not in page.content.decode()
