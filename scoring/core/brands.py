"""Names of brands in a post: @mentions, addresses and hashtags such as #brandpartner; and one's own."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from influencers.text.tokens import CJK

_MAIL = "gmail|naver|daum|hanmail|kakao|qq|163|126|yahoo|outlook|hotmail|icloud"
# Behind a letter it is a mail address, but for scripts that put no space before it ("感谢@brand").
MENTION = re.compile(
    rf"(?<![^\W{CJK}])(?<![@./=-])@(?!(?:{_MAIL})\.)([^\W_][\w.-]{{0,60}}\w)(@[\w-]+(?:\.[\w-]+)+)?"
)
# Ends of host names that are written without https://; others could be a missing space after a full stop.
_ENDS = (
    "com|net|org|co|de|fr|es|it|nl|pl|tr|pt|br|uk|jp|kr|cn|id|my|to|us|ly|me|app|shop|store|io|eu|at|ch|be|ee"
)
ADDRESS = re.compile(
    r"(?i:https?://(?:www\.)?([\w-]+(?:\.[\w-]+)+)|(?<![\w@.])((?:[\w-]+\.)+"
    rf"(?:{_ENDS}))(?![\w.-]))([/?][^\s)\]>\"']*)?"
)
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "gov", "ac"})
_ENDINGS = re.compile(r"(?:official|offiziell|officiel|oficial)$")
_SHORTEST_INSIDE = 4
BONDS = ("partner", "ambassador")
"""Ends of hashtags that tell of a bond with the brand before them: #nikepartner, #nikeambassador."""
# What an address has at least, for a quick look.
_IN_ADDRESS = re.compile(r"\.\w")


@dataclass(frozen=True, slots=True)
class Address:
    """A link of a text: its host in small letters, and what follows it."""

    host: str
    rest: str
    at: int

    @property
    def params(self) -> dict[str, str]:
        """Its query parameters, names in small letters."""
        return {name.casefold(): value for name, value in parse_qsl(self.rest.partition("?")[2])}


def addresses(text: str) -> list[Address]:
    """The links of a text, also those written without https://."""
    if not _IN_ADDRESS.search(text):
        return []
    return [
        Address((m.group(1) or m.group(2)).casefold(), m.group(3) or "", m.start())
        for m in ADDRESS.finditer(text)
    ]


def on_host(host: str, listed: Iterable[str]) -> bool:
    """Whether a host is one of those listed, or below one."""
    ends = {host}
    while "." in host:
        host = host.split(".", 1)[1]
        ends.add(host)
    return not ends.isdisjoint(listed)


def name_of_host(host: str) -> str:
    """The name that a host stands for: "shop.nike.co.uk" is "nike"."""
    parts = host.removeprefix("www.").split(".")
    if len(parts) > 2 and parts[-2] in _SECOND_LEVEL:
        parts = parts[:-1]
    return parts[-2] if len(parts) > 1 else parts[0]


def brand_name(name: str) -> str:
    """A handle or host's name as a brand: small letters, without "official" and signs at its ends."""
    plain = name.casefold().strip("._-")
    bare = _ENDINGS.sub("", plain).strip("._-")
    return bare if len(bare) > 1 else plain


def compact(name: str) -> str:
    """Letters and digits alone, for comparing: "anna.bakes" and "annabakes" are one."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def own_names(handle: str, bio: str, general_hosts: Iterable[str]) -> frozenset[str]:
    """What a creator's own brand may be called: the handle, and hosts in the bio."""
    names = {compact(handle.partition("@")[0].split(".bsky.")[0])}
    names |= {compact(name_of_host(a.host)) for a in addresses(bio) if not on_host(a.host, general_hosts)}
    return frozenset(name for name in names if len(name) > 1)


def is_own(brand: str, own: frozenset[str]) -> bool:
    """Whether a brand is the creator's: the same name, or a long enough one inside the other."""
    plain = compact(brand)
    return any(
        plain == name
        or (len(name) >= _SHORTEST_INSIDE and name in plain)
        or (len(plain) >= _SHORTEST_INSIDE + 2 and plain in name)
        for name in own
    )


def is_brand(brand: str, name: str) -> bool:
    """Whether a recognised brand is the company that a person calls so: "nikerunning" is Nike's."""
    plain, wanted = compact(brand), compact(unicodedata.normalize("NFKC", name))
    return bool(wanted) and (
        plain == wanted or (len(wanted) >= _SHORTEST_INSIDE and plain.startswith(wanted))
    )


@dataclass(frozen=True, slots=True)
class BrandRules:
    """general: hosts that are no brand of the post (networks, link lists, shorteners); marketplaces: names of
    those that sell everything; credits: what stands before the name of somebody who took the picture; tags:
    ends of hashtags that name a brand."""

    general: frozenset[str]
    marketplaces: frozenset[str]
    credits: re.Pattern[str]
    tags: re.Pattern[str]

    def mentions(self, text: str) -> list[tuple[str, int]]:
        """(brand, where) of the @mentions that are no credit."""
        if "@" not in text:
            return []
        return [
            (brand_name(_handle(m.group(1))), m.start())
            for m in MENTION.finditer(text)
            if not self.credits.search(text, max(0, m.start() - 20), m.start())
        ]

    def hosts(self, found: Iterable[Address]) -> list[tuple[str, int]]:
        """(brand, where) of addresses that belong to a brand."""
        named = [(brand_name(name_of_host(a.host)), a.at) for a in found if not on_host(a.host, self.general)]
        return [(name, at) for name, at in named if name not in self.marketplaces]

    def in_tags(self, folded_tags: Iterable[str]) -> list[tuple[str, str]]:
        """(brand, hashtag) of those that name one: "#nikepartner" is "nike"."""
        return [(m.group(1).strip("_"), tag) for tag in folded_tags if (m := self.tags.fullmatch(tag))]


def brand_rules(plain: Mapping[str, Any]) -> BrandRules:
    """The rules with the words of `scoring/data/sponsorship.json`."""
    credits = "|".join(sorted(map(re.escape, plain["credits"]), key=len, reverse=True))
    ends = "|".join(sorted(plain["brand_tags"], key=len, reverse=True))
    return BrandRules(
        frozenset(h for name in ("general_hosts", "affiliate_hosts", "shorteners") for h in plain[name]),
        frozenset(plain["marketplaces"]),
        re.compile(rf"(?i:(?<!\w)(?:{credits})\W{{0,3}}$)"),
        re.compile(rf"(?!brand|paid|my|new|official|affiliate|our)(\w{{3,30}}?)_?(?:{ends})"),
    )


def _handle(name: str) -> str:
    """A handle that is a host ("nike.com", "nike.bsky.social") is read as one."""
    if name.casefold().endswith(".bsky.social"):
        return name[: -len(".bsky.social")]
    end = name.rpartition(".")[2].casefold()
    return name_of_host(name.casefold()) if "." in name and end in ("com", "net", "org", "co") else name
