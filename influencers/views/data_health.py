"""Data health: what was refreshed, what failed and why, how old the figures are, what the budget carries."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.roles import CURATOR, MARKETER, role_required
from influencers import cadence, refresh, reindexing, tasks, thinning
from influencers import data_health as health
from influencers.health_accounts import Asked, page_of, try_all
from influencers.models import Profile, RefreshRun
from influencers.quick_answers import quick_answers
from influencers.retention import kept_how_long
from influencers.views.back import back

RUNS_A_PAGE = 25


@role_required(MARKETER)
def data_health(request):
    """The page; its figures renew themselves by htmx from the same address."""
    pages = Paginator(
        RefreshRun.objects.select_related("asked_by").order_by("-started_at", "-pk"), RUNS_A_PAGE
    )
    page = pages.get_page(request.GET.get("page"))
    context = {
        "health": health.health(),
        "quick": quick_answers(),
        "reasons": health.reasons(),
        "kept": kept_how_long(),
        "thinning_rule": thinning.rule_in_words(),
        "thinned": thinning.last_run(),
        "rebuilt": reindexing.last_run(),
        "page_obj": page,
        "page_range": pages.get_elided_page_range(page.number),
    }
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "influencers/_data_health.html", context)
    context |= {"form": cadence.RuleForm(), "rule": cadence.rule(), "changes": cadence.changes()}
    return render(request, "influencers/data_health.html", context)


@role_required(MARKETER)
def data_health_accounts(request):
    """The accounts behind a figure or a reason, a page of them."""
    asked = Asked.read(request.GET)
    return render(request, "influencers/data_health_accounts.html", {"asked": asked, "page": page_of(asked)})


@role_required(CURATOR)
@require_POST
def data_health_rule(request):
    """Changes how often accounts are read; what contradicts itself comes back with the reason."""
    form = cadence.RuleForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "rule": cadence.rule(), "changes": cadence.changes()}
        return render(request, "influencers/data_health_rule.html", context, status=422)
    if cadence.change(form):
        messages.success(request, "Saved. Accounts that already wait are planned anew within minutes.")
    return redirect(f"{reverse('data_health')}#how-often")


@role_required(CURATOR)
@require_POST
def data_health_try(request, pk):
    """One account is tried at once, whatever its waiting time."""
    profile = get_object_or_404(Profile.objects.shown(), pk=pk)
    if source := refresh.ask_again(profile):
        tasks.refresh_profiles.delay_on_commit(source, [profile.pk], request.user.pk)
        messages.success(request, f"@{profile.handle} is tried now. Reload in a moment to see how it went.")
    else:
        messages.info(request, f"@{profile.handle} is known from files only: import a newer list.")
    return redirect(back(request, "data_health"))


@role_required(CURATOR)
@require_POST
def data_health_try_all(request):
    """All accounts of a list are due at once, and tried in their turn."""
    number = try_all(Asked.read(request.POST))
    messages.success(request, f"{number:,} account{'' if number == 1 else 's'} will be tried in their turn.")
    return redirect(back(request, "data_health"))
