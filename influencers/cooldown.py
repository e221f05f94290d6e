"""Until when a source wants no calls. Kept in PostgreSQL, so that an emptied Redis forgets nothing."""

from datetime import datetime, timedelta

from django.utils import timezone

from influencers.budget_use import spent_until
from influencers.choices import Share
from influencers.models import Budget
from influencers.sources.base import QuotaSpent, Refused, SourceError
from influencers.sources.quotas import CALLS

# How long to stay away where the source names no time, by the kind of refusal.
PAUSES = {
    "rate_limited": timedelta(minutes=15),
    "quota_spent": timedelta(hours=6),
    "auth_needed": timedelta(hours=1),
    "forbidden": timedelta(hours=1),
    "unavailable": timedelta(minutes=2),
}
# The row of a source as a whole.
WHOLE = ""


def paused_until(source: str, share: Share = Share.BACKGROUND) -> datetime | None:
    """When a source may be asked again; None when it may be asked now."""
    return all_pauses(share).get(source)


def all_pauses(share: Share = Share.BACKGROUND) -> dict[str, datetime]:
    """The end of the pause of each source that has one, be it that the platform wants it or that what
    `share` may spend is spent."""
    now = timezone.now()
    rows = list(Budget.objects.filter(kind__in=[WHOLE, CALLS]).exclude(credential__contains="."))
    whole = [row for row in rows if row.kind == WHOLE and row.paused_until and row.paused_until > now]
    pauses = {row.source: row.paused_until for row in whole}
    for source, until in spent_until(rows, share, now).items():
        pauses[source] = max(until, pauses.get(source, until))
    return pauses


def pause(source: str, error: SourceError) -> datetime:
    """Keeps everyone away from a source until the time that it named, else for a while; that time.

    A running pause is never shortened. A spent allowance pauses nothing: it is known to its own budget, and
    others of the same source may have something left.
    """
    now = timezone.now()
    named = error.until if isinstance(error, Refused) else None
    until = named or now + PAUSES.get(error.kind, PAUSES["unavailable"])
    if isinstance(error, QuotaSpent):
        return until
    running = Budget.objects.filter(source=source, kind=WHOLE, paused_until__gt=until).first()
    if running:
        return running.paused_until
    Budget.objects.update_or_create(
        source=source,
        credential="",
        kind=WHOLE,
        defaults={"paused_until": until, "reason": error.text[:300]},
    )
    return until
