"""The measured parts of one account, with the run that they can be recomputed from."""

from django.db import models

from influencers.models import Profile
from scoring.models.run import ScoreRun


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
