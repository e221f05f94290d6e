"""What a brief asks for, in words."""

from django import template
from django.utils import timezone

from campaigns.choices import PastWork
from campaigns.limits import further_limits
from campaigns.own_brand import OwnBrand

register = template.Library()


@register.simple_tag
def must_haves(campaign) -> list[str]:
    """The must-haves and must-nots of a campaign's brief in words; no query where it names none."""
    return [limit.words for limit in further_limits(campaign, timezone.now())]


@register.simple_tag
def has_brand(campaign) -> bool:
    """Whether a campaign's brief names the own brand."""
    return bool(OwnBrand.of(campaign))


@register.simple_tag
def past_work_choices() -> list[tuple[str, str]]:
    """What a brief can ask about past work: (value, words)."""
    return PastWork.choices
