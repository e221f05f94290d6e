"""The campaigns of a person: list, brief, the campaign's own page."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import MARKETER, role_required
from campaigns.access import campaign_page
from campaigns.brief import Count, count_within_limits
from campaigns.brief_copies import campaign_from
from campaigns.changes import of_campaign
from campaigns.choices import Role, Status
from campaigns.forms import LIMITS, MUSTS, CampaignForm, MemberForm, save_brief
from campaigns.members import looked_after_by_nobody, way_back
from campaigns.models import BriefTemplate, Campaign
from campaigns.niche_forms import Niches
from campaigns.shortlist_page import activity, stages_with_counts
from campaigns.weighting import preset_of, presets_with, sliders_of
from scoring.constants import current_weights
from scoring.core.schema import LABELS

# The parts of the form of a brief, in order: (id, name).
SECTIONS = (
    ("part-campaign", "The campaign"),
    ("part-brand", "Your brand"),
    ("part-topics", "Topics"),
    ("part-limits", "Hard limits"),
    ("part-musts", "Must-haves"),
    ("part-weights", "What counts"),
    ("part-money", "Money"),
    ("part-against", "Against"),
)


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
    """The form of a new brief, empty or as a template has it."""
    done = "The campaign is there. Here is who fits it best."
    asked, usable = request.GET.get("template", ""), BriefTemplate.objects.usable_by(request.user)
    if not asked:
        return _brief(request, Campaign(), done, templates=usable)
    template = get_object_or_404(usable, pk=asked if asked.isascii() and asked.isdigit() else 0)
    campaign, niches = campaign_from(template)
    return _brief(request, campaign, done, niches, usable.exclude(pk=template.pk), template)


@require_http_methods(["GET", "POST"])
@campaign_page(Role.EDITOR)
def campaign_edit(request, campaign):
    """The form of a brief that exists."""
    return _brief(request, campaign, "The brief is saved and the ranking follows it.")


def _brief(request, campaign, done: str, rows=None, templates=(), template=None):
    """rows: what the rows of niches start with; templates: others to start from than the one taken."""
    data = request.POST if request.method == "POST" else None
    form = CampaignForm(data, instance=campaign)
    # Rows that are sent count as changed, also those that a template brought.
    niches = Niches(data, instance=campaign, prefix="niches", initial=rows if data is None else None)
    if data is not None and form.is_valid() and niches.is_valid():
        saved = save_brief(form, niches, request.user)
        messages.success(request, done)
        return redirect("campaign_ranking", saved.pk)
    context = {
        "form": form,
        "niches": niches,
        "campaign": campaign,
        "presets": presets_with(form.standard),
        "sections": SECTIONS,
        "templates": templates,
        "template": template,
        "troubles": form.troubles(niches) if data is not None else [],
    }
    return render(request, "campaigns/brief.html", context, status=422 if data is not None else 200)


@require_GET
def campaign_count(request):
    """A fragment: how many creators the hard limits in an unsaved brief form let through."""
    form = CampaignForm(request.GET)
    form.is_valid()
    form.instance.viewer_id = request.user.pk
    wrong = next((form[name] for name in (*LIMITS, *MUSTS) if form[name].errors), None)
    if wrong:
        counted = Count(error=f"{wrong.label}: {wrong.errors[0]}")
    else:
        counted = count_within_limits(form.instance, timezone.now())
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
        "way_back": way_back(campaign),
        "away": {person.pk: person.n_candidates for person in looked_after_by_nobody(campaign)},
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
