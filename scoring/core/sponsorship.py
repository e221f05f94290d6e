"""Whether a post is sponsored, as far as its words, its tags and the platform's label tell (method, 4.1).

q = 1 - prod(1 - r) over the rules that match; each rule counts once. What is found is a lower bound: most
paid posts say nothing.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from influencers.text.language import guess_language
from influencers.text.tokens import fold
from scoring.core.brands import (
    BONDS,
    Address,
    BrandRules,
    addresses,
    brand_name,
    brand_rules,
    is_brand,
    is_own,
    on_host,
)
from scoring.core.sponsorship_codes import CodeRules, code_rules
from scoring.core.sponsorship_keys import ANYTHING, CALLS, CODES, WORDS
from scoring.core.sponsorship_lexicon import (
    AMBIGUOUS,
    DISCLOSURE,
    STRONG,
    SponsorshipLexicon,
    default_sponsorship,
)
from scoring.core.sponsorship_terms import said_terms
from scoring.core.weights import CONSTANTS, Constants

FLAG, CODE, MAYBE_CODE = "paid label", "promo code", "possible code"
AFFILIATE, CALL = "affiliate link", "brand with a call to action"
# What an own brand does not weaken: the platform or the post itself calls it an advertisement.
_PLAIN = frozenset({FLAG, STRONG})
Match = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Caption:
    """What is read of one post. language: as the platform tells it; hint: that of the account; own: names of
    the creator's own brand, of `brands.own_names`."""

    text: str
    hashtags: Sequence[str] = ()
    mentions: Sequence[str] = ()
    paid_flag: bool = False
    language: str = ""
    hint: str = ""
    own: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """probability 0..1; matches: (rule, words), in the order in which they were looked for; brands: those
    named, without own ones, where the post counts as sponsored."""

    probability: float = 0.0
    matches: tuple[Match, ...] = ()
    brands: tuple[str, ...] = ()


NOTHING = Reading()


@dataclass(frozen=True, slots=True)
class Rules:
    """A lexicon with everything that is compiled from it.

    with_brand: ambiguous words that tell more beside another's brand (gifts, partnerships); needs_brand:
    those that tell nothing without one ("in collaboration with" a friend).
    """

    lexicon: SponsorshipLexicon
    codes: CodeRules
    brands: BrandRules
    calls: re.Pattern[str]
    affiliate_hosts: frozenset[str]
    affiliate_params: frozenset[str]
    shorteners: frozenset[str]
    with_brand: frozenset[str]
    needs_brand: frozenset[str]


def rules_of(lexicon: SponsorshipLexicon) -> Rules:
    """The rules that a lexicon stands for."""
    plain = lexicon.plain
    calls = sorted({fold(text) for text in plain["calls"]}, key=len, reverse=True)
    spaced = "|".join(re.escape(call) for call in calls if call[0] < "\u1100")
    unspaced = "|".join(re.escape(call) for call in calls if call[0] >= "\u1100") or "(?!)"
    names = ("affiliate_hosts", "affiliate_params", "shorteners", "with_brand", "needs_brand")
    lists = (frozenset(plain[name]) for name in names)
    calling = re.compile(rf"(?<!\w)(?:{spaced})(?!\w)|{unspaced}")
    return Rules(lexicon, code_rules(plain), brand_rules(plain), calling, *lists)


@cache
def default_rules() -> Rules:
    """The rules that ship with the app."""
    return rules_of(default_sponsorship())


def chance(r: Mapping[str, float], own_alone: bool = False, c: Constants = CONSTANTS) -> float:
    """q of the rules that match, {rule: r}. own_alone: the only brand named is the creator's own."""
    plain, rest = 1.0, 1.0
    for rule, value in r.items():
        if rule in _PLAIN:
            plain *= 1 - value
        else:
            rest *= 1 - value
    if own_alone:
        rest = max(rest, 1 - c.own_brand_cap)
    return 1 - plain * rest


