# ruff: noqa: E501 - word lists read best as they are
"""Handles and profile addresses as people write them -> (platform, handle). Pure."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from influencers.importing.platform_words import PLATFORM_WORDS

_HOSTS = {
    "instagram.com": "instagram",
    "instagr.am": "instagram",
    "tiktok.com": "tiktok",
    "youtube.com": "youtube",
    "bsky.app": "bluesky",
    "twitter.com": "x",
    "x.com": "x",
    "threads.net": "threads",
    "threads.com": "threads",
    "twitch.tv": "twitch",
    "facebook.com": "facebook",
    "fb.com": "facebook",
    "pinterest.com": "pinterest",
    "snapchat.com": "snapchat",
    "linkedin.com": "linkedin",
}
_NOT_PEOPLE = {
    "instagram": {"p", "reel", "reels", "explore", "tv", "accounts", "direct", "about", "share"},
    "x": {"home", "search", "i", "hashtag", "intent", "share", "explore"},
    "facebook": {"watch", "groups", "events", "sharer", "share", "story.php", "photo.php", "pages", "people"},
    "twitch": {"videos", "directory", "search"},
    "pinterest": {"pin", "search", "ideas"},
    "youtube": {"watch", "shorts", "playlist", "results", "feed", "embed", "live"},
    "threads": set(),
}
_HANDLE_RULES = {
    "instagram": re.compile(r"^[A-Za-z0-9_.]{1,40}$"),
    "tiktok": re.compile(r"^[A-Za-z0-9_.\-]{1,40}$"),
    "x": re.compile(r"^[A-Za-z0-9_]{1,30}$"),
    "threads": re.compile(r"^[A-Za-z0-9_.]{1,40}$"),
    "twitch": re.compile(r"^[A-Za-z0-9_]{1,40}$"),
    "bluesky": re.compile(r"^(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]+$|^did:[a-z]+:[A-Za-z0-9._:%-]+$"),
    "mastodon": re.compile(r"^[\w.-]+(?:@[\w.-]+\.\w+)?$"),
    "pinterest": re.compile(r"^[\w.-]{1,60}$"),
    "snapchat": re.compile(r"^[\w.-]{1,40}$"),
}
# What a copied name brings along unseen: marks of direction, spaces of no width, soft hyphens. Joiners may be
# part of a title.
_UNSEEN = re.compile(r"[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_JOINERS = "\u200c\u200d"
_URL = re.compile(r"^(?:https?:)?//|^www\.|^[\w-]+(?:\.[\w-]+)+/", re.I)
_FEDIVERSE = re.compile(r"^@([\w.-]+@(?:[\w-]+\.)+\w+)$")
_AMONG_WORDS = re.compile(r"(?:^|[\s(\[:|])@([A-Za-z0-9_.-]*[A-Za-z0-9_])")  # "Jane Doe (@jane)"
_MASKED = re.compile(r"[█▇■•…]|\*{2,}")
_CHANNEL_ID = re.compile(r"^UC[\w-]{22}$")


class Address(NamedTuple):
    """An account as an address names it; handle or platform_id may be empty, not both."""

    platform: str
    handle: str
    platform_id: str = ""


class BadHandle(ValueError):
    """A cell that names no account; `str()` is the reason in plain words."""


def platform_of_words(text: str) -> str:
    """The platform that a word or short phrase names ("Instagram", "IG", "Tik Tok"), or an empty string."""
    words = " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold()))
    return PLATFORM_WORDS.get(words, "")


def platforms_in(text: str) -> set[str]:
    """Every platform that a phrase mentions: a cell such as "Instagram (Reels)", the name of a file or sheet."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", unicodedata.normalize("NFKC", text))
    words = re.findall(r"[^\W_]+", words.casefold())
    found = {platform_of_words(word) for word in words if word not in ("x", "tt", "snap", "threads")}
    found |= {platform_of_words(" ".join(pair)) for pair in zip(words, words[1:], strict=False)}
    return found - {""}


def seen(text: str) -> str:
    """A text without the characters that nobody sees."""
    return text if text.isascii() else _UNSEEN.sub("", text).strip(_JOINERS)


def looks_like_url(text: str) -> bool:
    """True for something meant as a web address, with or without https://."""
    shown = seen(text).strip()
    return bool(_URL.match(shown) or _FEDIVERSE.match(shown)) or platform_of_host(text) != ""


@lru_cache(maxsize=4096)
def _platform_of_domain(host: str) -> str:
    parts = host.split(".")
    for start in range(len(parts) - 1):
        domain = ".".join(parts[start:])
        if domain in _HOSTS:
            return _HOSTS[domain]
    if len(parts) >= 2 and "pinterest" in parts:
        return "pinterest"
    return (
        "mastodon" if "mastodon" in host or host in ("mstdn.social", "fosstodon.org", "hachyderm.io") else ""
    )


def platform_of_host(url: str) -> str:
    """The platform whose site an address is on, or an empty string; `youtu.be` and short links name no
    account.
    """
    return _platform_of_domain(_split(url)[0])


