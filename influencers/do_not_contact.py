"""Who asked not to be written to. Exports, lists and mails leave out the address of such a creator."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Lower

from influencers.models import Influencer, Profile


def bar(creator: Influencer, why: str, now: datetime) -> bool:
    """Nobody may write to this creator from now on; whether that is new."""
    if creator.no_contact_since:
        return False
    creator.no_contact_since, creator.no_contact_why = now, why.strip()[:200]
    creator.save(update_fields=["no_contact_since", "no_contact_why", "updated_at"])
    return True


def allow(creator: Influencer) -> None:
    """This creator may be written to again."""
    creator.no_contact_since, creator.no_contact_why = None, ""
    creator.save(update_fields=["no_contact_since", "no_contact_why", "updated_at"])


def may_be_written_to() -> Q:
    """Condition on accounts: an address is known, and their creator did not ask to be left alone."""
    barred = Influencer.objects.filter(no_contact_since__isnull=False)
    return ~Q(contact="") & ~Q(influencer__in=barred.values("pk"))


def barred_addresses(addresses: Iterable[str]) -> set[str]:
    """Those of the addresses, in small letters, that belong to somebody who asked not to be written to, under
    whatever other name they stand in the catalogue."""
    wanted = {address.lower() for address in addresses if address}
    known = Profile.objects.filter(influencer__no_contact_since__isnull=False).exclude(contact="")
    found = known.annotate(address=Lower("contact")).filter(address__in=wanted)
    return set(found.values_list("address", flat=True))
