"""Words and numbers: what ships with the app, what people changed, and changing it."""

from auditlog.models import LogEntry
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import ADMIN, CURATOR, role_required, roles_of
from influencers.history import changes_of
from scoring.models import Override
from scoring.word_forms import FORMS, OverrideForm, shipped_words

SAVED = "Kept. The next run, within a minute or two, scores everybody with it."


@require_GET
@role_required(CURATOR)
def score_words(request):
    """The changes that hold, their history, and for admins the forms."""
    return _page(request)


@require_POST
@role_required(ADMIN)
def score_words_add(request):
    """Makes a change; what cannot be comes back with the reason."""
    kind = request.POST.get("kind", "")
    if kind not in FORMS:
        messages.error(request, "Say what to change: a word, a constant or a weight.")
        return redirect("score_words")
    form = FORMS[kind](request.POST, prefix=kind)
    if not form.is_valid() or form.save(request.user) is None:
        return _page(request, form, status=422)
    messages.success(request, SAVED)
    return redirect("score_words")


@require_POST
@role_required(ADMIN)
def score_words_undo(request, pk: int):
    """Takes a change back; what ships with the app holds again."""
    change = get_object_or_404(Override, pk=pk)
    words = change.words
    change.delete()
    messages.success(request, f"Taken back: {words}. The next run scores everybody without it.")
    return redirect("score_words")


def _page(request, bound: OverrideForm | None = None, status: int = 200):
    forms = [
        bound if bound is not None and bound.kind == kind else form(prefix=kind)
        for kind, form in FORMS.items()
    ]
    niche = request.GET.get("niche", "")
    context = {
        "overrides": Override.objects.select_related("by"),
        "forms": forms,
        "is_admin": ADMIN in roles_of(request.user),
        "changes": changes_of(LogEntry.objects.get_for_model(Override), request.GET.get("before")),
        "niche": niche if niche in shipped_words() else "",
        "niches": sorted(shipped_words()),
        "words": shipped_words().get(niche, {}),
    }
    return render(request, "scoring/words.html", context, status=status)
