"""Whom a plan chooses from: each account with what it costs, where that comes from, and what it brings.
Whoever lacks a figure is told apart with the reason, never planned with a guess that nobody asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from campaigns.brief import brief_of
from campaigns.choices import StageKind
from campaigns.fees import money
from campaigns.models import Campaign, Candidate
from campaigns.plan_wish import FIT, RANKING, SCORE, Wish
from campaigns.ranking import eligible
from campaigns.shortlist import plain_scores_now
from influencers.models import Fee, Profile
from influencers.money import DOLLAR, UnknownRate, convert, rates
from influencers.pictures.keeping import with_pictures
from influencers.terms import why_not_measured
from scoring.constants import current_constants
from scoring.models import ProfileScore
from scoring.rank import best_scores

CENT, WHOLE = Decimal("0.01"), Decimal(1)
AGREED, QUOTED, KNOWN, ESTIMATE = "agreed", "quoted", "known fee", "estimate"


@dataclass(frozen=True, slots=True)
class Price:
    """What one account asks, in the plan's currency; source: agreed, quoted, known fee or estimate; told: the
    amount as it was told, where that was in another currency; as_of: the day of a known fee."""

    amount: Decimal
    source: str
    told: str = ""
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One account to choose from. cost: price and product together; expected: engagements of one sponsored
    post (None: not known); score 0..100 for the brief now (None: not ranked); value: what is maximised."""

    profile: Profile
    candidate: Candidate | None
    price: Price
    cost: Decimal
    expected: float | None
    score: float | None
    value: float

    @property
    def cpe(self) -> Decimal | None:
        """Cost of one engagement; None where engagements are not known."""
        return self.cost / Decimal(str(self.expected)) if self.expected else None

    @property
    def agreed(self) -> bool:
        """Whether it stands in a stage that means agreed."""
        return self.candidate is not None and self.candidate.stage.kind == StageKind.AGREED


@dataclass(frozen=True, slots=True)
class Aside:
    """An account that cannot be planned with, and why; no_rate: the currency whose rate is missing, where
    that is why."""

    profile: Profile
    candidate: Candidate | None
    why: str
    no_rate: str = ""


@dataclass(frozen=True)
class Pool:
    """Whom a plan chooses from, and who is left aside: no_fee (nobody knows what they ask), others (with the
    reason); n: how many were looked at."""

    choices: list[Choice]
    no_fee: list[Aside] = field(default_factory=list)
    others: list[Aside] = field(default_factory=list)
    n: int = 0


def pool_of(campaign: Campaign, wish: Wish, now: datetime) -> Pool:
    """The pool that a plan asks for; a fixed number of queries."""
    brief = brief_of(campaign)
    listed = campaign.candidates.listed().select_related("stage").defer("frozen")
    candidates = {candidate.profile_id: candidate for candidate in listed}
    if wish["of"] == RANKING:
        scores = best_scores(brief, eligible(campaign), now, wish["top"], also=wish.must)
        ids = list(dict.fromkeys([*scores, *(pk for pk in wish.must if pk in candidates)]))
    else:
        ids, scores = list(candidates), None
    shown = with_pictures(Profile.objects.shown().select_related("influencer", "primary_niche"))
    found = shown.in_bulk(ids)
    profiles = [found[pk] for pk in ids if pk in found]
    if scores is None:
        scores = plain_scores_now(brief, profiles, now)
    figures = _Figures.of(wish, profiles, candidates, _product(campaign, wish))
    pool = Pool([], n=len(profiles))
    for profile in profiles:
        _sort(pool, figures, profile, candidates.get(profile.pk), scores.get(profile.pk))
    return pool


def _product(campaign: Campaign, wish: Wish) -> Decimal:
    return campaign.product_value or Decimal(0) if wish["product"] == "in" else Decimal(0)


