"""The brief of a campaign as scoring understands it, and whom its hard limits let through."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from campaigns.models import Campaign
from influencers.models import Post, Profile
from influencers.querysets import ProfileQuerySet
from scoring.constants import current_constants
from scoring.core.brands import is_brand
from scoring.core.schema import Brief
from scoring.core.weights import CONSTANTS

# How far back a post counts as a mention of a competitor (method, 4.4).
CONFLICT_WINDOW = timedelta(days=CONSTANTS.conflict_days)


def brief_of(campaign: Campaign) -> Brief:
    """The stored brief. Demo creators are ranked only where the catalogue has no real ones."""
    return Brief(
        niches={row.niche.slug: row.weight for row in campaign.niche_weights.select_related("niche")},
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
    """How many creators hard limits let through, of how many; `error` where they contradict each other."""

    n: int = 0
    of: int = 0
    demo: bool = False
    error: str = ""


def count_within_limits(limits: Mapping[str, Any], now: datetime) -> Count:
    """The count for hard limits named like the fields of a Brief; those absent take its defaults."""
    named = {f.name for f in fields(Brief)}
    try:
        brief = Brief(**{k: tuple(v) if isinstance(v, list) else v for k, v in limits.items() if k in named})
    except ValueError as wrong:
        return Count(error=str(wrong))
    profiles, demo = pool()
    return Count(within_limits(profiles, brief, now).count(), profiles.count(), demo)


def pool() -> tuple[ProfileQuerySet, bool]:
    """(whom a brief may find, whether these are demo creators): real ones where the catalogue has any."""
    real = Profile.objects.shown().real().discoverable()
    return (real, False) if real.exists() else (Profile.objects.shown().demo(), True)


def within_limits(profiles: ProfileQuerySet, brief: Brief, now: datetime) -> ProfileQuerySet:
    """Those of `profiles` that the hard limits of a brief let through, as `rank_profiles` does."""
    c = current_constants()
    stretch = c.near_miss if brief.near_misses else 1
    profiles = profiles.filter(
        followers__gte=brief.min_followers / stretch, followers__lte=brief.max_followers * stretch
    )
    for field, allowed in (
        ("platform", brief.platforms), ("country", brief.countries), ("language", brief.languages)
    ):  # fmt: skip
        if allowed:
            profiles = profiles.filter(**{f"{field}__in": allowed})
    if not brief.dormant:
        silent_since = now - timedelta(days=c.dormant_days)
        profiles = profiles.filter(Q(last_post_at__isnull=True) | Q(last_post_at__gte=silent_since))
    return profiles


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
        contains, profile__in=profiles, published_at__gte=now - CONFLICT_WINDOW, published_at__lte=now
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
        published_at__gte=now - CONFLICT_WINDOW,
        published_at__lte=now,
        text__sponsored_probability__gte=CONSTANTS.sponsored_from,
    ).exclude(text__brands=[])
    for profile_id, published_at, brands in posts.order_by("-published_at").values_list(
        "profile_id", "published_at", "text__brands"
    ):
        for word in competitors:
            if any(is_brand(brand, word) for brand in brands):
                yield profile_id, word, published_at


def says(text: str, word: str) -> bool:
    """Whether `text` has `word` as a word of its own in any case; scripts without spaces match anywhere."""
    text, word = (unicodedata.normalize("NFKC", t).casefold() for t in (text, word.lstrip("#@")))
    if not word:
        return False
    if not all(_is_spaced(letter) for letter in word):
        return word in text
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def _is_spaced(letter: str) -> bool:
    """Whether the script of a letter puts spaces between words (Chinese, Japanese and Thai do not)."""
    return not any(low <= letter <= high for low, high in (("\u0e00", "\u0eff"), ("\u3040", "\u9fff")))
