"""Who asked to be erased, told in a way that only recognises them again; and that an erasure happened."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from influencers.choices import Platform


class ErasureReason(models.TextChoices):
    """Why a creator was erased."""

    ASKED = "asked", "The creator asked"
    PLATFORM = "platform", "The platform asked"
    POLICY = "policy", "A rule of ours or of the platform"


class Salt(models.Model):
    """The one secret of this installation that digests are made with. Made here; in no code and no log."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    value = models.BinaryField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="salt_is_one")]

    def __str__(self) -> str:
        return "Salt"


class Tombstone(models.Model):
    """An erased account by salted digests alone. They say "that one again", and nothing of whose it was.

    An account that no source had bound has no id; one whose handle had gone over to somebody else has no
    handle.
    """

    platform = models.CharField(max_length=12, choices=Platform.choices)
    id_digest = models.CharField(max_length=64, null=True, blank=True)
    handle_digest = models.CharField(max_length=64, null=True, blank=True)
    erased_at = models.DateTimeField()
    reason = models.CharField(max_length=10, choices=ErasureReason.choices)

    class Meta:
        constraints = [
            # The door of ingest, imports and searches: is it one of these?
            models.UniqueConstraint(
                fields=["id_digest"], condition=Q(id_digest__isnull=False), name="tombstone_id_unique"
            ),
            models.UniqueConstraint(
                fields=["handle_digest"],
                condition=Q(id_digest__isnull=True),
                name="tombstone_handle_alone_unique",
            ),
            models.CheckConstraint(
                condition=Q(id_digest__isnull=False) | Q(handle_digest__isnull=False),
                name="tombstone_recognises_somebody",
            ),
        ]
        indexes = [
            # The same doors, for accounts of which only the handle is known.
            models.Index(fields=["handle_digest"], name="tombstone_handle"),
        ]

    def __str__(self) -> str:
        return f"An erased account on {self.get_platform_display()}"


class Erasure(models.Model):
    """That an erasure happened: when, by whom, how much went. Never whose."""

    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=10, choices=ErasureReason.choices)
    creators = models.PositiveIntegerField(default=0)
    accounts = models.PositiveIntegerField(default=0)
    # Accounts that were named and were not in the catalogue: they are kept out from now on.
    unknown = models.PositiveIntegerField(default=0)
    # {kind of row: how many went}
    rows = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "erasure"

    def __str__(self) -> str:
        return f"{self.accounts + self.unknown} erased {self.at:%Y-%m-%d %H:%M}"

    @property
    def rows_in_all(self) -> int:
        """How many rows went or lost a name."""
        return sum(self.rows.values())
