"""Jobs that find new creators: what was asked for, each search, each find, and who kept whom."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from influencers.choices import Platform, Source


class DiscoveryState(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", "Waiting for a worker"
    RUNNING = "running", "Searching"
    PAUSED = "paused", "Waiting for a platform"
    ASKS = "asks", "Waits for your click"
    CANCELLED = "cancelled", "Cancelled"
    DONE = "done", "Finished"
    FAILED = "failed", "Stopped by a fault"


class StepState(models.TextChoices):
    """Where one search stands."""

    WAITING = "waiting", "Not searched yet"
    DONE = "done", "Searched"
    FAILED = "failed", "Failed"
    SKIPPED = "skipped", "Not needed"


class Outcome(models.TextChoices):
    """What became of an account that was found or named."""

    WAITING = "waiting", "Not looked at yet"
    FITS = "fits", "Fits"
    TOO_SMALL = "too_small", "Too small"
    TOO_LARGE = "too_large", "Too large"
    WRONG_PLACE = "wrong_place", "Wrong place"
    WRONG_LANGUAGE = "wrong_language", "Wrong language"
    PERSONAL = "personal", "Personal account"
    KNOWN = "known", "Already known"
    BLOCKED = "blocked", "Blocked"
    OPTED_OUT = "opted_out", "Opted out"
    NOT_FOUND = "not_found", "Not found"
    REPEATED = "repeated", "Named twice"
    UNREADABLE = "unreadable", "Not a handle"
    NO_SOURCE = "no_source", "Not connected"
    FAILED = "failed", "Failed"


# Left out by what the job asked for, and for no other reason: a person may keep them all the same.
KEEPABLE = (
    Outcome.FITS, Outcome.TOO_SMALL, Outcome.TOO_LARGE, Outcome.WRONG_PLACE, Outcome.WRONG_LANGUAGE
)  # fmt: skip


class Discovery(models.Model):
    """One job. Its place is kept in its searches and finds: any worker can go on where one stopped."""

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(max_length=160)
    sources = ArrayField(models.CharField(max_length=12, choices=Source.choices), default=list)
    # As they were typed, to fill the form again.
    words = models.TextField(blank=True)
    handles = models.TextField(blank=True)
    # Ids of the accounts whose words became searches; a log's pointers, which outlive the accounts.
    seeds = ArrayField(models.BigIntegerField(), default=list, blank=True)
    min_followers = models.PositiveBigIntegerField(null=True, blank=True)
    max_followers = models.PositiveBigIntegerField(null=True, blank=True)
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=3), default=list, blank=True)
    # Whether accounts whose place, language or size nobody tells are taken as fitting.
    unknown_too = models.BooleanField(default=True)
    most = models.PositiveIntegerField(default=200)
    # A search of Discover for one handle: the account is kept at once, and its page is opened.
    keep_at_once = models.BooleanField(default=False)

    state = models.CharField(max_length=10, choices=DiscoveryState.choices, default=DiscoveryState.QUEUED)
    message = models.CharField(max_length=500, blank=True)
    # Set by a person's click, taken by the worker that begins: one click, one round of searches where a
    # platform wants searches by click only.
    clicked = models.BooleanField(default=False)
    claimed_until = models.DateTimeField(null=True, blank=True)
    # Who holds it; a new one each time, so that a worker that lost its lease writes nothing more.
    claim = models.UUIDField(null=True, blank=True)
    resume_at = models.DateTimeField(null=True, blank=True)
    calls = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "search for new creators"
        verbose_name_plural = "searches for new creators"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(min_followers__isnull=True)
                | Q(max_followers__isnull=True)
                | Q(max_followers__gte=F("min_followers")),
                name="discovery_size_band_not_upside_down",
            ),
        ]
        indexes = [
            # The beat: what waits for a worker or a platform, or was left by a dead worker.
            models.Index(
                fields=["state"],
                name="discovery_open",
                condition=Q(state__in=["queued", "running", "paused"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("finding", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether a worker is, or will be, at it without anybody doing anything."""
        return self.state in (DiscoveryState.QUEUED, DiscoveryState.RUNNING, DiscoveryState.PAUSED)


