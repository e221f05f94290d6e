"""From other pages into a campaign: add creators, choose a campaign, see where a creator is."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from campaigns import shortlist
from campaigns.models import Campaign, Candidate
from campaigns.views.addresses import back, ids_in
from influencers.models import Influencer


@require_POST
def campaign_add(request):
    """Adds the accounts in `profiles` to the shortlist of `campaign`, then goes to `next`."""
    wanted = (ids_in([request.POST.get("campaign", "")]) or [None])[0]
    ids = ids_in(request.POST.getlist("profiles"))
    if wanted is None or not ids:
        messages.error(request, "Nothing was added. Choose creators and a campaign first.")
        return redirect(back(request, "campaigns"))
    campaign = get_object_or_404(Campaign.objects.open_to(request.user), pk=wanted)
    added = shortlist.add(campaign, ids, request.user, timezone.now())
    if request.htmx and request.POST.get("answer") == "mark":
        candidate = get_object_or_404(campaign.candidates.listed().select_related("stage"), profile=ids[0])
        return render(request, "campaigns/_marked.html", {"campaign": campaign, "candidate": candidate})
    _tell_added(request, campaign, added)
    return redirect(back(request, "campaign_shortlist", campaign.pk))


def _tell_added(request, campaign, added: shortlist.Added) -> None:
    there = f" {added.already} on it already." if added.already else ""
    if added.ids:
        count = len(added.ids)
        messages.success(
            request,
            f"Added {count} creator{'s' if count > 1 else ''} to the shortlist of {campaign.name}.{there}",
        )
    else:
        messages.info(request, f"Nothing to add to {campaign.name}.{there}")


@require_GET
def campaign_picker(request):
    """A fragment: which of the person's campaigns to add the chosen creators to."""
    return render(request, "campaigns/_picker.html", {"campaigns": _open(request)})


@require_GET
def campaign_memberships(request, influencer_id):
    """A fragment: in which of the person's own campaigns a creator is, and a form to add it to another."""
    influencer = get_object_or_404(Influencer.objects.active(), pk=influencer_id)
    context = {
        "influencer": influencer,
        "profiles": influencer.profiles.order_by("-followers", "pk"),
        "candidates": Candidate.objects.listed()
        .filter(profile__influencer=influencer, campaign__in=Campaign.objects.visible_to(request.user))
        .select_related("campaign", "stage", "profile")
        .order_by("-added_at"),
        "campaigns": _open(request),
    }
    return render(request, "campaigns/_memberships.html", context)


def _open(request):
    return Campaign.objects.open_to(request.user).order_by("-updated_at", "-pk")[:200]
