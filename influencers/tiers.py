"""Size bands as conditions: which accounts a band holds, own bands of a platform or market included."""

from collections.abc import Iterable

from django.db.models import Q

from influencers.models import Profile, Tier
from influencers.templatetags.figures import compact


def tier_conditions(tiers: Iterable[Tier]) -> dict[str, Q]:
    """{slug of a band: what an account must be to belong to it}, smallest band first.

    The band of an account's own platform and market wins over that of the platform, of the market, and of
    everybody, so that no account is in two bands.
    """
    tiers = list(tiers)
    conditions: dict[str, Q] = {}
    for tier in sorted(tiers, key=lambda tier: (tier.lower, tier.pk)):
        condition = _within(tier)
        for other in tiers:
            if rank_of(other) > rank_of(tier):
                condition &= ~_within(other)
        conditions[tier.slug] = conditions[tier.slug] | condition if tier.slug in conditions else condition
    return conditions


def tier_labels(tiers: Iterable[Tier]) -> dict[str, tuple[str, str]]:
    """{slug: (name, its bounds in words)}; the bounds are those of everybody's band where there is one."""
    labels: dict[str, tuple[str, str]] = {}
    for tier in sorted(tiers, key=lambda tier: (rank_of(tier), tier.lower)):
        labels.setdefault(tier.slug, (tier.name, bounds(tier)))
    return labels


def tier_of(profile: Profile, tiers: Iterable[Tier]) -> Tier | None:
    """The band of one account among `tiers`; None where its size is not known or in none of them."""
    size = profile.followers
    if size is None:
        return None
    fitting = [
        tier
        for tier in tiers
        if tier.platform in ("", profile.platform)
        and tier.market in ("", profile.country)
        and tier.lower <= size
        and (tier.upper is None or size < tier.upper)
    ]
    return max(fitting, key=rank_of, default=None)


def tier_names(profiles: Iterable[Profile]) -> dict[int, str]:
    """{profile id: name of its band}, for those that have one; one query."""
    tiers = list(Tier.objects.all())
    return {profile.pk: tier.name for profile in profiles if (tier := tier_of(profile, tiers))}


def bounds(tier: Tier) -> str:
    """ "10K to 50K", "under 1K", "over 1M"."""
    if tier.upper is None:
        return f"from {compact(tier.lower)}"
    if not tier.lower:
        return f"under {compact(tier.upper)}"
    return f"{compact(tier.lower)} to {compact(tier.upper)}"


def rank_of(tier: Tier) -> tuple[bool, bool]:
    return (tier.platform != "", tier.market != "")


def _within(tier: Tier) -> Q:
    condition = Q(followers__isnull=False, followers__gte=tier.lower)
    if tier.upper is not None:
        condition &= Q(followers__lt=tier.upper)
    if tier.platform:
        condition &= Q(platform=tier.platform)
    if tier.market:
        condition &= Q(country=tier.market)
    return condition
