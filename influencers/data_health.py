"""How fresh the catalogue is: by source what is due, late, failing and paused, and the reasons."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min, Q
from django.utils import timezone

from influencers import cooldown
from influencers.choices import Platform, RefreshStatus
from influencers.models import Budget, Profile
from influencers.sources.registry import SOURCES, missing, source_class

LATE_AFTER = timedelta(days=1)
REASONS_SHOWN = 10
# What each kind of failure means to a reader, and what to do about it.
KINDS = {
    "not_found": ("Not found", "Check the spelling of the handle; the account may have been deleted."),
    "gone": ("Account is gone", "Switched off or suspended. Its last figures stay; we look again monthly."),
    "not_supported": ("Not possible", "This kind of account cannot be read there."),
    "rate_limited": ("Asked to pause", "Nothing to do: it goes on by itself."),
    "quota_spent": ("Allowance used up", "Nothing to do: it goes on when the allowance is renewed."),
    "auth_needed": ("Login needed", "An admin must check the credentials of this source."),
    "forbidden": ("Refused", "The platform says no; an admin should check the credentials."),
    "bad_request": ("Question not understood", "A fault of Handpick: please report it."),
    "unavailable": ("No answer", "Nothing to do: it is tried again by itself."),
    "purged": (
        "Purged",
        "A platform's terms ended the time of its figures; a refresh brings them back.",
    ),
    "fault": ("Fault of Handpick", "The log has the details: please report it."),
}


@dataclass(frozen=True)
class SourceHealth:
    """One source and its accounts; `up_to_date` are those that are neither late, failing nor gone.

    `connect` is what a person must do first where the source is not connected; `held_back` is why it does
    not refresh accounts even then. Each is "" where it does not apply.
    """

    key: str
    label: str
    connect: str
    held_back: str
    accounts: int
    up_to_date: int
    due: int
    late: int
    failing: int
    gone: int
    oldest: datetime | None
    paused_until: datetime | None
    budget: Budget | None


def sources() -> list[SourceHealth]:
    """Each source with its figures, also where it has no account yet."""
    pauses = cooldown.all_pauses()
    budgets = {budget.source: budget for budget in Budget.objects.filter(kind=cooldown.KIND)}
    return [_health(key, pauses.get(key), budgets.get(key)) for key in SOURCES]


def by_file_only() -> list[tuple[str, int]]:
    """(platform, accounts) of platforms that no source refreshes, the largest first."""
    rows = (
        Profile.objects.shown()
        .real()
        .exclude(platform__in=SOURCES)
        .values_list("platform")
        .annotate(n=Count("pk"))
        .order_by("-n", "platform")
    )
    return [(Platform(platform).label, n) for platform, n in rows]


def reasons() -> list[dict]:
    """Why accounts fail now: title, advice, text and count, the most frequent first."""
    rows = (
        Profile.objects.shown()
        .exclude(last_error_kind="")
        .values("last_error_kind", "last_error")
        .annotate(n=Count("pk"))
        .order_by("-n", "last_error")[:REASONS_SHOWN]
    )
    return [
        {"title": title, "advice": advice, "text": row["last_error"], "n": row["n"]}
        for row in rows
        for title, advice in [KINDS.get(row["last_error_kind"], (row["last_error_kind"], ""))]
    ]


def _health(key: str, paused: datetime | None, budget: Budget | None) -> SourceHealth:
    now = timezone.now()
    late = Q(next_refresh_at__lte=now - LATE_AFTER)
    failing = Q(refresh_status__in=[RefreshStatus.FAILING, RefreshStatus.NOT_FOUND])
    gone = Q(refresh_status=RefreshStatus.GONE)
    figures = (
        Profile.objects.shown()
        .refreshed_by(key)
        .aggregate(
            accounts=Count("pk"),
            due=Count("pk", filter=Q(next_refresh_at__lte=now)),
            late=Count("pk", filter=late),
            failing=Count("pk", filter=failing),
            gone=Count("pk", filter=gone),
            up_to_date=Count("pk", filter=~(late | failing | gone) & Q(fetched_at__isnull=False)),
            oldest=Min("fetched_at"),
        )
    )
    source, unset = source_class(key), missing(key, settings)
    return SourceHealth(
        key=key,
        label=source.label,
        connect=source.connect if unset else "",
        held_back=source.held_back,
        paused_until=paused,
        budget=budget,
        **figures,
    )
