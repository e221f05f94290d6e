"""One candidate of a campaign: its page and its notes."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from campaigns.access import campaign_page
from campaigns.choices import Role
from campaigns.forms import NoteForm
from campaigns.shortlist import note
from campaigns.shortlist_page import candidate_page, for_rows
from campaigns.views.addresses import back, here


@require_GET
@campaign_page()
def campaign_candidate(request, campaign, candidate_id):
    """A candidate: score when added and now, notes, stages it went through."""
    candidate = get_object_or_404(for_rows(campaign.candidates.all()), pk=candidate_id)
    context = {
        "campaign": campaign,
        "here": here(request),
        "tab": "shortlist",
        "page": candidate_page(campaign, candidate, timezone.now()),
        "candidate": candidate,
        "profile": candidate.profile,
        "stages": campaign.stages.all(),
        "form": NoteForm(),
    }
    return render(request, "campaigns/candidate.html", context)


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
