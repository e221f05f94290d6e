"""What an account is worth, as its page shows it: money in the base currency, contents in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings

from influencers.choices import FeeKind, PostKind
from influencers.models import Fee, Profile
from influencers.money import DOLLAR, convert, rates
from influencers.terms import why_not_measured
from scoring.core.cost_words import money
from scoring.media_values import Earned, earned
from scoring.models import ProfileScore

PLURALS = {
    PostKind.TEXT: "texts",
    PostKind.PHOTO: "photos",
    PostKind.CAROUSEL: "carousels",
    PostKind.VIDEO: "videos",
    PostKind.SHORT: "short videos",
    PostKind.LINK: "links",
}
NOTABLE = 1.15
"""A kind of content that gets so many times the engagement of the others is worth a word, or its inverse."""


@dataclass(frozen=True, slots=True)
class Definition:
    """Engagement as somebody counts it: what, its value (a fraction or None), on how many posts it rests, and
    whether it is the one that pages show."""

    name: str
    value: float | None
    n: int
    shown: bool = False
    how: str = ""


@dataclass(frozen=True, slots=True)
class Worth:
    """What the card shows; amounts are words in the base currency, "" where unknown.

    withheld, waiting: why there is nothing to show; cost: the stored part; told_on: the day of the fee that
    counts; fees: all known ones; no_rate: the base currency where no rate for it was entered, amounts then
    being in US dollars; kinds: rows of `content.kinds` with the words of the kind.
    """

    withheld: str
    waiting: bool
    cost: Mapping[str, Any]
    price: str
    cpe: str
    usual_cpe: str
    against: str
    emv: str
    earned: Earned | None
    fees: list[Fee]
    no_rate: str
    currency: str
    currencies: list[str]
    content: str
    kinds: list[dict[str, Any]]
    posts: int
    definitions: list[Definition]
    fee_kinds: list[tuple[str, str]]
    told_on: date | None


def worth_of(profile: Profile) -> Worth:
    """The worth of an account as it was last scored; at most five queries."""
    withheld = why_not_measured(profile)
    score = None if withheld else ProfileScore.objects.filter(profile=profile).first()
    parts = score.parts if score else {}
    cost, content = parts.get("cost", {}), parts.get("content", {})
    known = rates()
    base = settings.BASE_CURRENCY
    into = base if base in known else DOLLAR

    def words(usd: float | Decimal | None) -> str:
        if usd is None:
            return ""
        return money(float(convert(Decimal(str(usd)), DOLLAR, into, known)), into)

    value = earned(profile.platform, content.get("usual", {})) if content else None
    kinds = [row | {"words": PLURALS.get(row["kind"], "others")} for row in content.get("kinds", ())]
    return Worth(
        withheld=withheld,
        waiting=not withheld and not cost,
        cost=cost,
        price=words(cost.get("price")),
        cpe=words(cost.get("cpe")),
        usual_cpe=words(cost.get("usual_cpe")),
        against=_against(cost),
        emv=words(value.usd) if value else "",
        earned=value,
        fees=list(profile.fees.select_related("entered_by")),
        no_rate="" if base in known else base,
        currency=into,
        currencies=sorted(known),
        content=content_words(kinds),
        kinds=kinds,
        posts=content.get("posts", 0),
        definitions=_definitions(parts.get("engagement", {}), content.get("definitions")),
        fee_kinds=FeeKind.choices,
        told_on=date.fromisoformat(cost["day"]) if cost.get("day") else None,
    )


def _against(cost: Mapping[str, Any]) -> str:
    """How the cost stands to the usual: "30% below", "2.1 times", "about"."""
    cpe, usual = cost.get("cpe"), cost.get("usual_cpe")
    if not cpe or not usual:
        return ""
    times = cpe / usual
    if times >= 1.5:
        return f"{times:.1f} times what is usual"
    if abs(times - 1) < 0.05:
        return "as is usual"
    return f"{abs(1 - times):.0%} {'above' if times > 1 else 'below'} what is usual"


def content_words(kinds: Sequence[Mapping[str, Any]]) -> str:
    """What an account mostly posts and what does best: "Mostly short videos (34 of 40 posts). Its short
    videos get 1.6 times the engagement of its other posts." "" without posts."""
    if not kinds:
        return ""
    total = sum(row["n"] for row in kinds)
    first = kinds[0]
    posts = f"{first['n']} of {total} post{'s' if total != 1 else ''}"
    if len(kinds) == 1:
        found = f"Only {first['words']} ({posts})."
    elif first["share"] > 0.5:
        found = f"Mostly {first['words']} ({posts})."
    else:
        found = f"A mix, {first['words']} most often ({posts})."
    compared = [row for row in kinds if row["times"] and not 1 / NOTABLE < row["times"] < NOTABLE]
    if not compared:
        return found
    best = max(compared, key=lambda row: row["times"])
    if best["times"] < 1:
        best = min(compared, key=lambda row: row["times"])
    other = next(row["words"] for row in kinds if row is not best) if len(kinds) == 2 else "other posts"
    return f"{found} Its {best['words']} get {best['times']:.1f} times the engagement of its {other}."


def _definitions(engagement: Mapping[str, Any], plain: Mapping[str, Any] | None) -> list[Definition]:
    """Ours first, then those of others from the same posts."""
    if not plain:
        return []
    return [
        Definition(
            "Handpick’s rate",
            engagement.get("er"),
            int(engagement.get("n") or 0),
            True,
            "newer posts weigh more, outliers are pulled in, few posts are drawn towards what is usual for "
            "the size; shares count on TikTok and text networks",
        ),
        Definition("Likes + comments over followers, average", plain["mean"], plain["n"]),
        Definition("Likes + comments over followers, median post", plain["median"], plain["n"]),
        Definition("Likes alone over followers, median post", plain["likes"], plain["n"]),
        Definition("Likes + comments over views", plain["views"], plain["n_views"]),
    ]
