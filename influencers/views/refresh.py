"""Refresh now: a person asks for a creator's figures of this moment."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.roles import MARKETER, role_required
from influencers import refresh, tasks
from influencers.models import Influencer


@role_required(MARKETER)
@require_POST
def refresh_now(request, pk):
    """Queues the creator's accounts ahead of all others; back to its page, or its state as a fragment."""
    influencer = get_object_or_404(Influencer.objects.active(), pk=pk)
    asked = refresh.ask_for(influencer)
    for source, profile_ids in asked.items():
        tasks.refresh_profiles.delay_on_commit(source, profile_ids, request.user.pk)
    if request.htmx:
        state = {"influencer": influencer, "state": refresh.state_of(influencer), "of_this_minute": not asked}
        return render(request, "influencers/_refresh_state.html", state)
    if asked:
        messages.success(request, "Refreshing. The new figures appear here in a moment.")
    else:
        messages.info(request, "There is nothing to refresh: the figures are of this minute, or from a file.")
    return redirect(influencer)


@role_required(MARKETER)
def refresh_state(request, pk):
    """Fragment: how old the figures are and whether new ones are on their way; it asks again while they are.

    Once they are in, the answer carries the event `creator-refreshed`, on which the page reloads its figures.
    """
    influencer = get_object_or_404(Influencer.objects.active(), pk=pk)
    state = refresh.state_of(influencer)
    response = render(request, "influencers/_refresh_state.html", {"influencer": influencer, "state": state})
    if request.htmx and request.method == "GET" and not state.waiting:
        response["HX-Trigger"] = "creator-refreshed"
    return response
