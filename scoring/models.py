"""Scores, each with the run, constants and parts that it can be recomputed from."""

from django.db import models

from influencers.choices import RunState
from influencers.models import Profile


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
    # SHA-256 over lexicons, niche tree and weights, files and overrides alike.
    data_hash = models.CharField(max_length=64, blank=True)
    profiles = models.PositiveIntegerField(default=0)
    posts = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.version} as of {self.as_of:%Y-%m-%d %H:%M}"


class ProfileScore(models.Model):
    """The measured parts of one account in its latest run, independent of any brief."""

    profile = models.OneToOneField(Profile, on_delete=models.CASCADE, related_name="score")
    run = models.ForeignKey(ScoreRun, on_delete=models.CASCADE, related_name="scores")
    # Posterior of the log engagement rate: theta and its variance, beside the benchmark mu of this size.
    theta = models.FloatField(null=True)
    theta_var = models.FloatField(null=True)
    mu = models.FloatField(null=True)
    n_eff = models.FloatField(default=0)
    # {part: {"value", "n", "confidence", ...}}, {niche slug: share}, [badge]
    parts = models.JSONField(default=dict)
    niches = models.JSONField(default=dict)
    badges = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.profile_id} in run {self.run_id}"
