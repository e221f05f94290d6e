"""What a client sees, as plain values: templates and downloads get this and no record of ours."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from campaigns.brief import brief_of
from campaigns.choices import SharedField as Field
from campaigns.choices import Verdict
from campaigns.models import Candidate, ShareLink
from campaigns.results import Purse
from campaigns.sharing import answers, links
from campaigns.sharing.cells import Cell, Known, Told, cells, columns
from campaigns.shortlist import scores_now
from influencers.choices import Basis
from influencers.models import Profile, ReportedFigures
from influencers.money import DOLLAR, rates
from influencers.templatetags.figures import initials, platform_icon
from influencers.terms import why_not_ranked
from scoring.core.schema import Result
from scoring.models import ProfileScore

# Fields that stand at the head of a creator's card; the others are listed below.
HEAD = {Field.HANDLE, Field.NAME, Field.PICTURE}
OF_BRIEF = {Field.SCORE, Field.REASONS}
OF_PARTS = {Field.AUTHENTICITY, Field.SPONSORED, Field.CPE}


@dataclass(frozen=True, slots=True)
class Said:
    """A decision or comment of the client: what, in words, by whom and when."""

    verdict: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SharedCreator:
    """One creator. heading is the best name that may be told; below is a second one, with its address;
    figures are the cells without those; cells are all."""

    key: str
    platform: str
    icon: str
    is_demo: bool
    heading: str
    below: str
    href: str
    initials: str
    hue: int
    picture: str
    figures: tuple[Cell, ...]
    cells: tuple[Cell, ...]
    decision: Said | None
    comments: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class SharedPage:
    """The whole page. columns: of a table of the cells."""

    title: str
    message: str
    last_day: date
    may_decide: bool
    may_comment: bool
    may_export: bool
    creators: tuple[SharedCreator, ...]
    columns: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many creators there are."""
        return len(self.creators)

    @property
    def decided(self) -> int:
        """How many of them were decided about."""
        return sum(creator.decision is not None for creator in self.creators)

    @property
    def approved(self) -> int:
        """How many were approved."""
        return sum(c.decision is not None and c.decision.verdict == Verdict.APPROVE for c in self.creators)


def shared_page(link: ShareLink, now: datetime, picture_at: Callable[[str, Profile], str]) -> SharedPage:
    """What a link shows now; picture_at(key, profile) gives the address of a picture. A fixed number of
    queries, none for fields that are not shown."""
    candidates = links.with_all(links.shown(link))
    known = _known(link, candidates, now)
    decisions = answers.standing(link, [candidate.pk for candidate in candidates])
    comments: dict[int, list[Said]] = {}
    for row in link.client_comments.filter(candidate__in=candidates):
        comments.setdefault(row.candidate_id, []).append(Said("", row.text, row.by_name, row.at))
    return SharedPage(
        title=link.title,
        message=link.message,
        last_day=link.last_day,
        may_decide=link.may_decide,
        may_comment=link.may_comment,
        may_export=link.may_export,
        creators=tuple(
            _creator(link, one, decisions.get(one.candidate.pk), comments, picture_at) for one in known
        ),
        columns=columns(frozenset(link.shown)),
    )


def _known(link: ShareLink, candidates: list[Candidate], now: datetime) -> list[Known]:
    shown = frozenset(link.shown)
    measured = [c.profile for c in candidates if not why_not_ranked(c.profile)]
    results: dict[int, Result] = {}
    if shown & OF_BRIEF and measured:
        results, _ = scores_now(brief_of(link.campaign), measured, now)
    parts = {}
    if shown & OF_PARTS:
        rows = ProfileScore.objects.filter(profile__in=measured)
        parts = dict(rows.values_list("profile_id", "parts"))
    purse = _purse(link) if Field.CPE in shown else Purse(DOLLAR, {})
    reported = _reported_on(candidates) if Field.ENGAGEMENT in shown else {}
    return [
        Known(
            candidate=c,
            shown=shown,
            result=results.get(c.profile_id),
            parts=parts.get(c.profile_id, {}),
            reported_on=reported.get(c.profile_id),
            purse=purse,
            now=now,
        )
        for c in candidates
    ]


def _purse(link: ShareLink) -> Purse:
    """Where the campaign names no currency: the usual one, or dollars while that has no rate."""
    known, usual = rates(), settings.BASE_CURRENCY
    return Purse(link.campaign.currency or (usual if usual in known else DOLLAR), known)


def lacks_rate(link: ShareLink) -> str:
    """The currency for want of whose rate the link leaves out costs that it should show; "" for none."""
    purse = _purse(link)
    return purse.currency if Field.CPE in link.shown and purse.currency not in purse.rates else ""


def _reported_on(candidates: list[Candidate]) -> dict:
    ids = [c.profile_id for c in candidates if c.profile.er_basis == Basis.REPORTED]
    rows = ReportedFigures.objects.filter(profile__in=ids, engagement_rate__isnull=False)
    newest = rows.order_by("profile_id", "-as_of", "-pk").distinct("profile_id")
    return dict(newest.values_list("profile_id", "as_of")) if ids else {}


def _creator(link: ShareLink, known: Known, decision, comments, picture_at) -> SharedCreator:
    profile, key = known.profile, links.key_of(link, known.candidate.pk)
    told = cells(known)
    by_key = {cell.key: cell.told for cell in told}
    handle, name = by_key.get(Field.HANDLE, Told()), by_key.get(Field.NAME, Told())
    heading = name.text or handle.text or f"Creator {key[:4].upper()}"
    words = Verdict(decision.verdict) if decision else None
    return SharedCreator(
        key=key,
        platform=profile.get_platform_display(),
        icon=platform_icon(profile.platform),
        is_demo=profile.is_demo,
        heading=heading,
        below=handle.text if name.text else "",
        href=handle.href,
        initials=initials(heading.removeprefix("@")),
        hue=int(key[:2], 16) % 8,
        picture=picture_at(key, profile) if Field.PICTURE in known.shown else "",
        # What is a list stands below what is a figure.
        figures=tuple(sorted((c for c in told if c.key not in HEAD), key=lambda c: c.key == Field.REASONS)),
        cells=told,
        decision=Said(words.value, decision.reason, decision.by_name, decision.at) if decision else None,
        comments=tuple(comments.get(known.candidate.pk, ())),
    )
