"""The shortlist: added with a frozen score, moved, noted, removed and put back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns import shortlist
from campaigns.explanation import explain, thaw
from campaigns.models import Candidate, Comment
from campaigns.shortlist_page import activity, shortlist_page
from influencers.choices import Basis, Priority, Source
from influencers.models import Profile, ProfileNiche
from tests.campaigns.catalogue import make_scored, niche
from tests.campaigns.shortlists import page_of, stage
from tests.factories import make_candidate, make_profile

pytestmark = pytest.mark.django_db


def test_what_was_known_when_a_creator_was_added_stays(client, team):
    cook = make_scored(12)[1]
    team.campaign.niche_weights.create(niche=niche("cooking"), weight=5)
    added = shortlist.add(team.campaign, [cook.pk], team.editor, timezone.now())
    assert (added.ids, added.already) == ([cook.pk], 0)
    candidate = team.campaign.candidates.get()
    then = explain(thaw(candidate.frozen["result"]))
    assert then.score == round(candidate.frozen_score, 1)
    assert {line.part.criterion for line in then.lines} >= {"niche", "engagement", "tier"}
    assert candidate.frozen["figures"]["followers"] == cook.followers
    assert candidate.frozen["figures"]["fetched_at"] == cook.fetched_at.isoformat()
    assert candidate.frozen["run"]
    ProfileNiche.objects.create(profile=cook, niche=niche("training"), basis=Basis.CURATED)
    Profile.objects.filter(pk=cook.pk).update(followers=30_000)
    row = shortlist_page(team.campaign, {}, timezone.now()).rows[0]
    assert row.then == then.score
    assert row.now < row.then
    assert row.change == round(row.now - row.then, 1)
    html = page_of(client, team.campaign, team.viewer)
    assert f"{row.then} when added" in html
    assert f">{row.now}<" in html
    detail = client.get(reverse("campaign_candidate", args=[team.campaign.pk, candidate.pk])).content.decode()
    assert f"{row.now} of 100" in detail
    assert f"{row.then} of 100" in detail
    assert "20K followers" in detail
    assert "30K" in detail


def test_who_left_the_limits_of_the_brief_is_said_so(team):
    cook = make_scored(12)[0]
    shortlist.add(team.campaign, [cook.pk], team.editor, timezone.now())
    Profile.objects.filter(pk=cook.pk).update(followers=900_000)
    row = shortlist_page(team.campaign, {}, timezone.now()).rows[0]
    assert (row.now, row.change) == (None, None)
    assert row.why_not_now == "Outside the brief now"


def test_demo_and_real_creators_on_one_list_are_each_scored_among_their_own(team):
    real, demo = make_scored(11, score=False), make_scored(11, source=Source.DEMO)
    shortlist.add(team.campaign, [real[0].pk, demo[0].pk], team.editor, timezone.now())
    assert all(c.frozen_score is not None for c in team.campaign.candidates.all())
    assert all(row.now is not None for row in shortlist_page(team.campaign, {}, timezone.now()).rows)


def test_adding_twice_adds_once(team):
    profile, other = make_profile(), make_profile()
    shortlist.add(team.campaign, [profile.pk], team.editor, timezone.now())
    again = shortlist.add(team.campaign, [profile.pk, other.pk, 999_999], team.owner, timezone.now())
    assert (again.ids, again.already) == ([other.pk], 1)
    assert team.campaign.candidates.count() == 2
    assert team.campaign.candidates.get(profile=profile).added_by == team.editor


def test_shortlisted_creators_are_refreshed_before_others(team):
    now = timezone.now()
    planned = make_profile(next_refresh_at=now + timedelta(days=7))
    unplanned = make_profile()
    urgent = make_profile(priority=Priority.NOW, wanted_until=now + timedelta(days=400), next_refresh_at=now)
    shortlist.add(team.campaign, [planned.pk, unplanned.pk, urgent.pk], team.editor, now)
    for profile in (planned, unplanned, urgent):
        profile.refresh_from_db()
    assert planned.priority == Priority.WANTED
    assert planned.wanted_until == now + shortlist.WANTED_FOR
    assert planned.next_refresh_at <= timezone.now()
    assert unplanned.next_refresh_at is None
    assert urgent.priority == Priority.NOW
    assert urgent.wanted_until == now + timedelta(days=400)


def test_a_move_is_logged_and_shown(client, team):
    candidate = make_candidate(team.campaign)
    client.force_login(team.editor)
    to = stage(team.campaign, "Contacted")
    data = {"candidates": candidate.pk, "stage": to.pk, "seen": f"{candidate.pk}.{candidate.stage_id}.0"}
    response = client.post(reverse("campaign_move", args=[team.campaign.pk]), data, follow=True)
    assert "1 creator moved to Contacted." in response.content.decode()
    change = candidate.stage_changes.get()
    assert (change.from_name, change.to_name, change.by) == ("Shortlisted", "Contacted", team.editor)
    detail = client.get(reverse("campaign_candidate", args=[team.campaign.pk, candidate.pk])).content.decode()
    assert "<strong>Shortlisted</strong> to <strong>Contacted</strong>" in detail


def test_a_move_never_overrules_one_that_was_not_seen(client, team):
    candidate = make_candidate(team.campaign)
    seen = f"{candidate.pk}.{candidate.stage_id}.0"
    now = timezone.now()
    shortlist.move(team.campaign, [candidate.pk], stage(team.campaign, "Agreed"), team.owner, now)
    client.force_login(team.editor)
    data = {"candidates": candidate.pk, "stage": stage(team.campaign, "Declined").pk, "seen": seen}
    response = client.post(reverse("campaign_move", args=[team.campaign.pk]), data, follow=True)
    html = response.content.decode()
    assert "Not moved: somebody else was faster." in html
    assert "Olga Owner moved it from Shortlisted to Agreed." in html
    assert "Move to Declined all the same" in html
    candidate.refresh_from_db()
    assert candidate.stage.name == "Agreed"


def test_of_many_only_those_that_changed_meanwhile_stay_and_each_is_told(client, team):
    stale, gone, fresh = (make_candidate(team.campaign) for _ in range(3))
    seen = [f"{c.pk}.{c.stage_id}.0" for c in (stale, gone, fresh)]
    now = timezone.now()
    shortlist.move(team.campaign, [stale.pk], stage(team.campaign, "Agreed"), team.owner, now)
    shortlist.remove(team.campaign, [gone.pk], team.owner, now)
    client.force_login(team.editor)
    data = {"candidates": [stale.pk, gone.pk, fresh.pk], "seen": seen}
    address = reverse("campaign_move", args=[team.campaign.pk])
    form = {**data, "stage": stage(team.campaign, "Contacted").pk}
    html = client.post(address, form, follow=True).content.decode()
    assert "1 creator moved to Contacted." in html
    assert "Olga Owner moved it from Shortlisted to Agreed." in html
    assert "Olga Owner took it off the shortlist." in html
    html = client.post(address, {**data, "stage": "removed"}, follow=True).content.decode()
    assert "Not removed: somebody else was faster." in html
    assert "Remove all the same" in html
    assert set(team.campaign.candidates.listed()) == {stale, fresh}


def test_who_wants_what_the_other_did_already_is_not_refused(client, team):
    row = make_candidate(team.campaign)
    agreed = stage(team.campaign, "Agreed")
    seen = f"{row.pk}.{row.stage_id}.0"
    shortlist.move(team.campaign, [row.pk], agreed, team.owner, timezone.now())
    client.force_login(team.editor)
    data = {"candidates": row.pk, "stage": agreed.pk, "seen": seen}
    html = client.post(reverse("campaign_move", args=[team.campaign.pk]), data, follow=True).content.decode()
    assert "It is in Agreed already." in html
    assert "somebody else" not in html


def test_a_move_writes_nothing_but_the_move(team):
    """Somebody else's change of another field, made meanwhile, survives."""
    candidate = make_candidate(team.campaign)
    Candidate.objects.filter(pk=candidate.pk).update(frozen_score=99)
    shortlist.move(team.campaign, [candidate.pk], stage(team.campaign, "Agreed"), team.owner, timezone.now())
    candidate.refresh_from_db()
    assert (candidate.frozen_score, candidate.stage.name) == (99, "Agreed")


