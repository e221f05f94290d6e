"""The planner: the set of creators that brings most within the limits that the address holds."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from campaigns.access import campaign_page
from campaigns.plan_file import HEADER, plan_rows
from campaigns.plan_wish import wish_of
from campaigns.planner import plan_page
from campaigns.shortlist_forms import seen_of
from campaigns.views.addresses import here
from campaigns.views.outcomes import after
from influencers.spreadsheet import csv_response, xlsx_response

FORMATS = {"csv": csv_response, "xlsx": xlsx_response}


@require_GET
@campaign_page()
def campaign_plan(request, campaign):
    """The plan of an address, with what limits it and what more would bring."""
    wish = wish_of(campaign, request.GET)
    if wish.untidy:
        # A form names all its fields; the address of a plan is for sending to others.
        return redirect(request.path + wish.tidy)
    page = plan_page(campaign, wish, timezone.now())
    context = {
        "campaign": campaign,
        "here": here(request),
        "tab": "plan",
        "page": page,
        "wish": page.wish,
        "form": page.wish.form,
        "stages": campaign.stages.all(),
        "no_fee": [(one, seen_of(one.candidate) if one.candidate else "") for one in page.no_fee],
        **after(request, campaign),
    }
    return render(request, "campaigns/plan.html", context, status=200 if page.wish.valid else 422)


@require_GET
@campaign_page()
def campaign_plan_export(request, campaign, kind):
    """The plan of an address as a CSV or XLSX download."""
    if kind not in FORMATS:
        raise Http404("Exports come as csv or xlsx.")
    now = timezone.now()
    page = plan_page(campaign, wish_of(campaign, request.GET), now)
    name = f"{slugify(campaign.name) or 'campaign'}-plan-{timezone.localdate():%Y-%m-%d}.{kind}"
    return FORMATS[kind](name, HEADER, plan_rows(page, now))
