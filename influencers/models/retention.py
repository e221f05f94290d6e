"""The visible log of what was taken away because its time was over."""

from django.db import models


class RetentionRun(models.Model):
    """One rule of one source on one night: how much it took away, and how old the oldest row left is."""

    source = models.CharField(max_length=12)
    rule = models.CharField(max_length=30)
    rows = models.PositiveBigIntegerField(default=0)
    freed = models.PositiveBigIntegerField(default=0, help_text="Bytes on disk, where indexes were rebuilt.")
    oldest = models.DateTimeField(null=True, blank=True, help_text="Of what is left.")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at", "pk"]
        indexes = [
            # Data health: the latest run of each rule.
            models.Index(fields=["source", "rule", "-started_at"], name="retention_run_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.rule} {self.started_at:%Y-%m-%d}"
