"""Which new posts look as if they were made for a campaign, and by what. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from campaigns.choices import FoundHow
from scoring.core.brands import MENTION, addresses, compact, is_brand, on_host

_BETWEEN = r"[\s._-]*"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What posts of a campaign are known by, as its brief says it."""

    names: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.names, self.handles, self.domains, self.hashtags, self.codes))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one post; brands: those that scoring recognised in it."""

    caption: str = ""
    hashtags: Sequence[str] = ()
    mentions: Sequence[str] = ()
    brands: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """What matched, the surest first: `how` it was found and the words as people write them."""

    how: FoundHow
    words: tuple[str, ...]


def match(post: Words, wanted: Wanted) -> Match | None:
    """What of `wanted` a post shows; None where nothing. A code is surer than a hashtag, and that than the
    brand, because few would use it by accident."""
    text = _plain(post.caption)
    tags = {_plain(tag).lstrip("#") for tag in post.hashtags}
    found = [(FoundHow.CODE, f"code {code}") for code in wanted.codes if _has_code(text, code)]
    found += [
        (FoundHow.HASHTAG, f"#{tag.lstrip('#')}")
        for tag in wanted.hashtags
        if _plain(tag).lstrip("#") in tags or re.search(rf"[#＃]{re.escape(_plain(tag).lstrip('#'))}\b", text)
    ]
    found += [(FoundHow.BRAND, words) for words in _brand(post, text, tags, wanted)]
    if not found:
        return None
    return Match(found[0][0], tuple(dict.fromkeys(words for _, words in found)))


def _brand(post: Words, text: str, tags: set[str], wanted: Wanted) -> Iterable[str]:
    mentioned = {_handle(name) for name in post.mentions} | {_handle(m[1]) for m in MENTION.finditer(text)}
    for handle in wanted.handles:
        if _handle(handle) in mentioned:
            yield f"@{handle.lstrip('@')}"
    hosts = [address.host for address in addresses(post.caption)]
    for domain in wanted.domains:
        plain = domain.casefold().removeprefix("www.")
        if any(on_host(host, (plain,)) for host in hosts):
            yield plain
    for name in wanted.names:
        said = re.search(rf"(?<!\w){_loosely(name)}(?!\w)", text) if compact(name) else None
        if said or compact(_plain(name)) in tags or any(is_brand(brand, name) for brand in post.brands):
            yield f"“{name}”"


def _has_code(text: str, code: str) -> bool:
    """A code stands for itself, not within a longer word."""
    return bool(code.strip()) and bool(re.search(rf"(?<!\w){re.escape(_plain(code.strip()))}(?!\w)", text))


def _loosely(name: str) -> str:
    """A pattern for a name however its words are joined: "Salt & Sage", "salt&sage"."""
    parts = re.findall(r"\w+|[^\w\s]", _plain(name))
    return _BETWEEN.join(map(re.escape, parts))


def _handle(name: str) -> str:
    return _plain(name).lstrip("@").partition("@")[0].removesuffix(".bsky.social")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
