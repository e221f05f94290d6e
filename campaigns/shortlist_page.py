"""What the shortlist page, a candidate's page and the campaign's own page show."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Min, QuerySet

from campaigns.brief import brief_of, conflicts
from campaigns.changes import of_candidate
from campaigns.explanation import Explanation, explain, thaw
from campaigns.fees import Fees, FeeSum, fee_sums, total
from campaigns.members import looked_after_by_nobody
from campaigns.models import Campaign, Candidate, Comment, Mail, Reply, Stage, StageChange
from campaigns.own_fees import with_own_fees
from campaigns.ranking import eligible
from campaigns.sharing.team import Heard, heard
from campaigns.shortlist import FROZEN_FIELDS, scores_now
from campaigns.since import Since, since
from influencers.history import Changes
from influencers.pictures.keeping import with_pictures
from influencers.terms import why_not_ranked
from influencers.tiers import tier_names
from scoring.core.schema import Result
from scoring.overrides import current_overrides, version_with
from scoring.rank import rank_profiles

PAGE_SIZE = 50
# Every order ends with the key, so that no page skips or repeats a row.
ORDERS = {
    "stage": ("Stage", ("stage__position", "position", "pk")),
    "score": ("Score when added", (F("frozen_score").desc(nulls_last=True), "pk")),
    "followers": ("Followers", (F("profile__followers").desc(nulls_last=True), "pk")),
    "engagement": ("Engagement", (F("profile__engagement_rate").desc(nulls_last=True), "pk")),
    "newest": ("Last added", ("-added_at", "-pk")),
}
REMOVED = "removed"
BOARD, TABLE = "board", "table"
NOBODY = "0"


@dataclass(frozen=True, slots=True)
class ShortlistRow:
    """A candidate with its score when added and now (None: not ranked), the change, its last note, and what
    clients said of it (None: nothing)."""

    candidate: Candidate
    tier: str
    then: float | None
    now: float | None
    change: float | None
    why_not_now: str
    last_note: Comment | None
    conflicts: list[str]
    fees: str
    heard: Heard | None


@dataclass(frozen=True, slots=True)
class ShortlistPage:
    """stages each have n; chosen is the stage that the list is narrowed to, if any; `assignee` the id of the
    person it is narrowed to as text, NOBODY or "", which n of the stages, n_all and n_gone (taken off) are
    counted under; away are those who can no longer sign in and look after somebody. A board has its rows in
    columns (`campaigns.board`)."""

    view: str
    rows: list[ShortlistRow]
    stages: list[Stage]
    chosen: Stage | None
    shows_removed: bool
    people: list
    away: list
    assignee: str
    fees: list[FeeSum]
    n_listed: int
    n_removed: int
    n_all: int
    n_gone: int
    order: str
    orders: dict[str, str]
    page_obj: Page
    page_range: list[int | str]


def stages_with_counts(campaign: Campaign, assignee: str = "") -> list[Stage]:
    """The stages in their order, each with `n` candidates on the list, of an assignee if one is told."""
    stages = list(campaign.stages.order_by("position", "pk"))
    candidates = assigned(campaign.candidates.listed(), assignee).order_by()
    counts = dict(candidates.values_list("stage").annotate(Count("pk")))
    for stage in stages:
        stage.n = counts.get(stage.pk, 0)
    return stages


def shortlist_page(campaign: Campaign, asked, now: datetime) -> ShortlistPage:
    """The page that the address asks for: ?view, ?stage (an id or "removed"), ?assignee, ?order, ?page."""
    people = people_of(campaign)
    assignee = assignee_in(asked, people)
    stages = stages_with_counts(campaign, assignee)
    gone = asked.get("stage") == REMOVED
    board = asked.get("view") == BOARD and not gone
    wanted = "" if board else asked.get("stage", "")
    chosen = next((stage for stage in stages if str(stage.pk) == wanted), None)
    order = asked.get("order") if asked.get("order") in ORDERS else "stage"
    candidates = campaign.candidates.removed() if gone else campaign.candidates.listed()
    candidates = assigned(candidates, assignee)
    if chosen:
        candidates = candidates.filter(stage=chosen)
    shown = candidates.none() if board else candidates
    paginator = Paginator(for_rows(shown).order_by(*ORDERS[order][1]), PAGE_SIZE)
    page_obj = paginator.get_page(asked.get("page"))
    return ShortlistPage(
        view=BOARD if board else TABLE,
        rows=shortlist_rows(campaign, list(page_obj), now),
        stages=stages,
        chosen=chosen,
        shows_removed=gone,
        people=people,
        away=looked_after_by_nobody(campaign),
        assignee=assignee,
        fees=[] if gone else total(fee_sums(candidates)),
        n_listed=campaign.n_listed,
        n_removed=campaign.candidates.removed().count(),
        n_all=sum(stage.n for stage in stages),
        n_gone=assigned(campaign.candidates.removed(), assignee).count(),
        order=order,
        orders={key: label for key, (label, _) in ORDERS.items()},
        page_obj=page_obj,
        page_range=list(paginator.get_elided_page_range(page_obj.number)),
    )


def people_of(campaign: Campaign) -> list:
    """The members, whom candidates may be assigned to, by name."""
    members = campaign.memberships.select_related("user")
    return sorted((member.user for member in members), key=lambda person: (str(person).casefold(), person.pk))


def assignee_in(asked, people: list) -> str:
    """Whose candidates an address asks for: the id of one of these people as text, NOBODY or "" (all)."""
    wanted = asked.get("assignee", "")
    return wanted if wanted in (NOBODY, *(str(person.pk) for person in people)) else ""


def assigned(candidates: QuerySet, assignee: str) -> QuerySet:
    """Those that a person (the id as text) looks after, or NOBODY; all where it is ""."""
    if assignee == NOBODY:
        return candidates.filter(assignee=None)
    return candidates.filter(assignee=assignee) if assignee else candidates


def for_rows(candidates: QuerySet) -> QuerySet:
    """Candidates with all that a row shows, in one query, each with `n_notes`."""
    related = ("stage", "assignee", "added_by", "removed_by", "profile__influencer", "profile__primary_niche")
    shown = with_pictures(candidates.select_related(*related), "profile__")
    return shown.annotate(n_notes=Count("comments"))


def shortlist_rows(campaign: Campaign, candidates: list[Candidate], now: datetime) -> list[ShortlistRow]:
    """The rows of given candidates, in their order, with what each scores now."""
    profiles = [candidate.profile for candidate in candidates]
    if not candidates:
        return []
    results, _ = scores_now(brief_of(campaign), profiles, now)
    tiers, against = tier_names(profiles), conflicts(campaign, profiles, now)
    newest = Comment.objects.filter(candidate__in=candidates).order_by("candidate_id", "-at", "-pk")
    notes = {n.candidate_id: n for n in newest.distinct("candidate_id").select_related("author")}
    said = heard(candidates)
    return [_row(c, results.get(c.profile_id), tiers, notes, against, said) for c in candidates]


def _row(candidate: Candidate, result, tiers, notes, against, said) -> ShortlistRow:
    then = None if candidate.frozen_score is None else round(candidate.frozen_score, 1)
    score = None if result is None or result.score is None else round(result.score, 1)
    change = None if then is None or score is None else round(score - then, 1)
    return ShortlistRow(
        candidate=candidate,
        tier=tiers.get(candidate.profile_id, ""),
        then=then,
        now=score,
        change=change,
        why_not_now="" if score is not None else _why_not_now(candidate, result),
        last_note=notes.get(candidate.pk),
        conflicts=against.get(candidate.profile_id, []),
        fees=fees.words() if (fees := Fees.of(candidate)) != Fees() else "",
        heard=said.get(candidate.pk),
    )


def _why_not_now(candidate: Candidate, result) -> str:
    if why := why_not_ranked(candidate.profile):
        return why[0].upper() + why[1:]
    return "Outside the brief now" if result is None else "Too little data now"


@dataclass(frozen=True, slots=True)
class CandidatePage:
    """One candidate: its row, the figures and score frozen when added, the score now with its rank among
    all (where it can be ranked), notes, mails and answers, stages gone through, changes of its fees and
    assignee."""

    row: ShortlistRow
    figures: dict
    then: Explanation | None
    now: Explanation | None
    result: Result | None
    notes: list[Comment]
    mails: list[Mail]
    replies: list[Reply]
    changes: list[StageChange]
    edits: Changes
    since: Since


def candidate_page(campaign: Campaign, candidate: Candidate, now: datetime) -> CandidatePage:
    """Everything that is known of one candidate of a campaign."""
    result = _among_all(campaign, candidate, now)
    if result:
        result = with_own_fees({candidate.profile_id: result}, [candidate])[candidate.profile_id]
    then, today = explain(thaw(candidate.frozen.get("result"))), explain(result)
    return CandidatePage(
        row=shortlist_rows(campaign, [candidate], now)[0],
        figures=dict.fromkeys(FROZEN_FIELDS) | candidate.frozen.get("figures", {}),
        then=then,
        now=today,
        result=result,
        notes=list(candidate.comments.select_related("author")),
        mails=list(candidate.mails.select_related("by")),
        replies=list(candidate.replies.select_related("by")),
        changes=list(candidate.stage_changes.select_related("by")),
        edits=of_candidate(candidate),
        since=since(candidate, then, today, version_with(current_overrides())),
    )


def _among_all(campaign: Campaign, candidate: Candidate, now: datetime) -> Result | None:
    """The candidate's result among everybody whom the brief lets through; by itself where it is not there."""
    brief, profile = brief_of(campaign), candidate.profile
    ranking = rank_profiles(brief, eligible(campaign), now, top=1, only=profile.pk)
    if ranking.ranked:
        return ranking.ranked[0]
    return scores_now(brief, [profile], now)[0].get(profile.pk)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that a person did: moved n candidates at once (`candidate` is one), or noted `text`."""

    at: datetime
    by: str
    candidate: Candidate
    n: int = 1
    from_name: str = ""
    to_name: str = ""
    text: str = ""


def activity(campaign: Campaign, limit: int = 12) -> list[Event]:
    """The latest moves and notes of a campaign, newest first; what moved at once is one event."""
    moves = StageChange.objects.filter(candidate__campaign=campaign).order_by("-at")
    kinds = moves.values_list("at", "by", "from_name", "to_name")
    groups = list(kinds.annotate(n=Count("pk"), one=Min("candidate"))[:limit])
    notes = Comment.objects.filter(candidate__campaign=campaign).order_by("-at", "-pk")[:limit]
    notes = list(notes.select_related("author", "candidate__profile"))
    people = get_user_model().objects.in_bulk({by for _, by, *_ in groups if by})
    moved = Candidate.objects.select_related("profile").in_bulk([one for *_, one in groups])
    events = [
        Event(at, str(people.get(by, "Somebody")), moved[one], n, before, after)
        for at, by, before, after, n, one in groups
    ]
    events += [Event(n.at, str(n.author or "Somebody"), n.candidate, text=n.text) for n in notes]
    return sorted(events, key=lambda event: event.at, reverse=True)[:limit]