def test_many_are_moved_at_once_and_those_there_already_are_left_alone(client, team):
    to = stage(team.campaign, "Contacted")
    candidates = [make_candidate(team.campaign) for _ in range(3)]
    there = make_candidate(team.campaign, stage=to)
    client.force_login(team.editor)
    data = {"candidates": [c.pk for c in [*candidates, there]], "stage": to.pk}
    response = client.post(reverse("campaign_move", args=[team.campaign.pk]), data, follow=True)
    assert "3 creators moved to Contacted." in response.content.decode()
    assert team.campaign.candidates.filter(stage=to).count() == 4
    assert not there.stage_changes.exists()
    event = activity(team.campaign)[0]
    assert (event.n, event.to_name, event.by) == (3, "Contacted", "editor")


def test_nothing_chosen_changes_nothing(client, team):
    candidate = make_candidate(team.campaign)
    client.force_login(team.editor)
    address = reverse("campaign_move", args=[team.campaign.pk])
    for data in (
        {"stage": "removed"},
        {"candidates": candidate.pk, "stage": ""},
        {"candidates": "x", "stage": "removed"},
    ):
        assert "Nothing was changed" in client.post(address, data, follow=True).content.decode()
    assert team.campaign.candidates.listed().count() == 1


def test_removal_can_be_undone_with_notes_and_stage(client, team):
    candidate = make_candidate(team.campaign, stage=stage(team.campaign, "Agreed"))
    shortlist.note(candidate, "Likes bread", team.owner, timezone.now())
    client.force_login(team.editor)
    move = reverse("campaign_move", args=[team.campaign.pk])
    response = client.post(move, {"candidates": candidate.pk, "stage": "removed"}, follow=True)
    html = response.content.decode()
    assert f"@{candidate.profile.handle} is off the shortlist." in html
    assert "Undo" in html
    assert "The shortlist is empty" not in html
    assert (
        client.get(reverse("campaign_shortlist", args=[team.campaign.pk]), {"stage": "removed"})
        .content.decode()
        .count("Put back")
        >= 1
    )
    response = client.post(
        reverse("campaign_restore", args=[team.campaign.pk]), {"candidates": candidate.pk}, follow=True
    )
    assert "1 creator is back on the shortlist." in response.content.decode()
    candidate.refresh_from_db()
    assert (candidate.removed_at, candidate.removed_by, candidate.stage.name) == (None, None, "Agreed")
    assert candidate.comments.get().text == "Likes bread"
    names = [(c.from_name, c.to_name) for c in candidate.stage_changes.all()]
    assert names == [("", "Agreed"), ("Agreed", "")]


