"""Looking accounts up: each find gets its record, a verdict and a reason; three failures are enough."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, fields, replace

from django.utils import timezone

from influencers.finding.judging import Wishes, judge
from influencers.finding.leaving_alone import leave_alone
from influencers.finding.standing import Account, standing_of
from influencers.models import DiscoveryFind
from influencers.models.discovery import Outcome
from influencers.sources import base
from influencers.sources.registry import source_class

MOST_TRIES = 3
# Failures in a row, without an answer between them, after which a source is taken to be down.
DOWN_AFTER = 3
RECORD_FIELDS = {field.name for field in fields(base.ProfileRecord)}
Answer = base.ProfileRecord | base.SourceError


def look_all_up(turn) -> None:
    """All finds that wait, in their order, batch by batch; those of a source that wants a pause are left."""
    failures: dict[str, int] = {}
    tried: set[int] = set()
    while not turn.is_over and (batch := _next_batch(turn, tried)):
        key = batch[0].source
        batch = _without_settled(turn, batch)
        source = turn.sources.get(key)
        if not batch or source is None:
            continue
        answers = _asked(turn, source, batch)
        good = any(not isinstance(answer, base.Unavailable) for answer in answers.values())
        failures[key] = 0 if good or not answers else failures.get(key, 0) + 1
        with turn.writing():
            _write(turn, batch, answers)
        tried |= {find.pk for find in batch if find.outcome == Outcome.WAITING}
        if failures[key] >= DOWN_AFTER:
            turn.sources.rest(key, base.Unavailable(f"{source.label} does not answer."))


def _next_batch(turn, tried: set[int]) -> list[DiscoveryFind]:
    """The next finds of one source that can be asked for in one call, none of them tried in this turn."""
    waiting = turn.discovery.finds.filter(outcome=Outcome.WAITING).exclude(pk__in=tried).order_by("pk")
    first = waiting.exclude(source__in=turn.sources.resting).first()
    if first is None or turn.sources.get(first.source) is None:
        return [] if first is None else _next_batch(turn, tried)
    kind = source_class(first.source)
    if kind.by_handle or not first.platform_id:
        return [first]
    return list(waiting.filter(source=first.source, platform_id__isnull=False)[: kind.limits.batch_size])


def _without_settled(turn, batch: list[DiscoveryFind]) -> list[DiscoveryFind]:
    """The finds of a batch that need a call: not those that are known, blocked or erased here."""
    standings = standing_of([Account(find.platform, find.platform_id, find.handle) for find in batch])
    settled = [(find, standing) for find, standing in zip(batch, standings, strict=True) if standing]
    if settled:
        with turn.writing():
            for find, standing in settled:
                _settle(find, standing.outcome, standing.reason, standing.profile_id)
    return [find for find, standing in zip(batch, standings, strict=True) if not standing]


def _asked(turn, source: base.Source, batch: Sequence[DiscoveryFind]) -> dict[int, Answer]:
    """Answers by find. Where a batch fails as a whole each is asked alone, so that one bad account keeps no
    other from being read. What a refusal left unasked has no answer."""
    key, answers = batch[0].source, {}
    try:
        if batch[0].platform_id and not source.by_handle:
            if len(batch) > 1:
                with suppress(base.Unavailable, base.BadRequest):
                    told = source.profiles([find.platform_id for find in batch])
                    return {find.pk: told[find.platform_id] for find in batch if find.platform_id in told}
            for find in batch:
                answers[find.pk] = _alone(source, find)
                if len(answers) == 2 and all(isinstance(a, base.Unavailable) for a in answers.values()):
                    break
        else:
            answers[batch[0].pk] = _by_name(source, batch[0])
    except base.SourceError as refusal:
        turn.sources.rest(key, refusal, everybody=True)
    return answers


def _alone(source: base.Source, find: DiscoveryFind) -> Answer:
    try:
        return source.profiles([find.platform_id])[find.platform_id]
    except base.SourceError as error:
        if error.whole_source:
            raise
        return error


def _by_name(source: base.Source, find: DiscoveryFind) -> Answer:
    try:
        return source.profile(find.handle or find.platform_id)
    except base.SourceError as error:
        if error.whole_source:
            raise
        return error


def _write(turn, batch: Sequence[DiscoveryFind], answers: dict[int, Answer]) -> None:
    """The verdicts of a batch; a find without an answer goes on waiting."""
    told = {
        find.pk: answer for find in batch if isinstance(answer := answers.get(find.pk), base.ProfileRecord)
    }
    accounts = [
        Account(find.platform, told[find.pk].platform_id, told[find.pk].handle or find.handle)
        for find in batch
        if find.pk in told
    ]
    standings = dict(zip(told, standing_of(accounts), strict=True))
    ids = {record.platform_id for record in told.values()}
    had = dict(
        turn.discovery.finds.filter(platform=batch[0].platform, platform_id__in=ids)
        .values_list("platform_id", "pk")
    )  # fmt: skip
    for find in batch:
        answer = answers.get(find.pk)
        if isinstance(answer, base.SourceError):
            _failed(find, answer)
        elif answer is not None:
            first = had.setdefault(answer.platform_id, find.pk)
            _told(turn.discovery, find, answer, standings[find.pk], first != find.pk)


def _told(discovery, find: DiscoveryFind, record: base.ProfileRecord, standing, again: bool) -> None:
    record = _completed(record, find)
    if again:
        _settle(find, Outcome.REPEATED, "The same account as another one of this job.")
        return
    find.platform_id, find.handle = record.platform_id[:200], (record.handle or find.handle)[:200]
    find.name, find.followers = (record.display_name or "").replace("\x00", "")[:200], record.followers
    find.country, find.url = (record.country or "")[:2], (record.url or "")[:500]
    find.fetched_at = timezone.now()
    find.record = {
        name: value.replace("\x00", "") if isinstance(value, str) else value
        for name, value in asdict(record).items()
    }
    verdict = judge(record, wishes_of(discovery))
    find.language = verdict.language
    if standing:
        _settle(find, standing.outcome, standing.reason, standing.profile_id)
    else:
        _settle(find, verdict.outcome, verdict.reason)


def wishes_of(discovery) -> Wishes:
    """What the job asked for."""
    return Wishes(
        discovery.min_followers, discovery.max_followers, tuple(discovery.countries),
        tuple(discovery.languages), discovery.unknown_too,
    )  # fmt: skip


def _completed(record: base.ProfileRecord, find: DiscoveryFind) -> base.ProfileRecord:
    """The record, with what the search told and the record does not."""
    missing = {
        name: value
        for name, value in find.record.items()
        if name in RECORD_FIELDS and getattr(record, name) is None
    }
    return replace(record, **missing)


def _failed(find: DiscoveryFind, error: base.SourceError) -> None:
    find.tries += 1
    if isinstance(error, base.NotFound | base.Gone):
        _settle(find, Outcome.NOT_FOUND, error.text)
    elif isinstance(error, base.NotSupported):
        _settle(find, Outcome.PERSONAL, error.text)
    elif isinstance(error, base.BadRequest) or find.tries >= MOST_TRIES:
        _settle(find, Outcome.FAILED, error.text)
    else:
        find.save(update_fields=["tries"])


def _settle(find: DiscoveryFind, outcome: str, reason: str, profile_id: int | None = None) -> None:
    find.outcome, find.reason, find.profile_id = outcome, reason[:300], profile_id
    if outcome == Outcome.OPTED_OUT:
        leave_alone(find)
    find.save()
