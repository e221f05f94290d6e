"""Filters that say what a platform's terms forbid to make of an account's figures."""

from django import template

from influencers.gone import words_on
from influencers.models import Profile
from influencers.terms import own_figure, why_not_ranked

register = template.Library()
register.filter("own_figure", own_figure)
register.filter("left_words", words_on)


@register.filter
def not_ranked(profile: Profile) -> str:
    """Why an account is not ranked, as a sentence: "Not ranked: YouTube's terms"; "" where it may be."""
    why = why_not_ranked(profile)
    return why[:1].upper() + why[1:]
