"""Outreach of a campaign: who was written to, writing with a preview, stopping, answers."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campaigns import outreach
from campaigns.access import campaign_page
from campaigns.choices import Role
from campaigns.mail_fields import FIELDS, STARTERS
from campaigns.mail_templates import text_of, usable_by
from campaigns.mailing import can_send
from campaigns.models import Reply
from campaigns.outreach_forms import LetterForm, ReplyForm, digest
from campaigns.outreach_page import outreach_page
from campaigns.shortlist import move
from campaigns.views.addresses import back, here, ids_in
from campaigns.views.outcomes import after, done, number


@require_GET
@campaign_page()
def campaign_outreach(request, campaign):
    """The shortlist as people who are written to."""
    page = outreach_page(campaign, request.GET, timezone.now())
    context = {
        "campaign": campaign,
        "tab": "outreach",
        "page": page,
        "page_obj": page.page_obj,
        "page_range": page.page_range,
        "here": here(request),
        "form": ReplyForm(auto_id=False),
        **after(request, campaign),
    }
    return render(request, "campaigns/outreach.html", context)


@require_http_methods(["GET", "POST"])
@campaign_page(Role.EDITOR)
def campaign_write(request, campaign):
    """A letter with its preview for each creator; a POST shows that of an edited text. Writes nothing."""
    asked = request.POST or request.GET
    form = LetterForm(request.POST or None)
    if request.method == "GET":
        subject, body = text_of(request.user, asked.get("template", ""))
        form = LetterForm(initial={"subject": subject, "body": body})
    return _write_page(request, campaign, form, asked)


def _write_page(request, campaign, form, asked, status: int = 200):
    ids = ids_in(asked.getlist("candidate"))
    valid = form.is_bound and form.is_valid()
    text = form.cleaned_data if valid else form.data if form.is_bound else form.initial
    subject, body = text.get("subject", ""), text.get("body", "")
    letters = outreach.compose(campaign, ids, subject, body, request.user, timezone.now())
    context = {
        "campaign": campaign,
        "tab": "outreach",
        "form": form,
        "letters": letters,
        "n_can_go": sum(one.can_go for one in letters),
        "seen": digest(letters),
        "ids": ids,
        "template": asked.get("template", ""),
        "templates": usable_by(request.user),
        "starters": STARTERS,
        "fields": FIELDS,
        "can_send": can_send(),
        "stages": campaign.stages.all(),
    }
    name = "campaigns/_letters.html" if request.htmx else "campaigns/write.html"
    return render(request, name, context, status=status)


@require_POST
@campaign_page(Role.EDITOR)
def campaign_mail_send(request, campaign):
    """Lets the previewed letters go, in a minute; shows the preview again where something else would."""
    form, now = LetterForm(request.POST), timezone.now()
    if not form.is_valid():
        return _write_page(request, campaign, form, request.POST, 422)
    text, ids = form.cleaned_data, ids_in(request.POST.getlist("candidate"))
    letters = outreach.compose(campaign, ids, text["subject"], text["body"], request.user, now)
    if not can_send() or not request.user.email:
        messages.error(request, "No mail can leave from here yet. The notice here says what is missing.")
        return redirect("campaign_outreach", campaign.pk)
    if text["seen"] != digest(letters):
        messages.warning(request, "This is not what you saw last. Look through the letters, then send.")
        return _write_page(request, campaign, form, request.POST, 409)
    chosen = set(ids_in(request.POST.getlist("send"))) & set(ids)
    mails = outreach.send(campaign, chosen, text["subject"], text["body"], text["batch"], request.user, now)
    if not mails:
        messages.warning(request, "Nobody was chosen, so no mail leaves.")
        return _write_page(request, campaign, form, request.POST, 409)
    stage = campaign.stages.filter(pk=number(request.POST.get("stage"))).first()
    if stage:
        outcome = move(campaign, [mail.candidate_id for mail in mails], stage, request.user, now)
        return done(request, campaign, outcome, "")
    return redirect("campaign_outreach", campaign.pk)


@require_POST
@campaign_page(Role.EDITOR)
def campaign_mail_stop(request, campaign, batch: UUID):
    """Stops the mails of a click that have not left yet."""
    n = outreach.stop(campaign, batch)
    if n:
        messages.success(request, f"{n} mail{'s' if n > 1 else ''} stopped. Nothing was sent.")
    else:
        messages.warning(request, "These mails have left already.")
    return redirect("campaign_outreach", campaign.pk)


@require_POST
@campaign_page(Role.EDITOR)
def campaign_mail_by_hand(request, campaign, candidate_id):
    """Notes that a person sent a letter with a mail program of their own."""
    form = LetterForm(request.POST)
    if not form.is_valid():
        return _write_page(request, campaign, form, request.POST, 422)
    text, now = form.cleaned_data, timezone.now()
    letters = outreach.compose(campaign, [candidate_id], text["subject"], text["body"], request.user, now)
    if letters and letters[0].can_go:
        outreach.sent_elsewhere(letters[0].candidate, letters[0], text["batch"], request.user, now)
        messages.success(request, f"Noted: you wrote to @{letters[0].candidate.profile.handle}.")
    return redirect("campaign_outreach", campaign.pk)


@require_POST
@campaign_page(Role.EDITOR)
def campaign_reply(request, campaign, candidate_id):
    """Notes an answer."""
    candidate = get_object_or_404(campaign.candidates.select_related("profile__influencer"), pk=candidate_id)
    form = ReplyForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data
        outreach.note_reply(candidate, text["kind"], text["text"], request.user, timezone.now())
        messages.success(request, f"Noted what @{candidate.profile.handle} answered.")
    else:
        messages.error(request, "Say what the answer comes to.")
    return redirect(back(request, "campaign_outreach", campaign.pk))


@require_POST
@campaign_page(Role.EDITOR)
def campaign_reply_remove(request, campaign, candidate_id, reply_id):
    """Takes a noted answer away."""
    get_object_or_404(Reply, pk=reply_id, candidate=candidate_id, candidate__campaign=campaign).delete()
    messages.success(request, "The answer is no longer noted.")
    return redirect(back(request, "campaign_outreach", campaign.pk))
