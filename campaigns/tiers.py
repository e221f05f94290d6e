"""The size band that an account belongs to, by the bands that an admin edits."""

from collections.abc import Iterable

from influencers.models import Profile, Tier


def tier_names(profiles: Iterable[Profile]) -> dict[int, str]:
    """{profile id: name of its band}, for those that have one; one query. The bands of an account's own
    platform and market win over those of the platform, the market, and everybody."""
    tiers = list(Tier.objects.all())
    return {p.pk: tier.name for p in profiles if (tier := _tier_of(p, tiers))}


def _tier_of(profile: Profile, tiers: list[Tier]) -> Tier | None:
    if profile.followers is None:
        return None
    fitting = [
        tier
        for tier in tiers
        if tier.platform in ("", profile.platform)
        and tier.market in ("", profile.country)
        and tier.lower <= profile.followers
        and (tier.upper is None or profile.followers < tier.upper)
    ]
    return max(fitting, key=lambda tier: (tier.platform != "", tier.market != ""), default=None)
