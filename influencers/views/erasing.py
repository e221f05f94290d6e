"""Erasing creators: one from its page, many from a pasted list."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.roles import CURATOR, role_required
from influencers.erasing_page import EraseForm, EraseListForm, erase_page, erased_words
from influencers.models import Erasure, Influencer


@require_http_methods(["GET", "POST"])
@role_required(CURATOR)
def creator_erase(request, pk: int):
    """Says what would go, and asks for the handle; with it, a POST erases. There is no undo."""
    page = erase_page(get_object_or_404(Influencer, pk=pk))
    form = EraseForm(page, request.POST or None)
    if form.is_valid():
        messages.success(request, erased_words(form.erase(request.user)))
        return redirect("discover")
    return render(request, "influencers/erase.html", {"page": page, "form": form})


@require_http_methods(["GET", "POST"])
@role_required(CURATOR)
def erase_list(request):
    """A pasted list of handles and links: first who that is, then, confirmed, they go."""
    form = EraseListForm.of(request)
    if form.is_valid() and form.confirmed:
        messages.success(request, erased_words(form.erase(request.user)))
        return redirect("erase_list")
    context = {"form": form, "found": form.found, "past": Erasure.objects.select_related("by")[:20]}
    return render(request, "influencers/erase_list.html", context)
