"""What an account advertises, as a value for its page: how many posts look sponsored, and for whom."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from influencers.models import Profile
from influencers.terms import why_not_measured
from scoring.core.freshness_words import sensitivity_words, share_words
from scoring.core.schema import FRESHNESS
from scoring.models import ProfileScore

# What each rule is called on the page.
RULES = {
    "paid label": "the platform’s paid label",
    "strong": "a plain disclosure",
    "affiliate disclosure": "a note on commissions",
    "ambiguous": "a tag that may mean more",
    "promo code": "a promo code",
    "possible code": "what may be a promo code",
    "affiliate link": "an affiliate link",
    "brand with a call to action": "a brand with a call to action",
}


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand that sponsored posts name, with the days of the first and the last such post of the year."""

    name: str
    first: date
    last: date
    posts: int


@dataclass(frozen=True, slots=True)
class Sign:
    """Words by which posts were known, what kind of sign they are, and in how many posts they stood."""

    words: str
    kind: str
    posts: int


@dataclass(frozen=True, slots=True)
class Endorsements:
    """`why_none` in words where nothing can be shown, else the rest. told: at least so many posts look
    sponsored; share: of them, in per cent; about: what it would be if only part of them can be told; more:
    how many brands are not listed; read_at: when posts were last read for this."""

    why_none: str = ""
    told: str = ""
    share: float = 0.0
    about: str = ""
    signs: tuple[Sign, ...] = ()
    brands: tuple[Brand, ...] = ()
    more: int = 0
    read_at: datetime | None = None


def endorsements_of(profile: Profile) -> Endorsements:
    """The endorsements of an account as its last scoring found them. One query."""
    if why := why_not_measured(profile):
        return Endorsements(
            f"Not read: {why.removeprefix('not measured: ')} let nobody make figures of them."
        )
    stored = ProfileScore.objects.filter(profile=profile).values_list("parts", flat=True).first()
    part = (stored or {}).get(FRESHNESS)
    if part is None:
        return Endorsements("Not read yet. Posts are read for advertising within minutes of their arrival.")
    if part["share"] is None:
        return Endorsements("There are no posts of the last year whose text or paid label could be read.")
    return _of(part, profile.scored_at)


def _of(part: dict[str, Any], read_at: datetime | None) -> Endorsements:
    brands = tuple(
        Brand(row["name"], date.fromisoformat(row["first"]), date.fromisoformat(row["last"]), row["posts"])
        for row in part["brands"]
    )
    return Endorsements(
        told=share_words(part),
        share=100 * part["share"],
        about=sensitivity_words(part),
        signs=tuple(Sign(words, RULES.get(rule, rule), posts) for rule, words, posts in part["words"]),
        brands=brands,
        more=part["n_brands"] - len(brands),
        read_at=read_at,
    )
