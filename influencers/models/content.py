"""What an account published and how its figures moved. NULL means hidden or not told, never 0."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, Least
from django.db.models.lookups import GreaterThanOrEqual

from influencers.choices import Figure, PostKind, Source
from influencers.models.creator import Profile


class Post(models.Model):
    """One post with its latest counts."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="posts")
    platform_post_id = models.CharField(max_length=300)
    published_at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=PostKind.choices, default=PostKind.TEXT)
    caption = models.TextField(blank=True)
    url = models.URLField(max_length=500, blank=True)
    language = models.CharField(max_length=3, blank=True)
    hashtags = ArrayField(models.CharField(max_length=150), default=list, blank=True)
    mentions = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    likes = models.PositiveBigIntegerField(null=True, blank=True)
    comments = models.PositiveBigIntegerField(null=True, blank=True)
    shares = models.PositiveBigIntegerField(null=True, blank=True)
    saves = models.PositiveBigIntegerField(null=True, blank=True)
    views = models.PositiveBigIntegerField(null=True, blank=True)
    # The platform's own paid-partnership label; NULL where it tells none.
    paid_flag = models.BooleanField(null=True, blank=True)
    source = models.CharField(max_length=12, choices=Source.choices)
    fetched_at = models.DateTimeField()
    # When the comments under it were last asked for, and why there are none to read, in words.
    comments_read_at = models.DateTimeField(null=True, blank=True)
    comments_missing = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "platform_post_id"], name="post_unique"),
        ]
        indexes = [
            # Creator page and scoring: the newest posts of an account.
            models.Index(fields=["profile", "-published_at"], name="post_newest"),
            # Comments: the newest posts of a source whose comments were never read.
            models.Index(
                fields=["source", "-published_at"],
                name="post_comments_unread",
                condition=Q(comments_read_at__isnull=True) & ~Q(comments=0),
            ),
            # Retention: what a source with a time limit told, the oldest first.
            models.Index(
                fields=["source", "fetched_at"],
                name="post_bound",
                condition=Q(source="youtube"),
            ),
        ]

    def __str__(self) -> str:
        return self.caption[:60] or self.platform_post_id


class PostReading(models.Model):
    """A post's counts at one moment, while it matures."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="readings")
    read_at = models.DateTimeField()
    likes = models.PositiveBigIntegerField(null=True)
    comments = models.PositiveBigIntegerField(null=True)
    shares = models.PositiveBigIntegerField(null=True)
    views = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "read_at"], name="post_reading_unique")]

    def __str__(self) -> str:
        return f"{self.post_id} at {self.read_at:%Y-%m-%d %H:%M}"


class Snapshot(models.Model):
    """An account's size on one day."""

    # No index of its own: `snapshot_unique` begins with it.
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="snapshots", db_index=False)
    day = models.DateField()
    followers = models.PositiveBigIntegerField(null=True)
    following = models.PositiveBigIntegerField(null=True)
    posts_count = models.PositiveBigIntegerField(null=True)
    source = models.CharField(max_length=12, choices=Source.choices)

    class Meta:
        # Creator page: the follower history of an account, served by the constraint's own index.
        constraints = [models.UniqueConstraint(fields=["profile", "day"], name="snapshot_unique")]

    def __str__(self) -> str:
        return f"{self.profile_id} on {self.day}"


class ReportedFigures(models.Model):
    """What one file claims of an account; shown as "reported" and never mixed with measured figures.

    NULL where the file does not tell a figure, or an earlier file claimed the same. A rate is a fraction
    (0.031 is 3.1%); an average is a count a post. The columns they stood in: `ImportFile.mapping`.
    """

    # No index of its own: `reported_figures_unique` begins with it.
    profile = models.ForeignKey(
        Profile, on_delete=models.CASCADE, related_name="reported_figures", db_index=False
    )
    import_file = models.ForeignKey(
        "influencers.ImportFile", on_delete=models.CASCADE, related_name="reported_figures"
    )
    as_of = models.DateField()
    engagement_rate = models.FloatField(null=True)
    avg_likes = models.FloatField(null=True)
    avg_comments = models.FloatField(null=True)
    avg_shares = models.FloatField(null=True)
    avg_views = models.FloatField(null=True)
    avg_engagement = models.FloatField(null=True)

    class Meta:
        verbose_name_plural = "reported figures"
        constraints = [
            models.UniqueConstraint(fields=["profile", "import_file"], name="reported_figures_unique"),
            # The smallest of those that are told: there is one, and it is not negative.
            models.CheckConstraint(
                condition=GreaterThanOrEqual(Coalesce(Least(*Figure.values), Value(-1.0)), Value(0.0)),
                name="reported_figures_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profile_id} in file {self.import_file_id}"