def test_who_is_added_again_after_removal_comes_back_with_notes_and_a_fresh_score(team):
    cook = make_scored(12)[0]
    candidate = make_candidate(team.campaign, cook, frozen_score=11, stage=stage(team.campaign, "Agreed"))
    shortlist.note(candidate, "Likes bread", team.owner, timezone.now())
    shortlist.remove(team.campaign, [candidate.pk], team.owner, timezone.now())
    assert shortlist.add(team.campaign, [cook.pk], team.editor, timezone.now()).ids == [cook.pk]
    again = team.campaign.candidates.get()
    assert again.pk == candidate.pk
    assert (again.stage.name, again.removed_at, again.added_by) == ("Shortlisted", None, team.editor)
    assert again.frozen_score > 11
    assert again.comments.count() == 1


def test_notes_show_their_author_and_are_never_markup(client, team):
    candidate = make_candidate(team.campaign)
    client.force_login(team.editor)
    address = reverse("campaign_note", args=[team.campaign.pk, candidate.pk])
    client.post(address, {"text": "<script>alert(1)</script>"})
    assert "not kept" in client.post(address, {"text": "  "}, follow=True).content.decode()
    note = Comment.objects.get()
    assert note.author == team.editor
    for html in (
        client.get(reverse("campaign_candidate", args=[team.campaign.pk, candidate.pk])).content.decode(),
        page_of(client, team.campaign, team.viewer),
    ):
        assert "&lt;script&gt;alert(1)" in html
        assert "<script>alert" not in html


def test_a_note_is_removed_by_its_author_or_an_owner(client, team):
    candidate = make_candidate(team.campaign)
    of_owner = shortlist.note(candidate, "mine", team.owner, timezone.now())
    of_editor = shortlist.note(candidate, "yours", team.editor, timezone.now())
    client.force_login(team.editor)
    for note in (of_owner, of_editor):
        client.post(reverse("campaign_note_remove", args=[team.campaign.pk, candidate.pk, note.pk]))
    assert list(candidate.comments.all()) == [of_owner]
    client.force_login(team.owner)
    third = shortlist.note(candidate, "again", team.editor, timezone.now())
    client.post(reverse("campaign_note_remove", args=[team.campaign.pk, candidate.pk, third.pk]))
    assert list(candidate.comments.all()) == [of_owner]
