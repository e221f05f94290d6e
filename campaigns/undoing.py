"""Taking back what was done in a campaign: to its brief, shortlist or stages. What somebody else has changed
since stays."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import transaction

from campaigns import deliverable_log, matches, places, stages
from campaigns.brief_edits import write_brief
from campaigns.candidate_edits import record, write_fees
from campaigns.choices import ActionKind
from campaigns.fees import Fees
from campaigns.models import Campaign, Candidate, ShortlistAction
from campaigns.shortlist import lock, log_moves, restore
from campaigns.stages import NotDone


@dataclass(frozen=True, slots=True)
class Offer:
    """What was just done, in words, and the action that takes it back."""

    action: ShortlistAction
    words: str


def offer(campaign: Campaign, action_id: int | None) -> Offer | None:
    """What to offer for an action; None where there is no such action or it was taken back."""
    action = campaign.actions.filter(pk=action_id, undone_at=None).first() if action_id else None
    return Offer(action, WORDS[action.kind](campaign, action.data)) if action else None


@transaction.atomic
def undo(campaign: Campaign, action_id: int, by, now: datetime) -> str:
    """What came of taking an action back, in words. Raises NotDone where nothing can be taken back."""
    lock(campaign)
    action = campaign.actions.filter(pk=action_id).first()
    if action is None or action.undone_at:
        raise NotDone("Nothing was undone: this was taken back already.")
    words = UNDO[action.kind](campaign, action.data, by, now)
    action.undone_at = now
    action.save(update_fields=["undone_at"])
    return words


def _told(done: int, asked: int, words: str) -> str:
    """How many of those asked for came back; those that others changed since are told apart."""
    if not done:
        raise NotDone("Nothing was undone: somebody else has changed this since.")
    who = f"{done} creator{' is' if done == 1 else 's are'} {words}."
    stay = asked - done
    return f"{who} {stay} changed since and stay{'s' if stay == 1 else ''} as they are now." if stay else who


def _still(campaign: Campaign, ids, **as_left) -> dict[int, Candidate]:
    """{id: candidate, locked} of those on the list that are as the action left them."""
    rows = campaign.candidates.listed().filter(pk__in=ids, **as_left).order_by("pk").defer("frozen")
    locked = rows.select_for_update(of=("self",), no_key=True).select_related("stage", "profile")
    return {row.pk: row for row in locked}


def _move(campaign: Campaign, data: dict, by, now: datetime) -> str:
    still = _still(campaign, [pk for pk, _, _ in data["was"]], stage=data["became"])
    there = campaign.stages.in_bulk()
    back = [(pk, there[stage], after) for pk, stage, after in data["was"] if pk in still and stage in there]
    orders = places.orders_of(campaign, {stage.pk for _, stage, _ in back})
    for stage in {stage for _, stage, _ in back}:
        followed = {pk: after for pk, its, after in back if its == stage}
        from_elsewhere = {pk: still[pk].stage for pk in followed if still[pk].stage_id != stage.pk}
        Candidate.objects.filter(pk__in=from_elsewhere).update(stage=stage, stage_changed_at=now)
        log_moves(from_elsewhere, stage, by, now)
        places.lay(places.put_back(orders[stage.pk], followed))
    return _told(len(back), len(data["was"]), "back in place")


def _remove(campaign: Campaign, data: dict, by, now: datetime) -> str:
    return _told(restore(campaign, data["was"], by, now), len(data["was"]), "back on the shortlist")


def _assign(campaign: Campaign, data: dict, by, now: datetime) -> str:
    was = dict(data["was"])
    members = {None, *campaign.memberships.values_list("user", flat=True)}
    still = _still(campaign, was, assignee=data["became"])
    back = {pk: row for pk, row in still.items() if was[pk] in members}
    for person in {was[pk] for pk in back}:
        ids = [pk for pk in back if was[pk] == person]
        Candidate.objects.filter(pk__in=ids).update(assignee=person)
    record(back.values(), {pk: {"assignee": [data["became"], was[pk]]} for pk in back}, by)
    return _told(len(back), len(was), "back with whom they had" if len(was) > 1 else "back with whom it had")


def _fees(campaign: Campaign, data: dict, by, now: datetime) -> str:
    pk, was = data["was"][0]
    row = _still(campaign, [pk]).get(pk)
    if row is None or Fees.of(row) != Fees.read(data["became"]):
        raise NotDone("Nothing was undone: somebody else has changed the fees since.")
    write_fees(row, Fees.read(was), by)
    return f"The fees are as before: {Fees.read(was).words()}."


def _stage_add(campaign: Campaign, data: dict, by, now: datetime) -> str:
    stage = stages.locked(campaign, data["stage"])
    if stage.candidates.exists():
        raise NotDone(f"Nothing was undone: creators stand in {stage.name} by now.")
    stage.delete()
    return f"The stage {stage.name} is gone again."


def _stage_edit(campaign: Campaign, data: dict, by, now: datetime) -> str:
    stage = stages.locked(campaign, data["stage"])
    if any(getattr(stage, name) != value for name, value in data["became"].items()):
        raise NotDone(f"Nothing was undone: somebody else has changed {stage.name} since.")
    stages.write(campaign, stage, data["was"])
    return f"The stage {stage.name} is as it was."


def _stage_order(campaign: Campaign, data: dict, by, now: datetime) -> str:
    stage = stages.locked(campaign, data["stage"])
    if list(campaign.stages.values_list("pk", flat=True)) != data["became"]:
        raise NotDone("Nothing was undone: somebody else has changed the stages since.")
    stages.arrange(campaign, data["was"])
    stages.tell_place(stage, data["became"].index(stage.pk), data["was"].index(stage.pk), by)
    return "The stages are in the order they had."


def _stage_delete(campaign: Campaign, data: dict, by, now: datetime) -> str:
    stage = stages.again(campaign, data["was"])
    if not (ids := data["candidates"]):
        return f"The stage {stage.name} is back."
    rows = campaign.candidates.filter(pk__in=ids, stage=data["became"]).select_related("stage")
    rows = rows.defer("frozen").order_by("pk").select_for_update(of=("self",), no_key=True)
    still = {row.pk: row for row in rows}
    Candidate.objects.filter(pk__in=still).update(stage=stage, stage_changed_at=now)
    log_moves({pk: row.stage for pk, row in still.items() if row.removed_at is None}, stage, by, now)
    places.lay([pk for pk in ids if pk in still])
    stay = len(ids) - len(still)
    moved_on = f" {stay} moved on since and stay{'s' if stay == 1 else ''} there." if stay else ""
    return f"The stage {stage.name} is back, with those who stood in it.{moved_on}"


def _add(campaign: Campaign, data: dict, by, now: datetime) -> str:
    still = _still(campaign, data["was"], stage=data["became"])
    Candidate.objects.filter(pk__in=still).update(removed_at=now, removed_by=by)
    log_moves({pk: row.stage for pk, row in still.items()}, None, by, now)
    return _told(len(still), len(data["was"]), "off the shortlist again")


def _exclude(campaign: Campaign, data: dict, by, now: datetime) -> str:
    if not campaign.exclusions.filter(pk=data["was"]).delete()[0]:
        raise NotDone("Nothing was undone: somebody else has taken this back already.")
    return "Taken back: the ranking shows this creator again."


def _brief(campaign: Campaign, data: dict, by, now: datetime) -> str:
    if not write_brief(campaign, data["became"], data["was"]):
        raise NotDone("Nothing was undone: somebody else has changed this part of the brief since.")
    return "The brief is as it was."


def _deliverable(campaign: Campaign, data: dict, by, now: datetime) -> str:
    words = deliverable_log.take_back(campaign, data, by, now)
    matches.count(campaign)
    return words


UNDO = {
    ActionKind.MOVE: _move,
    ActionKind.REMOVE: _remove,
    ActionKind.ASSIGN: _assign,
    ActionKind.FEES: _fees,
    ActionKind.STAGE_ADD: _stage_add,
    ActionKind.STAGE_EDIT: _stage_edit,
    ActionKind.STAGE_ORDER: _stage_order,
    ActionKind.STAGE_DELETE: _stage_delete,
    ActionKind.DELIVERABLE: _deliverable,
    ActionKind.ADD: _add,
    ActionKind.EXCLUDE: _exclude,
    ActionKind.BRIEF: _brief,
}


def _creators(ids: list[int]) -> str:
    return f"{len(ids)} creator{'s' if len(ids) != 1 else ''}"


def _stage_name(campaign: Campaign, pk: int | None) -> str:
    stage = campaign.stages.filter(pk=pk).first()
    return stage.name if stage else "a stage that is gone"


def _words_of_move(campaign: Campaign, data: dict) -> str:
    to, ids = data["became"], [pk for pk, _, _ in data["was"]]
    within = all(stage == to for _, stage, _ in data["was"])
    return f"{_creators(ids)} moved {'within' if within else 'to'} {_stage_name(campaign, to)}."


def _words_of_removal(campaign: Campaign, data: dict) -> str:
    ids = data["was"]
    one = campaign.candidates.filter(pk=ids[0]).select_related("profile").first() if len(ids) == 1 else None
    who = f"@{one.profile.handle} is" if one else f"{len(ids)} creators are"
    return f"{who} off the shortlist. Notes are kept."


def _words_of_assignment(campaign: Campaign, data: dict) -> str:
    ids = [pk for pk, _ in data["was"]]
    person = get_user_model().objects.filter(pk=data["became"]).first()
    return f"{_creators(ids)} assigned to {person or 'nobody'}."


def _words_of_fees(campaign: Campaign, data: dict) -> str:
    return f"Fees saved: {Fees.read(data['became']).words()}."


def _words_of_edit(campaign: Campaign, data: dict) -> str:
    return f"The stage {_stage_name(campaign, data['stage'])} is changed."


def _words_of_deletion(campaign: Campaign, data: dict) -> str:
    ids, name = data["candidates"], data["was"]["name"]
    went = f" {_creators(ids)} went to {_stage_name(campaign, data['became'])}." if ids else ""
    return f"The stage {name} is deleted.{went}"


def _words_of_adding(campaign: Campaign, data: dict) -> str:
    return f"Added {_creators(data['was'])} to the shortlist of {campaign.name}."


def _words_of_exclusion(campaign: Campaign, data: dict) -> str:
    one = campaign.exclusions.filter(pk=data["was"]).select_related("profile").first()
    return f"@{one.profile.handle} no longer appears in this ranking." if one else "Left out of the ranking."


WORDS = {
    ActionKind.MOVE: _words_of_move,
    ActionKind.REMOVE: _words_of_removal,
    ActionKind.ASSIGN: _words_of_assignment,
    ActionKind.FEES: _words_of_fees,
    ActionKind.STAGE_ADD: lambda campaign, data: f"The stage {data['name']} is added.",
    ActionKind.STAGE_EDIT: _words_of_edit,
    ActionKind.STAGE_ORDER: lambda campaign, data: "The stages have a new order.",
    ActionKind.STAGE_DELETE: _words_of_deletion,
    ActionKind.DELIVERABLE: lambda campaign, data: data["words"],
    ActionKind.ADD: _words_of_adding,
    ActionKind.EXCLUDE: _words_of_exclusion,
    ActionKind.BRIEF: lambda campaign, data: data["words"],
}
