"""What shortlist decisions say about the weights of a brief; used and taken back by a click alone."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from campaigns.brief import brief_of, pool
from campaigns.choices import StageKind
from campaigns.models import Campaign
from campaigns.ranking import PAGE_SIZE
from campaigns.weighting import in_force, preset_of
from scoring.among import Among
from scoring.constants import current_weights
from scoring.core.feedback import Learned, Pair, learn
from scoring.core.schema import CRITERIA, LABELS
from scoring.core.weights import CONSTANTS, brief_weights
from scoring.rank import scores_among

# Each campaign with decisions is ranked once: as many as a page can wait for.
MOST_CAMPAIGNS = 12
# One rejection beside fifty kept ones is one decision, not fifty.
PAIRS_EACH = 3


@dataclass(frozen=True, slots=True)
class Say:
    """What the decisions say: learned, and (label, old, new) weights in per cent, the largest change first;
    needs_pairs and needs_briefs: how many it takes; applied: learned weights are in use and can be taken
    back."""

    learned: Learned
    changes: list[tuple[str, float, float]]
    needs_pairs: int
    needs_briefs: int
    applied: bool


def what_choices_say(campaign: Campaign, user: AbstractBaseUser, now: datetime) -> Say:
    """What the decisions in a person's campaigns say about the weights of one of them.

    They are held to the weights that the campaign had before learned ones were applied, so that applying
    twice changes nothing.
    """
    standard = current_weights()
    stored = campaign.weights if campaign.weights_before is None else campaign.weights_before
    before = brief_weights(in_force(stored, standard))
    mine = Campaign.objects.visible_to(user).filter(candidates__isnull=False).distinct()
    pairs = [
        pair for one in mine.order_by("-updated_at", "-pk")[:MOST_CAMPAIGNS] for pair in pairs_of(one, now)
    ]
    learned = learn(pairs, before)
    current = brief_weights(in_force(campaign.weights, standard))
    new = learned.weights or current
    changes = [(LABELS[c], 100 * current[c], 100 * new[c]) for c in CRITERIA]
    changes.sort(key=lambda change: -abs(change[2] - change[1]))
    return Say(
        learned,
        changes,
        CONSTANTS.feedback_pairs,
        CONSTANTS.feedback_briefs,
        campaign.weights_before is not None,
    )


def pairs_of(campaign: Campaign, now: datetime) -> list[Pair]:
    """Each rejected creator of a campaign beside those kept that stand nearest on the same page of its
    ranking; who was never seen beside another is not compared with it.

    Kept are those on the shortlist but the ones that declined, who say nothing of what was wanted; rejected
    are those taken off it or left out of the ranking.
    """
    listed = campaign.candidates.listed().exclude(stage__kind=StageKind.DECLINED)
    kept = set(listed.values_list("profile", flat=True))
    rejected = set(campaign.candidates.removed().values_list("profile", flat=True))
    rejected |= set(campaign.exclusions.values_list("profile", flat=True))
    rejected -= set(campaign.candidates.listed().values_list("profile", flat=True))
    if not kept or not rejected:
        return []
    brief = brief_of(campaign)
    if campaign.weights_before is not None:
        # Learned weights put others beside each other; the decisions were made before.
        brief = replace(brief, weights=campaign.weights_before)
    known = scores_among(brief, Among(*pool()), kept | rejected, now)
    found: list[Pair] = []
    for profile_id in sorted(rejected & known.keys()):
        rank, scores = known[profile_id]
        beside = [pk for pk in kept & known.keys() if _page(known[pk][0]) == _page(rank)]
        beside.sort(key=lambda pk: (abs(known[pk][0] - rank), pk))
        found += [Pair(campaign.pk, known[pk][1], scores) for pk in beside[:PAIRS_EACH]]
    return found


def _page(rank: int) -> int:
    return (rank - 1) // PAGE_SIZE


@transaction.atomic
def apply(campaign: Campaign, user: AbstractBaseUser, now: datetime) -> bool:
    """Gives the brief the learned weights, if there are any, and remembers those before."""
    say = what_choices_say(campaign, user, now)
    if say.learned.weights is None:
        return False
    row = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if row.weights_before is None:
        row.weights_before = row.weights
    row.weights = dict(say.learned.weights)
    row.save(update_fields=["weights", "weights_before", "updated_at"])
    return True


@transaction.atomic
def revert(campaign: Campaign) -> str | None:
    """Gives the brief back the weights before; the name of their preset or OWN, None where there are none."""
    row = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if row.weights_before is None:
        return None
    row.weights, row.weights_before = row.weights_before, None
    row.save(update_fields=["weights", "weights_before", "updated_at"])
    return preset_of(row.weights, current_weights())
