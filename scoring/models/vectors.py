"""What texts mean, as vectors: of each account, and of the catalogue around them."""

from django.db import models

from influencers.models import Profile
from scoring.models.run import ScoreRun


class ProfileVector(models.Model):
    """The vectors of one account, float16, in the space that `space` names.

    bio: of the biography, kept so that it is read again only when it changes (bio_digest); vector: of bio and
    captions together, which briefs are compared with.
    """

    profile = models.OneToOneField(Profile, on_delete=models.CASCADE, related_name="vector")
    space = models.CharField(max_length=64)
    bio_digest = models.CharField(max_length=64)
    bio = models.BinaryField()
    vector = models.BinaryField()

    def __str__(self) -> str:
        return f"vectors of {self.profile_id}"


class CatalogueVectors(models.Model):
    """Mean and covariance, float32, of the vectors of a sample of the creators that a run measured."""

    run = models.OneToOneField(ScoreRun, on_delete=models.CASCADE, related_name="vectors")
    space = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    mean = models.BinaryField()
    covariance = models.BinaryField()

    def __str__(self) -> str:
        return f"vectors around run {self.run_id}"
