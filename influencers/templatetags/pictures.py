"""The address of an account's picture."""

from django import template

from influencers.pictures.keeping import picture_of

register = template.Library()


@register.filter
def picture(profile) -> str:
    """Our address of the picture; "" where there is none, or no account."""
    return picture_of(profile) if profile else ""
