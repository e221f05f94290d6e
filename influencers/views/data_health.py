"""Data health: what was refreshed, what failed and why, how old the figures are."""

from django.core.paginator import Paginator
from django.shortcuts import render

from accounts.roles import MARKETER, role_required
from influencers import data_health as health
from influencers.models import RefreshRun
from influencers.retention import kept_how_long

RUNS_A_PAGE = 25


@role_required(MARKETER)
def data_health(request):
    """The page; its figures renew themselves by htmx from the same address."""
    pages = Paginator(
        RefreshRun.objects.select_related("asked_by").order_by("-started_at", "-pk"), RUNS_A_PAGE
    )
    page = pages.get_page(request.GET.get("page"))
    context = {
        "sources": health.sources(),
        "by_file_only": health.by_file_only(),
        "reasons": health.reasons(),
        "kept": kept_how_long(),
        "page_obj": page,
        "page_range": pages.get_elided_page_range(page.number),
    }
    fragment = request.htmx and not request.htmx.history_restore_request
    return render(
        request, "influencers/_data_health.html" if fragment else "influencers/data_health.html", context
    )
