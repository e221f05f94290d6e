"""Saved searches: list, keep, open, rename, renew, delete."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import MARKETER, role_required
from influencers import saved_searches as searches
from influencers.models import SavedSearch
from influencers.views.back import back


@require_GET
@role_required(MARKETER)
def saved_searches(request):
    """The searches that one may open; after a deletion, the way back."""
    context = {"searches": searches.searches_of(request.user), "undo": request.GET.get("undo", "")}
    return render(request, "influencers/saved_searches.html", context)


@require_GET
@role_required(MARKETER)
def saved_search(request, pk):
    """The short address of a saved search: leads to the full one."""
    return redirect(searches.address_of(get_object_or_404(SavedSearch.visible_to(request.user), pk=pk)))


@require_POST
@role_required(MARKETER)
def search_keep(request):
    """Keeps the state in `query` under `name`."""
    post = request.POST
    try:
        kept = searches.keep(request.user, post.get("name", ""), post.get("query", ""), "shared" in post)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(back(request, "discover"))
    messages.success(request, f"Saved as “{kept.name}”.")
    return redirect(searches.address_of(kept))


@require_POST
@role_required(MARKETER)
def search_renew(request, pk):
    """Puts the state in `query` in the place of what the search kept."""
    search = get_object_or_404(SavedSearch.visible_to(request.user), pk=pk)
    searches.renew(request.user, search, request.POST.get("query", ""))
    messages.success(request, f"“{search.name}” now keeps this search.")
    return redirect(searches.address_of(search))


@require_POST
@role_required(MARKETER)
def search_rename(request, pk):
    """Another name for a search, and whether others may open it."""
    search = get_object_or_404(SavedSearch.visible_to(request.user), pk=pk)
    try:
        searches.rename(request.user, search, request.POST.get("name", ""), "shared" in request.POST)
        messages.success(request, "Changes saved.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("saved_searches")


@require_POST
@role_required(MARKETER)
def search_delete(request, pk):
    """Deletes a search; the page that follows offers to put it back."""
    search = get_object_or_404(SavedSearch.visible_to(request.user), pk=pk)
    undo = searches.remove(request.user, search)
    return redirect(reverse("saved_searches", query={"undo": undo}))


@require_POST
@role_required(MARKETER)
def search_restore(request):
    """Puts a deleted search back."""
    try:
        search = searches.restore(request.user, request.POST.get("undo", ""))
        messages.success(request, f"“{search.name}” is back.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("saved_searches")
