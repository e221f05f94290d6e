"""What an account is worth: price, engagements, media value, kinds of content."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.roles import MARKETER, role_required
from influencers.models import Profile
from scoring.worth import worth_of


@require_GET
@role_required(MARKETER)
def creator_worth(request, profile_id: int):
    """A fragment for the page of the creator, or a page of its own."""
    profile = get_object_or_404(Profile.objects.shown().select_related("influencer"), pk=profile_id)
    template = "scoring/_worth.html" if request.htmx else "scoring/worth.html"
    context = {"worth": worth_of(profile), "profile": profile, "today": timezone.localdate()}
    return render(request, template, context)
