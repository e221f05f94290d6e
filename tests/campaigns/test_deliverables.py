"""What is agreed, linked, typed in and taken off; and taking each of it back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from campaigns import deliverables
from campaigns.changes import of_campaign
from campaigns.choices import DeliverableState, FoundHow
from campaigns.deliverables import Typed, Wish
from campaigns.models import Deliverable
from campaigns.stages import NotDone
from campaigns.undoing import offer, undo
from tests.factories import make_candidate, make_deliverable, make_post, make_profile

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def agreed(team):
    """A creator of the campaign whom it agreed with."""
    stage = team.campaign.stages.get(kind="agreed")
    return make_candidate(team.campaign, make_profile(handle="ada"), stage=stage)


@pytest.fixture
def owed(agreed):
    return make_deliverable(agreed)


def test_several_are_added_with_the_estimate_of_the_day_and_taken_back(team, agreed):
    wish = Wish("short", date(2026, 12, 3), Decimal("25"), "with the new jar")
    action = deliverables.add(team.campaign, agreed.pk, wish, 2, team.editor, NOW)
    rows = list(agreed.deliverables.all())
    assert [(row.kind, row.state, row.fee_share) for row in rows] == [("short", "agreed", 25)] * 2
    assert rows[0].estimate == {"missing": "not scored yet"}
    assert offer(team.campaign, action.pk).words == "2 deliverables are on the list."
    assert undo(team.campaign, action.pk, team.editor, NOW) == "Taken back."
    assert not agreed.deliverables.exists()


def test_who_is_off_the_shortlist_owes_nothing_new(team, agreed):
    agreed.removed_at = NOW
    agreed.save()
    with pytest.raises(NotDone, match="not on the shortlist"):
        deliverables.add(team.campaign, agreed.pk, Wish(), 1, team.editor, NOW)


def test_shares_of_a_fee_never_exceed_it(team, agreed):
    deliverables.add(team.campaign, agreed.pk, Wish(fee_share=Decimal(60)), 1, team.editor, NOW)
    with pytest.raises(NotDone, match="60%"):
        deliverables.add(team.campaign, agreed.pk, Wish(fee_share=Decimal(50)), 1, team.editor, NOW)
    row = agreed.deliverables.get()
    deliverables.change(team.campaign, row.pk, Wish(fee_share=Decimal(100)), team.editor, NOW)
    deliverables.put(team.campaign, row.pk, "missed", team.editor, NOW)
    assert deliverables.add(team.campaign, agreed.pk, Wish(fee_share=Decimal(100)), 1, team.editor, NOW)


def test_a_change_that_changes_nothing_is_none(team, owed):
    wish = Wish("photo")
    assert deliverables.change(team.campaign, owed.pk, wish, team.editor, NOW) is None


def test_a_link_finds_the_post_that_was_read_already(team, owed):
    post = make_post(owed.candidate.profile, url="https://www.instagram.com/p/Cabc12345/")
    link = "instagram.com/reel/Cabc12345?x=1"
    action, known = deliverables.give_link(team.campaign, owed.pk, link, team.editor, NOW)
    owed.refresh_from_db()
    assert known
    assert (owed.post, owed.state, owed.found_how, owed.found_by) == (post, "found", "link", team.editor)
    undo(team.campaign, action.pk, team.editor, NOW)
    owed.refresh_from_db()
    assert (owed.post, owed.state, owed.link, owed.found_at) == (None, "agreed", "", None)


def test_a_link_of_a_post_not_read_yet_is_kept_and_waits(team, owed):
    _, known = deliverables.give_link(
        team.campaign, owed.pk, "https://instagram.com/p/Cabc12345/", team.editor, NOW
    )
    owed.refresh_from_db()
    assert not known
    assert (owed.link, owed.state) == ("https://instagram.com/p/Cabc12345/", "agreed")


@pytest.mark.parametrize(
    ("link", "why"),
    [("https://youtu.be/dQw4w9WgXcQ", "not a post on Instagram"), ("hello", "no web address")],
)
def test_a_wrong_link_is_refused_in_words(team, owed, link, why):
    with pytest.raises(NotDone, match=why):
        deliverables.give_link(team.campaign, owed.pk, link, team.editor, NOW)


def test_one_post_stands_for_one_deliverable(team, owed):
    post, other = make_post(owed.candidate.profile), make_deliverable(owed.candidate)
    deliverables.pick(team.campaign, owed.pk, post.pk, team.editor, NOW)
    with pytest.raises(NotDone, match="another deliverable"):
        deliverables.pick(team.campaign, other.pk, post.pk, team.editor, NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Deliverable.objects.filter(pk=other.pk).update(post=post, state="found")


def test_a_deliverable_that_has_its_post_takes_no_other(team, owed):
    deliverables.pick(team.campaign, owed.pk, make_post(owed.candidate.profile).pk, team.editor, NOW)
    for change in (
        lambda: deliverables.give_link(team.campaign, owed.pk, "instagram.com/p/Cabc12345", team.editor, NOW),
        lambda: deliverables.pick(
            team.campaign, owed.pk, make_post(owed.candidate.profile).pk, team.editor, NOW
        ),
    ):
        with pytest.raises(NotDone, match="has its post"):
            change()


def test_where_the_post_was_taken_away_another_link_may_be_given(team, owed):
    post = make_post(owed.candidate.profile)
    deliverables.pick(team.campaign, owed.pk, post.pk, team.editor, NOW)
    post.delete()
    deliverables.give_link(team.campaign, owed.pk, "instagram.com/p/Cabc12345", team.editor, NOW)
    owed.refresh_from_db()
    assert (owed.state, owed.link) == ("agreed", "https://instagram.com/p/Cabc12345")


def test_a_post_of_somebody_else_is_never_taken(team, owed):
    with pytest.raises(NotDone, match="not there"):
        deliverables.pick(team.campaign, owed.pk, make_post(make_profile()).pk, team.editor, NOW)


def test_figures_typed_in_settle_and_come_back_with_undo(team, owed):
    typed = Typed(None, 12, None, 900, NOW - timedelta(days=1))
    deliverables.type_in(team.campaign, owed.pk, typed, team.editor, NOW)
    owed.refresh_from_db()
    assert (owed.state, owed.likes, owed.comments, owed.views) == ("settled", None, 12, 900)
    assert (owed.counted_source, owed.found_how) == ("curator", FoundHow.HAND)
    action = deliverables.put(team.campaign, owed.pk, "agreed", team.editor, NOW)
    owed.refresh_from_db()
    assert (owed.state, owed.comments, owed.counted_at) == ("agreed", None, None)
    undo(team.campaign, action.pk, team.editor, NOW)
    owed.refresh_from_db()
    assert (owed.state, owed.comments, owed.views) == ("settled", 12, 900)


def test_a_post_that_is_read_is_not_typed_over(team, owed):
    deliverables.pick(team.campaign, owed.pk, make_post(owed.candidate.profile).pk, team.editor, NOW)
    with pytest.raises(NotDone, match="read from its platform"):
        deliverables.type_in(team.campaign, owed.pk, Typed(1, 1, 1, 1, NOW), team.editor, NOW)


def test_settling_by_hand_keeps_the_counts_and_undo_lets_the_post_grow_on(team, owed):
    post = make_post(owed.candidate.profile)
    deliverables.pick(team.campaign, owed.pk, post.pk, team.editor, NOW)
    action = deliverables.put(team.campaign, owed.pk, "settled", team.editor, NOW)
    owed.refresh_from_db()
    assert (owed.state, owed.likes, owed.counted_at) == ("settled", 100, post.fetched_at)
    # Counts of a source are in no log: it may not let them be kept.
    assert "likes" not in str(action.data)
    undo(team.campaign, action.pk, team.editor, NOW)
    owed.refresh_from_db()
    assert owed.state == "found"
    dropped = deliverables.put(team.campaign, owed.pk, "dropped", team.editor, NOW)
    undo(team.campaign, dropped.pk, team.editor, NOW)
    owed.refresh_from_db()
    assert (owed.state, owed.post) == ("found", post)


@pytest.mark.parametrize("state", ["missed", "settled"])
def test_what_cannot_be_is_refused(team, owed, state):
    if state == "missed":
        deliverables.pick(team.campaign, owed.pk, make_post(owed.candidate.profile).pk, team.editor, NOW)
    with pytest.raises(NotDone):
        deliverables.put(team.campaign, owed.pk, state, team.editor, NOW)


def test_undo_leaves_alone_what_somebody_changed_since(team, owed):
    action = deliverables.put(team.campaign, owed.pk, "missed", team.editor, NOW)
    deliverables.put(team.campaign, owed.pk, "dropped", team.owner, NOW)
    with pytest.raises(NotDone, match="changed since"):
        undo(team.campaign, action.pk, team.editor, NOW)


def test_undo_does_not_take_a_post_away_from_another(team, owed):
    post = make_post(owed.candidate.profile)
    deliverables.pick(team.campaign, owed.pk, post.pk, team.editor, NOW)
    action = deliverables.put(team.campaign, owed.pk, "agreed", team.editor, NOW)
    other = make_deliverable(owed.candidate)
    deliverables.pick(team.campaign, other.pk, post.pk, team.editor, NOW)
    with pytest.raises(NotDone, match="another deliverable by now"):
        undo(team.campaign, action.pk, team.editor, NOW)
    owed.refresh_from_db()
    assert owed.state == "agreed"


def test_the_history_tells_each_change_with_its_author(team, owed):
    deliverables.change(team.campaign, owed.pk, Wish("photo", date(2026, 12, 3)), team.editor, NOW)
    deliverables.put(team.campaign, owed.pk, "missed", team.owner, NOW)
    told = [
        (line.field, line.before, line.after)
        for change in of_campaign(team.campaign)
        for line in change.lines
    ]
    assert ("State", "Waiting for the post", "Missed") in told
    assert ("Due on", "nothing", "2026-12-03") in told


def test_another_campaigns_deliverable_is_out_of_reach(team):
    foreign = make_deliverable()
    with pytest.raises(NotDone):
        deliverables.put(team.campaign, foreign.pk, "missed", team.editor, NOW)
    foreign.refresh_from_db()
    assert foreign.state == DeliverableState.AGREED
