"""The shortlist of a campaign: stages, candidates with the score they were chosen by, and what was said."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from campaigns.choices import ActionKind, Colour, StageKind
from campaigns.models.campaign import Campaign
from campaigns.querysets import CandidateQuerySet
from influencers.models import Profile


def fee(name: str) -> models.DecimalField:
    """An amount in the candidate's own currency; None: not known, 0: for the product alone."""
    return models.DecimalField(
        name,
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )


def by_whom() -> models.ForeignKey:
    """The person who did it; kept empty when the account is deleted."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )


class Stage(models.Model):
    """A step of one campaign's own pipeline."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="stages")
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=StageKind.choices, default=StageKind.OPEN)
    colour = models.CharField(max_length=10, choices=Colour.choices, default=Colour.BLUE)
    position = models.PositiveSmallIntegerField("place", default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                "campaign",
                Lower("name"),
                name="stage_name_unique",
                violation_error_message="This campaign has a stage of this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Candidate(models.Model):
    """One account on a campaign's shortlist, with the score and the figures it had when it was added.

    frozen holds {"result": scoring.core.schema.Result as a dict or None, "figures": {...}, "version", "run"}.
    A removed candidate keeps its row, so that the removal can be undone and its notes are not lost.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="candidates")
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="candidacies")
    # A stage is deleted only once nobody stands in it, or together with its campaign.
    stage = models.ForeignKey(Stage, on_delete=models.RESTRICT, related_name="candidates")
    position = models.PositiveIntegerField(default=0)
    frozen_score = models.FloatField(null=True, blank=True)
    frozen = models.JSONField(default=dict)
    frozen_at = models.DateTimeField()
    added_by = by_whom()
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = by_whom()
    stage_changed_at = models.DateTimeField(default=timezone.now)
    # A member of the campaign; `campaigns.members` frees what a member who leaves had.
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    currency = models.CharField(max_length=3, blank=True)
    fee_quoted = fee("quoted fee")
    fee_agreed = fee("agreed fee")

    objects = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ["stage__position", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "profile"], name="candidate_unique"),
            models.CheckConstraint(
                condition=Q(frozen_score__isnull=True) | Q(frozen_score__gte=0, frozen_score__lte=100),
                name="candidate_frozen_score_0_to_100",
            ),
            models.CheckConstraint(
                condition=(Q(fee_quoted__isnull=True) | Q(fee_quoted__gte=0))
                & (Q(fee_agreed__isnull=True) | Q(fee_agreed__gte=0)),
                name="candidate_fees_not_negative",
                violation_error_message="A fee cannot be negative.",
            ),
            models.CheckConstraint(
                condition=Q(fee_quoted__isnull=True, fee_agreed__isnull=True)
                | Q(currency__regex=r"^[A-Z]{3}$"),
                name="candidate_fees_have_currency",
                violation_error_message="Say which currency the fees are in, for example EUR.",
            ),
        ]
        indexes = [
            # Shortlist page, export and campaign list: the candidates of a campaign by stage.
            models.Index(
                fields=["campaign", "stage", "position"],
                name="candidate_shortlist",
                condition=Q(removed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profile_id} in campaign {self.campaign_id}"


class StageChange(models.Model):
    """One move of a candidate: added (nothing before), moved, or removed (nothing after).

    Names are kept beside the rows, so that the history stays true when a stage is renamed or deleted.
    """

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="stage_changes")
    from_stage = models.ForeignKey(Stage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    to_stage = models.ForeignKey(Stage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    from_name = models.CharField(max_length=40, blank=True)
    to_name = models.CharField(max_length=40, blank=True)
    by = by_whom()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(from_name=F("to_name")), name="stage_change_changes")
        ]

    def __str__(self) -> str:
        return f"{self.from_name or 'new'} to {self.to_name or 'removed'}"


class ShortlistAction(models.Model):
    """One thing that a person did to a shortlist or its stages, with what is needed to take it back.

    `data` names rows by id only: {"was": {id: values before}, "became": values after}, as `campaigns.undoing`
    reads it for each kind.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="actions")
    kind = models.CharField(max_length=12, choices=ActionKind.choices)
    data = models.JSONField(default=dict)
    by = by_whom()
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} in campaign {self.campaign_id}"


class Comment(models.Model):
    """What a person noted about a candidate."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="comments")
    author = by_whom()
    text = models.TextField(max_length=5000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_not_empty")]

    def __str__(self) -> str:
        return self.text[:60]


class Exclusion(models.Model):
    """An account that a campaign does not want to see in its ranking any more, and why."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="exclusions")
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    by = by_whom()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["campaign", "profile"], name="exclusion_unique")]

    def __str__(self) -> str:
        return f"@{self.profile.handle}"
