"""What a client link may tell of a creator: one entry a field. Nothing else ever reaches a client.

Page, downloads and JSON are all made of these cells, and only of those that the link's list names.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from campaigns.choices import SharedField as Field
from campaigns.fees import money
from campaigns.models import Candidate
from campaigns.results import Purse
from influencers.choices import Basis
from influencers.discover_rows import rate_told_by
from influencers.models import Profile
from influencers.money import DOLLAR
from influencers.spreadsheet import Share
from influencers.templatetags.figures import compact, country_name, language_name, percent
from influencers.terms import own_figure, why_not_ranked
from scoring.core.authenticity_words import authenticity_words
from scoring.core.cost_words import LIKES_HIDDEN
from scoring.core.freshness_words import share_words
from scoring.core.schema import (
    AUTHENTICITY,
    CONSISTENCY,
    COST,
    ENGAGEMENT,
    FRESHNESS,
    NICHE,
    REPLIES,
    Result,
)

# A reason tells what its criterion looked at, so it is shown only where that may be shown (None: always).
# Size and cost are in no reason: their words tell the limits of the brief, and fees. Signals and sponsored
# posts have fields of their own, which say the same.
REASONS: Mapping[str, Field | None] = {
    NICHE: Field.NICHE,
    ENGAGEMENT: Field.ENGAGEMENT,
    REPLIES: None,
    CONSISTENCY: None,
}


@dataclass(frozen=True, slots=True)
class Known:
    """What cells are made of. shown: the fields of the link; result: of the campaign's brief now; parts: as
    stored by scoring; reported_on: as-of date of the newest rate that a file reports; purse: the campaign's,
    into which estimates in dollars are changed; now: of this answer. result and parts are empty where the
    terms of the source forbid to make figures."""

    candidate: Candidate
    shown: frozenset[str]
    result: Result | None
    parts: Mapping[str, Any]
    reported_on: date | None
    purse: Purse
    now: datetime

    @property
    def profile(self) -> Profile:
        """The account."""
        return self.candidate.profile


@dataclass(frozen=True, slots=True)
class Told:
    """One field of one creator: text for a page ("" unknown), notes below it (how sure, from where, as of
    when), lines of a list, an address to go to, and its values for a table, one for each column."""

    text: str = ""
    notes: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    href: str = ""
    values: tuple[Any, ...] = field(default=(None,))


@dataclass(frozen=True, slots=True)
class Cell:
    """A field as it is shown: its key and name, and what is told."""

    key: str
    label: str
    told: Told


@dataclass(frozen=True, slots=True)
class Shareable:
    """How a field is told, and what its columns in a table are called."""

    columns: tuple[str, ...]
    tell: Callable[[Known], Told]


def cells(known: Known) -> tuple[Cell, ...]:
    """The cells of a creator, in the order of the fields; none that the link does not show."""
    return tuple(Cell(f.value, f.label, SHAREABLE[f].tell(known)) for f in Field if f.value in known.shown)


def columns(shown: frozenset[str]) -> tuple[str, ...]:
    """Names of the columns of a table of these fields."""
    return tuple(name for f in Field if f.value in shown for name in SHAREABLE[f].columns)


def day(moment: date | datetime | None) -> str:
    """ "3 Nov 2026"; "" for none."""
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment)
    return f"{moment.day} {moment:%b %Y}" if moment else ""


def _as_of(moment: date | datetime | None) -> str:
    return f"as of {day(moment)}" if moment else "no date known"


def _unknown(known: Known, *values, why: str = "") -> Told:
    """No figure, with the reason: the terms of a platform where they forbid it, else `why` ("" for none)."""
    why = why_not_ranked(known.profile) or why
    return Told(notes=(_sentence(why),) if why else (), values=values)


def _handle(known: Known) -> Told:
    p = known.profile
    return Told(f"@{p.handle}", href=p.link, values=(p.handle, p.link))


def _name(known: Known) -> Told:
    """A creator who is known by nothing but the handle has no name to tell."""
    p = known.profile
    name = p.display_name or p.influencer.name
    is_handle = name.removeprefix("@").casefold() == p.handle.casefold()
    name = "" if is_handle and Field.HANDLE not in known.shown else name
    return Told(name, values=(name,))


def _picture(known: Known) -> Told:
    """The picture itself is no text: `page` gives its address."""
    return Told(values=())


def _followers(known: Known) -> Told:
    p = known.profile
    if p.followers is None:
        return Told(values=(None, "", None))
    source = p.get_source_display()
    note = f"{source}, {_as_of(p.fetched_at)}"
    return Told(compact(p.followers), (note,), values=(p.followers, source, p.fetched_at))


def _engagement(known: Known) -> Told:
    p = known.profile
    if p.engagement_rate is None or (p.er_basis == Basis.MEASURED and why_not_ranked(p)):
        return _unknown(known, None, None, None, None, "", None, why=rate_told_by(p))
    measured = p.er_basis == Basis.MEASURED
    when = p.scored_at if measured else known.reported_on if p.er_basis == Basis.REPORTED else None
    posts = p.n_posts if measured else None
    source = {
        Basis.MEASURED: f"Posts, {p.get_source_display()}",
        Basis.REPORTED: "Reported by a file",
    }.get(p.er_basis, "Typed in by hand")
    notes = []
    if p.er_low is not None and p.er_high is not None:
        notes.append(f"{percent(p.er_low)} to {percent(p.er_high)}, 90% sure")
    notes.append(f"{posts} posts, {_as_of(when)}" if measured else f"{source}, {_as_of(when)}")
    notes += [own] if (own := own_figure(p)) else []
    rates = map(Share.of, (p.engagement_rate, p.er_low, p.er_high))
    return Told(percent(p.engagement_rate), tuple(notes), values=(*rates, posts, source, when))


def _niche(known: Known) -> Told:
    niche = known.profile.primary_niche
    return Told(niche.name if niche else "", values=(niche.name if niche else "",))


def _country(known: Known) -> Told:
    name = country_name(known.profile.country) if known.profile.country else ""
    return Told(name, values=(name,))


def _language(known: Known) -> Told:
    name = language_name(known.profile.language) if known.profile.language else ""
    return Told(name, values=(name,))


def _score(known: Known) -> Told:
    if known.result is None or known.result.score is None:
        return _unknown(known, None, None)
    score = round(known.result.score, 1)
    notes = (f"of 100, {_as_of(known.now)}", *([own] if (own := own_figure(known.profile)) else []))
    return Told(f"{score}", notes, values=(score, known.now))


def _reasons(known: Known) -> Told:
    """The criteria in words, those that speak most for the creator first."""
    told = []
    for part in sorted(known.result.parts if known.result else (), key=lambda p: -(p.score or 0)):
        needs = REASONS.get(part.criterion, "")
        if part.score is not None and part.value and (needs is None or needs in known.shown):
            told.append(f"{part.label}: {part.value}")
    return Told(lines=tuple(told), values=("\n".join(told),)) if told else _unknown(known, "")


def _authenticity(known: Known) -> Told:
    row = known.parts.get(AUTHENTICITY) or {}
    value, _, evidence = authenticity_words(row) if row.get("score") is not None else ("", "", ())
    if not value:
        return _unknown(known, "", None)
    when = known.profile.scored_at
    return Told(_sentence(value), (*evidence, _sentence(_as_of(when))), values=(value, when))


def _sponsored(known: Known) -> Told:
    row = known.parts.get(FRESHNESS) or {}
    if row.get("share") is None:
        return _unknown(known, None, "", None)
    words, when = share_words(row), known.profile.scored_at
    return Told(_sentence(words), (_sentence(_as_of(when)),), values=(Share.of(row["share"]), words, when))


def _cpe(known: Known) -> Told:
    row = known.parts.get(COST) or {}
    if row.get("cpe") is None:
        hidden = row.get("missing") == LIKES_HIDDEN  # other reasons may tell of fees
        return _unknown(known, "", None, None, why=LIKES_HIDDEN if hidden else "")
    currency = known.purse.currency
    amount = known.purse.into(Decimal(str(row["cpe"])), DOLLAR)
    if amount is None:
        return _unknown(
            known, "", None, None, why=f"No exchange rate from US dollars to {currency} is entered yet"
        )
    when = known.profile.scored_at
    notes = ("Estimated for one sponsored post", _sentence(_as_of(when)))
    return Told(money(currency, amount), notes, values=(currency, round(amount, 4), when))


def _fee(which: str) -> Callable[[Known], Told]:
    def tell(known: Known) -> Told:
        amount, currency = getattr(known.candidate, which), known.candidate.currency
        if amount is None:
            return Told(values=("", None))
        return Told(money(currency, amount), values=(currency, amount))

    return tell


def _stage(known: Known) -> Told:
    return Told(known.candidate.stage.name, values=(known.candidate.stage.name,))


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


SHAREABLE: Mapping[Field, Shareable] = {
    Field.HANDLE: Shareable(("Handle", "Link"), _handle),
    Field.NAME: Shareable(("Name",), _name),
    Field.PICTURE: Shareable((), _picture),
    Field.FOLLOWERS: Shareable(("Followers", "Followers source", "Followers as of"), _followers),
    Field.ENGAGEMENT: Shareable(
        (
            "Engagement rate", "Engagement low", "Engagement high", "Engagement posts", "Engagement source",
            "Engagement as of",
        ),
        _engagement,
    ),
    Field.NICHE: Shareable(("Main niche",), _niche),
    Field.COUNTRY: Shareable(("Country",), _country),
    Field.LANGUAGE: Shareable(("Language",), _language),
    Field.SCORE: Shareable(("Score", "Score as of"), _score),
    Field.REASONS: Shareable(("Reasons",), _reasons),
    Field.AUTHENTICITY: Shareable(("Signals to check", "Signals as of"), _authenticity),
    Field.SPONSORED: Shareable(
        ("Sponsored share, at least", "Sponsored posts", "Sponsored as of"), _sponsored
    ),
    Field.CPE: Shareable(
        ("Currency of the estimated cost", "Estimated cost per engagement", "Cost as of"), _cpe
    ),
    Field.FEE_QUOTED: Shareable(("Currency of the fee quoted", "Fee quoted"), _fee("fee_quoted")),
    Field.FEE_AGREED: Shareable(("Currency of the fee agreed", "Fee agreed"), _fee("fee_agreed")),
    Field.STAGE: Shareable(("Stage",), _stage),
}  # fmt: skip
