"""The work of a run, cut by id range: one row a chunk and pass."""

from django.db import models
from django.db.models import F, Q

from scoring.models.run import ScoreRun


class ChunkState(models.TextChoices):
    """Where a chunk stands."""

    WAITING = "waiting", "Waiting"
    CLAIMED = "claimed", "In work"
    DONE = "done", "Done"


class ScoreChunk(models.Model):
    """The accounts of one run with ids from `first_id` to `last_id`, in one of its passes.

    A worker holds a chunk until `claimed_until`; a worker that died leaves it to the next one by that time.
    """

    run = models.ForeignKey(ScoreRun, on_delete=models.CASCADE, related_name="chunks")
    pass_number = models.PositiveSmallIntegerField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=ChunkState.choices, default=ChunkState.WAITING)
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    profiles = models.PositiveIntegerField(default=0)
    posts = models.PositiveIntegerField(default=0)
    # What the pass leaves for the fit (pass 1) or for Insights (pass 2), packed; gone once it was used.
    observed = models.BinaryField(null=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pass_number", "first_id"]
        constraints = [
            # Also the index by which a worker finds the chunks of the pass that its run is in.
            models.UniqueConstraint(fields=["run", "pass_number", "first_id"], name="chunk_once"),
            models.CheckConstraint(condition=Q(last_id__gte=F("first_id")), name="chunk_range"),
        ]

    def __str__(self) -> str:
        return f"creators {self.first_id} to {self.last_id}, pass {self.pass_number} of run {self.run_id}"
