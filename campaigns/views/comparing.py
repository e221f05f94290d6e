"""Creators side by side for a campaign. The address holds which, and other weights where some are tried."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaigns.access import campaign_page
from campaigns.comparison import campaign_comparison
from campaigns.views.addresses import here, ids_in
from campaigns.weighting import FIELD
from influencers.models import Profile
from scoring.comparison import MOST
from scoring.views.compare import added, context_of, ids_of, to_comparison


@require_http_methods(["GET", "POST"])
@campaign_page()
def campaign_compare(request, campaign):
    """The chosen accounts side by side with their scores. A form that selects some (`profiles`, or
    `candidates` of the shortlist) leads to their address; nothing is written."""
    if request.method == "POST":
        return to_comparison(request, request.path, _chosen(request, campaign), **_weights(request.POST))
    more = _weights(request.GET)
    ids = ids_of(request.GET.get("ids", ""))
    found = added(request, ids, **more)
    if isinstance(found, HttpResponse):
        return found
    comparison = campaign_comparison(campaign, ids, request.GET, timezone.now())
    listed = campaign.candidates.listed().filter(profile__in=comparison.ids)
    context = {
        "campaign": campaign,
        "tab": "ranking",
        "here": here(request),
        "choices": found,
        "not_listed": set(comparison.ids) - set(listed.values_list("profile", flat=True)),
        **context_of(request, comparison, **more),
    }
    return render(request, "campaigns/compare.html", context)


def _weights(asked) -> dict[str, str]:
    return {name: value for name, value in asked.items() if name.startswith(FIELD)}


def _chosen(request, campaign) -> list[int]:
    """Ids of the accounts that a form selects, in its order, one more than can stand side by side at most."""
    ids = ids_in(request.POST.getlist("profiles"))
    candidates = ids_in(request.POST.getlist("candidates"))
    if candidates:
        of = dict(campaign.candidates.filter(pk__in=candidates).values_list("pk", "profile"))
        ids += [of[pk] for pk in candidates if pk in of]
    shown = set(Profile.objects.shown().filter(pk__in=ids).values_list("pk", flat=True))
    return [pk for pk in dict.fromkeys(ids) if pk in shown][: MOST + 1]
