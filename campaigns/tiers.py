"""The names of the size bands that accounts belong to."""

from collections.abc import Iterable

from influencers.models import Profile, Tier
from influencers.tiers import tier_of


def tier_names(profiles: Iterable[Profile]) -> dict[int, str]:
    """{profile id: name of its band}, for those that have one; one query."""
    tiers = list(Tier.objects.all())
    return {profile.pk: tier.name for profile in profiles if (tier := tier_of(profile, tiers))}
