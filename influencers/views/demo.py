"""The demo catalogue on pages: one button takes it away."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.roles import CURATOR, role_required
from influencers.demo.remove import remove


@require_POST
@role_required(CURATOR)
def remove_demo(request):
    """Removes all fictional creators."""
    done = remove()
    if done.accounts:
        messages.success(
            request, f"Removed {done.creators} demo creators. Import a list to begin with real ones."
        )
    else:
        messages.info(request, "There are no demo creators to remove.")
    return redirect("discover")
