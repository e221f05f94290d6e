"""Creators whom a campaign does not want to see in its ranking, and why."""

from datetime import datetime

from django.db import transaction

from campaigns.choices import ActionKind
from campaigns.models import Campaign, Exclusion, ShortlistAction
from campaigns.shortlist import act, lock
from influencers.models import Profile


@transaction.atomic
def exclude(campaign: Campaign, profile: Profile, reason: str, by, now: datetime) -> ShortlistAction | None:
    """The action that takes the exclusion back; None where the account was left out already, and the reason
    stays the first one. Raises ValueError for an account on the shortlist."""
    lock(campaign)
    if campaign.candidates.listed().filter(profile=profile).exists():
        raise ValueError(f"@{profile.handle} is on the shortlist. Take it off there first.")
    row, new = Exclusion.objects.get_or_create(
        campaign=campaign, profile=profile, defaults={"reason": reason, "by": by, "at": now}
    )
    return act(campaign, ActionKind.EXCLUDE, {"was": row.pk}, by, now) if new else None
