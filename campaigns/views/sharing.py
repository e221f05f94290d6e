"""Client links, as the team makes them, looks after them and reads the answers."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campaigns import shortlist
from campaigns.access import campaign_page
from campaigns.choices import Role, SharedField, Verdict
from campaigns.models import Campaign, ShareLink
from campaigns.share_forms import ShareLinkForm, version_of
from campaigns.sharing import answers, links, team, visits
from campaigns.sharing.page import lacks_rate, shared_page
from campaigns.views.addresses import here
from campaigns.views.client import html
from campaigns.views.outcomes import after, done, number
from influencers.pictures.keeping import picture_of

# The new address travels to the next page in a cookie of its own, not through the session: nothing on the
# server keeps a token.
JUST_MADE = "client_link_made"
SALT = "campaigns client link made"
MOVES = {Verdict.APPROVE: "approved", Verdict.DECLINE: "declined"}


@require_GET
@campaign_page()
def campaign_links(request, campaign):
    """The client links of a campaign."""
    now = timezone.now()
    rows, known_since = team.link_rows(campaign, now), visits.known_since(now)
    context = {"campaign": campaign, "tab": "links", "rows": rows, "known_since": known_since}
    return render(request, "campaigns/links.html", context)


@require_http_methods(["GET", "POST"])
@campaign_page(Role.EDITOR)
def campaign_link_new(request, campaign):
    """Makes a link; the next page shows its address, once."""
    if request.method == "GET":
        first = campaign.stages.first()
        form = ShareLinkForm(campaign)
        form.initial["stages"] = [first.pk] if first else []
        return _form(request, campaign, form)
    form = ShareLinkForm(campaign, request.POST)
    if not form.is_valid():
        return _form(request, campaign, form, status=422)
    link = form.fill()
    link.created_by = request.user
    token = links.new_token(link)
    _save(form, link)
    return _show_address(campaign, link, token)


@require_http_methods(["GET", "POST"])
@campaign_page(Role.EDITOR)
@transaction.atomic
def campaign_link_edit(request, campaign, link_id):
    """Changes a link; refuses where somebody else changed it meanwhile, with what was typed still there."""
    if request.method == "POST":  # whoever saves next waits, and then sees what was saved
        list(campaign.share_links.select_for_update().filter(pk=link_id))
    link = _link(campaign, link_id)
    if request.method == "GET":
        return _form(request, campaign, ShareLinkForm(campaign, instance=link))
    before = version_of(link)
    form = ShareLinkForm(campaign, request.POST, instance=link)
    if not form.is_valid():
        return _form(request, campaign, form, status=422)
    if form.cleaned_data["seen"] != before:
        typed = request.POST.copy()
        typed["seen"] = before
        form = ShareLinkForm(campaign, typed, instance=_link(campaign, link_id))
        form.is_valid()
        words = "Not saved: somebody else changed this link meanwhile. Save again to put yours in its place."
        form.add_error(None, words)
        return _form(request, campaign, form, status=409)
    _save(form, form.fill())
    messages.success(request, "The link is changed. What the client sees follows at once.")
    return redirect("campaign_link", campaign.pk, link_id)


@transaction.atomic
def _save(form: ShareLinkForm, link: ShareLink) -> None:
    link.save()
    form.save_m2m()


def _form(request, campaign: Campaign, form: ShareLinkForm, status: int = 200):
    picked = {str(value) for value in form["picks"].value() or ()}
    context = {
        "campaign": campaign,
        "tab": "links",
        "form": form,
        "link": form.instance if form.instance.pk else None,
        "internal": {SharedField.FEE_QUOTED.value, SharedField.FEE_AGREED.value, SharedField.STAGE.value,
                     SharedField.CPE.value},
        "picked": picked,
    }  # fmt: skip
    return render(request, "campaigns/link_form.html", context, status=status)


@require_GET
@campaign_page()
@cache_control(no_store=True, private=True)
def campaign_link(request, campaign, link_id):
    """A link: its state, what clients answered, when it was used; just after it was made, its address."""
    link = _link(campaign, link_id)
    token, now = _just_made(request, link), timezone.now()
    context = {
        "campaign": campaign,
        "tab": "links",
        "here": here(request),
        "row": team.link_row(link, now),
        "link": link,
        "address": f"{settings.BASE_URL}{links.address_of(token)}" if token else "",
        "answers": team.answers_of(link),
        "left_out": team.left_out(link),
        "lacks_rate": lacks_rate(link),
        "most": links.MOST,
        "shown": [field.label for field in SharedField if field.value in link.shown],
        "hidden": [field.label for field in SharedField if field.value not in link.shown],
        "visits": visits.days(link),
        "known_since": visits.known_since(now),
        "kept_days": settings.CLIENT_VIEWS_DAYS,
        "stages": campaign.stages.all(),
        "verdicts": MOVES.items(),
        **after(request, campaign),
    }
    response = render(request, "campaigns/link.html", context)
    if token:
        response.delete_cookie(JUST_MADE, path=request.path)
    return response


def _just_made(request, link: ShareLink) -> str:
    """The token of a link that this person made just now; "" at the next look."""
    kept = request.get_signed_cookie(JUST_MADE, default="", salt=SALT, max_age=600)
    return kept if kept and links.digest_of(kept) == link.token_digest else ""


def _show_address(campaign: Campaign, link: ShareLink, token: str):
    page = reverse("campaign_link", args=[campaign.pk, link.pk])
    response = redirect(page)
    response.set_signed_cookie(
        JUST_MADE, token, salt=SALT, max_age=600, path=page, httponly=True, samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


@require_POST
@campaign_page(Role.EDITOR)
def campaign_link_renew(request, campaign, link_id):
    """Gives a link a new address, shown once; the old one ends."""
    link = _link(campaign, link_id)
    token = links.new_token(link)
    link.save(update_fields=["token_digest"])
    return _show_address(campaign, link, token)


@require_POST
@campaign_page(Role.EDITOR)
def campaign_link_revoke(request, campaign, link_id):
    """Revokes a link, or with `again` takes that back."""
    link = _link(campaign, link_id)
    if request.POST.get("again"):
        if links.reopen(link):
            messages.success(request, "The link works again, at the address it had.")
    elif links.revoke(link, request.user, timezone.now()):
        messages.success(request, "The link is revoked. Nobody can open it any more.")
    return redirect("campaign_link", campaign.pk, link_id)


@require_GET
@campaign_page()
def campaign_link_preview(request, campaign, link_id):
    """The page as the client sees it; nothing is counted and nothing can be decided."""
    link = _link(campaign, link_id)
    page = shared_page(link, timezone.now(), lambda key, profile: picture_of(profile))
    preview = {"name": link.name, "back": reverse("campaign_link", args=[campaign.pk, link.pk])}
    response = html("campaigns/client/page.html", {"page": page, "preview": preview})
    response["Cache-Control"] = "no-store, private"
    return response


@require_POST
@campaign_page(Role.EDITOR)
def campaign_link_reply(request, campaign, link_id):
    """Writes to the client about a creator that the link shows."""
    link = _link(campaign, link_id)
    candidate = get_object_or_404(links.shown(link), pk=number(request.POST.get("candidate")))
    try:
        answers.reply(link, candidate, request.POST.get("text", ""), request.user, timezone.now())
    except answers.Refused as problem:
        messages.error(request, f"Nothing was sent. {problem}")
    return redirect(f"{reverse('campaign_link', args=[campaign.pk, link_id])}#a{candidate.pk}")


@require_POST
@campaign_page(Role.EDITOR)
def campaign_link_move(request, campaign, link_id):
    """Moves those whom the client approved (or declined) to a stage; it can be undone."""
    link = _link(campaign, link_id)
    stage = get_object_or_404(campaign.stages, pk=number(request.POST.get("stage")))
    verdict = request.POST.get("verdict", "")
    ids = [row.pk for row in team.with_verdict(link, verdict) if row.stage_id != stage.pk]
    if not ids:
        messages.info(request, f"Nobody to move: there is none, or all are in {stage.name} already.")
        return redirect("campaign_link", campaign.pk, link_id)
    outcome = shortlist.move(campaign, ids, stage, request.user, timezone.now())
    return done(request, campaign, outcome, "")


def _link(campaign: Campaign, link_id: int) -> ShareLink:
    return get_object_or_404(team.of(campaign), pk=link_id)
