"""Links of single posts, as people copy them -> what post they name. Pure."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from influencers.importing.addresses import platform_of_host

# What names a post within the path of its address, by platform. The longest form comes first.
_PATHS = {
    "instagram": re.compile(r"/(?:[\w.]+/)?(?:p|reels?|tv)/([\w-]{5,})"),
    "tiktok": re.compile(r"/@[\w.-]+/(?:video|photo)/(\d+)"),
    "youtube": re.compile(r"/(?:shorts|live|embed|v)/([\w-]{11})"),
    "bluesky": re.compile(r"/profile/[^/]+/post/([a-z0-9]+)"),
    "mastodon": re.compile(r"/(?:@[^/]+|users/[^/]+/statuses)/(\d+)"),
    "x": re.compile(r"/(?:\w+|i/web)/status(?:es)?/(\d+)"),
    "threads": re.compile(r"/(?:@[\w.]+/)?(?:post|t)/([\w-]{5,})"),
    "facebook": re.compile(r"/(?:posts|videos|reel)/(?:[^/]+/)?(\w+)"),
    "pinterest": re.compile(r"/pin/(\d+)"),
    "linkedin": re.compile(r"/(?:posts|feed/update)/([\w:.-]+)"),
    "twitch": re.compile(r"/videos/(\d+)"),
}
_AT_URI = re.compile(r"^at://[^/]+/app\.bsky\.feed\.post/([a-z0-9]+)$")
_SHORTENED = {"vm.tiktok.com", "vt.tiktok.com", "bit.ly", "t.co", "lnkd.in", "fb.watch", "pin.it"}


@dataclass(frozen=True, slots=True)
class PostLink:
    """A post as its address names it: `key` is the same however the address is written."""

    platform: str
    key: str


class NoPost(ValueError):
    """A link that names no post; `str()` says why, for people."""


def read_link(link: str) -> PostLink:
    """The post that a link names. Raises NoPost."""
    text = link.strip().strip("<>()[]\"'")
    if found := _AT_URI.match(text):
        return PostLink("bluesky", found[1])
    if "://" not in text:
        text = f"https://{text.lstrip('/')}"
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").casefold()
    except ValueError:
        raise NoPost("This is no web address. Copy the whole link of the post.") from None
    if parts.scheme not in ("http", "https") or "." not in host:
        raise NoPost("This is no web address. Copy the whole link of the post.")
    if host in _SHORTENED:
        raise NoPost("This is a shortened link. Open it and copy the full address of the post.")
    if host == "youtu.be" and (key := parts.path.strip("/").split("/")[0]):
        return PostLink("youtube", key)
    platform = platform_of_host(text) or ("mastodon" if "/@" in parts.path or "/statuses/" in text else "")
    if not platform:
        raise NoPost("Handpick does not know the posts of this site.")
    if platform == "youtube" and (video := parse_qs(parts.query).get("v")):
        return PostLink("youtube", video[0])
    found = _PATHS[platform].search(unquote(parts.path)) if platform in _PATHS else None
    if not found:
        raise NoPost("This address names no single post. Open the post and copy its own link.")
    # Numbers of Mastodon are those of one server.
    return PostLink(platform, f"{host}/{found[1]}" if platform == "mastodon" else found[1])


def keys_of(platform: str, platform_post_id: str, url: str) -> set[PostLink]:
    """Every PostLink that a stored post answers to, by its address and by its id on the platform."""
    keys = {PostLink(platform, platform_post_id)}
    for address in (url, platform_post_id):
        if "/" in address:
            try:
                keys.add(read_link(address))
            except NoPost:
                continue  # an id that is no address
    return keys
