"""Import: bring a list, see how it is read, import it, take it back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import MARKETER, role_required
from influencers.choices import ImportState
from influencers.importing import uploads
from influencers.importing.forms import MappingForm, UploadForm
from influencers.importing.limits import Unreadable
from influencers.importing.mapping import BadMapping
from influencers.importing.rejected_rows import rejected_table
from influencers.importing.repeats import imported_before
from influencers.importing.tasks import import_stored_file
from influencers.importing.undo_import import undo_import
from influencers.models import ImportFile
from influencers.spreadsheet import csv_response

_OPEN = (ImportState.UPLOADED, ImportState.READY)


@require_http_methods(["GET", "POST"])
@role_required(MARKETER)
def imports(request):
    """Upload form and past imports; a POST takes the upload in."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("import_file", pk=uploads.receive(form.cleaned_data["file"], request.user).pk)
        except Unreadable as error:
            form.add_error("file", str(error))
    page = Paginator(ImportFile.objects.select_related("uploaded_by"), 20).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
    }
    return render(request, "influencers/import_list.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@role_required(MARKETER)
def import_file(request, pk):
    """One import: its mapping and dry run while it is open, afterwards what became of it. A POST keeps
    answers.
    """
    record = get_object_or_404(ImportFile.objects.select_related("uploaded_by"), pk=pk)
    if record.state not in _OPEN:
        return render(request, "influencers/import_result.html", {"record": record, "form": UploadForm()})
    try:
        plan = uploads.plan_of(record)
        form = MappingForm(plan, request.POST or None, initial=_initial(record))
        if request.method == "POST" and form.is_valid():
            answers = form.cleaned_data
            uploads.answer(record, form.chosen(), answers["platform"], answers["as_of"])
            return redirect("import_file", pk=pk)
    except BadMapping as error:
        form.add_error(None, str(error))
    except Unreadable as error:
        return render(
            request, "influencers/import_result.html", {"record": record, "gone": str(error)}, status=422
        )
    before = imported_before(record.answers.get("sha256", ""))
    context = {"record": record, "plan": plan, "form": form, "before": before}
    return render(request, "influencers/import_mapping.html", context, status=422 if form.errors else 200)


def _initial(record):
    return {"platform": record.answers.get("platform") or record.platform, "as_of": record.as_of}


@require_POST
@role_required(MARKETER)
def import_start(request, pk):
    """Starts the import in the background."""
    record = get_object_or_404(ImportFile, pk=pk)
    if uploads.start(record):
        import_stored_file.delay_on_commit(record.pk)
    else:
        messages.error(request, "This list cannot be imported as it stands: answer what is asked first.")
    return redirect("import_file", pk=pk)


@require_GET
@role_required(MARKETER)
def import_progress(request, pk):
    """The part of the page that renews itself while an import runs."""
    record = get_object_or_404(ImportFile, pk=pk)
    response = render(request, "influencers/_import_progress.html", {"record": record})
    if record.state != ImportState.RUNNING:
        response["HX-Refresh"] = "true"
    return response


@require_GET
@role_required(MARKETER)
def import_rejected(request, pk):
    """The rows that were not taken in, as CSV, with the reason of each: to correct and bring again."""
    headings, rows = rejected_table(get_object_or_404(ImportFile, pk=pk))
    return csv_response(f"rejected-{pk}.csv", headings, rows)


@require_POST
@role_required(MARKETER)
def import_undo(request, pk):
    """Takes a whole import back."""
    record = get_object_or_404(ImportFile, pk=pk)
    undone = undo_import(record.pk)
    kept = f" {undone.kept} were kept: something else uses them by now." if undone.kept else ""
    messages.success(
        request, f"Taken back: {undone.removed} accounts removed, {undone.restored} put back.{kept}"
    )
    return redirect("import_file", pk=pk)


@require_POST
@role_required(MARKETER)
def import_discard(request, pk):
    """Throws away an upload that was not imported."""
    record = get_object_or_404(ImportFile, pk=pk)
    if uploads.discard(record):
        messages.success(request, f"{record.name} was thrown away; nothing was imported.")
    return redirect("imports")
