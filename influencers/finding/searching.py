"""The searches of a job, each once: what they find becomes rows to look at."""

from collections.abc import Sequence
from dataclasses import asdict

from influencers.choices import Source
from influencers.models import DiscoveryFind, DiscoveryStep, Profile
from influencers.models.discovery import Outcome, StepState
from influencers.sources import base
from influencers.sources.demo import DemoCreator

ENOUGH = "The number of accounts that you set was reached."


def search_all(turn) -> None:
    """Each search that may be made now; those of a source that wants a pause, or a click, are left."""
    steps = turn.discovery.steps.filter(state=StepState.WAITING).order_by("pk")
    for at, step in enumerate(steps):
        if turn.is_over:
            return
        source = turn.sources.get(step.source, to_search=True) if turn.may_search(step.source) else None
        if source:
            _search(turn, step, source, len(steps) - at)


def platform_of(source: str, platform_id: str | None) -> str:
    """The platform of an account that a source found: its own, or where a fictional one poses."""
    return DemoCreator.from_id(platform_id).platform if source == Source.DEMO and platform_id else source


def _search(turn, step: DiscoveryStep, source: base.Source, left: int) -> None:
    """One search, with its fair share of the accounts that the job may still look at."""
    room = turn.discovery.most - turn.discovery.finds.filter(typed="").count()
    if room <= 0:
        with turn.writing():
            _mark(step, StepState.SKIPPED, ENOUGH)
        return
    share, found, error = max(1, -(-room // left)), [], None
    before = getattr(source, "left_out", 0)
    try:
        found.extend(source.search(step.words, share))
    except base.SourceError as refusal:
        error = refusal
    step.opted_out = getattr(source, "left_out", 0) - before
    if isinstance(error, base.RateLimited | base.QuotaSpent):
        turn.sources.rest_from_searching(step.source, error)
    with turn.writing():
        step.found, step.new = len(found), _store(turn, step, found)
        if error is None:
            _mark(step, StepState.DONE, "")
        elif found or isinstance(error, base.RateLimited | base.QuotaSpent):
            _mark(step, StepState.DONE if found else StepState.WAITING, error.text)
        else:
            _mark(step, StepState.FAILED, error.text)


def _mark(step: DiscoveryStep, state: str, message: str) -> None:
    step.state, step.message = state, message[:500]
    step.save(update_fields=["state", "message", "found", "new", "opted_out"])


def _store(turn, step: DiscoveryStep, found: Sequence[base.Found]) -> int:
    """Rows for those that this job does not have yet; how many. The job's row is locked."""
    ids, handles = _had(turn.discovery, found, step.source)
    rows = []
    for one in found:
        platform = platform_of(step.source, one.platform_id)
        by_id, by_handle = (platform, one.platform_id), (platform, (one.handle or "").lower())
        if (one.platform_id and by_id in ids) or (one.handle and by_handle in handles):
            continue
        if not (one.platform_id or one.handle):
            continue
        ids.add(by_id)
        handles.add(by_handle)
        rows.append(_row(turn.discovery, step, platform, one))
    DiscoveryFind.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def _had(discovery, found: Sequence[base.Found], source: str) -> tuple[set, set]:
    finds = discovery.finds.exclude(outcome=Outcome.REPEATED)
    ids = set(finds.exclude(platform_id=None).values_list("platform", "platform_id"))
    named = finds.exclude(handle="").values_list("platform", "handle")
    return ids, {(platform, handle.lower()) for platform, handle in named}


def _row(discovery, step: DiscoveryStep, platform: str, one: base.Found) -> DiscoveryFind:
    told = {name: value for name, value in asdict(one).items() if value not in (None, "")}
    longest = Profile._meta.get_field("display_name").max_length
    return DiscoveryFind(
        discovery=discovery,
        step=step,
        source=step.source,
        platform=platform,
        platform_id=one.platform_id[:200] if one.platform_id else None,
        handle=(one.handle or "").replace("\x00", "")[:200],
        name=(one.display_name or "").replace("\x00", "")[:longest],
        url=(one.url or "")[:500],
        record=_clean(told),
    )


def _clean(told: dict) -> dict:
    """Without NUL, which PostgreSQL's JSON refuses."""
    return {
        name: value.replace("\x00", "") if isinstance(value, str) else value for name, value in told.items()
    }
