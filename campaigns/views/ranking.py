"""The ranking page and what one does on it: exclude, and take back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from campaigns.access import campaign_page
from campaigns.brief import brief_of
from campaigns.choices import Freshness, Role
from campaigns.forms import ExclusionForm
from campaigns.models import Exclusion
from campaigns.past_work import try_past_work
from campaigns.ranking import ranking_page
from campaigns.views.addresses import back, here
from campaigns.weighting import wastes_freshness
from influencers.models import Profile
from influencers.tiers import tier_names
from scoring.meaning import switched_on
from scoring.nearest import nearest_posts

VARIED = "varied"


@require_GET
@campaign_page()
def campaign_ranking(request, campaign):
    """Candidates for the brief, best first, each with its reasons."""
    asked = request.GET
    try_past_work(campaign, asked.get("worked", ""))
    varied = asked.get("order") == VARIED
    page = ranking_page(campaign, asked.get("page"), timezone.now(), asked.get("waiting"), varied)
    context = {
        "campaign": campaign,
        "here": here(request),
        "tab": "ranking",
        "page": page,
        "page_obj": page.page_obj,
        "page_range": page.page_range,
        "tiers": tier_names([row.profile for row in (*page.rows, *page.needs_data)]),
        "exclusions": campaign.exclusions.select_related("profile", "by")[:100],
        "now": timezone.now(),
        "by_meaning": switched_on(),
        "freshness_unasked": wastes_freshness(campaign.weights, page.brief.freshness),
    }
    return render(request, "campaigns/ranking.html", context)


@require_GET
@campaign_page()
def campaign_nearest(request, campaign, profile_id):
    """The posts of an account that are nearest to the brief by meaning: a fragment that a row asks for when
    its reasons are opened."""
    profile = get_object_or_404(Profile.objects.shown(), pk=profile_id)
    context = {"nearest": nearest_posts(brief_of(campaign), profile, timezone.now())}
    return render(request, "campaigns/_nearest.html", context)


@require_POST
@campaign_page(Role.EDITOR)
def campaign_exclude(request, campaign, profile_id):
    """Leaves an account out of this campaign's ranking."""
    profile = get_object_or_404(Profile.objects.shown(), pk=profile_id)
    if campaign.candidates.listed().filter(profile=profile).exists():
        messages.error(request, f"@{profile.handle} is on the shortlist. Take it off there first.")
        return redirect(back(request, "campaign_ranking", campaign.pk))
    form = ExclusionForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    Exclusion.objects.get_or_create(
        campaign=campaign, profile=profile, defaults={"reason": reason, "by": request.user}
    )
    messages.success(request, f"@{profile.handle} no longer appears in this ranking.")
    return redirect(back(request, "campaign_ranking", campaign.pk))


@require_POST
@campaign_page(Role.EDITOR)
def campaign_fresh(request, campaign):
    """Makes the brief prefer fresh creators, so that the weight on freshness counts."""
    campaign.freshness = Freshness.FRESH
    campaign.save(update_fields=["freshness", "updated_at"])
    messages.success(request, "The brief prefers fresh creators now.")
    return redirect(back(request, "campaign_ranking", campaign.pk))


@require_POST
@campaign_page(Role.EDITOR)
def campaign_include(request, campaign, profile_id):
    """Takes an exclusion back."""
    campaign.exclusions.filter(profile=profile_id).delete()
    messages.success(request, "Taken back: the ranking shows this creator again.")
    return redirect(back(request, "campaign_ranking", campaign.pk))
