"""The campaigns of a person: list, brief, the campaign's own page."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import MARKETER, role_required
from campaigns.access import campaign_page
from campaigns.brief import count_within_limits
from campaigns.changes import of_campaign
from campaigns.choices import Role, Status
from campaigns.forms import CampaignForm, MemberForm, Niches, save_brief
from campaigns.models import Campaign
from campaigns.shortlist_page import activity, stages_with_counts
from campaigns.weighting import preset_of, presets_with, sliders_of
from scoring.constants import current_weights
from scoring.core.schema import LABELS


@require_GET
def campaign_list(request):
    """The campaigns that the person is a member of, active or archived ones."""
    archived = request.GET.get("status") == Status.ARCHIVED
    mine = Campaign.objects.visible_to(request.user)
    shown = mine.filter(status=Status.ARCHIVED if archived else Status.ACTIVE).with_progress()
    paginator = Paginator(shown.prefetch_related("niche_weights__niche").order_by("-updated_at", "-pk"), 24)
    page_obj = paginator.get_page(request.GET.get("page"))
    context = {
        "page_obj": page_obj,
        "page_range": paginator.get_elided_page_range(page_obj.number),
        "archived": archived,
        "n_archived": mine.filter(status=Status.ARCHIVED).count(),
    }
    return render(request, "campaigns/list.html", context)


@role_required(MARKETER)
@require_http_methods(["GET", "POST"])
def campaign_new(request):
    """The form of a new brief."""
    return _brief(request, Campaign(), "The campaign is there. Here is who fits it best.")


@require_http_methods(["GET", "POST"])
@campaign_page(Role.EDITOR)
def campaign_edit(request, campaign):
    """The form of a brief that exists."""
    return _brief(request, campaign, "The brief is saved and the ranking follows it.")


def _brief(request, campaign, done: str):
    data = request.POST if request.method == "POST" else None
    form, niches = CampaignForm(data, instance=campaign), Niches(data, instance=campaign, prefix="niches")
    if data is not None and form.is_valid() and niches.is_valid():
        saved = save_brief(form, niches, request.user)
        messages.success(request, done)
        return redirect("campaign_ranking", saved.pk)
    context = {"form": form, "niches": niches, "campaign": campaign, "presets": presets_with(form.standard)}
    return render(request, "campaigns/brief.html", context, status=422 if data is not None else 200)


@require_GET
def campaign_count(request):
    """A fragment: how many creators the hard limits in an unsaved brief form let through."""
    form = CampaignForm(request.GET)
    form.is_valid()
    counted = count_within_limits(form.cleaned_data, timezone.now())
    return render(request, "campaigns/_count.html", {"counted": counted})


@require_GET
@campaign_page()
def campaign(request, campaign):
    """A campaign's own page: brief in short, where its shortlist stands, members, what happened."""
    standard = current_weights()
    context = {
        "campaign": campaign,
        "tab": "overview",
        "niches": campaign.niche_weights.select_related("niche__parent"),
        "stages": stages_with_counts(campaign),
        "members": campaign.memberships.select_related("user"),
        "member_form": MemberForm(initial={"role": Role.EDITOR}),
        "roles": Role.choices,
        "events": activity(campaign),
        "preset": preset_of(campaign.weights, standard),
        "weights": [(LABELS[c], weight) for c, weight in sliders_of(campaign.weights, standard).items()],
    }
    return render(request, "campaigns/campaign.html", context)


@require_GET
@campaign_page()
def campaign_changes(request, campaign):
    """Who changed what in the brief and among the members."""
    changes = of_campaign(campaign, request.GET.get("before"))
    context = {"campaign": campaign, "tab": "overview", "changes": changes}
    return render(request, "campaigns/changes.html", context)


@require_POST
@campaign_page(Role.OWNER, archived_too=True)
def campaign_status(request, campaign):
    """Archives a campaign or takes it up again."""
    archived = request.POST.get("status") == Status.ARCHIVED
    campaign.status = Status.ARCHIVED if archived else Status.ACTIVE
    campaign.save(update_fields=["status", "updated_at"])
    messages.success(request, f"{campaign.name} is {'archived' if archived else 'active again'}.")
    return redirect("campaign", campaign.pk)
