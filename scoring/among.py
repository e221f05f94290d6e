"""Among whom a ranking is made, told so that nobody has to list them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from influencers.models import Profile


@dataclass(frozen=True)
class Among:
    """Everybody whom lists show and who may be found, of real creators or of demo ones.

    profiles: the same as a query; without: ids that are not among them; limits: what else holds of each.
    """

    profiles: QuerySet[Profile]
    demo: bool
    without: frozenset[int] = frozenset()
    limits: tuple[Q, ...] = ()


Candidates = Among | QuerySet[Profile] | Iterable[int]
"""What a ranking can be made of: an `Among` and a query stay in the database; or ids."""


def as_query(profiles: Candidates) -> QuerySet[Profile]:
    """The candidates as a query."""
    if isinstance(profiles, Among):
        return profiles.profiles
    return profiles if isinstance(profiles, QuerySet) else Profile.objects.filter(id__in=list(profiles))
