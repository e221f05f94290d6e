"""Until when a source wants no calls. Kept in PostgreSQL, so that an emptied Redis forgets nothing."""

from datetime import datetime, timedelta

from django.utils import timezone

from influencers.models import Budget
from influencers.sources.base import Allowance, Refused, SourceError

# How long to stay away where the source names no time, by the kind of refusal.
PAUSES = {
    "rate_limited": timedelta(minutes=15),
    "quota_spent": timedelta(hours=6),
    "auth_needed": timedelta(hours=1),
    "forbidden": timedelta(hours=1),
    "unavailable": timedelta(minutes=2),
}
KIND = "calls"


def paused_until(source: str) -> datetime | None:
    """When a source may be asked again; None when it may be asked now."""
    return all_pauses().get(source)


def all_pauses() -> dict[str, datetime]:
    """The end of the pause of each source that has one."""
    rows = Budget.objects.filter(kind=KIND, paused_until__gt=timezone.now())
    return dict(rows.values_list("source", "paused_until"))


def pause(source: str, error: SourceError) -> datetime:
    """Keeps everyone away from a source until the time that it named, else for a while; that time.

    A running pause is never shortened.
    """
    now = timezone.now()
    named = error.until if isinstance(error, Refused) else None
    until = max(named or now + PAUSES.get(error.kind, PAUSES["unavailable"]), paused_until(source) or now)
    _store(source, paused_until=until, reason=error.text[:300])
    return until


def note(source: str, allowance: Allowance | None) -> None:
    """Remembers what a source said is left, so that Data health can show it."""
    if allowance is None or allowance.limit is None or allowance.resets_at is None:
        return
    used = max(allowance.limit - allowance.remaining, 0)
    _store(source, limit=allowance.limit, used=used, resets_at=allowance.resets_at)


def _store(source: str, **values) -> None:
    unknown = {"window_seconds": 300, "limit": 0, "used": 0, "resets_at": timezone.now()}
    Budget.objects.update_or_create(
        source=source, credential="", kind=KIND, defaults=values, create_defaults=unknown | values
    )
