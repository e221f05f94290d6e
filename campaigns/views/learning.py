"""What shortlist decisions say about the weights of a brief."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from campaigns import learning
from campaigns.access import campaign_page
from campaigns.choices import Role


@require_GET
@campaign_page()
def campaign_choices(request, campaign):
    """Old and new weights, or how many decisions are missing."""
    say = learning.what_choices_say(campaign, request.user, timezone.now())
    return render(request, "campaigns/choices.html", {"campaign": campaign, "tab": "overview", "say": say})


@require_POST
@campaign_page(Role.EDITOR)
def choices_apply(request, campaign):
    """Gives the brief the learned weights."""
    if learning.apply(campaign, request.user, timezone.now()):
        messages.success(request, "The brief has the learned weights; the ranking follows them.")
    else:
        messages.error(request, "There are too few decisions to learn from yet. Nothing was changed.")
    return redirect("campaign_choices", campaign.pk)


@require_POST
@campaign_page(Role.EDITOR)
def choices_revert(request, campaign):
    """Gives the brief its own weights back."""
    if learning.revert(campaign) is None:
        messages.error(request, "No learned weights are in use. Nothing was changed.")
    else:
        messages.success(request, "The brief has the weights back that it had before.")
    return redirect("campaign_choices", campaign.pk)
