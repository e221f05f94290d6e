"""Letters to creators: templates, mails (one to one candidate), and the answers that people noted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from campaigns.choices import MailState, ReplyKind
from campaigns.models.shortlist import Candidate, by_whom


class MailTemplate(models.Model):
    """A text with fields such as {name}: its owner's own, or `shared` with everybody on the team.

    A deleted one keeps its row for a while, so that the deletion can be taken back.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="mail_templates"
    )
    name = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    body = models.TextField(max_length=10_000)
    shared = models.BooleanField("everybody on the team may use it", default=False)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = [Lower("name"), "pk"]
        constraints = [
            models.UniqueConstraint(
                "owner",
                Lower("name"),
                name="mail_template_name_unique",
                condition=Q(deleted_at__isnull=True),
                violation_error_message="You have a template of this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Mail(models.Model):
    """One mail to one candidate, as it was previewed; what happens to it is its `state`.

    It leaves at `leaves_at` at the earliest, so that it can still be stopped. `tried_at` is set before the
    mail server is asked: a mail whose worker died then is never sent again by itself.
    """

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="mails")
    # One click of one person on one preview; together with the candidate it is what is sent once.
    batch = models.UUIDField()
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    state = models.CharField(max_length=8, choices=MailState.choices, default=MailState.WAITING)
    by = by_whom()
    written_at = models.DateTimeField(default=timezone.now)
    leaves_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "candidate"], name="mail_once_a_batch"),
            models.CheckConstraint(condition=Q(state__in=MailState.values), name="mail_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=(MailState.WAITING, MailState.STOPPED, MailState.BY_HAND))
                | Q(tried_at__isnull=False),
                name="mail_tried_has_time",
            ),
        ]
        indexes = [
            # The minutely job: what may leave now, and what is under way.
            models.Index(
                fields=["leaves_at"],
                name="mail_waiting",
                condition=Q(state__in=(MailState.WAITING, MailState.SENDING)),
            ),
            # Limits: how many were given to the mail server within an hour and a day.
            models.Index(fields=["tried_at"], name="mail_tried", condition=Q(tried_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk} ({self.get_state_display().lower()})"


class Reply(models.Model):
    """What a creator answered, noted by a person."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="replies")
    kind = models.CharField(max_length=10, choices=ReplyKind.choices)
    text = models.CharField(max_length=2000, blank=True)
    at = models.DateTimeField("when it came", default=timezone.now)
    by = by_whom()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ReplyKind.values), name="reply_kind_known")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
