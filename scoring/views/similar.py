"""Creators like one creator: a page with filters, and a card for the creator's own page."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from accounts.roles import CURATOR, MARKETER, role_required, roles_of
from influencers.choices import Platform
from influencers.creator_page import find_creator
from scoring.lookalikes import SIZES, similar_page

ON_THE_CARD = 5


@require_GET
@role_required(MARKETER)
def similar(request, pk: int):
    """The page; a merged creator leads to the one it became."""
    found = _creator(request, pk)
    if found.pk != pk:
        return redirect("similar", found.pk)
    page = similar_page(found, request.GET.get("platform", ""), request.GET.get("size", ""))
    context = {
        "page": page,
        "platforms": Platform.choices,
        "sizes": [(key, words) for key, (words, _, _) in SIZES.items()],
    }
    return render(request, "scoring/similar.html", context)


@require_GET
@role_required(MARKETER)
def similar_card(request, pk: int):
    """A fragment: the five most alike."""
    page = similar_page(_creator(request, pk), top=ON_THE_CARD)
    return render(request, "scoring/_similar_card.html", {"page": page})


def _creator(request, pk: int):
    found = find_creator(pk, blocked_too=CURATOR in roles_of(request.user))
    if found is None:
        raise Http404("There is no such creator.")
    return found
