"""Accounts side by side, outside any campaign. The address holds which."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from accounts.roles import MARKETER, role_required
from influencers.models import Profile
from influencers.selection import selection_of
from influencers.way_back import way_back
from scoring.comparison import LEAST, MOST, Comparison, compare


@require_http_methods(["GET", "POST"])
@role_required(MARKETER)
def compare_creators(request):
    """The chosen accounts side by side. A form that selects some (`profiles`) leads to their address."""
    if request.method == "POST":
        ids = list(selection_of(request.POST).values_list("pk", flat=True)[: MOST + 1])
        return to_comparison(request, request.path, ids)
    ids = ids_of(request.GET.get("ids", ""))
    found = added(request, ids)
    if isinstance(found, HttpResponse):
        return found
    return render(request, "scoring/compare.html", context_of(request, compare(ids)) | {"choices": found})


def to_comparison(request, address: str, ids: list[int], **more: str):
    """To the comparison of these accounts; back to where the form was, with a word, where they are too many
    or too few."""
    target = with_ids(address, ids, **more)
    if not LEAST <= len(ids) <= MOST:
        messages.error(request, f"Choose {LEAST} to {MOST} creators to compare.")
        target = way_back(request) or address
    return HttpResponseClientRedirect(target) if request.htmx else redirect(target)


def ids_of(text: str) -> list[int]:
    """The ids in an address such as "12-15-18", each once, in their order; what is none is left aside."""
    parts = (part for part in text[:1000].split("-") if part.isascii() and part.isdecimal())
    return list(dict.fromkeys(int(part) for part in parts if len(part) < 19))


def with_ids(address: str, ids: list[int], **more: str) -> str:
    """The address of a comparison of these accounts."""
    parts = {"ids": "-".join(map(str, ids))} if ids else {}
    asked = urlencode(parts | {name: value for name, value in more.items() if value})
    return f"{address}?{asked}" if asked else address


def added(request, ids: list[int], **more: str) -> HttpResponse | list[tuple[Profile, str]]:
    """What comes of a handle that is to be added (`add`): the way to the address with it; the choices and
    their addresses where several accounts have it; nothing where none was asked for or found."""
    handle = request.GET.get("add", "").strip().removeprefix("@")
    if not handle:
        return []
    there = Profile.objects.shown().filter(handle__iexact=handle).exclude(pk__in=ids)
    known = list(there.order_by("-followers", "pk")[:MOST])
    if len(known) == 1 and len(ids) < MOST:
        return redirect(with_ids(request.path, [*ids, known[0].pk], **more))
    if len(ids) >= MOST:
        messages.warning(request, f"At most {MOST} creators stand side by side. Take one out first.")
    elif not known:
        messages.warning(request, f"No other creator here has the handle @{handle}.")
    return [(one, with_ids(request.path, [*ids, one.pk], **more)) for one in known[: MOST - len(ids)]]


def context_of(request, found: Comparison, **more: str) -> dict:
    """What the table of a comparison needs: each column with the address without it, and the switch between
    all rows and those that differ."""
    only = request.GET.get("show") == "differences"
    kept = {"show": "differences" if only else "", **more}

    def without(pk: int) -> str:
        return with_ids(request.path, [one for one in found.ids if one != pk], **kept)

    return {
        "comparison": found,
        "columns": [(one, without(one.profile.pk)) for one in found.accounts],
        "only_differences": only,
        "all_rows": with_ids(request.path, found.ids, **more),
        "differences": with_ids(request.path, found.ids, show="differences", **more),
        "ids": "-".join(map(str, found.ids)),
        "more": more,
        "most": MOST,
        "may_add": len(found.accounts) < MOST,
    }
