"""Results of a campaign: deliverables, posts found for them, figures, the report."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_POST

from campaigns import deliverables, matches
from campaigns.access import campaign_page
from campaigns.choices import Role
from campaigns.deliverable_log import COUNTS
from campaigns.report import report
from campaigns.report_workbook import fill
from campaigns.results_forms import FiguresForm, NewForm, WishForm
from campaigns.results_page import results_page
from campaigns.stages import NotDone
from campaigns.views.addresses import here, ids_in
from campaigns.views.outcomes import after, with_parts
from influencers import refresh
from influencers.spreadsheet import workbook_response
from influencers.tasks import refresh_profiles


@require_GET
@campaign_page()
def campaign_results(request, campaign):
    """What was agreed, what came of it, and posts that may be for the campaign."""
    page = results_page(campaign, timezone.now())
    campaign.n_offered = page.n_offered
    context = {
        "campaign": campaign,
        "tab": "results",
        "here": here(request),
        "page": page,
        "today": timezone.localdate(),
        "new_form": NewForm(),
        "forms": {line.row.pk: WishForm.of(line.row) for one in page.creators for line in one.lines}
        if campaign.may_edit
        else {},
        "counts": COUNTS,
        **after(request, campaign),
    }
    return render(request, "campaigns/results.html", context)


@require_GET
@campaign_page()
def campaign_report(request, campaign):
    """The report as a page that prints well."""
    told = report(campaign, timezone.now())
    return render(request, "campaigns/report.html", {"campaign": campaign, "tab": "results", "told": told})


@require_GET
@campaign_page()
def campaign_report_file(request, campaign):
    """The report as a workbook with charts."""
    told = report(campaign, timezone.now())
    name = f"{slugify(campaign.name) or 'campaign'}-report-{timezone.localdate():%Y-%m-%d}.xlsx"
    return workbook_response(name, lambda book: fill(book, campaign, told))


def _back(campaign, action=None, at: int | None = None):
    """Back to the results, which offer to take the action back."""
    address = reverse("campaign_results", args=[campaign.pk]) + (f"#d{at}" if at else "")
    return redirect(with_parts(address, {"undo": action.pk} if action else {}))


def _first_error(form) -> str:
    name, errors = next(iter(form.errors.items()))
    label = form.fields[name].label or name.capitalize() if name in form.fields else ""
    return f"Not saved. {label}: {errors[0]}" if label else f"Not saved. {errors[0]}"


@require_POST
@campaign_page(Role.EDITOR)
def deliverable_add(request, campaign):
    """Adds deliverables of one creator."""
    form = NewForm(request.POST)
    if not form.is_valid():
        messages.error(request, _first_error(form))
        return _back(campaign)
    data = form.cleaned_data
    try:
        action = deliverables.add(
            campaign, data["candidate"], form.wish(), data["number"], request.user, timezone.now()
        )
    except NotDone as problem:
        messages.warning(request, str(problem))
        return _back(campaign)
    return _back(campaign, action)


@require_POST
@campaign_page(Role.EDITOR)
def deliverable_change(request, campaign, deliverable_id):
    """Changes what was agreed."""
    form = WishForm(request.POST)
    if not form.is_valid():
        messages.error(request, _first_error(form))
        return _back(campaign, at=deliverable_id)
    return _done(request, campaign, deliverable_id, deliverables.change, form.wish())


@require_POST
@campaign_page(Role.EDITOR)
def deliverable_state(request, campaign, deliverable_id):
    """Marks as missed, takes off, settles, or opens again."""
    state = request.POST.get("state", "")
    if state not in deliverables.MOVES:
        messages.error(request, "Nothing was changed.")
        return _back(campaign)
    return _done(request, campaign, deliverable_id, deliverables.put, state)


@require_POST
@campaign_page(Role.EDITOR)
def deliverable_figures(request, campaign, deliverable_id):
    """Keeps figures that a person typed in."""
    form = FiguresForm(request.POST)
    if not form.is_valid():
        messages.error(request, _first_error(form))
        return _back(campaign, at=deliverable_id)
    return _done(request, campaign, deliverable_id, deliverables.type_in, form.typed())


@require_POST
@campaign_page(Role.EDITOR)
def deliverable_link(request, campaign, deliverable_id):
    """Takes the link of a post, or one chosen from the list (`post`). A post that was not read yet is asked
    for at once where its platform is connected."""
    chosen = ids_in([request.POST.get("post", "")])
    if chosen:
        return _done(request, campaign, deliverable_id, deliverables.pick, chosen[0])
    now = timezone.now()
    try:
        action, known = deliverables.give_link(
            campaign, deliverable_id, request.POST.get("link", "")[:500], request.user, now
        )
    except NotDone as problem:
        messages.warning(request, str(problem))
        return _back(campaign, at=deliverable_id)
    if action and not known:
        messages.info(request, _ask_for(request, campaign, deliverable_id))
    return _back(campaign, action, deliverable_id)


def _ask_for(request, campaign, deliverable_id: int) -> str:
    """Has the account read again for a post that is not known yet; what to expect, in words."""
    candidate = campaign.candidates.select_related("profile").get(deliverables=deliverable_id)
    source = refresh.ask_again(candidate.profile)
    if source is None:
        where = candidate.profile.get_platform_display()
        return (
            f"The link is kept. {where} is not read here: type in the figures yourself once they are final."
        )
    refresh_profiles.delay_on_commit(source, [candidate.profile_id], request.user.pk)
    return "The link is kept. The account is being read; the post stands here as soon as it is found."


@require_POST
@campaign_page(Role.EDITOR)
def results_judge(request, campaign):
    """Accepts or rejects posts that may be for the campaign: those chosen, or with `all` every one shown."""
    wanted, verdict = set(ids_in(request.POST.getlist("posts"))), request.POST.get("verdict", "")
    chosen = [one for one in matches.offered(campaign) if one.post.pk in wanted]
    if not chosen or verdict not in ("accept", "reject"):
        messages.info(request, "Nothing was changed: choose posts first, or somebody else was faster.")
        return _back(campaign)
    judge = matches.accept if verdict == "accept" else matches.reject
    try:
        action = judge(campaign, chosen, request.user, timezone.now())
    except NotDone as problem:
        messages.warning(request, str(problem))
        return _back(campaign)
    matches.count(campaign)
    return _back(campaign, action)


def _done(request, campaign, deliverable_id: int, change, wish):
    """Does one change of a deliverable; back to it, with what was refused in words."""
    try:
        action = change(campaign, deliverable_id, wish, request.user, timezone.now())
    except NotDone as problem:
        messages.warning(request, str(problem))
        return _back(campaign, at=deliverable_id)
    return _back(campaign, action, deliverable_id)
