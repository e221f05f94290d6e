"""What people changed in a campaign: brief, niches, members, exclusions; for its members alone."""

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from campaigns.models import Campaign, CampaignMember, CampaignNiche, Exclusion
from influencers.history import Changes, changes_of


def of_campaign(campaign: Campaign, before: str | None = None) -> Changes:
    """Changes of a campaign, the newest first. A fixed number of queries."""
    kinds = ContentType.objects.get_for_models(Campaign, CampaignNiche, CampaignMember, Exclusion)
    own = kinds.pop(Campaign)
    return changes_of(
        LogEntry.objects.filter(
            Q(content_type=own, object_id=campaign.pk)
            | Q(content_type__in=kinds.values(), serialized_data__fields__campaign=campaign.pk)
        ),
        before,
    )
