"""Creators: the person (Influencer), the accounts (Profile), and people's own words for them (Tag)."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Upper
from django.urls import reverse

from influencers.choices import (
    PROFILE_URLS,
    Basis,
    InfluencerStatus,
    Platform,
    Priority,
    RefreshStatus,
    Source,
)
from influencers.models.sorting import Niche
from influencers.querysets import InfluencerQuerySet, ProfileQuerySet


class Tag(models.Model):
    """A word of one's own, put on creators."""

    name = models.CharField(max_length=50)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="tag_name_unique", violation_error_message="This tag exists already."
            )
        ]

    def __str__(self) -> str:
        return self.name


class Influencer(models.Model):
    """The person or brand behind one or more accounts: what *people* decide about a creator stands here."""

    name = models.CharField(max_length=200)
    status = models.CharField(
        max_length=10, choices=InfluencerStatus.choices, default=InfluencerStatus.ACTIVE
    )
    status_reason = models.CharField(max_length=300, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="absorbed"
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="influencers")
    notes = models.TextField(blank=True)
    # Since when nobody may write to this person, whatever address is known; None: they may be written to.
    no_contact_since = models.DateTimeField(null=True, blank=True, editable=False)
    no_contact_why = models.CharField(max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = InfluencerQuerySet.as_manager()

    class Meta:
        verbose_name = "creator"
        constraints = [
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False)
                | Q(~Q(status="merged"), merged_into__isnull=True),
                name="influencer_merged_names_target",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="influencer_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(no_contact_since__isnull=False) | Q(no_contact_why=""),
                name="influencer_no_contact_has_since",
            ),
        ]
        indexes = [
            # Contact filter, exports, mails: the few creators whom nobody may write to.
            models.Index(
                fields=["id"], name="influencer_no_contact", condition=Q(no_contact_since__isnull=False)
            ),
            # Data health: the few creators whose accounts do not count.
            models.Index(fields=["id"], name="influencer_hidden", condition=~Q(status="active")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("creator", args=[self.pk])


class Profile(models.Model):
    """One account on one platform, and one row of Discover: what a *source or file* tells stands here.

    Headline numbers (engagement_rate and below) are copied here by the layer that owns them, so that one
    table serves every list. A rate is a fraction: 0.031 is 3.1%.
    """

    influencer = models.ForeignKey(Influencer, on_delete=models.CASCADE, related_name="profiles")
    platform = models.CharField(max_length=12, choices=Platform.choices)
    platform_id = models.CharField(max_length=200, null=True, blank=True)
    handle = models.CharField(max_length=200)
    # A renamed account frees its old handle for others; the row then keeps it only as a memory.
    handle_is_current = models.BooleanField(default=True)
    display_name = models.CharField(max_length=200, blank=True)
    bio = models.TextField(blank=True)
    url = models.URLField(max_length=500, blank=True)
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=3, blank=True)
    contact = models.EmailField(max_length=254, blank=True)
    account_kind = models.CharField(max_length=20, blank=True)
    is_verified = models.BooleanField(null=True, blank=True)
    reported_category = models.CharField(max_length=200, blank=True)
    followers = models.PositiveBigIntegerField(null=True, blank=True)
    following = models.PositiveBigIntegerField(null=True, blank=True)
    posts_count = models.PositiveBigIntegerField(null=True, blank=True)
    source = models.CharField(max_length=12, choices=Source.choices)
    import_file = models.ForeignKey(
        "influencers.ImportFile", null=True, blank=True, on_delete=models.SET_NULL, related_name="profiles"
    )
    # When the source said so: for a file its as-of date, for a platform the time of the call.
    fetched_at = models.DateTimeField(null=True, blank=True)
    # Fields that a curator set by hand; no refresh or import overwrites them.
    curated_fields = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # What the owner or the platform marked the account with; `influencers.sources.wishes` reads them.
    labels = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    # What a source with a time limit told last, {field: value}, and when. Empty where nothing of it stands
    # here (any more). Kept beside the fields, because a file may have told some of them since.
    bound_source = models.CharField(max_length=12, choices=Source.choices, blank=True)
    bound_at = models.DateTimeField(null=True, blank=True)
    bound_values = models.JSONField(default=dict, blank=True)

    engagement_rate = models.FloatField(null=True, blank=True)
    er_low = models.FloatField(null=True, blank=True)
    er_high = models.FloatField(null=True, blank=True)
    er_basis = models.CharField(max_length=10, choices=Basis.choices, blank=True)
    percentile = models.FloatField(null=True, blank=True)
    n_posts = models.PositiveIntegerField(default=0)
    sponsored_share = models.FloatField(null=True, blank=True)
    authenticity = models.FloatField(null=True, blank=True)
    replies = models.FloatField(null=True, blank=True)
    growth_30d = models.FloatField(null=True, blank=True)
    last_post_at = models.DateTimeField(null=True, blank=True)
    primary_niche = models.ForeignKey(
        Niche, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    score_version = models.CharField(max_length=20, blank=True)
    scored_at = models.DateTimeField(null=True, blank=True)

    priority = models.SmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    wanted_until = models.DateTimeField(null=True, blank=True)
    next_refresh_at = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    refresh_status = models.CharField(
        max_length=12, choices=RefreshStatus.choices, default=RefreshStatus.NEVER
    )
    last_error_kind = models.CharField(max_length=30, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    # Since when its source says that it is no longer there.
    gone_since = models.DateTimeField(null=True, blank=True)

    created_at = models.DateTimeField(auto_now_add=True)
    # When anything that scoring reads last changed (figures, posts, curation); scored before it means stale.
    data_changed_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        verbose_name = "account"
        constraints = [
            # NULL ids are distinct, so an account that no source has bound yet never collides.
            models.UniqueConstraint(fields=["platform", "platform_id"], name="profile_platform_id_unique"),
            models.UniqueConstraint(
                "platform",
                Lower("handle"),
                condition=Q(handle_is_current=True),
                name="profile_handle_unique",
                violation_error_message="This account is in the catalogue already.",
            ),
            models.CheckConstraint(condition=~Q(handle=""), name="profile_handle_not_empty"),
            models.CheckConstraint(
                condition=Q(engagement_rate__isnull=True) | Q(engagement_rate__gte=0),
                name="profile_engagement_rate_not_negative",
            ),
            *[
                models.CheckConstraint(
                    condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": 0, f"{field}__lte": 1}),
                    name=f"profile_{field}_is_share",
                )
                for field in ("percentile", "sponsored_share", "authenticity", "replies")
            ],
        ]
        indexes = [
            # Refresh: `ProfileQuerySet.refreshed_by` a platform, the most wanted and oldest due first.
            models.Index(
                fields=["platform", "-priority", "next_refresh_at"],
                name="profile_due",
                condition=Q(next_refresh_at__isnull=False) & ~Q(source="demo"),
            ),
            # Refresh: the same for the demo source, whose accounts pose as those of several platforms.
            models.Index(
                fields=["-priority", "next_refresh_at"],
                name="profile_due_demo",
                condition=Q(next_refresh_at__isnull=False, source="demo"),
            ),
            # Refresh: `ProfileQuerySet.unplanned`, emptied at each tick.
            models.Index(
                fields=["id"],
                name="profile_unplanned",
                condition=Q(next_refresh_at__isnull=True, refresh_status="never"),
            ),
            # Data health: the one count of everything (`influencers.standing`), without reading a row.
            models.Index(
                fields=["platform", "source", "refresh_status", "priority", "next_refresh_at", "fetched_at"],
                include=["influencer"],
                name="profile_standing",
            ),
            # Data health: the reasons of failures, and the accounts of each.
            models.Index(
                fields=["last_error_kind", "platform", "last_error"],
                include=["influencer", "source"],
                name="profile_failing",
                condition=~Q(last_error_kind=""),
            ),
            # Discover: the size filter and the sort by followers.
            models.Index(fields=["followers"], name="profile_followers"),
            # Discover: the sort by engagement rate.
            models.Index(fields=["engagement_rate"], name="profile_engagement"),
            # Discover: the search box, any part of a handle.
            GinIndex(OpClass(Upper("handle"), name="gin_trgm_ops"), name="profile_handle_trgm"),
            # Retention: what a source with a time limit told, the oldest first.
            models.Index(
                fields=["bound_source", "bound_at"], name="profile_bound", condition=~Q(bound_source="")
            ),
            # Discover: who asked to be left out.
            models.Index(
                fields=["id"],
                name="profile_left_out",
                condition=Q(labels__overlap=["not-discoverable", "noindex"]),
            ),
            # Scoring: `ProfileQuerySet.stale`.
            models.Index(fields=["data_changed_at"], name="profile_data_changed"),
        ]

    def __str__(self) -> str:
        return f"@{self.handle} on {self.get_platform_display()}"

    def get_absolute_url(self) -> str:
        return reverse("creator", args=[self.influencer_id])

    @property
    def is_demo(self) -> bool:
        """Whether this is a fictional account of the demo catalogue."""
        return self.source == Source.DEMO

    @property
    def mail_address(self) -> str:
        """The published address that this account may be written to; "" where there is none, or where its
        creator asked not to be written to."""
        return "" if self.influencer.no_contact_since else self.contact

    @property
    def link(self) -> str:
        """Address of the account on its platform; empty where it cannot be known or is fictional."""
        if self.is_demo:
            return ""
        return self.url or PROFILE_URLS.get(self.platform, "").format(handle=self.handle)
