"""The ranking page of a campaign: one page of candidates with reasons, and what the brief left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from django.core.paginator import Page, Paginator
from django.utils import timezone

from campaigns.brief import brief_of, conflicts, considered, kept_out
from campaigns.explanation import Explanation, explain
from campaigns.limits import further_limits, meeting
from campaigns.models import Campaign, Candidate
from campaigns.own_fees import with_own_fees
from campaigns.past_work import who_worked
from campaigns.weighting import Slider, Trial, in_force, sliders_shown, trial_of, without_effect
from influencers.models import Profile
from influencers.pictures.keeping import with_pictures
from scoring.among import Among
from scoring.constants import current_weights
from scoring.core.schema import Brief, Ranking, Result
from scoring.core.weights import CONSTANTS
from scoring.models import ScoreRun
from scoring.rank import rank_profiles

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class RankedRow:
    """One account of the page with its score explained; `candidate` where it is on the shortlist, `like` the
    handle of the earlier one for whom a varied ranking moved it down, `rank_before` the rank by the brief's
    own weights where others are tried."""

    profile: Profile
    result: Result
    explanation: Explanation | None
    candidate: Candidate | None
    conflicts: list[str] = field(default_factory=list)
    worked_with_us: bool = False
    like: str = ""
    rank_before: int | None = None

    @property
    def parts_told(self) -> str:
        """The criteria that are known, for the preview while a slider moves: "niche:0.84 tier:1"."""
        known = (part for part in self.result.parts if part.score is not None)
        return " ".join(f"{part.criterion}:{part.score:.4g}" for part in known)


@dataclass(frozen=True, slots=True)
class RankingPage:
    """What the page shows. withheld are (account, reason) of those whose source's terms forbid to rank them,
    the largest first; left_out is [(reason, number)] with the strictest limit first; waiting is the page of
    those who cannot be ranked yet."""

    rows: list[RankedRow]
    needs_data: list[RankedRow]
    n_needs_data: int
    waiting: Page
    waiting_open: bool
    withheld: list[tuple[Profile, str]]
    n_withheld: int
    ranking: Ranking
    run: ScoreRun | None
    left_out: list[tuple[str, int]]
    page_obj: Page
    page_range: list[int | str]
    brief: Brief
    varied: bool
    trial: Trial
    sliders: list[Slider]
    score_floor: float


def ranking_page(
    campaign: Campaign,
    number: str | None,
    now: datetime,
    waiting: str | None = None,
    varied: bool = False,
    asked: Mapping[str, str] | None = None,
    intervals: bool = True,
) -> RankingPage:
    """Page `number` of everybody whom the brief lets through, best first, without the excluded ones; below it
    page `waiting` of those of whom too little is known. `varied` mixes the best, so that neighbours are less
    alike. `asked` is an address that may name other weights than the brief's (`weighting.trial_of`); then
    each row tells its rank by the brief's. Without `intervals` it comes sooner."""
    standard = current_weights()
    trial = trial_of(asked or {}, campaign.weights, standard)
    brief = replace(brief_of(campaign), weights=trial.weights)
    wanted = max(int(number), 1) if number and number.isascii() and number.isdigit() else 1
    ranking = rank_profiles(
        brief, eligible(campaign), now, top=PAGE_SIZE, page=wanted, varied=varied, intervals=intervals,
        beside=in_force(campaign.weights, standard) if trial.tried else None,
    )  # fmt: skip
    paginator = Paginator(range(ranking.total), PAGE_SIZE)
    page_obj = paginator.get_page(wanted)
    shown = ranking.ranked
    below = Paginator(ranking.needs_data, PAGE_SIZE).get_page(waiting)
    rows = explained_rows(campaign, [*shown, *below.object_list], now, ranking)
    return RankingPage(
        rows=rows[: len(shown)],
        needs_data=rows[len(shown) :],
        n_needs_data=len(ranking.needs_data),
        waiting=below,
        waiting_open=bool(waiting) or not shown,
        withheld=_withheld(ranking),
        n_withheld=len(ranking.withheld),
        ranking=ranking,
        run=ScoreRun.objects.filter(pk=ranking.run_id).first() if ranking.run_id else None,
        left_out=sorted((ranking.left_out | kept_out(campaign, now)).items(), key=lambda reason: -reason[1]),
        page_obj=page_obj,
        page_range=list(paginator.get_elided_page_range(page_obj.number)),
        brief=brief,
        varied=varied,
        trial=without_effect(trial, ranking.weights),
        sliders=sliders_shown(trial, ranking.weights),
        score_floor=CONSTANTS.score_floor,
    )


def first_of(
    campaign: Campaign, number: int, now: datetime, varied: bool, asked: Mapping[str, str]
) -> list[int]:
    """Ids of the first so many accounts, in the order in which `ranking_page` shows them."""
    trial = trial_of(asked, campaign.weights, current_weights())
    brief = replace(brief_of(campaign), weights=trial.weights)
    found = rank_profiles(brief, eligible(campaign), now, top=number, varied=varied, intervals=False)
    return [result.profile_id for result in found.ranked]


def _withheld(ranking: Ranking) -> list[tuple[Profile, str]]:
    largest = list(islice(ranking.withheld, PAGE_SIZE))
    found = Profile.objects.select_related("influencer").in_bulk(largest)
    return [(found[pk], ranking.withheld[pk]) for pk in largest if pk in found]


def eligible(campaign: Campaign) -> Among:
    """Accounts that a campaign may rank at all: real ones where there are any, without those that its members
    excluded, who meet the must-haves and must-nots of the brief. Scoring applies the other limits."""
    found, limits = considered(campaign), further_limits(campaign, timezone.now())
    passes = tuple(limit.passes for limit in limits)
    return replace(found, profiles=meeting(found.profiles, limits), limits=passes)


def explained_rows(
    campaign: Campaign, results: list[Result], now: datetime, ranking: Ranking
) -> list[RankedRow]:
    """The rows of some results of a ranking, in their order; a fixed number of queries."""
    alike = ranking.alike
    ids = [result.profile_id for result in results]
    profiles = with_pictures(Profile.objects.select_related("influencer", "primary_niche")).in_bulk(ids)
    listed = campaign.candidates.listed().filter(profile__in=ids).select_related("stage")
    candidates = {candidate.profile_id: candidate for candidate in listed}
    named = [alike[pk] for pk in ids if pk in alike]
    told = with_own_fees({result.profile_id: result for result in results}, candidates.values())
    results = [told[pk] for pk in ids]
    handles = dict(Profile.objects.filter(pk__in=named).values_list("pk", "handle")) if named else {}
    against = conflicts(campaign, list(profiles.values()), now)
    worked = who_worked(campaign, ids)
    return [
        RankedRow(
            profile=profiles[result.profile_id],
            result=result,
            explanation=explain(result),
            candidate=candidates.get(result.profile_id),
            conflicts=against.get(result.profile_id, []),
            worked_with_us=result.profile_id in worked,
            like=handles.get(alike.get(result.profile_id, 0), ""),
            rank_before=ranking.otherwise.get(result.profile_id),
        )
        for result in results
        if result.profile_id in profiles
    ]
