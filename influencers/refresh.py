"""Which accounts are due, and who holds them.

The database alone knows what is due (`next_refresh_at`) and who works on it (`claimed_until`, a lease that
runs out by itself), so a killed worker or an emptied Redis loses nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from influencers import cooldown
from influencers.choices import Priority, RefreshStatus, RunState, Source
from influencers.models import Influencer, Profile, RefreshRun
from influencers.sources.registry import refreshing, source_class

LEASE = timedelta(minutes=15)
# Rounds queued for a source at one tick; the next tick sees what is left.
ROUNDS_A_TICK = 40
KEEP_RUNS = timedelta(days=30)
FRESH = timedelta(minutes=1)
# Remembers which sources were connected at the last tick. Lost with Redis it costs one look at all accounts.
CONNECTED = "sources-connected"


def plan() -> dict[str, int]:
    """How many rounds each source needs now. Takes up what came in new and closes what a dead worker left."""
    now = timezone.now()
    keys = refreshing(settings)
    _take_up_new(now)
    _take_up_connected(now, keys)
    RefreshRun.objects.filter(state=RunState.RUNNING, started_at__lt=now - 2 * LEASE).update(
        state=RunState.FAILED,
        finished_at=now,
        message="The worker stopped before this run ended. Its accounts were taken up again.",
    )
    RefreshRun.objects.filter(started_at__lt=now - KEEP_RUNS).delete()
    paused = cooldown.all_pauses()
    rounds = {}
    for key in keys:
        if key in paused:
            continue
        size = source_class(key).limits.batch_size
        due = Profile.objects.due(now).refreshed_by(key)[: size * ROUNDS_A_TICK].count()
        if due:
            rounds[key] = -(-due // size)
    return rounds


def claim(key: str, limit: int, ids: Collection[int] | None = None) -> tuple[list[Profile], datetime]:
    """Up to `limit` due accounts that nobody holds, the most wanted first, and until when they are ours.

    With `ids` just those are taken, due or not.
    """
    now = timezone.now()
    lease = now + LEASE
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    wanted = Profile.objects.due(now) if ids is None else Profile.objects.shown().filter(free, pk__in=ids)
    with transaction.atomic():
        rows = list(
            wanted.refreshed_by(key)
            .order_by("-priority", "next_refresh_at", "pk")
            .select_for_update(skip_locked=True, of=("self",))[:limit]
        )
        Profile.objects.filter(pk__in=[row.pk for row in rows]).update(claimed_until=lease)
    return rows, lease


def ask_for(influencer: Influencer) -> dict[str, list[int]]:
    """Puts a creator's accounts first in the queue; ids of accounts by source, to be refreshed at once.

    Accounts that were read within the last minute are left out; so are those that come from files only.
    """
    now = timezone.now()
    asked: dict[str, list[int]] = {}
    for profile in influencer.profiles.all():
        key = source_of(profile)
        if key and not (profile.fetched_at and now - profile.fetched_at < FRESH):
            asked.setdefault(key, []).append(profile.pk)
    ids = [pk for group in asked.values() for pk in group]
    Profile.objects.filter(pk__in=ids).update(priority=Priority.NOW, next_refresh_at=now, updated_at=now)
    return asked


def source_of(profile: Profile) -> str | None:
    """The source that refreshes an account; None where its platform is known from files only, or is not
    connected."""
    key = Source.DEMO.value if profile.source == Source.DEMO else profile.platform
    return key if key in refreshing(settings) else None


def _take_up_new(now: datetime) -> None:
    """Accounts that an import or a person added: due at once where a source can refresh them."""
    platforms = [key for key in refreshing(settings) if key != Source.DEMO]
    by_source = Q(source=Source.DEMO) | (~Q(source=Source.DEMO) & Q(platform__in=platforms))
    Profile.objects.unplanned().update(
        next_refresh_at=Case(When(by_source, then=Value(now)), default=None),
        refresh_status=Case(
            When(by_source, then=Value(RefreshStatus.NEVER)), default=Value(RefreshStatus.UNSUPPORTED)
        ),
    )


def _take_up_connected(now: datetime, keys: list[str]) -> None:
    """Accounts that came in before a person connected their source: due once it is connected."""
    if cache.get(CONNECTED) == keys:
        return
    Profile.objects.real().filter(
        platform__in=keys,
        refresh_status=RefreshStatus.UNSUPPORTED,
        next_refresh_at__isnull=True,
        last_error_kind="",
    ).update(next_refresh_at=now, refresh_status=RefreshStatus.NEVER)
    cache.set(CONNECTED, keys, timeout=None)


@dataclass(frozen=True)
class RefreshState:
    """Where a creator's refresh stands, for its page."""

    accounts: list[Profile]
    refreshable: bool
    busy: bool
    pauses: dict[str, datetime]

    @property
    def waiting(self) -> bool:
        """Whether to look again soon: something is under way and no source wants a pause."""
        return self.busy and not self.pauses


def state_of(influencer: Influencer) -> RefreshState:
    """Whether the creator's accounts can be refreshed, are being refreshed, or must wait for a source."""
    now = timezone.now()
    accounts = list(influencer.profiles.order_by("platform", "handle"))
    sources = {profile.pk: key for profile in accounts if (key := source_of(profile))}
    asked = [
        profile
        for profile in accounts
        if profile.pk in sources
        and (profile.priority == Priority.NOW or (profile.claimed_until and profile.claimed_until > now))
    ]
    paused = cooldown.all_pauses()
    keys = {sources[profile.pk] for profile in asked}
    pauses = {source_class(key).label: paused[key] for key in sorted(keys) if key in paused}
    return RefreshState(accounts, bool(sources), bool(asked), pauses)
