"""Discover: find, select, take along."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import push_url

from accounts.roles import MARKETER, role_required
from config import replica
from influencers import exports
from influencers.discover import Discover
from influencers.discover_address import read_address
from influencers.filters import ProfileFilter
from influencers.rule_builder import Draft
from influencers.rule_choices import control, filter_choices
from influencers.selection import results_of, selection_of


@require_GET
@role_required(MARKETER)
@vary_on_headers("HX-Request", "HX-Target")
def discover(request):
    """The page; to htmx only the part that it asks for, under the shortest address of the same state."""
    if "new_value" in request.GET and (address := Draft(request.GET, read_address(request.GET)).address):
        return redirect(f"{request.path}{address}")
    with replica.reading_for(request):
        return _discover(request)


def _discover(request):
    context = {"page": Discover(request.GET, request.user)}
    if not request.htmx or request.htmx.history_restore_request:
        return render(request, "influencers/discover.html", context)
    part = "_discover_results" if request.htmx.target == "results" else "_discover"
    context |= {"fragment": True, "oob": part == "_discover_results"}
    response = render(request, f"influencers/{part}.html", context)
    return push_url(response, request.path + context["page"].address)


@require_http_methods(["GET", "POST"])
@role_required(MARKETER)
def discover_export(request, kind):
    """A file of everything that the address finds, or of what the form selects."""
    if kind not in exports.WRITERS:
        raise Http404(f"There is no export of the kind {kind}.")
    profiles = selection_of(request.POST) if request.method == "POST" else results_of(request.GET)
    return exports.export(profiles.using(replica.alias_for(request)), kind)


@require_GET
@role_required(MARKETER)
def rule_value(request):
    """The control for the value of one filter, as a fragment of the form that adds a rule."""
    question, name = ProfileFilter(), request.GET.get("new_on", "")
    if name not in dict(filter_choices(question)):
        raise Http404(f"There is no filter {name[:40]}.")
    return render(request, "influencers/_rule_value.html", {"control": control(question, name)})
