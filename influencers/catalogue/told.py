"""What Data health tells of the catalogue in columns."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.dateparse import parse_datetime

from influencers.catalogue import opened
from influencers.catalogue.build import KIND
from influencers.catalogue.files import newest_number
from influencers.models import Profile


@dataclass(frozen=True)
class Told:
    """The copy that answers Discover: of how many accounts, when it was made, how many changed since. `why`
    says why the newest one does not, in words that follow "because"; "" where it does. With `why` and no
    accounts the database answers instead."""

    accounts: int
    built_at: datetime | None
    changed: int
    why: str


def told() -> Told | None:
    """Where the copy stands; None where there are too few accounts to need one."""
    if not newest_number(KIND):
        return Told(0, None, 0, "its copy for quick answers was not made yet") if many() else None
    in_use, why = opened.view() is not None, opened.why_not()
    if not in_use:
        return Told(0, None, 0, why) if why else None
    facts, changed = opened.in_use()
    return Told(facts["accounts"], parse_datetime(facts["built_at"]), changed, why)


def many() -> bool:
    """Whether there are so many accounts that copies answer."""
    # A bounded count: of a million all that matters is that there are enough.
    return Profile.objects.order_by()[: settings.CATALOGUE_FROM].count() >= settings.CATALOGUE_FROM
