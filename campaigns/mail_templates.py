"""Templates of mails: whose a person may use, and taking a deletion back."""

from datetime import datetime

from django.db.models import Q, QuerySet

from campaigns.mail_fields import STARTERS
from campaigns.models import MailTemplate


def usable_by(user) -> QuerySet[MailTemplate]:
    """A person's own templates and those that others share."""
    return MailTemplate.objects.filter(Q(owner=user) | Q(shared=True), deleted_at=None).select_related(
        "owner"
    )


def text_of(user, wanted: str) -> tuple[str, str]:
    """(subject, body) of a template by its id, or of a starter by its name; empty for anything else."""
    if wanted.isascii() and wanted.isdigit():
        found = usable_by(user).filter(pk=int(wanted[:18])).first()
        return (found.subject, found.body) if found else ("", "")
    return STARTERS.get(wanted, ("", ""))


def delete(template: MailTemplate, now: datetime) -> None:
    """Takes a template away; `restore` brings it back."""
    template.deleted_at = now
    template.save(update_fields=["deleted_at", "updated_at"])


def restore(template: MailTemplate) -> bool:
    """Whether a deleted template is back; not where its owner has another one of that name by now."""
    others = MailTemplate.objects.filter(owner=template.owner, name__iexact=template.name, deleted_at=None)
    if others.exists():
        return False
    template.deleted_at = None
    template.save(update_fields=["deleted_at", "updated_at"])
    return True
