"""Which sources there are; the key of a source is the name of its file."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from influencers.sources.base import Policy, Source
from influencers.sources.quotas import NO_LIMIT, Purse

# key -> (class, {argument of the class: setting it is read from}). A module is imported at its first use.
SOURCES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "bluesky": ("BlueskySource", {"base_url": "BLUESKY_APPVIEW_URL", "contact": "SOURCE_CONTACT"}),
    "demo": ("DemoSource", {}),
    "instagram": ("InstagramSource", {"user_id": "INSTAGRAM_USER_ID", "token": "INSTAGRAM_TOKEN"}),
    "mastodon": (
        "MastodonSource",
        {"instance": "MASTODON_INSTANCE", "token": "MASTODON_TOKEN", "contact": "SOURCE_CONTACT"},
    ),
    "youtube": ("YouTubeSource", {"api_key": "YOUTUBE_API_KEY", "contact": "SOURCE_CONTACT"}),
}


def source_class(key: str) -> type[Source]:
    """The class of a source; its `limits`, `policy` and `label` can be read without a connection."""
    name, _ = SOURCES[key]
    return getattr(import_module(f"influencers.sources.{key}"), name)


def open_source(key: str, settings: Any, purse: Purse = NO_LIMIT) -> Source:
    """A source, ready to be asked, with what `settings` say of it; `purse` pays for each of its calls."""
    _, arguments = SOURCES[key]
    said = {name: getattr(settings, setting) for name, setting in arguments.items()}
    return source_class(key)(**said, purse=purse)


def policy_of(key: str, settings: Any) -> Policy | None:
    """The policy of a source that holds under these settings; None for what is no source: files, curators."""
    if key not in SOURCES:
        return None
    policy = source_class(key).policy
    if policy.instead and getattr(settings, policy.instead[0], "") == "accepted":
        return policy.instead[1]
    return policy


def withheld(settings: Any) -> list[str]:
    """The keys of the sources of whose data no rate, niche or score may be made."""
    return [key for key in SOURCES if not policy_of(key, settings).derived_figures]


def missing(key: str, settings: Any) -> list[str]:
    """The settings that a source needs and that are not given; empty where it is connected."""
    return [name for name in source_class(key).needs if not getattr(settings, name)]


def refreshing(settings: Any) -> list[str]:
    """The keys of the sources that refresh accounts: connected, and not held back."""
    return [key for key in SOURCES if not missing(key, settings) and not source_class(key).held_back]
