"""Whether a post is sponsored, as far as its words, its tags and the platform's label tell (method, 4.1).

q = 1 - prod(1 - r) over the rules that match; each rule counts once. What is found is a lower bound: most
paid posts say nothing.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from influencers.text.language import guess_language
from influencers.text.tokens import fold
from scoring.core.brands import Address, BrandRules, addresses, brand_name, brand_rules, is_own, on_host
from scoring.core.sponsorship_codes import CODE_LIKE, CodeRules, code_rules
from scoring.core.sponsorship_lexicon import (
    AMBIGUOUS,
    DISCLOSURE,
    STRONG,
    SponsorshipLexicon,
    default_sponsorship,
    quick_tokens,
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
    """A lexicon with everything that is compiled from it."""

    lexicon: SponsorshipLexicon
    codes: CodeRules
    brands: BrandRules
    calls: re.Pattern[str]
    affiliate_hosts: frozenset[str]
    affiliate_params: frozenset[str]
    shorteners: frozenset[str]


def rules_of(lexicon: SponsorshipLexicon) -> Rules:
    """The rules that a lexicon stands for."""
    plain = lexicon.plain
    calls = sorted({fold(text) for text in plain["calls"]}, key=len, reverse=True)
    spaced = "|".join(re.escape(call) for call in calls if call[0] < "\u1100")
    unspaced = "|".join(re.escape(call) for call in calls if call[0] >= "\u1100") or "(?!)"
    hosts, params, short = (
        frozenset(plain[n]) for n in ("affiliate_hosts", "affiliate_params", "shorteners")
    )
    calling = re.compile(rf"(?<!\w)(?:{spaced})(?!\w)|{unspaced}")
    return Rules(lexicon, code_rules(plain), brand_rules(plain), calling, hosts, params, short)


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


def worth_reading(
    texts: Sequence[str], tags: Sequence[Sequence[str]], mentions: Sequence[Sequence[str]], rules: Rules
) -> list[int]:
    """Positions of the posts in which a rule may match; the others match none. Costs a few microseconds a
    post, so that the rules themselves run on few."""
    lexicon = rules.lexicon
    keys, letters = lexicon.keys, lexicon.key_letters.search
    calls, call_letters = lexicon.call_keys, lexicon.call_letters.search
    found = []
    for at, text in enumerate(texts):
        if tags[at]:
            text = f"{text} #{' #'.join(tags[at])}"
        tokens = quick_tokens(text)
        if (
            not keys.isdisjoint(tokens)
            or CODE_LIKE.search(text)
            or "=" in text
            or not text.isascii()
            and (letters(text) or _may_name(text, mentions[at]) and call_letters(text))
            or not calls.isdisjoint(tokens)
            and _may_name(text, mentions[at])
        ):
            found.append(at)
    return found


def _may_name(text: str, mentions: Sequence[str]) -> bool:
    return bool(mentions) or "@" in text or "." in text or "#" in text


def read_caption(caption: Caption, rules: Rules, c: Constants = CONSTANTS) -> Reading:
    """What the rules find in one post."""
    text = unicodedata.normalize("NFKC", caption.text)
    written = text.casefold()
    more = [tag for tag in caption.hashtags if f"#{tag.casefold()}" not in written]
    folded = fold("\n".join([text, *(f"#{tag}" for tag in more)]))
    links = addresses(text)
    cues = rules.brands.mentions(text) + rules.brands.hosts(links)
    tags = [*re.findall(r"#(\w+)", folded)]
    named = dict.fromkeys([*(name for name, _ in cues), *map(brand_name, caption.mentions)])
    named |= dict.fromkeys(rules.brands.in_tags(tags))
    brands = [name for name in named if name and not is_own(name, caption.own)]

    matches: list[Match] = []
    r: dict[str, float] = {}

    def match(rule: str, value: float, words: str) -> None:
        r[rule] = max(value, r.get(rule, 0.0))
        matches.append((rule, words))

    if caption.paid_flag:
        match(FLAG, c.r_flag, "")
    weights = {STRONG: c.r_strong, AMBIGUOUS: c.r_ambiguous, DISCLOSURE: c.r_disclosure}

    def spoken() -> str:
        return caption.language or guess_language(text, caption.hint)

    for said in said_terms(folded, spoken, rules.lexicon, c):
        match(said.grade, weights[said.grade], said.term.text)
    beside = c.r_with_brand if brands else c.r_alone
    codes = rules.codes.find(text, [at for _, at in cues] + _affiliate_places(links, rules), c)
    for code in codes:
        match(CODE if code.sure else MAYBE_CODE, beside if code.sure else c.r_code_like, code.text)
    for link in _affiliate(links, bool(codes), rules):
        match(AFFILIATE, beside, link.host)
    if named and (call := rules.calls.search(folded)):
        match(CALL, c.r_brand_call, call.group())
    if not matches:
        return NOTHING
    q = chance(r, bool(named) and not brands, c)
    return Reading(q, tuple(dict.fromkeys(matches)), tuple(brands) if q >= c.sponsored_from else ())


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


def _affiliate_places(links: Iterable[Address], rules: Rules) -> list[int]:
    return [link.at for link in _affiliate(links, False, rules)]