def _sort(
    pool: Pool, figures: "_Figures", profile: Profile, candidate: Candidate | None, score: float | None
) -> None:
    """Puts an account where it belongs: to the choices, or aside with the reason."""
    if candidate and candidate.stage.kind == StageKind.DECLINED:
        pool.others.append(Aside(profile, candidate, f"stands in {candidate.stage.name}"))
        return
    agreed = candidate and candidate.stage.kind == StageKind.AGREED
    if profile.influencer.no_contact_since and not agreed:
        pool.others.append(Aside(profile, candidate, "asked not to be written to"))
        return
    expected, why = figures.expected(profile)
    if why and figures.wish["value"] != SCORE:
        pool.others.append(Aside(profile, candidate, why))
        return
    if score is None and figures.wish["value"] in (FIT, SCORE):
        pool.others.append(Aside(profile, candidate, "has no score for this brief"))
        return
    try:
        price = figures.price(profile, candidate)
    except UnknownRate as problem:
        why = f"asks in {problem.currency}, and nobody has entered what it is worth"
        if problem.currency == figures.wish.currency:
            why = f"its fee cannot be told in {problem.currency}: nobody has entered what it is worth"
        pool.others.append(Aside(profile, candidate, why, problem.currency))
        return
    if price is None:
        pool.no_fee.append(Aside(profile, candidate, "no fee is known"))
        return
    value = {SCORE: score, FIT: (expected or 0) * (score or 0) / 100}.get(figures.wish["value"], expected)
    cost = price.amount + figures.product
    pool.choices.append(Choice(profile, candidate, price, cost, expected, score, float(value)))


@dataclass(frozen=True)
class _Figures:
    """What was read of all accounts at once: cost parts of scoring, known fees, rates of currencies."""

    wish: Wish
    product: Decimal
    parts: Mapping[int, Mapping[str, Any]]
    fees: Mapping[int, Fee]
    known: Mapping[str, Decimal]
    per_follower: Decimal

    @classmethod
    def of(
        cls, wish: Wish, profiles: list[Profile], candidates: Mapping[int, Candidate], product: Decimal
    ) -> "_Figures":
        """Reads them; four queries."""
        ids = [profile.pk for profile in profiles]
        rows = ProfileScore.objects.filter(profile__in=ids)
        rows = rows.values_list("profile", "parts__cost", "parts__content__kinds")
        parts, mostly = {}, {}
        for pk, cost, kinds in rows:
            parts[pk] = cost or {}
            mostly[pk] = kinds[0]["kind"] if kinds else None
        per_follower = Decimal(str(current_constants().price_per_follower))
        return cls(wish, product, parts, _newest(ids, mostly), rates(), per_follower)

    def expected(self, profile: Profile) -> tuple[float | None, str]:
        """(engagements of one sponsored post, why they are not known)."""
        if withheld := why_not_measured(profile):
            return None, withheld
        part = self.parts.get(profile.pk)
        if part is None:
            return None, "was not scored yet"
        expected = part.get("expected")
        return expected, "" if expected is not None else part.get("missing") or "engagement not known"

    def price(self, profile: Profile, candidate: Candidate | None) -> Price | None:
        """What an account asks: agreed, else quoted, else the newest known fee, else our estimate where that
        is asked for. Raises UnknownRate where its currency cannot be told in the plan's."""
        if candidate and candidate.fee_agreed is not None:
            return self._told(candidate.fee_agreed, candidate.currency, AGREED)
        if candidate and candidate.fee_quoted is not None:
            return self._told(candidate.fee_quoted, candidate.currency, QUOTED)
        if fee := self.fees.get(profile.pk):
            return self._told(fee.amount, fee.currency, KNOWN, fee.told_on)
        if self.wish["estimates"] != "yes" or not profile.followers:
            return None
        guess = convert(self.per_follower * profile.followers, DOLLAR, self.wish.currency, self.known)
        # Cents would claim a precision that an estimate from the size does not have.
        return Price(guess.quantize(WHOLE), ESTIMATE)

    def _told(self, amount: Decimal, currency: str, source: str, day: date | None = None) -> Price:
        into = self.wish.currency
        if currency == into:
            return Price(amount, source, as_of=day)
        own = convert(amount, currency, into, self.known).quantize(CENT)
        return Price(own, source, money(currency, amount), day)


def _newest(ids: Iterable[int], mostly: Mapping[int, str | None]) -> dict[int, Fee]:
    """The fee that counts of each account, as scoring chooses it: the newest for what it mostly posts or for
    any kind, else the newest of another kind. One query."""
    found: dict[int, Fee] = {}
    for fee in Fee.objects.filter(profile__in=ids).order_by("told_on", "pk"):
        before = found.get(fee.profile_id)
        fits = fee.kind in ("", mostly.get(fee.profile_id))
        if before is None or fits or before.kind not in ("", mostly.get(fee.profile_id)):
            found[fee.profile_id] = fee
    return found
