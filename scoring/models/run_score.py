"""What a run gave each account, kept small, so that two runs can be held against each other."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from influencers.models import Profile
from scoring.core.schema import AUTHENTICITY, CONSISTENCY, COST, ENGAGEMENT, FRESHNESS, REPLIES
from scoring.models.run import ScoreRun

KEPT_PARTS = (ENGAGEMENT, AUTHENTICITY, FRESHNESS, COST, REPLIES, CONSISTENCY)
"""The criteria whose scores no brief can change, in the order of `RunScore.parts`."""
WHOLE = 10_000
"""A score of 1 as it is stored."""


class RunScore(models.Model):
    """The scores of one account in one run, in ten-thousandths, NULL where a criterion was missing."""

    run = models.ForeignKey(ScoreRun, on_delete=models.CASCADE, related_name="kept_scores")
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    parts = ArrayField(models.SmallIntegerField(null=True))
    # The first-level niche that most is written about, and its share.
    niche = models.CharField(max_length=60, blank=True)
    niche_share = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            # Also the index by which two runs are joined.
            models.UniqueConstraint(fields=["run", "profile"], name="one_score_a_run"),
        ]

    def __str__(self) -> str:
        return f"{self.profile_id} in run {self.run_id}"
