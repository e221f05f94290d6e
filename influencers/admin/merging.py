"""The page between "merge" and merged: what each creator has, and which one stays."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from influencers import curation
from influencers.models import Influencer


def merge_view(model_admin, request, first: int, second: int):
    """Shows both creators; a POST with `kept` merges the other one into it."""
    if not model_admin.has_change_permission(request):
        raise PermissionDenied("Only curators merge creators.")
    creators = [get_object_or_404(Influencer, pk=pk) for pk in (first, second)]
    if request.method == "POST":
        return _merge(request, creators)
    for creator in creators:
        creator.accounts = creator.profiles.annotate(post_count=Count("posts")).order_by("-followers", "pk")
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Merge two creators",
        "opts": model_admin.opts,
        "creators": creators,
        "suggested": max(creators, key=lambda creator: (len(creator.accounts), -creator.pk)),
    }
    return TemplateResponse(request, "admin/influencers/influencer/merge.html", context)


def _merge(request, creators: list[Influencer]):
    chosen = {str(creator.pk): creator for creator in creators}
    kept = chosen.pop(request.POST.get("kept", ""), None)
    if kept is None or len(chosen) != 1:
        messages.error(request, "Choose which of the two stays.")
        return redirect(request.path)
    (absorbed,) = chosen.values()
    try:
        curation.merge(absorbed, kept)
    except curation.CannotMerge as refusal:
        messages.error(request, str(refusal))
        return redirect(request.path)
    messages.success(request, f"{absorbed} is now part of {kept}. Its history has the button to undo that.")
    return redirect(reverse("admin:influencers_influencer_history", args=[kept.pk]))
