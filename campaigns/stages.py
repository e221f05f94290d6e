"""A campaign's own stages: made, changed, put in order, deleted. Whatever they are called, what a stage means
to the rest of Handpick is its `kind`."""

from datetime import datetime

from auditlog.models import LogEntry
from django.db import transaction
from django.db.models import Max

from campaigns import places
from campaigns.choices import ActionKind
from campaigns.models import Campaign, Candidate, ShortlistAction, Stage
from campaigns.shortlist import act, lock, log_moves

FIELDS = ("name", "kind", "colour")


class NotDone(Exception):
    """A change of stages that is refused; the message says why and what to do."""


class Overtaken(NotDone):
    """A change of a stage that somebody else has changed meanwhile; `stage` is how it stands now."""

    def __init__(self, stage: Stage):
        super().__init__(
            f"Not saved: somebody else changed this stage meanwhile. It is now called “{stage.name}”, "
            f"{stage.get_colour_display().lower()}, {stage.get_kind_display().lower()}. "
            "Save again to put yours in its place."
        )
        self.stage = stage


@transaction.atomic
def add(campaign: Campaign, values: dict, by, now: datetime) -> ShortlistAction:
    """A new stage behind the last, with the name, kind and colour given. Raises NotDone."""
    lock(campaign)
    _free_name(campaign, values["name"])
    last = campaign.stages.aggregate(last=Max("position"))["last"]
    stage = Stage.objects.create(campaign=campaign, position=0 if last is None else last + 1, **values)
    return act(campaign, ActionKind.STAGE_ADD, {"stage": stage.pk, "name": stage.name}, by, now)


@transaction.atomic
def edit(
    campaign: Campaign, stage_id: int, values: dict, seen: dict, by, now: datetime
) -> ShortlistAction | None:
    """A stage with those values changed that differ from `seen`; None where nothing is to change. Raises
    Overtaken where one of them is no longer what was seen, NotDone where it cannot be."""
    stage = locked(campaign, stage_id)
    changed = {name: values[name] for name in FIELDS if values[name] != seen[name]}
    if any(getattr(stage, name) not in (seen[name], value) for name, value in changed.items()):
        raise Overtaken(stage)
    changed = {name: value for name, value in changed.items() if getattr(stage, name) != value}
    if not changed:
        return None
    was = {name: getattr(stage, name) for name in changed}
    write(campaign, stage, changed)
    return act(campaign, ActionKind.STAGE_EDIT, {"stage": stage.pk, "was": was, "became": changed}, by, now)


@transaction.atomic
def shift(campaign: Campaign, stage_id: int, steps: int, by, now: datetime) -> ShortlistAction | None:
    """A stage brought `steps` places further on (below 0: back); None where it stands at that end already."""
    stage = locked(campaign, stage_id)
    before = list(campaign.stages.values_list("pk", flat=True))
    at = before.index(stage.pk)
    to = min(max(at + steps, 0), len(before) - 1)
    if to == at:
        return None
    after = [pk for pk in before if pk != stage.pk]
    after.insert(to, stage.pk)
    arrange(campaign, after)
    tell_place(stage, at, to, by)
    data = {"stage": stage.pk, "was": before, "became": after}
    return act(campaign, ActionKind.STAGE_ORDER, data, by, now)


@transaction.atomic
def delete(campaign: Campaign, stage_id: int, to_id: int | None, by, now: datetime) -> ShortlistAction:
    """A stage gone, its candidates at the end of the stage `to_id` in the order they had. Raises NotDone."""
    stage = locked(campaign, stage_id)
    others = list(campaign.stages.exclude(pk=stage.pk))
    if not others:
        raise NotDone("A campaign needs at least one stage. Add another first.")
    standing = list(_locked_candidates(stage))
    to = next((other for other in others if other.pk == to_id), None)
    if to is None and standing:
        raise NotDone(f"Say where those in {stage.name} go.")
    ids = [row.pk for row in standing]
    if ids:
        order = places.orders_of(campaign, [to.pk])[to.pk]
        Candidate.objects.filter(pk__in=ids).update(stage=to, stage_changed_at=now)
        places.lay([*order, *ids])
        log_moves({row.pk: stage for row in standing if row.removed_at is None}, to, by, now)
    shared = list(stage.shared_by.values_list("pk", flat=True))
    was = {"pk": stage.pk, "at": _place_of(stage), "shared": shared} | {
        name: getattr(stage, name) for name in FIELDS
    }
    stage.delete()
    data = {"was": was, "candidates": ids, "became": to.pk if ids else None}
    return act(campaign, ActionKind.STAGE_DELETE, data, by, now)


def locked(campaign: Campaign, stage_id: int) -> Stage:
    """A stage of a campaign that nobody else changes in the meantime. Raises NotDone where it is gone."""
    lock(campaign)
    stage = campaign.stages.filter(pk=stage_id).first()
    if stage is None:
        raise NotDone("This stage was deleted meanwhile.")
    return stage


def write(campaign: Campaign, stage: Stage, values: dict) -> None:
    """Writes values of a locked stage. Raises NotDone where the name is taken."""
    if "name" in values:
        _free_name(campaign, values["name"], stage.pk)
    for name, value in values.items():
        setattr(stage, name, value)
    stage.save(update_fields=list(values))


def arrange(campaign: Campaign, order: list[int]) -> None:
    """Numbers the stages in this order; those it does not name go behind."""
    known = campaign.stages.in_bulk()
    stages = [known.pop(pk) for pk in order if pk in known] + list(known.values())
    moved = [(place, stage) for place, stage in enumerate(stages) if stage.position != place]
    for place, stage in moved:
        stage.position = place
    # Not one by one: the history tells of the stage that was moved (`tell_place`), not of all that made way.
    Stage.objects.bulk_update([stage for _, stage in moved], ["position"])


def tell_place(stage: Stage, was: int, became: int, by) -> None:
    """Tells in the history that a stage went to another place; people count from 1."""
    changes = {"position": [str(was + 1), str(became + 1)]}
    LogEntry.objects.log_create(stage, action=LogEntry.Action.UPDATE, changes=changes, actor=by)


def again(campaign: Campaign, was: dict) -> Stage:
    """A deleted stage made anew in its old place, under its old number, shown by the client links that showed
    it. Raises NotDone."""
    _free_name(campaign, was["name"])
    order = list(campaign.stages.values_list("pk", flat=True))
    stage = Stage.objects.create(
        campaign=campaign, pk=was["pk"], position=was["at"], **{name: was[name] for name in FIELDS}
    )
    order.insert(was["at"], stage.pk)
    arrange(campaign, order)
    stage.shared_by.set(campaign.share_links.filter(pk__in=was.get("shared", ())))
    return stage


def _locked_candidates(stage: Stage):
    rows = stage.candidates.order_by("pk").select_for_update(of=("self",), no_key=True).defer("frozen")
    return sorted(rows, key=lambda row: (row.position, row.pk))


def _place_of(stage: Stage) -> int:
    return list(stage.campaign.stages.values_list("pk", flat=True)).index(stage.pk)


def _free_name(campaign: Campaign, name: str, but: int | None = None) -> None:
    if campaign.stages.filter(name__iexact=name).exclude(pk=but).exists():
        raise NotDone(f"This campaign has a stage called “{name}” already.")
