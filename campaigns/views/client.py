"""What a client without an account sees and does. No login, no session: the token in the address is the key.

The forms need no CSRF token: nobody can make another's browser send one to an address that holds a secret
they do not know, and the cookies are not sent along from other sites.
"""

from functools import wraps

from axes.helpers import get_client_ip_address
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from campaigns.choices import SharedField, Visit
from campaigns.models import ShareLink
from campaigns.sharing import answers, door, links, tables, visits
from campaigns.sharing.page import SharedPage, shared_page
from influencers.pictures.keeping import image_of
from influencers.spreadsheet import csv_response, xlsx_response

FORMATS = {"csv": csv_response, "xlsx": xlsx_response}


def client_view(*, behind_password: bool = True):
    """Decorates a view of a link that works: `view(request, link, token, ...)`. No cache keeps answers, no
    search engine finds them. A wrong, ended or revoked token gets one and the same page."""

    def decorate(view):
        @csrf_exempt
        @login_not_required
        @wraps(view)
        def guarded(request, token: str, **parts):
            link = links.open_link(token, timezone.now())
            if link is None:
                return closed_to_others(html("campaigns/client/gone.html", {}, 404))
            if behind_password and not door.is_open(request, link):
                return closed_to_others(_ask(token))
            return closed_to_others(view(request, link, token, **parts))

        return guarded

    return decorate


def closed_to_others(response: HttpResponseBase) -> HttpResponseBase:
    """The answer, with what keeps it from caches, search engines and the sites that it links to."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response


def html(template: str, context: dict, status: int = 200) -> HttpResponse:
    """A page that is made of its context alone: no user, no session, nothing that pages of the team know."""
    return HttpResponse(render_to_string(template, context), status=status)


def _ask(token: str, trouble: str = "", status: int = 200) -> HttpResponse:
    address = reverse("client_password", args=[token])
    return html("campaigns/client/password.html", {"address": address, "trouble": trouble}, status)


def _place(request) -> str:
    return get_client_ip_address(request) or ""


def _page_of(link: ShareLink, token: str) -> SharedPage:
    def picture_at(key: str, profile) -> str:
        avatar = getattr(profile, "avatar", None)
        return reverse("client_picture", args=[token, key, avatar.digest]) if avatar and avatar.digest else ""

    return shared_page(link, timezone.now(), picture_at)


def _show(request, link: ShareLink, token: str, status: int = 200, **trouble) -> HttpResponse:
    context = {
        "page": _page_of(link, token),
        "name": door.name_of(request),
        "addresses": {
            name: reverse(f"client_{name}", args=[token]) for name in ("page", "decide", "comment", "name")
        },
        "csv": reverse("client_export", args=[token, "csv"]),
        "xlsx": reverse("client_export", args=[token, "xlsx"]),
        **trouble,
    }
    return html("campaigns/client/page.html", context, status)


@client_view()
@require_safe
def client_page(request, link, token):
    """The creators that a client may see."""
    if request.method == "GET":
        visits.record(link, Visit.OPENED, _place(request), timezone.now())
    return _show(request, link, token)


@client_view(behind_password=False)
@require_POST
def client_password(request, link, token):
    """Opens a link that asks for a password."""
    page = reverse("client_page", args=[token])
    if not link.password:
        return HttpResponseRedirect(page)
    place = _place(request)
    try:
        fits = door.try_password(link, request.POST.get("password", "")[:200], place)
    except door.Closed:
        wait = door.REST // 60
        return _ask(token, f"Too many wrong passwords. Wait {wait} minutes, then try again.", 429)
    if not fits:
        visits.record(link, Visit.REFUSED, place, timezone.now())
        return _ask(token, "That is not the password. Ask the person who sent you the link.", 403)
    response = HttpResponseRedirect(page)
    door.let_in(response, link, page)
    return response


@client_view()
@require_POST
def client_decide(request, link, token):
    """Approves or declines a creator, or takes that back."""
    form = request.POST
    verdict, reason = form.get("verdict", ""), form.get("reason", "")

    def decide(candidate, name):
        answers.decide(link, candidate, verdict, reason, name, timezone.now())

    return _answer(request, link, token, decide)


@client_view()
@require_POST
def client_comment(request, link, token):
    """Keeps what a client writes about a creator."""

    def comment(candidate, name):
        answers.comment(link, candidate, request.POST.get("text", ""), name, timezone.now())

    return _answer(request, link, token, comment)


def _answer(request, link: ShareLink, token: str, act) -> HttpResponse:
    form, page = request.POST, reverse("client_page", args=[token])
    key, name = form.get("creator", ""), form.get("name", "") or door.name_of(request)
    candidate = links.find(link, key)
    if candidate is None:
        words = "This creator is no longer on the list. Nothing was saved."
        return _show(request, link, token, 404, trouble=words)
    try:
        act(candidate, name)
    except answers.Refused as refused:
        typed = {part: form.get(part, "") for part in ("reason", "text", "name")}
        about = {"trouble_of": key, "trouble_in": refused.field, "trouble": str(refused), "typed": typed}
        return _show(request, link, token, 422, **about)
    response = HttpResponseRedirect(f"{page}#c-{key}")
    if name != door.name_of(request):
        door.keep_name(response, name, page)
    return response


@client_view()
@require_POST
def client_name(request, link, token):
    """Keeps the name that stands beside what the client says, or forgets it."""
    page = reverse("client_page", args=[token])
    response = HttpResponseRedirect(page)
    door.keep_name(response, request.POST.get("name", ""), page)
    return response


@client_view()
@require_safe
def client_picture(request, link, token, key, digest):
    """The small picture of a creator, where the link shows pictures."""
    candidate = links.find(link, key) if SharedField.PICTURE in link.shown else None
    image = image_of(candidate.profile_id, digest) if candidate else None
    if image is None:
        return HttpResponse(status=404)
    return HttpResponse(image, content_type="image/webp")


@client_view()
@require_safe
def client_export(request, link, token, kind):
    """The same creators and fields as a CSV or XLSX download, where the link allows downloads."""
    if not link.may_export or kind not in FORMATS:
        return html("campaigns/client/gone.html", {}, 404)
    visits.record(link, Visit.EXPORTED, _place(request), timezone.now())
    page = _page_of(link, token)
    name = f"{slugify(page.title) or 'creators'}-{timezone.localdate():%Y-%m-%d}.{kind}"
    return FORMATS[kind](name, tables.header(page), tables.rows(page))


@client_view()
@require_safe
def client_data(request, link, token):
    """The same as JSON, where the link allows downloads."""
    if not link.may_export:
        return JsonResponse({"error": "This link does not allow downloads."}, status=404)
    visits.record(link, Visit.EXPORTED, _place(request), timezone.now())
    return JsonResponse(tables.data(_page_of(link, token)))
