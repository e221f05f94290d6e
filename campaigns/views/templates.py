"""Templates of briefs: keep one, list them, delete one and take it back; and copies of a campaign."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import MARKETER, role_required
from campaigns import brief_copies
from campaigns.access import campaign_page
from campaigns.choices import Role
from campaigns.models import BriefTemplate


@require_GET
@role_required(MARKETER)
def brief_templates(request):
    """The templates that the person may start from, and what was just deleted."""
    removed = BriefTemplate.objects.filter(owner=request.user, removed_at__isnull=False)
    asked = request.GET.get("removed", "")
    context = {
        "templates": BriefTemplate.objects.usable_by(request.user).select_related("owner"),
        "removed": removed.filter(pk=asked).first() if asked.isascii() and asked.isdigit() else None,
    }
    return render(request, "campaigns/templates.html", context)


@require_POST
@campaign_page(Role.EDITOR, archived_too=True)
def template_add(request, campaign):
    """Keeps the brief of a campaign as a template. To share it tells people outside the campaign what stands
    in its brief, which is for an owner to decide."""
    template = BriefTemplate(
        name=" ".join(request.POST.get("name", "").split()),
        owner=request.user,
        shared=campaign.my_role >= Role.OWNER and request.POST.get("shared") == "on",
        brief=brief_copies.told(campaign),
    )
    try:
        template.full_clean()
    except ValidationError as wrong:
        texts = ["Give the template a name."] if not template.name else wrong.messages
        messages.error(request, f"Not kept as a template. {' '.join(texts)}")
        return redirect(campaign)
    template.save()
    whom = "everybody who starts a campaign" if template.shared else "you"
    messages.success(request, f"{template.name} is a template now, for {whom}.")
    return redirect("brief_templates")


@require_POST
def template_remove(request, template_id):
    """Deletes a template of one's own."""
    template = get_object_or_404(BriefTemplate, pk=template_id, owner=request.user, removed_at=None)
    brief_copies.remove(template, timezone.now())
    response = redirect("brief_templates")
    response["Location"] += f"?removed={template.pk}"
    return response


@require_POST
def template_restore(request, template_id):
    """Takes the deletion of a template back."""
    template = get_object_or_404(BriefTemplate, pk=template_id, owner=request.user)
    template.removed_at = None
    try:
        with transaction.atomic():
            template.save(update_fields=["removed_at"])
    except IntegrityError:
        messages.error(request, f"You have another template called {template.name} by now.")
    else:
        messages.success(request, f"{template.name} is back.")
    return redirect("brief_templates")


@require_POST
@campaign_page(archived_too=True)
@role_required(MARKETER)
def campaign_duplicate(request, campaign):
    """A campaign of one's own with the brief of another."""
    copy = brief_copies.duplicate(campaign, request.user)
    messages.success(
        request,
        f"This is a copy of {campaign.name}: brief, weights and stages, without its creators and members.",
    )
    return redirect("campaign_edit", copy.pk)
