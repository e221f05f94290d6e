"""From other pages into a campaign: add creators, choose a campaign, see where a creator is."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from accounts.roles import ASK, MARKETER, roles_of
from campaigns import shortlist
from campaigns.models import Campaign, Candidate
from campaigns.views.addresses import back, ids_in
from campaigns.views.outcomes import with_parts
from influencers.models import Influencer
from influencers.selection import fields_of, selection_of


@require_POST
def campaign_add(request):
    """Adds the selected accounts (`profiles`, or with `all` what `query` finds) to the shortlist of
    `campaign`, then goes to `next`."""
    wanted = (ids_in([request.POST.get("campaign", "")]) or [None])[0]
    ids = list(_selected(request).values_list("pk", flat=True)[: shortlist.MOST_AT_ONCE + 1])
    if problem := _problem(wanted, ids):
        messages.error(request, f"Nothing was added. {problem}")
        return redirect(back(request, "campaigns"))
    campaign = get_object_or_404(Campaign.objects.open_to(request.user), pk=wanted)
    added = shortlist.add(campaign, ids, request.user, timezone.now())
    if request.htmx and request.POST.get("answer") == "mark":
        candidate = get_object_or_404(campaign.candidates.listed().select_related("stage"), profile=ids[0])
        return render(request, "campaigns/_marked.html", {"campaign": campaign, "candidate": candidate})
    return after_adding(request, campaign, added, "campaign_shortlist")


def _problem(campaign_id: int | None, ids: list[int]) -> str:
    """What to do before anything can be added; "" where all is there."""
    if campaign_id is None or not ids:
        return "Choose creators and a campaign first."
    if len(ids) > shortlist.MOST_AT_ONCE:
        most = f"{shortlist.MOST_AT_ONCE:,}"
        return f"At most {most} creators go onto a shortlist at once: narrow the search first."
    return ""


def _selected(request):
    """The accounts that the form selects. Only who may search may select by a search."""
    if request.POST.get("all") and MARKETER not in roles_of(request.user):
        raise PermissionDenied(f"A whole search is for people with the role {MARKETER}. {ASK}")
    return selection_of(request.POST)


def after_adding(request, campaign, added: shortlist.Added, name: str):
    """To the page that the form names, else to page `name` of the campaign, with what came of it in words. A
    page of the campaign offers to take it back, and tells it with that."""
    target = back(request, name, campaign.pk)
    there = f"{added.already:,} on it already." if added.already else ""
    if added.action and target.startswith(campaign.get_absolute_url()):
        if there:
            messages.info(request, there)
        return redirect(with_parts(target, {"undo": added.action.pk}))
    if added.ids:
        count = f"{len(added.ids):,} creator{'s' if len(added.ids) > 1 else ''}"
        messages.success(request, f"Added {count} to the shortlist of {campaign.name}. {there}".strip())
    else:
        messages.info(request, f"Nothing to add to {campaign.name}. {there}".strip())
    return redirect(target)


@require_http_methods(["GET", "POST"])
@vary_on_headers("HX-Request")
def campaign_picker(request):
    """Which of the person's campaigns to add the selected accounts to: to htmx a fragment that stands in the
    form of the selection, else a page of its own that carries the selection on. Writes nothing."""
    if request.htmx:
        return render(request, "campaigns/_picker.html", {"campaigns": _open(request)})
    context = {
        "campaigns": _open(request),
        "count": _selected(request).count(),
        "most": shortlist.MOST_AT_ONCE,
        "fields": fields_of(request.POST),
        "next": back(request, "campaigns"),
    }
    return render(request, "campaigns/picker.html", context)


@require_GET
def campaign_memberships(request, influencer_id):
    """A fragment: in which of the person's own campaigns a creator is, and a form to add it to another."""
    influencer = get_object_or_404(Influencer.objects.active(), pk=influencer_id)
    context = {
        "influencer": influencer,
        "profiles": influencer.profiles.order_by("-followers", "pk"),
        "candidates": Candidate.objects.listed()
        .filter(profile__influencer=influencer, campaign__in=Campaign.objects.visible_to(request.user))
        .select_related("campaign", "stage", "profile")
        .order_by("-added_at"),
        "campaigns": _open(request),
    }
    return render(request, "campaigns/_memberships.html", context)


def _open(request):
    return Campaign.objects.open_to(request.user).order_by("-updated_at", "-pk")[:200]
