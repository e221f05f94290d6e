"""Where all accounts stand, in one count of the whole catalogue that reads an index and no row."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, Exists, Min, OuterRef, Q, Value, When
from django.utils import timezone

from influencers.choices import InfluencerStatus, Priority, RefreshStatus, Source
from influencers.models import Influencer, Profile

DAY = timedelta(days=1)
DAYS_AHEAD = 7
# Days of `Group.day` with a meaning of their own: late by more than a day, due, later than all days ahead,
# and not planned at all.
LATE, DUE, LATER, UNPLANNED = -1, 0, DAYS_AHEAD + 1, 99


@dataclass(frozen=True, slots=True)
class Group:
    """Accounts that are alike: `n` of them, of which `read` were read at least once, the first at `oldest`.
    `day` is when they are due: day n is n - 1 to n days ahead. `first_due` is the earliest of that."""

    platform: str
    demo: bool
    status: str
    priority: int
    day: int
    n: int
    read: int
    oldest: datetime | None
    first_due: datetime | None

    @property
    def source(self) -> str:
        """The key of the source that refreshes them, where there is one."""
        return Source.DEMO.value if self.demo else self.platform

    @property
    def worth(self) -> Priority:
        """Their class, as the schedule knows it."""
        return min(Priority(self.priority), Priority.WANTED)

    @property
    def is_due(self) -> bool:
        """Whether they are due now, late ones included."""
        return self.day in (LATE, DUE)

    @property
    def unwell(self) -> bool:
        """Whether they fail."""
        return self.status in (RefreshStatus.FAILING, RefreshStatus.NOT_FOUND)


def standing() -> list[Group]:
    """All accounts of creators that lists show, in groups. One query, over the index `profile_standing`."""
    hidden = Influencer.objects.filter(~Q(status=InfluencerStatus.ACTIVE), pk=OuterRef("influencer_id"))
    rows = (
        Profile.objects.filter(~Exists(hidden))
        .annotate(
            demo=Case(When(source=Source.DEMO, then=Value(True)), default=Value(False)),
            day=_day(timezone.now()),
        )
        .order_by()
        .values("platform", "demo", "refresh_status", "priority", "day")
        .annotate(
            n=Count("*"), read=Count("fetched_at"), oldest=Min("fetched_at"), first_due=Min("next_refresh_at")
        )
    )
    return [Group(status=row.pop("refresh_status"), **row) for row in rows]


def total(groups: Iterable[Group], wanted: Callable[[Group], bool] = lambda group: True) -> int:
    """How many accounts the groups hold for which `wanted` is true."""
    return sum(group.n for group in groups if wanted(group))


def _day(now: datetime) -> Case:
    ahead = [When(next_refresh_at__lte=now + n * DAY, then=Value(n)) for n in range(1, DAYS_AHEAD + 1)]
    return Case(
        When(next_refresh_at__lte=now - DAY, then=Value(LATE)),
        When(next_refresh_at__lte=now, then=Value(DUE)),
        *ahead,
        When(next_refresh_at__isnull=True, then=Value(UNPLANNED)),
        default=Value(LATER),
    )
