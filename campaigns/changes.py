"""What people changed in a campaign: brief, niches, members, exclusions, stages, client links, fees, who
looks after whom and what was agreed; for its members alone."""

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from campaigns.models import (
    Campaign,
    CampaignMember,
    CampaignNiche,
    Candidate,
    Deliverable,
    Exclusion,
    ShareLink,
    Stage,
)
from influencers.history import Changes, changes_of


def of_campaign(campaign: Campaign, before: str | None = None) -> Changes:
    """Changes of a campaign, the newest first. A fixed number of queries."""
    parts = (CampaignNiche, CampaignMember, Exclusion, Stage, Candidate, Deliverable, ShareLink)
    kinds = ContentType.objects.get_for_models(Campaign, *parts)
    own = kinds.pop(Campaign)
    return changes_of(
        LogEntry.objects.filter(
            Q(content_type=own, object_id=campaign.pk)
            | Q(content_type__in=kinds.values(), serialized_data__fields__campaign=campaign.pk)
        ),
        before,
    )


def of_candidate(candidate: Candidate) -> Changes:
    """Changes of a candidate's fees and of who looks after it, the newest first."""
    return changes_of(entries_of([candidate]), None)


def entries_of(candidates: list[Candidate]) -> QuerySet[LogEntry]:
    """What the history holds of some candidates, as it was recorded."""
    kind = ContentType.objects.get_for_model(Candidate)
    return LogEntry.objects.filter(content_type=kind, object_id__in=[row.pk for row in candidates])
