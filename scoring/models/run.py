"""One run over the catalogue: everything that its numbers depend on."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from influencers.choices import RunState

OBSERVE, MEASURE = 1, 2
"""The two passes of a run: what benchmarks are fitted on, and every creator against them."""


class Trigger(models.TextChoices):
    """What set a run off."""

    NIGHT = "night", "Every night"
    CHANGED = "changed", "Words, numbers or the method changed"
    GREW = "grew", "A fifth of the catalogue is new or changed"
    FIRST = "first", "Nothing was scored before"
    TERMS = "terms", "The terms of a source forbid figures that were used"
    COMMAND = "command", "Command line"
    PERSON = "person", "Started by hand"


class ScoreRun(models.Model):
    """One run over the catalogue: everything that its numbers depend on, frozen."""

    version = models.CharField(max_length=20)
    # Demo and real creators are never measured against each other.
    is_demo = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.RUNNING)
    pass_number = models.PositiveSmallIntegerField(default=OBSERVE)
    trigger = models.CharField(max_length=10, choices=Trigger.choices, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    as_of = models.DateTimeField(help_text="The time that the run takes as now.")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    constants = models.JSONField(default=dict)
    weights = models.JSONField(default=dict)
    # What people changed of words, constants and weights, as it stood when the run began.
    overrides = models.JSONField(default=list)
    benchmark = models.JSONField(default=dict)
    # {criterion: what was fitted on the whole catalogue for it}; see `scoring.core.parts`.
    references = models.JSONField(default=dict)
    # {platform: share of its accounts that benchmarks were fitted on}; see `scoring.core.sample`.
    sample = models.JSONField(default=dict)
    # {platform: engagement by size}; see `scoring.core.insights`.
    insights = models.JSONField(default=dict)
    # SHA-256 over all that numbers depend on beside the creators; of it, what ships as files and what people
    # changed have one each.
    data_hash = models.CharField(max_length=64, blank=True)
    files_hash = models.CharField(max_length=64, blank=True)
    overrides_hash = models.CharField(max_length=64, blank=True)
    profiles = models.PositiveIntegerField(default=0)
    posts = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            # Two runs over the same creators would overwrite each other's scores.
            models.UniqueConstraint(
                fields=["is_demo"], condition=Q(state=RunState.RUNNING), name="one_open_run_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} as of {self.as_of:%Y-%m-%d %H:%M}"
