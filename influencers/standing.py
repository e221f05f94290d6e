"""Where all accounts stand, in one count of the whole catalogue that reads an index and no row."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils import timezone

from influencers.choices import InfluencerStatus, Priority, RefreshStatus, Source
from influencers.models import Influencer, Profile

DAY = timedelta(days=1)
# How far ahead it is counted who will be due, in days.
LOOKS_AHEAD = (1, 7)


@dataclass(frozen=True, slots=True)
class Group:
    """Accounts that are alike: `n` of them.

    `read` were read at least once, `planned` will be read again, `due` are due by now (`late` by more than a
    day), `due_in_1` and `due_in_7` within so many days, due ones included. `read_in_time` are read and not
    late. `oldest` is the first reading, `first_due` the first plan.
    """

    platform: str
    source_of_data: str
    status: str
    priority: int
    n: int
    read: int
    planned: int
    late: int
    due: int
    due_in_1: int
    due_in_7: int
    read_in_time: int
    oldest: datetime | None
    first_due: datetime | None

    @property
    def source(self) -> str:
        """The key of the source that refreshes them, where there is one."""
        return self.source_of_data if self.source_of_data == Source.DEMO else self.platform

    @property
    def worth(self) -> Priority:
        """Their class, as the schedule knows it."""
        return min(Priority(self.priority), Priority.WANTED)

    @property
    def unwell(self) -> bool:
        """Whether they fail."""
        return self.status in (RefreshStatus.FAILING, RefreshStatus.NOT_FOUND)


def standing() -> list[Group]:
    """All accounts of creators that lists show, in groups. One query, over the index `profile_standing`."""
    now = timezone.now()
    late = Q(next_refresh_at__lte=now - DAY)
    rows = (
        Profile.objects.filter(~Exists(hidden_creators()))
        .order_by()
        .values_list("platform", "source", "refresh_status", "priority")
        .annotate(
            n=Count("*"),
            read=Count("fetched_at"),
            planned=Count("next_refresh_at"),
            late=Count("influencer_id", filter=late),
            due=Count("influencer_id", filter=Q(next_refresh_at__lte=now)),
            due_in_1=Count("influencer_id", filter=Q(next_refresh_at__lte=now + DAY)),
            due_in_7=Count("influencer_id", filter=Q(next_refresh_at__lte=now + 7 * DAY)),
            read_late=Count("fetched_at", filter=late),
            oldest=Min("fetched_at"),
            first_due=Min("next_refresh_at"),
        )
    )
    return [_group(*row) for row in rows]


def hidden_creators():
    """The creators whose accounts do not count, for use below a query of accounts; served by the index
    `influencer_hidden`, where a join would read every creator."""
    return Influencer.objects.filter(~Q(status=InfluencerStatus.ACTIVE), pk=OuterRef("influencer_id"))


def total(groups: Iterable[Group], figure: Callable[[Group], int]) -> int:
    """The sum of a figure over groups."""
    return sum(figure(group) for group in groups)


def _group(*row) -> Group:
    *first, read_late, oldest, first_due = row
    return Group(*first, first[5] - read_late, oldest, first_due)
