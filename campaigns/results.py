"""Figures of results: what posts gained, what they cost, against the estimate and the creator's usual. No
queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from campaigns.choices import DeliverableState
from campaigns.models import Campaign, Candidate, Deliverable
from influencers.money import DOLLAR, UnknownRate, convert
from scoring.expected import engagements_of
from scoring.media_values import value_of

GONE = (DeliverableState.DROPPED, DeliverableState.MISSED)


@dataclass(frozen=True, slots=True)
class Purse:
    """The currency that costs are told in, and the rates that people entered."""

    currency: str
    rates: Mapping[str, Decimal]

    def into(self, amount: Decimal, currency: str) -> Decimal | None:
        """The amount in this currency; None where nobody entered a rate that is needed."""
        if currency == self.currency:
            return amount
        try:
            return convert(amount, currency, self.currency, self.rates)
        except UnknownRate:
            return None


@dataclass(frozen=True, slots=True)
class Counts:
    """What a post gained as it was told at `at`; None: hidden or not told."""

    likes: int | None
    comments: int | None
    shares: int | None
    views: int | None
    at: datetime
    source: str
    published_at: datetime | None

    @property
    def any(self) -> bool:
        """Whether anything is told."""
        return any(n is not None for n in (self.likes, self.comments, self.shares, self.views))


@dataclass(frozen=True, slots=True)
class Known:
    """What the figures of a line rest on beside its own row. usual: the creator's median engagements, None
    where too few posts tell it; followers: when the post was made; values: media values of the platform;
    withheld: whose terms forbid figures made of these counts, "" where none do; apart: whether these may not
    be added up with those of other platforms; cost: what the deliverable costs, or why that is not known."""

    usual: float | None = None
    followers: int | None = None
    values: Sequence = ()
    withheld: str = ""
    apart: bool = False
    cost: Decimal | None = None
    no_cost: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One deliverable with its figures; None where a figure is not known, `why` says why there are none.

    rate: engagements over followers; times_usual: multiple of the creator's own median; within: whether the
    engagements lie where the estimate expected nine in ten; times_expected: multiple of its middle; costs and
    values in the campaign's currency; least: the value leaves out what is hidden; no_emv: why there
    is none.
    """

    row: Deliverable
    known: Known
    late: str = ""
    counts: Counts | None = None
    engagements: int | None = None
    why: str = ""
    rate: float | None = None
    times_usual: float | None = None
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    within: bool | None = None
    times_expected: float | None = None
    cpe: Decimal | None = None
    planned_cpe: Decimal | None = None
    emv: Decimal | None = None
    least: bool = False
    no_emv: str = ""

    @property
    def settled(self) -> bool:
        """Whether its figures are final."""
        return self.row.state == DeliverableState.SETTLED


def counts_of(row: Deliverable) -> Counts | None:
    """The counts that stand for a deliverable: the final ones, else those of its post as last read."""
    told = row if row.state == DeliverableState.SETTLED else row.post
    if told is None:
        return None
    at, source = (row.counted_at, row.counted_source) if told is row else (told.fetched_at, told.source)
    return Counts(told.likes, told.comments, told.shares, told.views, at, source, told.published_at)


def line_of(row: Deliverable, known: Known, purse: Purse, today: date) -> Line:
    """The figures of one deliverable."""
    counts, platform = counts_of(row), row.candidate.profile.platform
    estimate = {} if row.estimate.get("missing") else row.estimate
    expected = estimate.get("engagements")
    start = {
        "row": row, "known": known, "late": late_words(row, counts, today), "counts": counts,
        "expected": expected, "low": estimate.get("low"), "high": estimate.get("high"),
        "planned_cpe": each(known.cost, expected),
    }  # fmt: skip
    if counts is None:
        gone = row.state == DeliverableState.FOUND
        return Line(**start, why="Its post is not there any more." if gone else "")
    if known.withheld:
        return Line(**start, why=f"Only the counts themselves: {known.withheld} forbid figures made of them.")
    gained = engagements_of(platform, counts)
    worth = value_of(
        known.values, {name: getattr(counts, name) for name in ("likes", "comments", "shares", "views")}
    )
    emv = purse.into(worth.usd, DOLLAR) if worth else None
    return Line(
        **start,
        engagements=gained,
        why="" if gained is not None else "Likes are hidden." if counts.any else _taken_away(row),
        rate=gained / known.followers if gained is not None and known.followers else None,
        times_usual=gained / known.usual if gained is not None and known.usual else None,
        within=start["low"] <= gained <= start["high"] if gained is not None and expected else None,
        times_expected=gained / expected if gained is not None and expected else None,
        cpe=each(known.cost, gained),
        emv=emv,
        least=emv is not None and gained is None,
        no_emv="" if emv is not None else _no_value(row, known, bool(worth), purse),
    )


def _no_value(row: Deliverable, known: Known, is_worth: bool, purse: Purse) -> str:
    if is_worth:
        return f"nobody entered a rate for {purse.currency}"
    if known.values:
        return "no counts to value"
    return f"no media values for {row.candidate.profile.get_platform_display()}"


def _taken_away(row: Deliverable) -> str:
    if row.state == DeliverableState.SETTLED:
        return "The figures are gone: the terms of their source let nobody keep them longer."
    return "No figures are told."


def each(cost: Decimal | None, number: float | None) -> Decimal | None:
    """Cost of one; None where either is unknown or there is nothing to divide by."""
    return None if cost is None or not number else cost / Decimal(str(number))


def late_words(row: Deliverable, counts: Counts | None, today: date) -> str:
    """ "3 days late", "published 2 days late"; "" where it is in time or has no date."""
    if row.due_on is None or row.state in GONE:
        return ""
    if counts and counts.published_at:
        days, words = (timezone.localdate(counts.published_at) - row.due_on).days, "published {} late"
    elif counts:
        return ""
    else:
        days, words = (today - row.due_on).days, "{} late"
    return words.format(f"{days} day{'s' if days != 1 else ''}") if days > 0 else ""


def costs(campaign: Campaign, candidate: Candidate, rows: Iterable[Deliverable], purse: Purse) -> dict:
    """{deliverable id: (cost in the purse's currency or None, why it is not known)}: its part of the agreed
    fee and of the product. Parts that nobody told are even; what is missed or taken off costs nothing."""
    rows = [row for row in rows if row.state not in GONE]
    if candidate.fee_agreed is None:
        return {row.pk: (None, "no fee agreed yet") for row in rows}
    fee = purse.into(candidate.fee_agreed, candidate.currency)
    if fee is None:
        return {row.pk: (None, f"no rate for {candidate.currency}") for row in rows}
    whole = fee
    if campaign.product_value:
        product = purse.into(campaign.product_value, campaign.currency or purse.currency)
        if product is None:
            return {row.pk: (None, f"no rate for {campaign.currency}") for row in rows}
        whole += product
    told = sum((row.fee_share for row in rows if row.fee_share is not None), Decimal(0))
    even = sum(row.fee_share is None for row in rows)
    left = max(Decimal(0), 100 - told) / even if even else Decimal(0)
    return {row.pk: (whole * (left if row.fee_share is None else row.fee_share) / 100, "") for row in rows}
