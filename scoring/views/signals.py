"""Signals to check of an account, and how it replies: fragments for the page of its creator."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from accounts.roles import MARKETER, role_required
from influencers.models import Profile
from scoring.checked import checked_of


@require_GET
@role_required(MARKETER)
def creator_signals(request, profile_id: int):
    """Every signal with its figure; a fragment, or a page of its own that has the replies too."""
    template = "scoring/_signals.html" if request.htmx else "scoring/signals.html"
    return render(request, template, _context(profile_id))


@require_GET
@role_required(MARKETER)
def creator_replies(request, profile_id: int):
    """A fragment: the score of community replies and what it rests on."""
    if not request.htmx:
        return redirect("creator_signals", profile_id)
    return render(request, "scoring/_replies.html", _context(profile_id))


def _context(profile_id: int) -> dict:
    profiles = Profile.objects.shown().select_related("influencer", "import_file")
    profile = get_object_or_404(profiles, pk=profile_id)
    return {"profile": profile, "checked": checked_of(profile)}
