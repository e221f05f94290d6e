"""Which accounts are due, and who holds them.

The database alone knows what is due (`next_refresh_at`) and who works on it (`claimed_until`, a lease that
runs out by itself), so a killed worker or an emptied Redis loses nothing.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone

from influencers import cadence, cooldown, schedule
from influencers.choices import Priority, RefreshStatus, RunState, Share, Source
from influencers.models import Influencer, Post, Profile, RefreshRun
from influencers.pace import look_ahead
from influencers.replan import replan
from influencers.retention import refresh_cap
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
    replan(now, look_ahead(keys))
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
        size = source_class(key).limits.round_size
        due = Profile.objects.due(now).refreshed_by(key)[: size * ROUNDS_A_TICK].count()
        if due:
            rounds[key] = -(-due // size)
    return rounds


def claim(key: str, limit: int, ids: Collection[int] | None = None) -> tuple[list[Profile], datetime]:
    """Up to `limit` due accounts that nobody holds, by whose turn it is, and until when they are ours.

    With `ids` just those are taken, due or not.
    """
    now = timezone.now()
    lease = now + LEASE
    with transaction.atomic():
        if ids is None:
            rows = _whose_turn(key, limit, now)
        else:
            free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
            asked = Profile.objects.shown().filter(free, pk__in=ids).refreshed_by(key)
            rows = list(_locked(asked.order_by("-priority", "next_refresh_at", "pk"))[:limit])
        Profile.objects.filter(pk__in=[row.pk for row in rows]).update(claimed_until=lease)
    return rows, lease


def _whose_turn(key: str, limit: int, now: datetime) -> list[Profile]:
    """The accounts with the earliest turn (`schedule.turn`), locked.

    Within a class the one that is due longest comes first, which an index gives; so the first of each class
    are looked at, and as many of each are locked as have their turn. Where others lock at the same time, the
    next ones of that class take their place.
    """
    holds = cadence.current()
    due = Profile.objects.due(now).refreshed_by(key).order_by("next_refresh_at", "pk")
    classes = [due.filter(priority=worth) for worth in Priority]
    first, *others = (one.values_list("priority", "next_refresh_at")[:limit] for one in classes)
    waiting = sorted(first.union(*others, all=True), key=lambda row: schedule.turn(*row, holds))
    places = Counter(priority for priority, _ in waiting[:limit])
    rows = [
        row
        for worth, one in zip(Priority, classes, strict=True)
        if places[worth]
        for row in _locked(one)[: places[worth]]
    ]
    return sorted(rows, key=lambda row: schedule.turn(row.priority, row.next_refresh_at, holds))


def _locked(profiles: QuerySet[Profile]) -> QuerySet[Profile]:
    return profiles.select_for_update(skip_locked=True, of=("self",))


def planned(
    profile: Profile, key: str, holds: schedule.Cadence, room: float, young: Collection[datetime]
) -> dict:
    """When an account that was just read completely is due again, and its class: values of its row.

    profile: as it is in the database now. room: how many times over the budget carries the intervals. young:
    when those of its posts came out whose counts have not settled.
    """
    now, last = timezone.now(), profile.last_post_at
    due = schedule.next_due(profile.pk, now, last, profile.wanted_until, holds, young, room)
    return {
        "priority": schedule.worth_of(now, last, profile.wanted_until, holds),
        "next_refresh_at": min(due, refresh_cap(key, now) or due),
    }


def read_back_to(profile: Profile, young: Collection[datetime]) -> tuple[datetime, bool]:
    """How far back the posts of an account that was once read completely are to be read now, and whether any
    of those that are `unsettled` needs it (`schedule.read_back_to`). Who asks sees the counts of now."""
    if profile.priority == Priority.NOW and young:
        return min(young), True
    return schedule.read_back_to(young, profile.fetched_at, timezone.now(), profile.last_post_at)


def unsettled(profiles: Collection[Profile]) -> dict[int, list[datetime]]:
    """By account, when those of its posts came out whose counts had not settled when it was last read."""
    posts = Post.objects.filter(
        profile__in=[profile.pk for profile in profiles],
        published_at__gt=F("profile__fetched_at") - schedule.READINGS[-1],
    )
    found: dict[int, list[datetime]] = {}
    for profile_id, published in posts.values_list("profile_id", "published_at"):
        found.setdefault(profile_id, []).append(published)
    return found


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


def ask_again(profile: Profile) -> str | None:
    """Puts one account first in the queue, however often it failed; the source to ask, None where it is known
    from files only."""
    key = source_of(profile)
    if key:
        now = timezone.now()
        Profile.objects.filter(pk=profile.pk).update(
            priority=Priority.NOW, next_refresh_at=now, updated_at=now
        )
    return key


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
    paused = cooldown.all_pauses(Share.INTERACTIVE)
    keys = {sources[profile.pk] for profile in asked}
    pauses = {source_class(key).label: paused[key] for key in sorted(keys) if key in paused}
    return RefreshState(accounts, bool(sources), bool(asked), pauses)
