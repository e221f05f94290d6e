"""The page of a creator."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import CURATOR, MARKETER, role_required, roles_of
from influencers.creator_page import NotesChanged, creator_page, find_creator, write_notes
from influencers.do_not_contact import allow, bar
from influencers.models import Influencer
from influencers.refresh import state_of


@require_GET
@role_required(MARKETER)
def creator(request, pk: int):
    """One creator: accounts, figures, history, posts. A merged one leads to the creator it became."""
    found = find_creator(pk, blocked_too=CURATOR in roles_of(request.user))
    if found is None:
        raise Http404("There is no such creator.")
    if found.pk != pk:
        return redirect(found)
    return _render(request, found)


@require_POST
@role_required(MARKETER)
def creator_note(request, pk: int):
    """Keeps the notes; where somebody else wrote some in the meantime, both versions are shown again."""
    found = get_object_or_404(Influencer.objects.active(), pk=pk)
    text = request.POST.get("notes", "")
    try:
        write_notes(found, text, request.POST.get("before", ""))
    except NotesChanged:
        found.refresh_from_db()
        return _render(request, found, draft=text, status=409)
    messages.success(request, "Notes saved.")
    return redirect(found)


@require_POST
@role_required(MARKETER)
def creator_contact(request, pk: int):
    """Notes that nobody may write to a creator, or that they may be written to again."""
    found = get_object_or_404(Influencer.objects.active(), pk=pk)
    if request.POST.get("may") == "yes":
        allow(found)
        messages.success(request, f"{found} may be written to again.")
    else:
        bar(found, request.POST.get("why", ""), timezone.now())
        messages.success(request, f"Nobody is offered the address of {found} any more, and no mail is sent.")
    return redirect(found)


def _render(request, found: Influencer, draft: str = "", status: int = 200):
    get = request.GET
    page = creator_page(found, get.get("account", ""), get.get("page", ""), get.get("posts", ""))
    pages = page.posts.paginator.get_elided_page_range(page.posts.number, on_each_side=1, on_ends=1)
    context = {
        "page": page,
        "page_range": pages,
        "influencer": found,
        "state": state_of(found),
        "draft": draft,
    }
    return render(request, "influencers/creator.html", context, status=status)
