"""Whom an account advertises for."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.roles import MARKETER, role_required
from influencers.models import Profile
from scoring.endorsements import endorsements_of


@require_GET
@role_required(MARKETER)
def creator_endorsements(request, profile_id: int):
    """A fragment for the page of the creator, or a page of its own."""
    profile = get_object_or_404(Profile.objects.shown().select_related("influencer"), pk=profile_id)
    template = "scoring/_endorsements.html" if request.htmx else "scoring/endorsements.html"
    return render(request, template, {"endorsements": endorsements_of(profile), "profile": profile})
