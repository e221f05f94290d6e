"""What people changed about a creator, and taking it back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import CURATOR, MARKETER, role_required
from influencers import history
from influencers.models import Influencer
from influencers.way_back import way_back


@role_required(MARKETER)
@require_GET
def creator_history(request, pk: int):
    """Changes of a creator, the newest first: a fragment for the creator's page, or a page of its own."""
    creator = get_object_or_404(Influencer, pk=pk)
    template = "influencers/_history.html" if request.htmx else "influencers/history.html"
    changes = history.of_creator(creator, request.GET.get("before"))
    context = {"creator": creator, "changes": changes, "next": creator.get_absolute_url()}
    return render(request, template, context)


@role_required(CURATOR)
@require_POST
def undo_change(request, cid: str):
    """Takes back everything that one click changed, then leads back to where the button stood."""
    try:
        count = history.undo(cid, request.user)
        messages.success(request, f"Undone: {count} record{'' if count == 1 else 's'} as before.")
    except history.CannotUndo as refusal:
        messages.error(request, f"Nothing was undone. {refusal}")
    return redirect(way_back(request) or "discover")