def _split(url: str) -> tuple[str, str, str]:
    url = seen(url)
    if "." not in url:
        return "", "", ""
    if "/" not in url and ":" not in url and "?" not in url:
        return url.strip().strip("<>()[]\"'").casefold(), "", ""
    text = url.strip().strip("<>()[]\"'")
    if "://" not in text:
        text = "https://" + text.lstrip("/")
    try:
        parts = urlsplit(text)
        return (parts.hostname or "").casefold(), unquote(parts.path), parts.query
    except ValueError:
        return "", "", ""


def address_of(url: str) -> Address | None:
    """The account that an address points at (its profile, or a post of its), or None. `@name@server` is one."""
    if full := _FEDIVERSE.match(seen(url).strip()):
        return Address("mastodon", full[1])
    host, path, query = _split(url)
    platform = _platform_of_domain(host)
    steps = [step for step in path.split("/") if step]
    if not platform:
        return _mastodon(host, steps)
    if not steps or host.startswith(("vm.", "vt.")) and platform == "tiktok":
        return None
    first = steps[0]
    if platform == "mastodon":
        return _mastodon(host, steps, certain=True)
    if platform == "youtube":
        if first == "channel" and len(steps) > 1:
            return Address("youtube", "", steps[1]) if _CHANNEL_ID.match(steps[1]) else None
        if first in ("c", "user") and len(steps) > 1:
            return Address("youtube", steps[1])
    if platform == "facebook" and first == "profile.php":
        found = parse_qs(query).get("id")
        return Address("facebook", found[0], found[0]) if found else None
    if platform == "bluesky":
        return Address("bluesky", steps[1]) if first == "profile" and len(steps) > 1 else None
    if platform in ("linkedin", "snapchat"):
        return (
            Address(platform, steps[1].lstrip("@"))
            if first in ("in", "company", "add") and steps[1:]
            else None
        )
    if platform == "instagram" and first == "stories" and len(steps) > 1:
        return Address("instagram", steps[1])
    if first.lower() in _NOT_PEOPLE.get(platform, ()) or platform == "tiktok" and not first.startswith("@"):
        return None
    handle = first.lstrip("@")
    return Address(platform, handle) if handle else None


def _mastodon(host: str, steps: list[str], certain: bool = False) -> Address | None:
    if steps and steps[0].startswith("@") and len(steps[0]) > 1 and "." in host:
        name = steps[0][1:]
        return Address("mastodon", name if "@" in name else f"{name}@{host}")
    if certain and len(steps) > 1 and steps[0] == "users":
        return Address("mastodon", f"{steps[1]}@{host}")
    return None


def handle_of(text: str, platform: str = "") -> Address:
    """The account of a cell that holds a handle or an address. Raises BadHandle with the reason.

    The platform is that of the address, else the one given. A YouTube channel title with spaces is let
    through:
    it is often all that a list has.
    """
    cell = " ".join(seen(text).split()).strip("\"'`’‘“”").strip()
    if not cell:
        raise BadHandle("empty")
    if looks_like_url(cell) and not (platform == "bluesky" and "/" not in cell):
        address = address_of(cell)
        if address is None and "/" not in cell and platform in _HANDLE_RULES and not platform_of_host(cell):
            return Address(platform, check_handle(cell, platform))  # www.name is a handle, too
        if address is None:
            raise BadHandle("an address that names no account")
        return Address(address.platform, check_handle(address.handle, address.platform), address.platform_id)
    if platform == "youtube" and _CHANNEL_ID.match(cell):
        return Address("youtube", "", cell)
    if platform in _HANDLE_RULES:
        cell = unicodedata.normalize("NFKC", cell)
        if " " in cell and len(marked := _AMONG_WORDS.findall(cell)) == 1:
            cell = marked[0]
    cell = cell.lstrip("@＠").strip()
    if not cell:
        raise BadHandle("no name after the @")
    return Address(platform, check_handle(cell, platform))


def check_handle(handle: str, platform: str) -> str:
    """The handle, if the platform could have such a one (an empty one passes: ids may stand in). Raises
    BadHandle.
    """
    if not handle:
        return handle
    if "\ufffd" in handle and (platform != "youtube" or handle.count("\ufffd") * 3 > len(handle)):
        raise BadHandle("characters were lost before this file was saved")
    if _MASKED.search(handle):
        raise BadHandle("masked, not a real handle")
    if len(handle) > 200:
        raise BadHandle("too long for a handle")
    rule = _HANDLE_RULES.get(platform)
    if rule and not rule.match(handle):
        raise BadHandle(f"not a handle that {platform} would allow")
    if platform != "youtube" and re.search(r"\s", handle):
        raise BadHandle("a name with spaces, not a handle")
    if not any(c.isalnum() for c in handle) and platform != "youtube":
        raise BadHandle("no letter or digit in it")
    return handle


def handle_like(text: str) -> bool:
    """True for text that could be a handle on most platforms: no space, Latin letters, digits, `. _ -`,
    maybe @.
    """
    return bool(
        re.match(r"^@?[A-Za-z0-9][A-Za-z0-9._\-]{0,59}$|^@?[._\-][A-Za-z0-9._\-]{1,59}$", text.strip())
    )
