"""A job as a person asks for it: its searches and its list become rows, and a worker may begin."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from influencers.choices import Source
from influencers.finding.handles import Named, named_in
from influencers.finding.leaving_alone import leave_alone
from influencers.finding.offers import offered, why_not
from influencers.finding.standing import Account, standing_of
from influencers.models import Discovery, DiscoveryFind, DiscoveryStep
from influencers.models.discovery import DiscoveryState, Outcome, StepState
from influencers.sources.registry import source_class

MOST_SEARCHES = 100
KEEP_JOBS = timedelta(days=30)
_BETWEEN = re.compile(r"[\n\r,;，、；]+")


@dataclass(frozen=True, slots=True)
class Question:
    """What a job is to find, read and checked."""

    sources: Sequence[str]
    words: str = ""
    handles: str = ""
    seeds: Sequence[int] = ()
    most: int = 200
    keep_at_once: bool = False
    wishes: dict = field(default_factory=dict)


def searches_in(text: str) -> list[str]:
    """The searches of a field of words: one a line or comma, each once, whatever its case."""
    found: dict[str, str] = {}
    for piece in _BETWEEN.split(text.replace("\x00", "")):
        piece = " ".join(piece.split())[:100]
        if any(letter.isalnum() for letter in piece):
            found.setdefault(piece.casefold(), piece)
    return list(found.values())


@transaction.atomic
def ask(question: Question, user) -> Discovery:
    """Stores a job with all it has to do, ready for a worker. Raises TooMany for a list that is too long."""
    keys = [one.key for one in offered() if one.key in question.sources]
    platforms = [key for key in keys if key != Source.DEMO]
    named = named_in(question.handles, platforms)
    words = searches_in(question.words)[:MOST_SEARCHES]
    discovery = Discovery.objects.create(
        asked_by=user,
        name=_name_of(words, named)[:160],
        sources=keys,
        words=question.words,
        handles=question.handles,
        seeds=list(question.seeds),
        most=question.most,
        keep_at_once=question.keep_at_once,
        clicked=True,
        **question.wishes,
    )
    DiscoveryStep.objects.bulk_create(
        [
            DiscoveryStep(discovery=discovery, source=key, words=text)
            for text in words
            for key in keys
            if "search" not in source_class(key).lacks
        ]
    )
    DiscoveryFind.objects.bulk_create(_finds(discovery, named), batch_size=1000)
    return discovery


def _name_of(words: Sequence[str], named: Sequence[Named]) -> str:
    if words:
        more = f" and {len(words) - 3} more" if len(words) > 3 else ""
        return ", ".join(words[:3]) + more
    if len(named) == 1:
        return named[0].typed
    return f"{named[0].typed} and {len(named) - 1} more" if named else "Nothing asked for"


def _finds(discovery: Discovery, named: Sequence[Named]) -> list[DiscoveryFind]:
    """A row for each piece of the list; what needs no look-up is settled at once."""
    rows, seen, ids = [], {}, set()
    for one in named:
        row = DiscoveryFind(
            discovery=discovery, typed=one.typed, platform=one.platform, handle=one.handle[:200]
        )
        row.source = one.platform if one.platform and not why_not(one.platform) else ""
        key = (one.platform, one.platform_id or one.handle.lower())
        if one.problem:
            row.outcome, row.reason = Outcome.UNREADABLE, one.problem[:300]
        elif key in seen:
            row.outcome, row.reason = Outcome.REPEATED, f"Named before, as {seen[key]}."[:300]
        else:
            seen[key] = one.typed
            if one.platform_id:
                row.platform_id = one.platform_id[:200]
                ids.add(key)
        rows.append(row)
    _settle(rows)
    return rows


def _settle(rows: list[DiscoveryFind]) -> None:
    """What no source can look up: in the catalogue already, or out of reach."""
    open_rows = [row for row in rows if row.outcome == Outcome.WAITING]
    accounts = [Account(row.platform, row.platform_id, row.handle) for row in open_rows]
    for row, standing in zip(open_rows, standing_of(accounts), strict=True):
        if standing:
            row.outcome, row.reason, row.profile_id = standing
            if row.outcome == Outcome.OPTED_OUT:
                leave_alone(row)
        elif not row.source:
            row.outcome, row.reason = Outcome.NO_SOURCE, why_not(row.platform)[:300]


def cancel(discovery: Discovery) -> bool:
    """Stops a job where it is; False where it had ended. What was found stays, and it can be resumed."""
    going = Discovery.objects.filter(
        pk=discovery.pk,
        state__in=[
            DiscoveryState.QUEUED, DiscoveryState.RUNNING, DiscoveryState.PAUSED, DiscoveryState.ASKS
        ],
    )  # fmt: skip
    return bool(
        going.update(
            state=DiscoveryState.CANCELLED,
            claim=None,
            claimed_until=None,
            resume_at=None,
            clicked=False,
            message="",
            finished_at=timezone.now(),
            updated_at=timezone.now(),
        )
    )


@transaction.atomic
def resume(discovery: Discovery) -> bool:
    """Lets a job go on from where it stopped, by a person's click: what failed is tried again, and a platform
    that wants searches by click only may be searched once more. False where there is nothing left to do, or
    a worker is at it."""
    row = Discovery.objects.select_for_update().get(pk=discovery.pk)
    if row.state in (DiscoveryState.QUEUED, DiscoveryState.RUNNING):
        return False
    if row.state != DiscoveryState.PAUSED:
        row.steps.filter(state=StepState.FAILED).update(state=StepState.WAITING, message="")
        row.finds.filter(outcome=Outcome.FAILED).update(outcome=Outcome.WAITING, reason="", tries=0)
    waits = row.finds.filter(outcome=Outcome.WAITING).exists()
    if not waits and not row.steps.filter(state=StepState.WAITING).exists():
        return False
    row.state, row.clicked, row.message = DiscoveryState.QUEUED, True, ""
    row.resume_at = row.finished_at = row.claim = row.claimed_until = None
    row.save()
    return True


def forget_old() -> int:
    """How many jobs went: they hold what people did not keep, so they are not kept long themselves."""
    old = Discovery.objects.filter(updated_at__lt=timezone.now() - KEEP_JOBS)
    return old.delete()[1].get("influencers.Discovery", 0)