def read_caption(
    caption: Caption, rules: Rules, c: Constants = CONSTANTS, may_hold: int = ANYTHING
) -> Reading:
    """What the rules find in one post. may_hold: what it is worth looking for, of `sponsorship_quick`."""
    seen = _seen(caption, rules)
    matches: list[Match] = []
    r: dict[str, float] = {}
    for rule, value, words in _signs(caption, seen, rules, c, may_hold):
        r[rule] = max(value, r.get(rule, 0.0))
        matches.append((rule, words))
    if not matches:
        return NOTHING
    q = chance(r, bool(seen.named) and not seen.brands, c)
    brands = seen.brands if q >= c.sponsored_from else ()
    return Reading(q, tuple(dict.fromkeys(matches)), brands)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A post taken apart. text: in compatibility form; folded: also its case and accents, with hashtags that
    stand beside the text; cues: (brand, where) in the text; named: all brands; brands: those not one's own;
    bonds: hashtags such as #nikepartner, with a brand that is named beside it and not one's own.
    """

    text: str
    folded: str
    links: list[Address]
    cues: list[tuple[str, int]]
    named: tuple[str, ...]
    brands: tuple[str, ...]
    bonds: tuple[str, ...]


def _seen(caption: Caption, rules: Rules) -> _Seen:
    text = unicodedata.normalize("NFKC", caption.text)
    written = text.casefold() if caption.hashtags else ""
    more = [f"#{tag}" for tag in caption.hashtags if f"#{tag.casefold()}" not in written]
    folded = fold("\n".join([text, *more])).replace("’", "'")
    links = addresses(text)
    cues = rules.brands.mentions(text) + rules.brands.hosts(links)
    in_tags = rules.brands.in_tags(re.findall(r"#(\w+)", folded)) if "#" in folded else []
    beside = [*(name for name, _ in cues), *map(brand_name, caption.mentions)]
    named = tuple(dict.fromkeys(name for name in (*beside, *(name for name, _ in in_tags)) if name))
    brands = tuple(name for name in named if not is_own(name, caption.own))
    bonds = tuple(
        tag
        for brand, tag in in_tags
        if brand in brands
        and tag.rstrip("s").endswith(BONDS)
        and any(is_brand(name, brand) for name in beside)
    )
    return _Seen(text, folded, links, cues, named, brands, bonds)


def _signs(
    caption: Caption, seen: _Seen, rules: Rules, c: Constants, may_hold: int
) -> Iterator[tuple[str, float, str]]:
    """(rule, r, words) of everything that matches."""
    if caption.paid_flag:
        yield FLAG, c.r_flag, ""
    if may_hold & WORDS:
        yield from _said(caption, seen, rules, c)
    # A link of an affiliate makes a code of what only looks like one, as a brand does.
    places = [at for _, at in seen.cues] + [link.at for link in _affiliate(seen.links, False, rules)]
    codes = rules.codes.find(seen.text, places, c) if may_hold & CODES else []
    for code in codes:
        if code.sure:
            yield CODE, _beside_brand(code.at, seen, c), code.text
        else:
            yield MAYBE_CODE, c.r_code_like, code.text
    for link in _affiliate(seen.links, bool(codes), rules):
        yield AFFILIATE, _beside_brand(link.at, seen, c), link.host
    if may_hold & CALLS and seen.named and (call := rules.calls.search(seen.folded)):
        yield CALL, c.r_brand_call, call.group()


def _said(caption: Caption, seen: _Seen, rules: Rules, c: Constants) -> Iterator[tuple[str, float, str]]:
    """(grade, r, words) of the listed words that the post says."""

    def spoken(among: Collection[str]) -> str:
        return caption.language or guess_language(seen.text, caption.hint, among)

    weights = {STRONG: c.r_strong, AMBIGUOUS: c.r_ambiguous, DISCLOSURE: c.r_disclosure}
    for said in said_terms(seen.folded, spoken, rules.lexicon, c):
        value = weights[said.grade]
        if said.grade == AMBIGUOUS and said.term.text in rules.with_brand and seen.brands:
            value = c.r_beside_brand
        if seen.brands or said.grade != AMBIGUOUS or said.term.text not in rules.needs_brand:
            yield said.grade, value, said.term.text
    for tag in seen.bonds:
        yield AMBIGUOUS, c.r_beside_brand, f"#{tag}"


def _beside_brand(at: int, seen: _Seen, c: Constants) -> float:
    """r of a code or link that stands here: more where a brand stands near, or the text is short."""
    short = len(seen.text) <= c.together_letters and bool(seen.brands)
    near = any(name in seen.brands and abs(at - place) <= c.together_letters for name, place in seen.cues)
    return c.r_with_brand if short or near else c.r_alone


def _affiliate(links: Iterable[Address], with_code: bool, rules: Rules) -> list[Address]:
    """Links that pay whoever set them; a shortener's only where the post names a code."""
    return [
        link
        for link in links
        if on_host(link.host, rules.affiliate_hosts)
        or "tag" in link.params
        and "amazon" in link.host.split(".")
        or not rules.affiliate_params.isdisjoint(link.params)
        or with_code
        and on_host(link.host, rules.shorteners)
    ]
