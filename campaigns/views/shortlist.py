"""The shortlist: page, moves, removal and undo, export."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from campaigns import exports, shortlist
from campaigns.access import campaign_page
from campaigns.choices import Role
from campaigns.shortlist_page import shortlist_page
from campaigns.views.addresses import back, here, ids_in
from influencers.spreadsheet import csv_response, xlsx_response

FORMATS = {"csv": csv_response, "xlsx": xlsx_response}


@require_GET
@vary_on_headers("HX-Request")
@campaign_page()
def campaign_shortlist(request, campaign):
    """The candidates, by stage unless asked otherwise; only the list for a request that htmx makes."""
    page = shortlist_page(campaign, request.GET, timezone.now())
    gone = campaign.candidates.removed().filter(pk__in=ids_in(request.GET.getlist("undo")))
    context = {
        "campaign": campaign,
        "here": here(request),
        "tab": "shortlist",
        "page": page,
        "page_obj": page.page_obj,
        "page_range": page.page_range,
        "undo": list(gone.select_related("profile")),
    }
    part = request.htmx and not request.htmx.history_restore_request
    return render(request, f"campaigns/{'_shortlist' if part else 'shortlist'}.html", context)


@require_POST
@campaign_page(Role.EDITOR)
def candidates_move(request, campaign):
    """Moves the chosen candidates to a stage, or takes them off the list (`stage` is "removed")."""
    ids = ids_in(request.POST.getlist("candidates"))
    wanted = request.POST.get("stage", "")
    if not ids or not wanted:
        messages.error(request, "Nothing was changed. Choose creators and a stage first.")
        return redirect(back(request, "campaign_shortlist", campaign.pk))
    if wanted == "removed":
        return _remove(request, campaign, ids)
    stage = get_object_or_404(campaign.stages, pk=(ids_in([wanted]) or [0])[0])
    seen = (ids_in([request.POST.get("seen", "")]) or [None])[0]
    moved = shortlist.move(campaign, ids, stage, request.user, timezone.now(), seen)
    _tell_moved(request, moved, len(ids), stage)
    return redirect(back(request, "campaign_shortlist", campaign.pk))


def _tell_moved(request, moved: int, asked: int, stage) -> None:
    if moved:
        messages.success(request, f"{moved} creator{'s' if moved > 1 else ''} moved to {stage.name}.")
    elif asked == 1:
        messages.warning(request, "Not moved: it was moved or removed meanwhile. This is how it stands now.")
    else:
        messages.info(request, f"All of them are in {stage.name} already.")


def _remove(request, campaign, ids: list[int]):
    gone = shortlist.remove(campaign, ids, request.user, timezone.now())
    target = back(request, "campaign_shortlist", campaign.pk)
    undo = urlencode({"undo": gone[:100]}, doseq=True)
    return redirect(f"{target}{'&' if '?' in target else '?'}{undo}" if gone else target)


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
    """The shortlist as a CSV or XLSX download, of one stage with ?stage=."""
    if kind not in FORMATS:
        raise Http404("Exports come as csv or xlsx.")
    now = timezone.now()
    stage = (ids_in([request.GET.get("stage", "")]) or [None])[0]
    name = f"{slugify(campaign.name) or 'campaign'}-shortlist-{timezone.localdate():%Y-%m-%d}.{kind}"
    return FORMATS[kind](name, exports.HEADER, exports.shortlist_rows(campaign, now, stage))
