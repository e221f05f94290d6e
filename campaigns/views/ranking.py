"""The ranking page and what one does on it: try other weights and keep them, add, exclude, take back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import replace_url

from campaigns.access import campaign_page
from campaigns.brief import brief_of
from campaigns.brief_edits import change_brief
from campaigns.choices import Freshness, Role
from campaigns.exclusions import exclude
from campaigns.forms import ExclusionForm
from campaigns.models import ShortlistAction
from campaigns.past_work import try_past_work
from campaigns.ranking import first_of, ranking_page
from campaigns.shortlist import add
from campaigns.views.adding import after_adding
from campaigns.views.addresses import TOLD, back, here
from campaigns.views.outcomes import after, number, with_parts
from campaigns.weighting import FIELD, presets_shown, trial_of, wastes_freshness, weights_to_store
from influencers.models import Profile
from influencers.tiers import tier_names
from scoring.constants import current_weights
from scoring.core.results import INTERVALS_TO
from scoring.meaning import switched_on
from scoring.nearest import nearest_posts

VARIED = "varied"
MOST_FIRST = 500


@require_GET
@vary_on_headers("HX-Request")
@campaign_page()
def campaign_ranking(request, campaign):
    """Candidates for the brief, best first, each with its reasons; to htmx, when sliders move, the list alone
    without what takes long, and the address that says the same."""
    asked = request.GET
    try_past_work(campaign, asked.get("worked", ""))
    page = ranking_page(
        campaign, asked.get("page"), timezone.now(), asked.get("waiting"), asked.get("order") == VARIED,
        asked, intervals=not request.htmx,
    )  # fmt: skip
    told = {} if request.htmx else after(request, campaign)
    request.GET = _shortest(asked, page.trial.address)
    address = here(request)
    context = {
        "campaign": campaign,
        "here": address,
        "plain": with_parts(request.path, {"order": VARIED} if page.varied else {}),
        "tab": "ranking",
        "page": page,
        "page_obj": page.page_obj,
        "page_range": page.page_range,
        "tiers": tier_names([row.profile for row in (*page.rows, *page.needs_data)]),
        "now": timezone.now(),
        "by_meaning": switched_on(),
        "first": campaign.wanted or 20,
        "ranges_to": INTERVALS_TO,
    }
    if request.htmx:
        return replace_url(render(request, "campaigns/_ranking.html", context), address)
    context |= {
        "exclusions": campaign.exclusions.select_related("profile", "by")[:100],
        "n_exclusions": campaign.exclusions.count(),
        "freshness_unasked": wastes_freshness(page.trial.weights, page.brief.freshness),
        "presets": presets_shown(current_weights()),
        **told,
    }
    return render(request, "campaigns/ranking.html", context)


def _shortest(asked, weights: str):
    """What an address asks for, with the weights as they count, and without those of the brief itself and
    without what it tells of a change."""
    kept = asked.copy()
    for name in [name for name in kept if name.startswith(FIELD) or name in TOLD]:
        del kept[name]
    for part in weights.split("&") if weights else ():
        name, _, value = part.partition("=")
        kept[name] = value
    if kept.get("order") != VARIED:
        kept.pop("order", None)
    return kept


@require_POST
@campaign_page(Role.EDITOR)
def campaign_weights(request, campaign):
    """Keeps the weights that were tried in the brief."""
    standard = current_weights()
    trial = trial_of(request.POST, campaign.weights, standard)
    if trial.error:
        messages.error(request, f"Nothing was kept. {trial.error}")
        return redirect(back(request, "campaign_ranking", campaign.pk))
    weights = weights_to_store(campaign.weights, "", trial.sliders, standard)
    return _changed(
        request, campaign, {"weights": weights, "weights_before": None}, "The brief keeps these weights now."
    )


def _changed(request, campaign, changes: dict, words: str):
    """After one click changed the brief: back to the ranking, which offers to take it back."""
    action = change_brief(campaign, changes, words, request.user, timezone.now())
    if action is None:
        messages.info(request, "The brief says so already.")
    return redirect(_offering(back(request, "campaign_ranking", campaign.pk), action))


def _offering(target: str, action: ShortlistAction | None) -> str:
    return with_parts(target, {"undo": action.pk} if action else {})


@require_POST
@campaign_page(Role.EDITOR)
def campaign_add_first(request, campaign):
    """Adds the first so many of the ranking, as the page showed it, to the shortlist."""
    wanted = number(request.POST.get("first"))
    if not 0 < wanted <= MOST_FIRST:
        messages.error(request, f"Nothing was added. Give a number from 1 to {MOST_FIRST}.")
        return redirect(back(request, "campaign_ranking", campaign.pk))
    try_past_work(campaign, request.POST.get("worked", ""))
    now = timezone.now()
    ids = first_of(campaign, wanted, now, request.POST.get("order") == VARIED, request.POST)
    added = add(campaign, ids, request.user, now)
    return after_adding(request, campaign, added, "campaign_ranking")


@require_GET
@campaign_page()
def campaign_nearest(request, campaign, profile_id):
    """The posts of an account that are nearest to the brief by meaning: a fragment that a row asks for when
    its reasons are opened."""
    profile = get_object_or_404(Profile.objects.shown(), pk=profile_id)
    context = {"nearest": nearest_posts(brief_of(campaign), profile, timezone.now())}
    return render(request, "campaigns/_nearest.html", context)


@require_POST
@campaign_page(Role.EDITOR)
def campaign_exclude(request, campaign, profile_id):
    """Leaves an account out of this campaign's ranking."""
    profile = get_object_or_404(Profile.objects.shown(), pk=profile_id)
    form = ExclusionForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    target = back(request, "campaign_ranking", campaign.pk)
    try:
        action = exclude(campaign, profile, reason, request.user, timezone.now())
    except ValueError as wrong:
        messages.error(request, str(wrong))
        return redirect(target)
    return redirect(_offering(target, action))


@require_POST
@campaign_page(Role.EDITOR)
def campaign_fresh(request, campaign):
    """Makes the brief prefer fresh creators, so that the weight on freshness counts."""
    return _changed(
        request, campaign, {"freshness": Freshness.FRESH.value}, "The brief prefers fresh creators now."
    )


@require_POST
@campaign_page(Role.EDITOR)
def campaign_include(request, campaign, profile_id):
    """Takes an exclusion back."""
    campaign.exclusions.filter(profile=profile_id).delete()
    messages.success(request, "Taken back: the ranking shows this creator again.")
    return redirect(back(request, "campaign_ranking", campaign.pk))
