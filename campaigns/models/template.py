"""A brief kept for later, to start campaigns from."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from campaigns.querysets import BriefTemplateQuerySet


class BriefTemplate(models.Model):
    """A brief under a name: of one person alone, or shared with everybody who may start campaigns.

    `brief` is what `campaigns.brief_copies.told` makes of a campaign: plain values, without the name, dates
    and notes of the campaign, and without its members and creators. A template that was deleted keeps
    `removed_at` for a while, so that it can come back.
    """

    name = models.CharField(max_length=80)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    shared = models.BooleanField("for the whole team", default=False)
    brief = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = BriefTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                condition=Q(removed_at__isnull=True),
                name="brief_template_unique",
                violation_error_message="You have a template of this name already. Choose another name.",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="brief_template_has_name"),
        ]

    def __str__(self) -> str:
        return self.name
