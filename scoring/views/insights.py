"""Insights: engagement by size on the own catalogue."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.roles import MARKETER, role_required
from scoring.insights import insights_page


@require_GET
@role_required(MARKETER)
def insights(request):
    """Real creators, or with `demo=1` the demo ones; never both together."""
    asked = request.GET.get("demo", "")
    page = insights_page({"1": True, "0": False}.get(asked))
    return render(request, "scoring/insights.html", {"page": page})
