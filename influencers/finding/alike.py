"""Searches for creators like some that are known: their niches and hashtags as words to search for.

No platform that is read here tells who is similar to whom, so this is all that look-alikes can rest on.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from influencers.models import Post, Profile, ProfileNiche

MOST_SEEDS = 10
MOST_TAGS = 6
POSTS_EACH = 30
# Hashtags that say nothing of what a post is about.
EMPTY = {
    "ad", "ads", "sponsored", "gifted", "partner", "werbung", "anzeige", "publicidad", "publicité", "pub",
    "reklam",
    "love", "instagood", "photooftheday", "fyp", "foryou", "foryoupage", "viral", "explore", "explorepage",
    "follow",
    "reels", "shorts", "instadaily", "picoftheday", "happy", "like4like", "repost", "new", "today",
}  # fmt: skip


def seeds_of(ids: Iterable[int]) -> list[Profile]:
    """The accounts to start from, at most ten, by their ids; those that lists do not show are left out."""
    wanted = list(dict.fromkeys(ids))[:MOST_SEEDS]
    return list(Profile.objects.shown().filter(pk__in=wanted).select_related("primary_niche").order_by("pk"))


def words_of(seeds: Iterable[Profile]) -> list[str]:
    """Hashtags first, those that most of the seeds use, then the names of their niches."""
    seeds = list(seeds)
    used: dict[str, set[int]] = defaultdict(set)
    often: Counter[str] = Counter()
    for seed in seeds:
        newest = Post.objects.filter(profile=seed).order_by("-published_at")[:POSTS_EACH]
        for tags in newest.values_list("hashtags", flat=True):
            for tag in set(tags) - EMPTY:
                used[tag].add(seed.pk)
                often[tag] += 1
    ranked = sorted(used, key=lambda tag: (-len(used[tag]), -often[tag], tag))
    niches = ProfileNiche.objects.filter(profile__in=seeds).order_by("-weight", "niche__name")
    names = [seed.primary_niche.name for seed in seeds if seed.primary_niche]
    names += niches.values_list("niche__name", flat=True)[: 2 * len(seeds)] if not names else []
    return [*(f"#{tag}" for tag in ranked[:MOST_TAGS]), *dict.fromkeys(names)]
