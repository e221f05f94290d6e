"""Briefs that start from another brief: templates, and copies of a campaign."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from campaigns.choices import Role
from campaigns.models import BriefTemplate, Campaign, CampaignMember, CampaignNiche, Stage
from influencers.models import Niche

# What a brief hands on. A name, dates and notes belong to one campaign alone.
HANDED_ON = (
    "words", "platforms", "min_followers", "max_followers", "countries", "languages", "kinds", "must_say",
    "must_not_say", "needs_contact", "needs_verified", "without_rivals", "engagement_from",
    "authenticity_from", "sponsored_up_to", "posted_within", "past_work", "near_misses", "dormant",
    "freshness", "brand_names", "brand_handles", "brand_domains", "hashtags", "codes", "competitors",
    "avoid_words", "budget", "currency", "product_value", "wanted", "weights",
)  # fmt: skip
AMOUNTS = ("budget", "product_value")
# How long a deleted template can come back.
KEPT_FOR = timedelta(days=30)


def told(campaign: Campaign) -> dict:
    """The brief of a campaign as JSON-ready values: {"fields": {name: value}, "niches": {slug: weight}}."""
    fields = {name: getattr(campaign, name) for name in HANDED_ON}
    fields |= {name: str(fields[name]) for name in AMOUNTS if fields[name] is not None}
    niches = {row.niche.slug: row.weight for row in campaign.niche_weights.select_related("niche")}
    return {"fields": fields, "niches": niches}


def campaign_from(template: BriefTemplate) -> tuple[Campaign, list[dict]]:
    """(an unsaved campaign with the brief of a template, its niches as the rows of a form start with them).
    What the app no longer knows, a field or a niche, is left out."""
    fields = {name: value for name, value in template.brief["fields"].items() if name in HANDED_ON}
    fields |= {name: Decimal(fields[name]) for name in AMOUNTS if fields.get(name) is not None}
    weights = template.brief["niches"]
    known = dict(Niche.objects.filter(slug__in=weights).values_list("slug", "pk"))
    rows = [{"niche": known[slug], "weight": weight} for slug, weight in weights.items() if slug in known]
    return Campaign(**fields), sorted(rows, key=lambda row: -row["weight"])


@transaction.atomic
def duplicate(campaign: Campaign, by) -> Campaign:
    """A new campaign of `by` alone with the brief, niches, weights and stages of another; without dates and
    notes, and without members and creators."""
    name = f"Copy of {campaign.name}"[: Campaign._meta.get_field("name").max_length]
    copy = Campaign.objects.create(name=name, **{field: getattr(campaign, field) for field in HANDED_ON})
    CampaignNiche.objects.bulk_create(
        CampaignNiche(campaign=copy, niche_id=row.niche_id, weight=row.weight)
        for row in campaign.niche_weights.all()
    )
    Stage.objects.bulk_create(
        Stage(campaign=copy, name=row.name, kind=row.kind, colour=row.colour, position=row.position)
        for row in campaign.stages.all()
    )
    CampaignMember.objects.create(campaign=copy, user=by, role=Role.OWNER, added_by=by)
    return copy


def remove(template: BriefTemplate, now: datetime) -> None:
    """Deletes a template so that it can come back for a while; what was deleted long ago goes for good."""
    template.removed_at = now
    template.save(update_fields=["removed_at"])
    BriefTemplate.objects.filter(owner=template.owner, removed_at__lt=now - KEPT_FOR).delete()
