"""Which platforms a job can search, which it cannot, and why."""

from dataclasses import dataclass

from django.conf import settings

from influencers.choices import Platform, Source
from influencers.models import Profile
from influencers.sources.registry import SOURCES, missing, policy_of, refreshing, source_class

# Platforms whose official ways to find creators are closed to those who host this themselves.
CLOSED = {
    Platform.TIKTOK: "TikTok lets only approved advertisers and researchers look accounts up: import a list.",
    Platform.X: "X wants to be paid in advance for each read: import a list.",
    Platform.TWITCH: "Handpick has no source for Twitch yet: import a list.",
}
NO_WAY = "There is no official way to look up other people's accounts there: import a list."


@dataclass(frozen=True, slots=True)
class Offer:
    """A source that a job may ask; `note` is what a person must know before, or ""."""

    key: str
    label: str
    searches: bool
    click_only: bool
    note: str = ""


def offered() -> list[Offer]:
    """The sources that are connected; the demo source only where there are demo creators."""
    keys = [key for key in refreshing(settings) if key != Source.DEMO]
    if Profile.objects.demo().exists():
        keys.append(Source.DEMO.value)
    return [_offer(key) for key in keys]


def not_offered() -> list[tuple[str, str]]:
    """(platform, why, and what to do about it) of those that a job cannot ask."""
    found = []
    for key in SOURCES:
        source = source_class(key)
        if missing(key, settings):
            found.append((source.label, source.connect))
        elif source.held_back:
            found.append((source.label, source.held_back))
    return [*found, *((platform.label, why_not(platform)) for platform in CLOSED)]


def why_not(platform: str) -> str:
    """Why accounts of a platform cannot be looked up now, in words; "" where they can."""
    if platform in refreshing(settings):
        return ""
    if platform in SOURCES:
        source = source_class(platform)
        return source.held_back or f"{source.label} is not connected. {source.connect}"
    return CLOSED.get(platform, NO_WAY)


def _offer(key: str) -> Offer:
    source, click_only = source_class(key), policy_of(key, settings).search_by_click_only
    note = ""
    if key == Source.DEMO:
        note = "Fictional creators, to try it out."
    elif "search" in source.lacks:
        note = source.lacks["search"]
    elif click_only:
        note = f"{source.label} wants searches to come from a person's click: none starts by itself."
    elif key == Source.INSTAGRAM:
        note = "By hashtag only; finds the accounts that posts mention. 30 hashtags in 7 days."
    elif key == Source.YOUTUBE:
        note = "100 searches a day."
    elif key == Source.MASTODON:
        note = "Finds who agreed to be discovered, as far as your server knows them."
    return Offer(key, source.label, "search" not in source.lacks, click_only, note)
