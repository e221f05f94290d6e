"""Two to ten accounts side by side for a campaign: their scores for its brief, then what stands on every
comparison."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from campaigns.brief import brief_of, conflicts
from campaigns.explanation import Explanation, explain
from campaigns.fees import Fees
from campaigns.models import Campaign
from campaigns.own_fees import with_own_fees
from campaigns.ranking import eligible
from campaigns.shortlist import scores_now
from campaigns.weighting import trial_of
from influencers.models import Profile
from influencers.terms import why_not_ranked
from scoring.comparison import Comparison, compare
from scoring.comparison_table import HIGHER, Cell, Section, row
from scoring.constants import current_weights
from scoring.core.schema import CRITERIA, LABELS, Result
from scoring.rank import scores_among


def campaign_comparison(
    campaign: Campaign, ids: Sequence[int], asked: Mapping[str, str], now: datetime
) -> Comparison:
    """The comparison of accounts with their scores for the brief in front, by the weights that the address
    asks for (`weighting.trial_of`); a fixed number of queries."""
    found = compare(ids)
    if not found.sections:
        return found
    profiles = [account.profile for account in found.accounts]
    trial = trial_of(asked, campaign.weights, current_weights())
    brief = replace(brief_of(campaign), weights=trial.weights)
    results, _ = scores_now(brief, profiles, now)
    listed = campaign.candidates.listed().filter(profile__in=profiles).defer("frozen")
    results = with_own_fees(results, listed)
    ranks = scores_among(brief, eligible(campaign), found.ids, now)
    own = [_scores(profiles, results, ranks), _work(campaign, profiles, now)]
    note = "By the weights that you are trying, not by those of the brief." if trial.tried else ""
    own[0] = replace(own[0], note=note)
    return replace(found, sections=[*own, *found.sections])


def _scores(
    profiles: Sequence[Profile], results: Mapping[int, Result], ranks: Mapping[int, tuple]
) -> Section:
    explained = {one.pk: explain(results.get(one.pk)) for one in profiles}

    def score(one: Profile) -> Cell:
        found = explained[one.pk]
        if found is None or found.score is None:
            return Cell("", _why_not(one, found))
        rank = ranks.get(one.pk)
        return Cell(f"{found.score}", f"rank {rank[0]:,}" if rank else "not among those ranked", found.score)

    shown = [c for c in CRITERIA if any(c in _parts(found) for found in explained.values())]
    rows = [row("Score", map(score, profiles), HIGHER, "Of 100, for this brief.")]
    for criterion in shown:
        cells = [_part(explained[one.pk], criterion) for one in profiles]
        rows.append(row(LABELS[criterion], cells, HIGHER))
    known = [results.get(one.pk) for one in profiles]
    covered = [Cell(f"{100 * r.coverage:.0f}%" if r else "", "", r.coverage if r else None) for r in known]
    return Section("For this brief", [*rows, row("Weights known", covered, HIGHER)])


def _why_not(profile: Profile, found: Explanation | None) -> str:
    if why := why_not_ranked(profile):
        return why
    return "outside the limits of the brief" if found is None else "too little is known of this creator"


def _parts(found: Explanation | None) -> dict[str, Cell]:
    """{criterion: its cell} of a score that was taken apart."""
    if found is None:
        return {}
    parts = {
        line.part.criterion: Cell(
            line.part.value,
            f"{line.part.score:.2f} of 1, {line.lost} points lost",
            line.part.score,
        )
        for line in found.lines
    }
    return parts | {part.criterion: Cell("", part.missing) for part in found.missing}


def _part(found: Explanation | None, criterion: str) -> Cell:
    return _parts(found).get(criterion, Cell(""))


def _work(campaign: Campaign, profiles: Sequence[Profile], now: datetime) -> Section:
    """Where they stand in the campaign."""
    listed = campaign.candidates.listed().filter(profile__in=profiles).select_related("stage").defer("frozen")
    candidates = {candidate.profile_id: candidate for candidate in listed}
    excluded = dict(campaign.exclusions.filter(profile__in=profiles).values_list("profile_id", "reason"))
    against = conflicts(campaign, list(profiles), now)

    def place(one: Profile) -> Cell:
        if candidate := candidates.get(one.pk):
            return Cell(candidate.stage.name)
        if one.pk in excluded:
            return Cell("Not for this campaign", excluded[one.pk])
        return Cell("Not on the shortlist")

    def fee(one: Profile) -> Cell:
        candidate = candidates.get(one.pk)
        fees = Fees.of(candidate) if candidate else Fees()
        return Cell(fees.words()) if fees != Fees() else Cell("", "none quoted or agreed")

    rows = [row("Shortlist", map(place, profiles)), row("Fees", map(fee, profiles))]
    if campaign.competitors or campaign.avoid_words:
        avoid = [Cell(", ".join(against.get(one.pk, ())) or "nothing found") for one in profiles]
        rows.append(
            row("To avoid", avoid, help="Sponsored posts and posts of the last 90 days, and the bio.")
        )
    return Section("In this campaign", rows)
