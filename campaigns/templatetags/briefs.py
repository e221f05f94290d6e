"""What a brief asks for, in words."""

from django import template
from django.utils import timezone

from campaigns.limits import further_limits

register = template.Library()


@register.simple_tag
def must_haves(campaign) -> list[str]:
    """The must-haves and must-nots of a campaign's brief in words; no query where it names none."""
    return [limit.words for limit in further_limits(campaign, timezone.now())]
