"""Templates of mails, a person's own and shared ones."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campaigns.mail_fields import FIELDS, STARTERS
from campaigns.mail_templates import delete, restore, text_of, usable_by
from campaigns.models import MailTemplate
from campaigns.outreach_forms import TemplateForm
from campaigns.views.addresses import back


@require_GET
def mail_templates(request):
    """Every template that the person may use."""
    gone = MailTemplate.objects.filter(owner=request.user, deleted_at__isnull=False).order_by("-deleted_at")
    context = {"templates": usable_by(request.user), "starters": STARTERS, "gone": gone[:5]}
    return render(request, "campaigns/mail_templates.html", context)


@require_http_methods(["GET", "POST"])
def mail_template_new(request):
    """A new template, begun from the text of another one (`?from=`) or of a letter, which has no name."""
    subject, body = text_of(request.user, request.GET.get("from", ""))
    data = request.POST if "name" in request.POST else None
    letter = {name: request.POST.get(name, text) for name, text in (("subject", subject), ("body", body))}
    return _form_page(request, TemplateForm(data, owner=request.user, initial=letter))


@require_http_methods(["GET", "POST"])
def mail_template_edit(request, pk: int):
    """A template of one's own."""
    template = get_object_or_404(MailTemplate, pk=pk, owner=request.user, deleted_at=None)
    return _form_page(request, TemplateForm(request.POST or None, owner=request.user, instance=template))


def _form_page(request, form):
    if form.is_bound and form.is_valid():
        messages.success(request, f"Template {form.save()} saved.")
        return redirect(back(request, "mail_templates"))
    context = {"form": form, "fields": FIELDS}
    return render(request, "campaigns/mail_template.html", context, status=422 if form.is_bound else 200)


@require_POST
def mail_template_delete(request, pk: int):
    """Takes a template away."""
    template = get_object_or_404(MailTemplate, pk=pk, owner=request.user, deleted_at=None)
    delete(template, timezone.now())
    messages.success(request, f"Template {template} deleted. It can be put back below.")
    return redirect("mail_templates")


@require_POST
def mail_template_restore(request, pk: int):
    """Brings a deleted template back."""
    template = get_object_or_404(MailTemplate, pk=pk, owner=request.user, deleted_at__isnull=False)
    if restore(template):
        messages.success(request, f"Template {template} is back.")
    else:
        messages.error(request, f"You have another template called {template}. Rename that one first.")
    return redirect("mail_templates")
