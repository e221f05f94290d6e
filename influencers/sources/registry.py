"""Which sources there are; the key of a source is the name of its file."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from influencers.sources.base import Source

# key -> (class, {argument of the class: setting it is read from}). A module is imported at its first use.
SOURCES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "bluesky": ("BlueskySource", {"base_url": "BLUESKY_APPVIEW_URL", "contact": "SOURCE_CONTACT"}),
    "demo": ("DemoSource", {}),
}


def source_class(key: str) -> Callable[..., Source]:
    """The class of a source; its `limits`, `policy` and `label` can be read without a connection."""
    name, _ = SOURCES[key]
    return getattr(import_module(f"influencers.sources.{key}"), name)


def open_source(key: str, settings: Any) -> Source:
    """A source, ready to be asked, with what `settings` say of it."""
    _, arguments = SOURCES[key]
    return source_class(key)(**{name: getattr(settings, setting) for name, setting in arguments.items()})
