"""One run over the catalogue: everything that its numbers depend on."""

from django.db import models

from influencers.choices import RunState


class ScoreRun(models.Model):
    """One run over the catalogue: everything that its numbers depend on, frozen."""

    version = models.CharField(max_length=20)
    # Demo and real creators are never measured against each other.
    is_demo = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.RUNNING)
    as_of = models.DateTimeField(help_text="The time that the run takes as now.")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    constants = models.JSONField(default=dict)
    weights = models.JSONField(default=dict)
    benchmark = models.JSONField(default=dict)
    # {criterion: what was fitted on the whole catalogue for it}; see `scoring.core.parts`.
    references = models.JSONField(default=dict)
    # SHA-256 over lexicons, niche tree and weights, files and overrides alike.
    data_hash = models.CharField(max_length=64, blank=True)
    profiles = models.PositiveIntegerField(default=0)
    posts = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.version} as of {self.as_of:%Y-%m-%d %H:%M}"
