"""Who a row is about: its handle, address, platform and id, weighed against each other. Pure."""

import re
from typing import NamedTuple

from influencers.importing.accounts import Problem, Rejected
from influencers.importing.addresses import (
    Address,
    BadHandle,
    address_of,
    handle_of,
    platform_of_words,
    platforms_in,
)

_CHANNEL = re.compile(r"^UC[\w-]{22}$")
_ANY_ID = re.compile(r"^[\w:.@/-]{1,200}$")
_ROUNDED = re.compile(r"^\d(?:\.\d+)?e\+\d+$", re.I)


class Told(NamedTuple):
    """What a row says of its account; an empty text where it says nothing."""

    handle: str
    url: str
    platform_id: str
    platform: str
    name: str


def identity_of(
    told: Told, group: str, problems: list[Problem], *, wide: bool, strict: bool
) -> Address | None:
    """The account of a row. None where this group of columns is blank in a wide row. Raises Rejected.

    group: the platform of these columns, empty where each row tells. strict: a person gave the platform, so
    an address elsewhere is refused.
    """
    handle, url, own_id = told.handle, told.url, told.platform_id
    if not handle and not url and not own_id:
        if wide:
            return None
        raise Rejected("handle", told.name[:200], "no handle or profile address")
    platform = group or _told_platform(told.platform)
    by_url = address_of(url) if url else None
    found, reason = None, ""
    if handle:
        try:
            found = handle_of(handle, platform)
        except BadHandle as error:
            reason = str(error)
    if found is None and by_url is None and own_id and not reason and platform:
        found = Address(platform, "", own_id)
        if not id_of(own_id, platform, []):
            raise Rejected("platform_id", own_id[:200], "not an id of that platform")
    if found is None:
        found = _by_address(by_url, handle, url, reason)
    elif by_url:
        found = _agreed(found, by_url, url, problems)
    if not found.handle and not found.platform_id:
        raise Rejected("handle", (handle or url)[:200], "no handle or profile address")
    if platform and found.platform != platform:
        if strict or wide:
            reason = f"an address on {found.platform}, not {platform}"
            raise Rejected("platform", (handle or url)[:200], reason)
        problems.append(Problem("platform", (handle or url)[:200], f"the address says {found.platform}"))
    if not found.platform:
        raise Rejected("platform", told.platform[:200], "no platform")
    if found.platform == "youtube" and " " in found.handle:
        problems.append(
            Problem("handle", found.handle[:200], "looks like a channel title, kept as the handle")
        )
    return found


def _agreed(found: Address, by_url: Address, url: str, problems: list[Problem]) -> Address:
    """The handle column and the address column of one row, made one; where they differ, the handle counts."""
    if by_url.handle and by_url.platform in (found.platform, ""):
        if by_url.handle.casefold() != found.handle.casefold():
            if found.platform == "youtube" and (" " in found.handle or not found.handle.isascii()):
                return by_url  # a title in the column of handles
            reason = f"names @{by_url.handle}, the handle column @{found.handle}"
            problems.append(Problem("url", url[:200], reason))
    elif by_url.platform_id and by_url.platform == found.platform:
        return found._replace(platform_id=found.platform_id or by_url.platform_id)
    return found


def _by_address(by_url: Address | None, handle: str, url: str, reason: str) -> Address:
    if by_url is None:
        if handle:
            raise Rejected("handle", handle[:200], reason)
        raise Rejected("url", url[:200], "an address that names no account")
    try:
        return handle_of(url, by_url.platform)
    except BadHandle as error:
        raise Rejected("url", url[:200], str(error)) from error


def _told_platform(told: str) -> str:
    if not told:
        return ""
    platform = platform_of_words(told) or platform_of_words(told.split("/")[0])
    if not platform:
        named = platforms_in(told)  # "Instagram (Reels)"
        if len(named) != 1:
            reason = "several platforms in one cell" if named else "not a platform that is known here"
            raise Rejected("platform", told[:200], reason)
        platform = named.pop()
    return platform


def id_of(text: str, platform: str, problems: list[Problem]) -> str:
    """The platform's own id of a cell, or an empty string where it cannot be one."""
    if not text:
        return ""
    if platform == "youtube":
        good = bool(_CHANNEL.match(text))
    elif platform == "bluesky":
        good = text.startswith("did:")
    elif platform in ("instagram", "tiktok"):
        good = text.isdigit() and len(text) >= 4 or platform == "tiktok" and text.startswith("MS4")
    else:
        good = bool(_ANY_ID.match(text))
    if not good or _ROUNDED.match(text):
        rounded = "rounded by a spreadsheet" if "e+" in text.lower() else f"not an id of {platform}"
        problems.append(Problem("platform_id", text[:200], rounded))
        return ""
    return text[:200]


def link_of(platform: str, handle: str, platform_id: str, patterns: dict[str, str]) -> str | None:
    """The account's address, from `patterns` ({platform: "https://…/{handle}"}), or None."""
    if platform == "youtube" and platform_id:
        return f"https://www.youtube.com/channel/{platform_id}"
    if platform == "mastodon" and "@" in handle:
        user, host = handle.split("@", 1)
        return f"https://{host}/@{user}"
    pattern = patterns.get(platform)
    return (
        pattern.replace("{handle}", handle) if pattern and " " not in handle and len(handle) <= 150 else None
    )
