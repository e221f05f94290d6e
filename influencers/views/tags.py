"""Tags of selected creators."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.roles import MARKETER, role_required
from influencers import tagging
from influencers.selection import selection_of
from influencers.views.back import back


@require_POST
@role_required(MARKETER)
def tag_add(request):
    """Puts `tag` (made where it is new) on the selected creators."""
    try:
        name, count = tagging.tag_selected(selection_of(request.POST), request.POST.get("tag", ""))
        tagged = f"Tagged {count} creator{'' if count == 1 else 's'} “{name}”."
        messages.success(request, tagged if count else f"All of them have the tag “{name}” already.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(back(request, "discover"))


@require_POST
@role_required(MARKETER)
def tag_remove(request):
    """Takes `tag` off the selected creators."""
    try:
        name, count = tagging.untag_selected(selection_of(request.POST), request.POST.get("tag", ""))
        taken = f"Took “{name}” off {count} creator{'' if count == 1 else 's'}."
        messages.success(request, taken if count else f"None of them has the tag “{name}”.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(back(request, "discover"))
