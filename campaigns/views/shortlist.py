"""The shortlist: table and board, moves, assignments, removal, undo, export."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from campaigns import exports, shortlist
from campaigns.access import campaign_page
from campaigns.board import columns
from campaigns.candidate_edits import assign
from campaigns.choices import Role
from campaigns.models import Stage
from campaigns.overtaken import REMOVED, wish_of
from campaigns.shortlist_page import BOARD, assignee_in, people_of, shortlist_page
from campaigns.undoing import NotDone, undo
from campaigns.views.addresses import back, here, ids_in
from campaigns.views.outcomes import after, done, number, seen_in
from influencers.spreadsheet import csv_response, xlsx_response

FORMATS = {"csv": csv_response, "xlsx": xlsx_response}


@require_GET
@vary_on_headers("HX-Request")
@campaign_page()
def campaign_shortlist(request, campaign):
    """The candidates as a table or with ?view=board in columns; only the list for a request of htmx."""
    now = timezone.now()
    page = shortlist_page(campaign, request.GET, now)
    context = {
        "campaign": campaign,
        "here": here(request),
        "tab": "shortlist",
        "page": page,
        "columns": columns(campaign, page, now) if page.view == BOARD else None,
        "page_obj": page.page_obj,
        "page_range": page.page_range,
        **after(request, campaign),
    }
    part = request.htmx and not request.htmx.history_restore_request
    return render(request, f"campaigns/{'_shortlist' if part else 'shortlist'}.html", context)


@require_POST
@campaign_page(Role.EDITOR)
def candidates_move(request, campaign):
    """Moves the chosen candidates to a stage, or takes them off the list (`stage` is "removed"). With
    `before` (a candidate, 0: behind the last) they take that place."""
    ids, wanted = ids_in(request.POST.getlist("candidates")), request.POST.get("stage", "")
    if not ids or not wanted:
        messages.error(request, "Nothing was changed. Choose creators and a stage first.")
        return redirect(back(request, "campaign_shortlist", campaign.pk))
    now, seen = timezone.now(), seen_in(request, "stage")
    if wanted == REMOVED:
        outcome = shortlist.remove(campaign, ids, request.user, now, seen)
        return done(request, campaign, outcome, wish_of("stage", REMOVED))
    stage = get_object_or_404(campaign.stages, pk=number(wanted))
    try:
        outcome = shortlist.move(
            campaign, ids, stage, request.user, now, seen, number(request.POST.get("before"), None)
        )
    except Stage.DoesNotExist:
        messages.error(request, f"Nothing was moved: {stage.name} was deleted meanwhile.")
        return redirect(back(request, "campaign_shortlist", campaign.pk))
    if not outcome.done and not outcome.refused:
        messages.info(request, f"{'All of them are' if len(ids) > 1 else 'It is'} in {stage.name} already.")
    return done(request, campaign, outcome, wish_of("stage", stage.pk))


@require_POST
@campaign_page(Role.EDITOR)
def candidates_assign(request, campaign):
    """Gives the chosen candidates to a member (`assignee`), or with 0 to nobody."""
    ids, wanted = ids_in(request.POST.getlist("candidates")), request.POST.get("assignee", "")
    if not ids or not wanted:
        messages.error(request, "Nothing was changed. Choose creators and a member first.")
        return redirect(back(request, "campaign_shortlist", campaign.pk))
    person = None
    if wanted != "0":
        person = get_object_or_404(campaign.memberships.select_related("user"), user=number(wanted)).user
    try:
        outcome = assign(campaign, ids, person, request.user, timezone.now(), seen_in(request, "assignee"))
    except ValueError as problem:
        messages.error(request, f"Nothing was changed. {problem}")
        return redirect(back(request, "campaign_shortlist", campaign.pk))
    if not outcome.done and not outcome.refused:
        messages.info(request, f"Nothing to change: assigned to {person or 'nobody'} already.")
    return done(request, campaign, outcome, wish_of("assignee", person.pk if person else 0))


@require_POST
@campaign_page(Role.EDITOR)
def action_undo(request, campaign, action_id):
    """Takes back what was done to the shortlist or its stages."""
    try:
        messages.success(request, undo(campaign, action_id, request.user, timezone.now()))
    except NotDone as problem:
        messages.warning(request, str(problem))
    return redirect(back(request, "campaign_shortlist", campaign.pk))


@require_POST
@campaign_page(Role.EDITOR)
def candidates_restore(request, campaign):
    """Puts removed candidates back where they were."""
    ids = ids_in(request.POST.getlist("candidates"))
    count = shortlist.restore(campaign, ids, request.user, timezone.now())
    messages.success(request, f"{count} creator{'s are' if count != 1 else ' is'} back on the shortlist.")
    return redirect(back(request, "campaign_shortlist", campaign.pk))


@require_GET
@campaign_page()
def campaign_export(request, campaign, kind):
    """The shortlist as a CSV or XLSX download, of one stage with ?stage=, of one person's with ?assignee=."""
    if kind not in FORMATS:
        raise Http404("Exports come as csv or xlsx.")
    now = timezone.now()
    stage = (ids_in([request.GET.get("stage", "")]) or [None])[0]
    assignee = assignee_in(request.GET, people_of(campaign))
    name = f"{slugify(campaign.name) or 'campaign'}-shortlist-{timezone.localdate():%Y-%m-%d}.{kind}"
    return FORMATS[kind](name, exports.HEADER, exports.shortlist_rows(campaign, now, stage, assignee))
