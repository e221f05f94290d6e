"""One candidate of a campaign: its page, its notes, its fees."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from campaigns.access import campaign_page
from campaigns.candidate_edits import set_fees
from campaigns.choices import Role
from campaigns.fees import Fees
from campaigns.forms import NoteForm
from campaigns.outreach_forms import ReplyForm
from campaigns.overtaken import fees_overtaken
from campaigns.shortlist import note
from campaigns.shortlist_forms import FeesForm, seen_of
from campaigns.shortlist_page import candidate_page, for_rows, people_of
from campaigns.views.addresses import back, here
from campaigns.views.outcomes import after, with_parts
from scoring.core.results import INTERVALS_TO


@require_GET
@campaign_page()
def campaign_candidate(request, campaign, candidate_id):
    """A candidate: score when added and now, fees, notes, stages it went through."""
    return _page(request, campaign, candidate_id)


def _page(request, campaign, candidate_id: int, fees: FeesForm | None = None, status: int = 200):
    candidate = get_object_or_404(for_rows(campaign.candidates.all()), pk=candidate_id)
    context = {
        "campaign": campaign,
        "here": here(request) if request.method == "GET" else candidate_address(campaign, candidate),
        "tab": "shortlist",
        "page": candidate_page(campaign, candidate, timezone.now()),
        "candidate": candidate,
        "profile": candidate.profile,
        "stages": campaign.stages.all(),
        "people": people_of(campaign),
        "form": NoteForm(),
        "reply_form": ReplyForm(),
        "ranges_to": INTERVALS_TO,
        "fees": Fees.of(candidate),
        "fees_form": fees or FeesForm.of(candidate, campaign.currency),
        **after(request, campaign),
    }
    return render(request, "campaigns/candidate.html", context, status=status)


@require_POST
@campaign_page(Role.EDITOR)
def candidate_fees(request, campaign, candidate_id):
    """Saves what a creator asks and what was agreed; refuses where somebody else changed it meanwhile, with
    what was typed still there."""
    candidate = get_object_or_404(campaign.candidates.defer("frozen"), pk=candidate_id)
    form = FeesForm(request.POST)
    if not form.is_valid():
        return _page(request, campaign, candidate_id, form, 422)
    outcome = set_fees(
        campaign, candidate, form.fees(), request.user, timezone.now(), form.cleaned_data["seen"]
    )
    if outcome.refused:
        candidate.refresh_from_db()
        messages.warning(request, fees_overtaken(candidate))
        typed = request.POST.copy()
        typed["seen"] = seen_of(candidate)
        return _page(request, campaign, candidate_id, FeesForm(typed), 409)
    parts = {"undo": outcome.action.pk} if outcome.action else {}
    return redirect(with_parts(back(request, "campaign_candidate", campaign.pk, candidate_id), parts))


def candidate_address(campaign, candidate) -> str:
    """The address of a candidate's page."""
    return reverse("campaign_candidate", args=[campaign.pk, candidate.pk])


@require_POST
@campaign_page(Role.EDITOR)
def note_add(request, campaign, candidate_id):
    """Adds a note to a candidate."""
    candidate = get_object_or_404(campaign.candidates, pk=candidate_id)
    form = NoteForm(request.POST)
    if form.is_valid():
        note(candidate, form.cleaned_data["text"], request.user, timezone.now())
    else:
        messages.error(request, "The note was not kept. Write between 1 and 5,000 letters.")
    return redirect(back(request, "campaign_candidate", campaign.pk, candidate_id))


@require_POST
@campaign_page(Role.EDITOR)
def note_remove(request, campaign, candidate_id, note_id):
    """Removes a note; everybody removes their own, an owner any."""
    notes = campaign.candidates.filter(pk=candidate_id)
    found = get_object_or_404(get_object_or_404(notes).comments, pk=note_id)
    if found.author_id == request.user.pk or campaign.my_role == Role.OWNER:
        found.delete()
        messages.success(request, "The note is removed.")
    else:
        messages.error(request, "Only its author or an owner of the campaign can remove this note.")
    return redirect(back(request, "campaign_candidate", campaign.pk, candidate_id))
