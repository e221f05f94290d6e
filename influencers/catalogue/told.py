"""What Data health tells of the catalogue in columns."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.dateparse import parse_datetime

from influencers.catalogue import opened
from influencers.catalogue.build import KIND
from influencers.catalogue.files import facts_of, newest_number
from influencers.models import Profile


@dataclass(frozen=True)
class Told:
    """The copy that answers Discover: of how many accounts, when it was made, how many changed since. `why`
    says why the database answers instead, in words that follow "because"; "" where the copy does."""

    accounts: int
    built_at: datetime | None
    changed: int
    why: str


def told() -> Told | None:
    """Where the copy stands; None where there are too few accounts to need one."""
    if not newest_number(KIND):
        # A bounded count: of a million all that matters is that there are enough.
        enough = Profile.objects.order_by()[: settings.CATALOGUE_FROM].count() >= settings.CATALOGUE_FROM
        return Told(0, None, 0, "its copy for quick answers was not made yet") if enough else None
    in_use = opened.view() is not None
    why = "" if in_use else opened.why_not()
    if not in_use and not why:
        return None
    facts = facts_of(KIND)
    at = facts.get("built_at")
    return Told(facts.get("accounts", 0), parse_datetime(at) if at else None, opened.patched(), why)
