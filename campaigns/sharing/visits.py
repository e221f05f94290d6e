"""The record of how a client link is used: what was done, how often, from how many places; no address."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, F, Max, Min, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone

from campaigns.choices import Visit
from campaigns.models import LinkView, ShareLink
from influencers.salt import salted

# Several openings by one visitor within this time are one: reloading, coming back from a decision.
ONE_VISIT = timedelta(minutes=30)


def record(link: ShareLink, kind: Visit, place: str, now: datetime) -> None:
    """Counts one use of a link."""
    day = timezone.localdate(now)
    visitor = salted(f"client link {link.pk} on {day} from {place}")[:16]
    rows = LinkView.objects.filter(link=link, day=day, kind=kind, visitor=visitor)
    if kind == Visit.OPENED and rows.filter(last_at__gt=now - ONE_VISIT).update(last_at=now):
        return
    if rows.update(count=F("count") + 1, last_at=now):
        return
    try:
        with transaction.atomic():
            LinkView.objects.create(link=link, day=day, kind=kind, visitor=visitor, first_at=now, last_at=now)
    except IntegrityError:  # the same visitor, in another process just now
        rows.update(count=F("count") + 1, last_at=now)


def known_since(now: datetime) -> date:
    """The first day of which the record is kept."""
    return timezone.localdate(now) - timedelta(days=settings.CLIENT_VIEWS_DAYS)


def forget(now: datetime) -> int:
    """How many rows of the record went because their time is over. A second call finds none."""
    return LinkView.objects.filter(day__lt=known_since(now)).delete()[0]


@dataclass(frozen=True, slots=True)
class Day:
    """How often one thing was done on one day, by how many visitors, and when first and last."""

    day: datetime
    kind: str
    times: int
    visitors: int
    first: datetime
    last: datetime


def days(link: ShareLink) -> list[Day]:
    """The record of a link by day, the newest first."""
    rows = link.views.order_by().values("day", "kind").annotate(
        times=Sum("count"), visitors=Count("visitor"), first=Min("first_at"), last=Max("last_at")
    )  # fmt: skip
    return [Day(**row | {"kind": Visit(row["kind"]).label}) for row in rows.order_by("-day", "-last", "kind")]


def with_openings(rows: QuerySet[ShareLink]) -> QuerySet[ShareLink]:
    """Links, each with `opened` (how often, None never) and `opened_last`."""
    opened = LinkView.objects.filter(kind=Visit.OPENED)
    return rows.annotate(opened=_of_link(opened, Sum("count")), opened_last=_of_link(opened, Max("last_at")))


def _of_link(rows, what):
    found = rows.filter(link=OuterRef("pk")).order_by().values("link").annotate(it=what).values("it")
    return Subquery(found)
