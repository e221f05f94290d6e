"""The visible logs of background work: imports and refresh runs."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from influencers.choices import ImportState, Platform, RowOutcome, RunState


class ImportFile(models.Model):
    """One list that somebody brought, how it was read, and what became of it."""

    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(max_length=255)
    stored_as = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    platform = models.CharField(max_length=12, choices=Platform.choices, blank=True)
    as_of = models.DateField(null=True, blank=True)
    # {column: field}, and the answers to what was asked (units, dates).
    mapping = models.JSONField(default=dict, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    # Hash of the header: the same layout gets the mapping that a person chose before.
    header_key = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED)
    error = models.TextField(blank=True)
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    done_rows = models.PositiveIntegerField(default=0)
    warnings = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            # No row is lost silently.
            models.CheckConstraint(
                condition=~Q(state="done")
                | Q(rows=F("created") + F("updated") + F("unchanged") + F("rejected")),
                name="import_accounts_for_every_row",
            )
        ]
        indexes = [
            # Import: the mapping that was last used for the same header.
            models.Index(fields=["header_key", "-created_at"], name="import_header_key"),
        ]

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """One row of a file as it was, and what became of it."""

    # No index of its own: `import_row_unique` begins with it.
    import_file = models.ForeignKey(
        ImportFile, on_delete=models.CASCADE, related_name="import_rows", db_index=False
    )
    # Name of the sheet, or of the key in JSON; empty where a file has one table. `row` is numbered within it.
    sheet = models.CharField(max_length=120, blank=True)
    row = models.PositiveIntegerField()
    raw = models.JSONField(default=dict)
    outcome = models.CharField(max_length=10, choices=RowOutcome.choices)
    # [{"field", "value", "reason"}]
    errors = models.JSONField(default=list, blank=True)
    # A log's pointer, not checked by the database: the one statement that writes it reads the id from the
    # account that the same transaction made or found, and checking each costs as much as writing it. Django
    # sets it to NULL when the account goes; so does undo, which deletes accounts by a statement of its own.
    profile = models.ForeignKey(
        "influencers.Profile", null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        db_constraint=False,
    )  # fmt: skip
    # Field values before this row changed them: what undo puts back.
    before = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["import_file", "sheet", "row"], name="import_row_unique")
        ]
        indexes = [
            # Discover: the accounts of an import (`?import=`), counted and listed without reading its rows.
            models.Index(
                fields=["import_file", "profile"],
                name="import_row_accounts",
                condition=~Q(outcome=RowOutcome.REJECTED),
            ),
        ]

    def __str__(self) -> str:
        return f"Row {self.row}"


class RefreshRun(models.Model):
    """One round of refreshes of one source: what was asked, what came, what failed and why."""

    source = models.CharField(max_length=12)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.RUNNING)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    claimed = models.PositiveIntegerField(default=0)
    refreshed = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    given_back = models.PositiveIntegerField(default=0)
    calls = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    # [{"profile": id, "handle": str, "kind": str, "reason": str}], at most 50.
    failures = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-started_at"]
        indexes = [
            # Data health: the latest runs.
            models.Index(fields=["-started_at"], name="refresh_run_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d %H:%M}"