class DiscoveryStep(models.Model):
    """One search of one source for some words or one hashtag."""

    discovery = models.ForeignKey(Discovery, on_delete=models.CASCADE, related_name="steps", db_index=False)
    source = models.CharField(max_length=12, choices=Source.choices)
    words = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=StepState.choices, default=StepState.WAITING)
    message = models.CharField(max_length=500, blank=True)
    # Accounts in the answer, of which `new` were not in this job before.
    found = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    # Accounts that the source itself left out of its answer because their owners asked for that.
    opted_out = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["discovery", "source", "words"], name="discovery_step_unique"),
            models.CheckConstraint(condition=Q(new__lte=F("found")), name="discovery_step_new_were_found"),
        ]

    def __str__(self) -> str:
        return f"{self.words} on {self.get_source_display()}"


class DiscoveryKeep(models.Model):
    """One click on "keep": who took which accounts into the catalogue, and whether it was taken back."""

    discovery = models.ForeignKey(Discovery, on_delete=models.CASCADE, related_name="keeps")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    tag = models.CharField(max_length=50, blank=True)
    # Ids of the finds that were asked for; those that hold this keep are done.
    asked = ArrayField(models.BigIntegerField(), default=list)
    done_at = models.DateTimeField(null=True, blank=True)
    # Accounts that came into the catalogue by this click; others were there by then, or may not be kept.
    made = models.PositiveIntegerField(default=0)
    undone_at = models.DateTimeField(null=True, blank=True)
    removed = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(removed__lte=F("made")), name="discovery_keep_removes_its_own")
        ]

    def __str__(self) -> str:
        return f"{self.made} kept {self.at:%Y-%m-%d %H:%M}"


class DiscoveryFind(models.Model):
    """One account that a search found or a person named, and what became of it.

    What the source told waits in `record` until a person keeps the account; `profile_id` is the account of
    the catalogue that it is or became: a log's pointer, which neither keeps that account nor goes with it.
    """

    discovery = models.ForeignKey(Discovery, on_delete=models.CASCADE, related_name="finds", db_index=False)
    step = models.ForeignKey(
        DiscoveryStep, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    # As it was typed; empty for what a search found.
    typed = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=12, blank=True)
    platform = models.CharField(max_length=12, choices=Platform.choices, blank=True)
    platform_id = models.CharField(max_length=200, null=True, blank=True)
    handle = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200, blank=True)
    followers = models.PositiveBigIntegerField(null=True, blank=True)
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=3, blank=True)
    url = models.CharField(max_length=500, blank=True)
    record = models.JSONField(default=dict, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, default=Outcome.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    profile_id = models.BigIntegerField(null=True, blank=True)
    keep = models.ForeignKey(
        DiscoveryKeep, null=True, blank=True, on_delete=models.SET_NULL, related_name="finds"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            # NULL ids are distinct: accounts that are known by name only collide once they were looked up.
            models.UniqueConstraint(
                fields=["discovery", "platform", "platform_id"], name="discovery_find_unique"
            ),
            models.CheckConstraint(
                condition=Q(keep__isnull=True) | Q(outcome__in=KEEPABLE, profile_id__isnull=False),
                name="discovery_find_kept_is_an_account",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["waiting", "fits"]) | ~Q(reason=""),
                name="discovery_find_left_out_says_why",
            ),
        ]
        indexes = [
            # The job's page: finds by what became of them; the worker: those that wait.
            models.Index(fields=["discovery", "outcome", "id"], name="discovery_find_outcome"),
            # Discover: `?discovery=`, the accounts that a job brought; erasure: what points at an account.
            models.Index(
                fields=["profile_id", "discovery"],
                name="discovery_find_profile",
                condition=Q(profile_id__isnull=False),
            ),
            # Erasure: every mention of an account.
            models.Index(fields=["platform", "platform_id"], name="discovery_find_account"),
        ]

    def __str__(self) -> str:
        return f"@{self.handle}" if self.handle else self.typed or self.platform_id or "Not named here"
