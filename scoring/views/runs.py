"""Runs: the list, one of them, what moved between two, and starting one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import CURATOR, MARKETER, role_required
from influencers.choices import RunState
from scoring import meaning, runs_page, tasks
from scoring.models import RunScore, ScoreRun
from scoring.moves import moves

RUNS_A_PAGE = 20


@require_GET
@role_required(MARKETER)
def score_runs(request):
    """The list; while a run goes on it renews itself by htmx from the same address."""
    pages = Paginator(runs_page.runs(), RUNS_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    lines = [runs_page.line(run) for run in page]
    context = {
        "lines": lines,
        "page_obj": page,
        "page_range": pages.get_elided_page_range(page.number),
        "is_open": any(line.run.state == RunState.RUNNING for line in lines),
        "meaning": meaning.status(),
    }
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "scoring/_runs.html", context)
    return render(request, "scoring/runs.html", context)


@require_GET
@role_required(MARKETER)
def score_run(request, pk: int):
    """One run: its benchmark, weights, constants and what people had changed."""
    run = get_object_or_404(runs_page.runs().defer(None), pk=pk)
    context = {
        "run": run,
        "line": runs_page.line(run),
        "norms": runs_page.norms(run),
        "constants": runs_page.constants(run),
        "weights": runs_page.weights(run),
        "failures": runs_page.failures(run),
    }
    return render(request, "scoring/run.html", context)


@require_GET
@role_required(MARKETER)
def score_run_file(request, pk: int):
    """The same as a JSON file, from which the run can be repeated."""
    run = get_object_or_404(ScoreRun, pk=pk)
    answer = JsonResponse(runs_page.as_file(run), json_dumps_params={"indent": 2, "sort_keys": True})
    answer["Content-Disposition"] = f'attachment; filename="handpick-run-{run.pk}.json"'
    return answer


@require_GET
@role_required(MARKETER)
def score_moves(request):
    """Two runs against each other; the two newest of a kind unless the address names others."""
    kept = ScoreRun.objects.filter(
        state=RunState.DONE, pk__in=RunScore.objects.values("run").distinct()
    ).order_by("-id")
    known = {str(run.pk): run for run in kept}
    after = known.get(request.GET.get("to", "")) or next(iter(kept), None)
    before = known.get(request.GET.get("from", "")) if after else None
    if after and (before is None or before.is_demo != after.is_demo or before == after):
        before = next((run for run in kept if run.is_demo == after.is_demo and run.pk < after.pk), None)
    context = {
        "runs": list(kept),
        "before": before,
        "after": after,
        "moves": moves(before, after) if before and after else None,
    }
    return render(request, "scoring/moves.html", context)


@require_POST
@role_required(CURATOR)
def score_start(request):
    """Asks for a run over the whole catalogue."""
    if ScoreRun.objects.filter(state=RunState.RUNNING).exists():
        messages.info(request, "A run is under way already. Its progress stands below.")
    else:
        tasks.score_all.delay_on_commit(request.user.pk)
        messages.success(request, "Asked for. The run appears here as soon as a worker takes it up.")
    return redirect("score_runs")
