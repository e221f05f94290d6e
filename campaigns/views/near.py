"""Who was only just left out of a ranking, and the one change of the brief that would bring them in."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from campaigns.access import campaign_page
from campaigns.brief_edits import change_brief
from campaigns.choices import Role
from campaigns.loosening import change_of
from campaigns.near_misses import near_misses
from campaigns.views.addresses import back, here
from campaigns.views.outcomes import after, with_parts
from influencers.tiers import tier_names


@require_GET
@vary_on_headers("HX-Request")
@campaign_page()
def campaign_near(request, campaign):
    """Those whom one limit alone keeps out, by limit: a page, or the fragment that the ranking asks for."""
    missed = near_misses(campaign, timezone.now())
    profiles = [miss.profile for one in missed for miss in one.misses]
    context = {
        "campaign": campaign,
        "tab": "ranking",
        "missed": missed,
        "tiers": tier_names(profiles),
        "here": here(request),
        **after(request, campaign),
    }
    return render(request, f"campaigns/{'_near' if request.htmx else 'near'}.html", context)


@require_POST
@campaign_page(Role.EDITOR)
def campaign_loosen(request, campaign):
    """Loosens one limit of the brief (`limit`) to a value, and leads to the ranking, which offers to undo."""
    target = back(request, "campaign_ranking", campaign.pk)
    try:
        change = change_of(campaign, request.POST.get("limit", ""), request.POST.get("value", ""))
        action = change_brief(campaign, change.fields, change.done, request.user, timezone.now())
    except ValidationError as wrong:
        messages.error(request, f"Nothing was changed. {' '.join(wrong.messages)}")
        return redirect(target)
    except ValueError as wrong:
        messages.error(request, f"Nothing was changed. {wrong}")
        return redirect(target)
    if action is None:
        messages.info(request, "The brief says so already.")
    return redirect(with_parts(target, {"undo": action.pk} if action else {}))
