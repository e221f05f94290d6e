"""Find creators: ask, watch, keep, take back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import MARKETER, role_required
from influencers.choices import Platform
from influencers.finding import alike, asking, keep, tasks
from influencers.finding.fetch import fetch
from influencers.finding.forms import FindForm
from influencers.finding.offers import not_offered
from influencers.finding.page import JobPage
from influencers.finding.undo_keep import undo_keep
from influencers.importing.addresses import BadHandle
from influencers.models import Discovery, DiscoveryKeep
from influencers.selection import selection_of
from influencers.views.back import back

WISHES = ("min_followers", "max_followers", "countries", "languages", "unknown_too")
JOBS_A_PAGE = 15


@require_http_methods(["GET", "POST"])
@role_required(MARKETER)
def find(request):
    """The form and the team's jobs; a POST starts one."""
    form = FindForm(request.POST or None, initial=_initial(request.GET))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        question = asking.Question(
            given["sources"], given["words"], given["handles"], given["seeds"], given["most"],
            wishes={name: given[name] for name in WISHES},
        )  # fmt: skip
        discovery = asking.ask(question, request.user)
        tasks.work_on_discovery.delay_on_commit(discovery.pk)
        return redirect(discovery)
    jobs = Paginator(Discovery.objects.select_related("asked_by"), JOBS_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "form": form, "not_offered": not_offered(), "page_obj": jobs,
        "jobs": [JobPage(one) for one in jobs],
        "seeds": alike.seeds_of(form.initial.get("seed_ids", ())),
        "page_range": jobs.paginator.get_elided_page_range(jobs.number),
    }  # fmt: skip
    return render(request, "influencers/find.html", context, status=422 if form.errors else 200)


def _initial(params: QueryDict) -> dict:
    """The form as an address fills it: from a former job (`again`), or from creators to be like (`seeds`)."""
    texts = [text for text in params.get("seeds", "").split(",") if text.isascii() and text.isdecimal()]
    if seeds := alike.seeds_of(int(text) for text in texts if len(text) < 19):
        ids = [seed.pk for seed in seeds]
        return {"words": ", ".join(alike.words_of(seeds)), "seeds": ",".join(map(str, ids)), "seed_ids": ids}
    again = params.get("again", "")
    job = Discovery.objects.filter(pk=int(again)).first() if again.isdecimal() and len(again) < 19 else None
    if job is None:
        return {"words": params.get("words", "")} if params.get("words") else {}
    return {name: getattr(job, name) for name in (*WISHES, "words", "handles", "sources", "most")}


@require_POST
@role_required(MARKETER)
def find_alike(request):
    """From selected creators to the form, filled with their words."""
    ids = selection_of(request.POST).values_list("pk", flat=True)[: alike.MOST_SEEDS]
    if not ids:
        messages.error(request, "Select the creators to start from first.")
        return redirect(back(request, "discover"))
    return redirect(f"{reverse('find')}?seeds={','.join(map(str, ids))}")


@require_POST
@role_required(MARKETER)
def find_fetch(request):
    """Fetches the one account that a search of Discover did not find; leads to it, or to its job."""
    text, platform = request.POST.get("text", ""), request.POST.get("platform", "")
    try:
        found = fetch(text, platform if platform in Platform.values else Platform.BLUESKY, request.user)
    except BadHandle as reason:
        messages.error(request, str(reason))
        return redirect(back(request, "discover"))
    if isinstance(found, Discovery):
        tasks.work_on_discovery.delay_on_commit(found.pk)
    return redirect(found)


@require_GET
@role_required(MARKETER)
def finding(request, pk):
    """One job: how far it is, whom it found, whom it left out and why."""
    job = get_object_or_404(Discovery.objects.select_related("asked_by"), pk=pk)
    page = JobPage(job, request.GET.get("show", ""), request.GET.get("page", ""))
    return render(request, "influencers/finding.html", {"page": page, "page_obj": page.page_obj})


@require_GET
@role_required(MARKETER)
def finding_progress(request, pk):
    """The part of the page that renews itself while a job goes on; at its end it has the page reloaded."""
    page = JobPage(get_object_or_404(Discovery, pk=pk))
    response = render(request, "influencers/_finding_progress.html", {"page": page})
    if page.opened:
        response["HX-Redirect"] = page.opened.get_absolute_url()
    elif not page.discovery.is_open:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@role_required(MARKETER)
def finding_cancel(request, pk):
    """Stops a job; what it found stays."""
    job = get_object_or_404(Discovery, pk=pk)
    if asking.cancel(job):
        messages.success(request, "Stopped. What was found stays, and you can let it go on later.")
    else:
        messages.info(request, "This search had ended already.")
    return redirect(job)


@require_POST
@role_required(MARKETER)
def finding_resume(request, pk):
    """Lets a job go on by this click."""
    job = get_object_or_404(Discovery, pk=pk)
    if asking.resume(job):
        tasks.work_on_discovery.delay_on_commit(job.pk)
    else:
        messages.info(request, "There is nothing left to do here.")
    return redirect(job)


@require_POST
@role_required(MARKETER)
def finding_keep(request, pk):
    """Takes selected finds, or all that fit, into the catalogue."""
    job = get_object_or_404(Discovery, pk=pk)
    texts = (text for text in request.POST.getlist("finds") if text.isascii() and text.isdecimal())
    ids = None if request.POST.get("all") else [int(text) for text in texts if len(text) < 19]
    try:
        asked = keep.ask_to_keep(job, ids, request.user, request.POST.get("tag", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(back(request, "finding", pk))
    if len(asked.asked) > keep.AT_ONCE:
        tasks.keep_finds.delay_on_commit(asked.pk)
        messages.success(request, f"Keeping {len(asked.asked)} accounts; they appear in Discover one by one.")
    else:
        made = keep.fulfil(asked.pk)
        tasks.refresh_due.delay_on_commit()
        messages.success(request, _kept_in_words(made, len(asked.asked)))
    return redirect(back(request, "finding", pk))


def _kept_in_words(made: int, asked: int) -> str:
    others = f" {asked - made} were there already or may not be kept." if asked > made else ""
    return f"Kept {made} account{'' if made == 1 else 's'}; the posts follow in a moment.{others}"


@require_POST
@role_required(MARKETER)
def finding_undo(request, pk):
    """Takes a click on "keep" back."""
    kept = get_object_or_404(DiscoveryKeep, pk=pk)
    undone = undo_keep(pk)
    stay = f" {undone.kept} stay: something else uses them by now." if undone.kept else ""
    messages.success(request, f"Taken back: {undone.removed} accounts removed.{stay}")
    return redirect("finding", pk=kept.discovery_id)
