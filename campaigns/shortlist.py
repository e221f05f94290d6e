"""What happens to a shortlist: creators are added with their score frozen, moved, noted, removed, put back.

One writer at a time changes a shortlist, and each writes only the fields it means. What a person did not
see is not overruled: a change names the value that it was made from (`seen`) and is refused where that has
changed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q

from campaigns import places
from campaigns.brief import brief_of
from campaigns.choices import FIRST_STAGES, ActionKind
from campaigns.models import Campaign, Candidate, Comment, ShortlistAction, Stage, StageChange
from influencers.models import Profile
from scoring.core.schema import Brief, Result
from scoring.rank import best_scores, rank_profiles

WANTED_FOR = timedelta(days=90)
# Creators that one request adds: each is scored and put into words, about a thousandth of a second each.
MOST_AT_ONCE = 5000
# Where a move puts candidates behind the last one of a stage, also those that stand in it.
END = 0
Seen = Mapping[int, int | None] | None
FROZEN_FIELDS = (
    "followers", "engagement_rate", "er_low", "er_high", "er_basis", "percentile", "n_posts", "last_post_at",
    "country", "language", "source", "bound_source", "fetched_at", "scored_at", "score_version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Added:
    """How adding went: `ids` of the accounts that are new on the list, how many were there already, and the
    action that takes it back (None: nobody is new)."""

    ids: list[int]
    already: int
    action: ShortlistAction | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a change of candidates went: ids of those changed, ids of those left alone because somebody else
    had changed the same thing meanwhile, and the action that takes it back (None: nothing changed)."""

    done: list[int]
    refused: list[int]
    action: ShortlistAction | None


def lock(campaign: Campaign) -> None:
    """Makes the transaction the only one that changes this shortlist; the next waits until it ends."""
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)


def as_seen(
    campaign: Campaign, ids: Iterable[int], field: str, wanted, seen: Seen, also: Q | None = None
) -> tuple[list[Candidate], list[int]]:
    """(candidates in the order of the list, ids refused), all locked, and those of `also` with them.

    `seen` is {id: value of `field` that the person had before them}. Refused are those that have another
    value by now, unless it is the one wanted, and those that were taken off the list.
    """
    lock(campaign)
    ids, seen = set(ids), seen or {}
    asked = Q(pk__in=ids)
    # In one order with everybody else who locks candidates, so that nobody waits for the other for ever.
    locked = campaign.candidates.filter(asked if also is None else asked | also).order_by("pk")
    list(locked.select_for_update(no_key=True).values_list("pk"))
    rows = campaign.candidates.listed().filter(asked).select_related("stage", "profile").defer("frozen")
    listed = {row.pk: row for row in rows}
    stale = {pk for pk in seen.keys() & listed if getattr(listed[pk], field) not in (seen[pk], wanted)}
    found = [row for pk, row in listed.items() if pk not in stale]
    found.sort(key=lambda row: (row.stage.position, row.position, row.pk))
    return found, sorted(stale | (seen.keys() & ids) - listed.keys())


def act(campaign: Campaign, kind: ActionKind, data: dict, by, now: datetime) -> ShortlistAction:
    """What was done, kept so that it can be taken back (`campaigns.undoing`)."""
    return ShortlistAction.objects.create(campaign=campaign, kind=kind, data=data, by=by, at=now)


def make_stages(campaign: Campaign) -> None:
    """Gives a new campaign the stages that it starts with."""
    Stage.objects.bulk_create(
        Stage(campaign=campaign, name=name, kind=kind, colour=colour, position=place)
        for place, (name, kind, colour) in enumerate(FIRST_STAGES)
    )


def scores_now(brief: Brief, profiles: Iterable[Profile], now: datetime) -> tuple[dict[int, Result], dict]:
    """({profile id: Result}, {"version", "run"}): how given accounts score for a brief now, whether they can
    be ranked or lack data. Demo and real accounts are scored apart. An account outside the hard limits is not
    in the answer."""
    kinds: dict[bool, list[int]] = {}
    for profile in profiles:
        kinds.setdefault(profile.is_demo, []).append(profile.pk)
    results, origin = {}, {}
    for demo, ids in kinds.items():
        ranking = rank_profiles(replace(brief, demo=demo), ids, now, top=len(ids), alone=True)
        results |= {r.profile_id: r for r in (*ranking.needs_data, *ranking.ranked)}
        origin = {"version": ranking.version, "run": ranking.run_id}
    return results, origin


def plain_scores_now(brief: Brief, profiles: Iterable[Profile], now: datetime) -> dict[int, float]:
    """{profile id: score 0..100} of those that can be ranked: `scores_now` without the words, which take most
    of its time."""
    kinds: dict[bool, list[int]] = {}
    for profile in profiles:
        kinds.setdefault(profile.is_demo, []).append(profile.pk)
    found: dict[int, float] = {}
    for demo, ids in kinds.items():
        found |= best_scores(replace(brief, demo=demo), ids, now)
    return found


