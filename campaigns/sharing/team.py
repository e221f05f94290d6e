"""What the team sees of its client links: state, answers beside each creator, use."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from campaigns.choices import Verdict
from campaigns.models import Campaign, Candidate, ClientComment, ClientDecision, ShareLink
from campaigns.sharing import links, visits
from campaigns.sharing.answers import latest

WORKS, ENDED, REVOKED, ARCHIVED = "Works", "Ended", "Revoked", "Stopped: the campaign is archived"


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link with its state in words, how many creators it shows and how many of them were decided about."""

    link: ShareLink
    state: str
    shown: int
    approved: int
    declined: int

    @property
    def works(self) -> bool:
        """Whether a client can open it."""
        return self.state == WORKS

    @property
    def open(self) -> int:
        """How many the client has not decided about."""
        return self.shown - self.approved - self.declined


@dataclass(frozen=True, slots=True)
class Answer:
    """One creator of a link: the decision that counts (None: none), all that were made, and comments."""

    candidate: Candidate
    decision: ClientDecision | None
    history: list[ClientDecision]
    comments: list[ClientComment]


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said of a candidate through any link: standing decisions, and comments with the answers of the
    team, oldest first."""

    decisions: list[ClientDecision]
    comments: list[ClientComment]

    @property
    def approved(self) -> int:
        """How many links approved."""
        return sum(row.verdict == Verdict.APPROVE for row in self.decisions)

    @property
    def declined(self) -> int:
        """How many links declined."""
        return len(self.decisions) - self.approved

    @property
    def asked(self) -> int:
        """How many comments are the client's."""
        return sum(not row.from_team for row in self.comments)


def state_of(link: ShareLink, now: datetime) -> str:
    """Whether a link works, and why not."""
    if link.revoked_at:
        return REVOKED
    if now >= link.expires_at:
        return ENDED
    return ARCHIVED if link.campaign.is_archived else WORKS


def link_rows(campaign: Campaign, now: datetime) -> list[LinkRow]:
    """The links of a campaign, the newest first."""
    return [link_row(link, now) for link in visits.with_openings(of(campaign))]


def of(campaign: Campaign):
    """The links of a campaign with whom they were made by."""
    return campaign.share_links.select_related("campaign", "created_by", "revoked_by")


def link_row(link: ShareLink, now: datetime) -> LinkRow:
    """One link as the team's list shows it."""
    ids = set(links.shown(link).values_list("pk", flat=True)[: links.MOST])
    verdicts = [row.verdict for row in latest(link.decisions.filter(candidate__in=ids))]
    return LinkRow(
        link=link,
        state=state_of(link, now),
        shown=len(ids),
        approved=verdicts.count(Verdict.APPROVE),
        declined=verdicts.count(Verdict.DECLINE),
    )


def answers_of(link: ShareLink) -> list[Answer]:
    """Every creator that a link shows, those decided about first, and who approved before who declined."""
    candidates = links.with_all(links.shown(link))
    made = _by_candidate(link.decisions.filter(candidate__in=candidates))
    comments = _by_candidate(link.client_comments.filter(candidate__in=candidates).select_related("author"))
    answers = [_answer(row, made.get(row.pk, []), comments.get(row.pk, [])) for row in candidates]
    order = {Verdict.APPROVE: 0, Verdict.DECLINE: 1}
    return sorted(answers, key=lambda a: order.get(a.decision.verdict, 2) if a.decision else 2)


def _answer(candidate: Candidate, made: list[ClientDecision], comments: list[ClientComment]) -> Answer:
    last = made[-1] if made else None
    stands = last if last and last.verdict != Verdict.WITHDRAWN else None
    return Answer(candidate, stands, made, comments)


def with_verdict(link: ShareLink, verdict: str) -> list[Candidate]:
    """The creators of a link whose decision that counts is this one."""
    return [a.candidate for a in answers_of(link) if a.decision and a.decision.verdict == verdict]


def left_out(link: ShareLink) -> int:
    """How many chosen creators a link does not show: blocked, or asked to be shown to nobody outside."""
    return links.chosen(link).count() - links.shown(link).count()


def heard(candidates: Collection[Candidate]) -> dict[int, Heard]:
    """{candidate id: what clients said}, of those of whom any said something; two queries."""
    ids = [candidate.pk for candidate in candidates]
    rows = latest(ClientDecision.objects.filter(candidate__in=ids)).select_related("link")
    decisions = _by_candidate(row for row in rows if row.verdict != Verdict.WITHDRAWN)
    comments = _by_candidate(ClientComment.objects.filter(candidate__in=ids).select_related("link", "author"))
    both = decisions.keys() | comments.keys()
    return {pk: Heard(decisions.get(pk, []), comments.get(pk, [])) for pk in both}


def _by_candidate(rows: Iterable) -> dict[int, list]:
    found: dict[int, list] = {}
    for row in rows:
        found.setdefault(row.candidate_id, []).append(row)
    return found
