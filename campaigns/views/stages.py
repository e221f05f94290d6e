"""The stages of a campaign: list, add, change, put in order, delete."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from campaigns import stages
from campaigns.access import campaign_page
from campaigns.choices import Colour, Role, StageKind
from campaigns.models import Stage
from campaigns.shortlist_forms import StageForm
from campaigns.shortlist_page import stages_with_counts
from campaigns.views.addresses import here
from campaigns.views.outcomes import after, number, with_parts


@require_GET
@campaign_page(Role.EDITOR)
def campaign_stages(request, campaign):
    """The stages, each with its form."""
    return _page(request, campaign)


def _page(request, campaign, form: StageForm | None = None, status: int = 200):
    found = stages_with_counts(campaign)
    stands = campaign.candidates.values_list("stage", flat=True).distinct()
    context = {
        "campaign": campaign,
        "tab": "shortlist",
        "here": reverse("campaign_stages", args=[campaign.pk]) if request.method == "POST" else here(request),
        "rows": [(s, form if form and form.instance.pk == s.pk else StageForm.of(s)) for s in found],
        "form": form if form and form.instance.pk is None else StageForm(initial={"colour": _unused(found)}),
        "stages": found,
        # Removed candidates stand somewhere too, and go with the others.
        "occupied": set(stands),
        "kinds": StageKind,
        **after(request, campaign),
    }
    return render(request, "campaigns/stages.html", context, status=status)


def _unused(found: list[Stage]) -> str:
    taken = {stage.colour for stage in found}
    return next((colour for colour in Colour.values if colour not in taken), Colour.BLUE)


@require_POST
@campaign_page(Role.EDITOR)
def stage_add(request, campaign):
    """Adds a stage behind the last one."""
    form = StageForm(request.POST)
    if form.is_valid():
        try:
            action = stages.add(campaign, form.values(), request.user, timezone.now())
            return _back(campaign, action)
        except stages.NotDone as problem:
            form.add_error("name", str(problem))
    return _page(request, campaign, form, 422)


@require_POST
@campaign_page(Role.EDITOR)
def stage_edit(request, campaign, stage_id):
    """Changes name, colour and meaning of a stage; refuses where somebody else changed the same meanwhile,
    with what was typed still there."""
    stage = get_object_or_404(campaign.stages, pk=stage_id)
    form = StageForm.of(stage, request.POST)
    if not form.is_valid():
        return _page(request, campaign, form, 422)
    try:
        action = stages.edit(campaign, stage_id, form.values(), form.seen(), request.user, timezone.now())
        return _back(campaign, action)
    except stages.Overtaken as problem:
        typed = request.POST.copy()
        for name in stages.FIELDS:
            typed[f"seen_{name}"] = getattr(problem.stage, name)
        form = StageForm.of(problem.stage, typed)
        form.is_valid()
        form.add_error(None, str(problem))
        return _page(request, campaign, form, 409)
    except stages.NotDone as problem:
        form.add_error("name", str(problem))
        return _page(request, campaign, form, 422)


@require_POST
@campaign_page(Role.EDITOR)
def stage_shift(request, campaign, stage_id):
    """Brings a stage one place up or down."""
    steps = -1 if request.POST.get("to") == "up" else 1
    return _try(request, campaign, lambda *by: stages.shift(campaign, stage_id, steps, *by))


@require_POST
@campaign_page(Role.EDITOR)
def stage_delete(request, campaign, stage_id):
    """Deletes a stage; its candidates go to the stage `to`."""
    to = number(request.POST.get("to"))
    return _try(request, campaign, lambda *by: stages.delete(campaign, stage_id, to, *by))


def _try(request, campaign, change):
    try:
        return _back(campaign, change(request.user, timezone.now()))
    except stages.NotDone as problem:
        messages.error(request, str(problem))
        return redirect("campaign_stages", campaign.pk)


def _back(campaign, action):
    target = reverse("campaign_stages", args=[campaign.pk])
    return redirect(with_parts(target, {"undo": action.pk} if action else {}))
