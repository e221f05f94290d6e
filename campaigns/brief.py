"""The brief of a campaign as scoring understands it, and whom its hard limits let through."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q

from campaigns.limit_counts import LimitCount, count, left_out_by
from campaigns.limits import RIVAL_WINDOW, brief_limits, further_limits, limits_of, meeting
from campaigns.models import Campaign
from campaigns.words import says
from influencers.models import Post, Profile
from influencers.querysets import ProfileQuerySet
from influencers.search import anybody_real
from scoring.among import Among
from scoring.core.brands import is_brand
from scoring.core.schema import Brief
from scoring.core.weights import CONSTANTS


def brief_of(campaign: Campaign) -> Brief:
    """The stored brief. Demo creators are ranked only where the catalogue has no real ones."""
    niches = {row.niche.slug: row.weight for row in campaign.niche_weights.select_related("niche")}
    return replace(limits_in(campaign), niches=niches)


def limits_in(campaign: Campaign) -> Brief:
    """The brief without its niches, which an unsaved campaign has none of. Raises ValueError where the
    limits contradict each other."""
    return Brief(
        words=tuple(campaign.words),
        min_followers=campaign.min_followers,
        max_followers=campaign.max_followers,
        platforms=tuple(campaign.platforms),
        countries=tuple(campaign.countries),
        languages=tuple(campaign.languages),
        weights=campaign.weights,
        freshness=campaign.freshness,
        near_misses=campaign.near_misses,
        dormant=campaign.dormant,
    )


@dataclass(frozen=True, slots=True)
class Count:
    """How many creators hard limits let through, of how many, and what each limit does; `error` where they
    contradict each other."""

    n: int = 0
    of: int = 0
    demo: bool = False
    error: str = ""
    limits: Sequence[LimitCount] = ()

    @property
    def strictest(self) -> LimitCount | None:
        """The limit without which most others would meet the brief too."""
        found = max(self.limits, key=lambda line: line.regained, default=None)
        return found if found and found.regained else None


def count_within_limits(campaign: Campaign, now: datetime) -> Count:
    """The count for the hard limits of a campaign's brief, saved or not."""
    try:
        brief = limits_in(campaign)
    except ValueError as wrong:
        return Count(error=str(wrong))
    profiles, demo = pool()
    counts = count(Among(profiles, demo), limits_of(campaign, brief, now))
    return Count(counts.n, counts.of, demo, limits=counts.limits)


def pool() -> tuple[ProfileQuerySet, bool]:
    """(whom a brief may find, whether these are demo creators): real ones where the catalogue has any."""
    if anybody_real():
        return Profile.objects.shown().real().discoverable(), False
    return Profile.objects.shown().demo(), True


def considered(campaign: Campaign) -> Among:
    """Accounts that a campaign may look at: those of the pool without those that its members excluded."""
    profiles, demo = pool()
    excluded = frozenset(campaign.exclusions.values_list("profile", flat=True))
    return Among(profiles.exclude(pk__in=excluded), demo, excluded)


def kept_out(campaign: Campaign, now: datetime) -> dict[str, int]:
    """{what is true of them: how many} of the accounts that the must-haves and must-nots of a brief leave
    out, before scoring sees them."""
    return left_out_by(considered(campaign), further_limits(campaign, now))


def within_limits(profiles: ProfileQuerySet, brief: Brief, now: datetime) -> ProfileQuerySet:
    """Those of `profiles` that the hard limits of a brief let through, as `rank_profiles` does."""
    return meeting(profiles, brief_limits(brief, now))


def conflicts(campaign: Campaign, profiles: list[Profile], now: datetime) -> dict[int, list[str]]:
    """{profile id: what stands against it in words}: sponsored posts of the last 90 days for a competitor;
    competitors and words to avoid in bios and in posts of that time. At most two queries, and none where the
    brief names no such words."""
    unwanted = [*campaign.competitors, *campaign.avoid_words]
    if not unwanted or not profiles:
        return {}
    found: dict[int, list[str]] = {}
    seen = set()
    for profile_id, word, published_at in _sponsored_by(campaign.competitors, profiles, now):
        if (profile_id, word) not in seen:
            seen.add((profile_id, word))
            told = f"sponsored post for “{word}” on {published_at:%-d %b %Y}"
            found.setdefault(profile_id, []).append(told)
    for profile in profiles:
        texts = f"{profile.display_name}\n{profile.bio}"
        for word in unwanted:
            if says(texts, word):
                found.setdefault(profile.pk, []).append(f"“{word}” in the bio")
    contains = Q()
    for word in unwanted:
        contains |= Q(caption__icontains=word.lstrip("#@"))
    posts = Post.objects.filter(
        contains, profile__in=profiles, published_at__gte=now - RIVAL_WINDOW, published_at__lte=now
    ).order_by("profile_id", "-published_at")
    for profile_id, caption, published_at in posts.values_list("profile_id", "caption", "published_at"):
        for word in unwanted:
            if (profile_id, word) not in seen and says(caption, word):
                seen.add((profile_id, word))
                found.setdefault(profile_id, []).append(f"“{word}” in a post of {published_at:%-d %b %Y}")
    return found


def _sponsored_by(
    competitors: list[str], profiles: list[Profile], now: datetime
) -> Iterator[tuple[int, str, datetime]]:
    """(profile id, competitor, when) of sponsored posts of the last 90 days that name one, newest first."""
    if not competitors:
        return
    posts = Post.objects.filter(
        profile__in=profiles,
        published_at__gte=now - RIVAL_WINDOW,
        published_at__lte=now,
        text__sponsored_probability__gte=CONSTANTS.sponsored_from,
    ).exclude(text__brands=[])
    for profile_id, published_at, brands in posts.order_by("-published_at").values_list(
        "profile_id", "published_at", "text__brands"
    ):
        for word in competitors:
            if any(is_brand(brand, word) for brand in brands):
                yield profile_id, word, published_at