def add(campaign: Campaign, profile_ids: Iterable[int], by, now: datetime) -> Added:
    """Puts accounts at the end of the first stage, in the order given, and freezes what is known of them.

    Accounts that are on the list already stay as they are; removed ones come back with their notes. Each
    added account is refreshed before others for the next 90 days, and as long as it is listed (`wanted.py`).
    Costs a fixed number of queries.
    """
    found = Profile.objects.shown().select_related("primary_niche").in_bulk(profile_ids)
    profiles = [found[pk] for pk in dict.fromkeys(profile_ids) if pk in found]
    results, origin = scores_now(brief_of(campaign), profiles, now)
    with transaction.atomic():
        lock(campaign)
        there = set(campaign.candidates.listed().filter(profile__in=found).values_list("profile", flat=True))
        fresh = [profile for profile in profiles if profile.pk not in there]
        stage = campaign.stages.first()
        last = campaign.candidates.filter(stage=stage).aggregate(last=Max("position"))["last"] or 0
        rows = [
            _candidate(campaign, stage, place, profile, results.get(profile.pk), origin, by, now)
            for place, profile in enumerate(fresh, last + 1)
        ]
        # Rows of removed candidates are there already: they become listed again.
        Candidate.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=("campaign", "profile"), update_fields=RETURNED_FIELDS
        )
        StageChange.objects.bulk_create(
            StageChange(candidate=row, to_stage=stage, to_name=stage.name, by=by, at=now) for row in rows
        )
        Profile.objects.want([p.pk for p in fresh], now + WANTED_FOR)
        data = {"was": [row.pk for row in rows], "became": stage.pk}
        action = act(campaign, ActionKind.ADD, data, by, now) if rows else None
    return Added([p.pk for p in fresh], len(profiles) - len(fresh), action)


RETURNED_FIELDS = (
    "stage", "position", "stage_changed_at", "frozen_score", "frozen", "frozen_at", "added_at", "added_by",
    "removed_at", "removed_by",
)  # fmt: skip


def _candidate(campaign, stage, place, profile, result, origin, by, now) -> Candidate:
    return Candidate(
        campaign=campaign,
        profile=profile,
        stage=stage,
        position=place,
        stage_changed_at=now,
        frozen_score=result and result.score,
        frozen={"result": result and result.as_dict(), "figures": frozen_figures(profile), **origin},
        frozen_at=now,
        added_at=now,
        added_by=by,
    )


def frozen_figures(profile: Profile) -> dict:
    """The figures of an account as they are now, JSON-ready, each rate with its interval, source and time."""
    figures = {name: getattr(profile, name) for name in FROZEN_FIELDS}
    figures = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in figures.items()}
    return figures | {"niche": profile.primary_niche.slug if profile.primary_niche else ""}


@transaction.atomic
def move(
    campaign: Campaign,
    candidate_ids: Iterable[int],
    stage: Stage,
    by,
    now: datetime,
    seen: Seen = None,
    before: int | None = None,
) -> Outcome:
    """Candidates brought to `stage`, in the order they had: to its end, where those there already stay as
    they are, or with `before` in front of that candidate (END: behind the last), within the stage too.

    Raises Stage.DoesNotExist where the stage was deleted meanwhile.
    """
    rows, refused = as_seen(campaign, candidate_ids, "stage_id", stage.pk, seen, Q(stage=stage))
    stage = campaign.stages.get(pk=stage.pk)
    moving = [row for row in rows if before is not None or row.stage_id != stage.pk]
    if not moving:
        return Outcome([], refused, None)
    ids = [row.pk for row in moving]
    orders = places.orders_of(campaign, {stage.pk, *(row.stage_id for row in moving)})
    after = {pk: then for order in orders.values() for pk, then in places.followers(order, ids).items()}
    from_elsewhere = {row.pk: row.stage for row in moving if row.stage_id != stage.pk}
    Candidate.objects.filter(pk__in=from_elsewhere).update(stage=stage, stage_changed_at=now)
    places.lay(places.put(orders[stage.pk], ids, before))
    log_moves(from_elsewhere, stage, by, now)
    was = [[row.pk, row.stage_id, after[row.pk]] for row in moving]
    data = {"was": was, "became": stage.pk}
    return Outcome(ids, refused, act(campaign, ActionKind.MOVE, data, by, now))


@transaction.atomic
def remove(campaign: Campaign, candidate_ids: Iterable[int], by, now: datetime, seen: Seen = None) -> Outcome:
    """Candidates taken off the list; `restore` puts them back as they were."""
    rows, refused = as_seen(campaign, candidate_ids, "stage_id", None, seen)
    if not rows:
        return Outcome([], refused, None)
    ids = [row.pk for row in rows]
    Candidate.objects.filter(pk__in=ids).update(removed_at=now, removed_by=by)
    log_moves({row.pk: row.stage for row in rows}, None, by, now)
    return Outcome(ids, refused, act(campaign, ActionKind.REMOVE, {"was": ids}, by, now))


@transaction.atomic
def restore(campaign: Campaign, candidate_ids: Iterable[int], by, now: datetime) -> int:
    """How many removed candidates came back, in the stage and place they had."""
    lock(campaign)
    rows = campaign.candidates.removed().filter(pk__in=candidate_ids)
    back = list(rows.select_for_update(of=("self",)).select_related("stage").defer("frozen").order_by("pk"))
    Candidate.objects.filter(pk__in=[row.pk for row in back]).update(removed_at=None, removed_by=None)
    StageChange.objects.bulk_create(
        StageChange(candidate=row, to_stage=row.stage, to_name=row.stage.name, by=by, at=now) for row in back
    )
    return len(back)


def log_moves(before: dict[int, Stage], to: Stage | None, by, now: datetime) -> None:
    """Keeps in the history that candidates ({id: stage before}) went to a stage; None: off the list."""
    StageChange.objects.bulk_create(
        StageChange(
            candidate_id=pk,
            from_stage=stage,
            from_name=stage.name,
            to_stage=to,
            to_name=to.name if to else "",
            by=by,
            at=now,
        )  # fmt: skip
        for pk, stage in before.items()
    )


def note(candidate: Candidate, text: str, by, now: datetime) -> Comment:
    """A note of `by` on a candidate."""
    return Comment.objects.create(candidate=candidate, author=by, text=text, at=now)
