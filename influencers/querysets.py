"""Queries of the catalogue by name."""

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest, Least, Now

from influencers.choices import InfluencerStatus, Priority, RefreshStatus, Source
from influencers.sources.wishes import LEFT_OUT

DEMO = Q(source=Source.DEMO)
LEFT_OUT_OF_DISCOVERY = Q(labels__overlap=list(LEFT_OUT))


class InfluencerQuerySet(models.QuerySet):
    """Creators."""

    def active(self):
        """Creators that lists show: neither blocked, merged nor erased."""
        return self.filter(status=InfluencerStatus.ACTIVE)


class ProfileQuerySet(models.QuerySet):
    """Accounts."""

    def shown(self):
        """Accounts of creators that lists show."""
        return self.filter(influencer__status=InfluencerStatus.ACTIVE)

    def discoverable(self):
        """Accounts whose owners did not ask to be left out of discovery."""
        return self.exclude(LEFT_OUT_OF_DISCOVERY)

    def demo(self):
        """Fictional accounts of the demo catalogue."""
        return self.filter(DEMO)

    def real(self):
        """Accounts of real creators."""
        return self.exclude(DEMO)

    def due(self, now):
        """Accounts whose refresh is due and that no worker holds."""
        return self.shown().filter(
            Q(claimed_until__isnull=True) | Q(claimed_until__lt=now), next_refresh_at__lte=now
        )

    def refreshed_by(self, source: str):
        """Accounts that a source refreshes: its own platform's, whatever file first told of them; the demo
        source refreshes fictional accounts of every platform."""
        if source == Source.DEMO:
            return self.demo()
        return self.real().filter(platform=source)

    def unplanned(self):
        """Accounts that came in since the last tick: nobody decided yet whether and when to refresh them."""
        return self.filter(refresh_status=RefreshStatus.NEVER, next_refresh_at__isnull=True)

    def stale(self):
        """Accounts whose data changed after they were last scored."""
        return self.filter(Q(scored_at__isnull=True) | Q(scored_at__lt=F("data_changed_at")))

    def want(self, ids, until) -> int:
        """How many accounts are now refreshed before others until `until`; those that a source refreshes
        at all are due at once. A later date or a higher priority that is there already stays."""
        return self.filter(pk__in=ids).update(
            priority=Greatest("priority", Value(Priority.WANTED.value)),
            wanted_until=Greatest("wanted_until", Value(until)),
            next_refresh_at=Case(
                When(next_refresh_at__isnull=False, then=Least("next_refresh_at", Now())), default=None
            ),
        )

    def want_by(self, ids, until, every) -> int:
        """How many accounts are now read before others until `until`, and `every` so often from their last
        reading on. Those that fail keep the time of their next try."""
        return self.filter(pk__in=ids, failures=0).update(
            priority=Greatest("priority", Value(Priority.WANTED.value)),
            wanted_until=Greatest("wanted_until", Value(until)),
            next_refresh_at=Case(
                When(next_refresh_at__isnull=False, then=Least("next_refresh_at", F("fetched_at") + every)),
                default=None,
            ),
        )
