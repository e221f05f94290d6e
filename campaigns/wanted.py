"""Whoever stands on a shortlist that people work with is read as the wanted are, for as long as it does."""

from datetime import datetime, timedelta

from campaigns.choices import Status
from campaigns.models import Candidate
from influencers import cadence
from influencers.models import Profile

# Renewed each night, so that a few nights may be lost. Who is taken off, or whose campaign is archived, stays
# wanted for that long, or to the end of what adding gave (`campaigns.shortlist.WANTED_FOR`).
RENEWED_FOR = timedelta(days=7)


def want_listed(now: datetime) -> int:
    """How many accounts stay wanted because they are on the shortlist of a campaign that is not archived."""
    listed = Candidate.objects.listed().exclude(campaign__status=Status.ARCHIVED)
    return Profile.objects.want_by(listed.values("profile"), now + RENEWED_FOR, cadence.current().wanted)
