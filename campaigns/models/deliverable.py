"""What creators agreed to publish for a campaign, the posts that were found for it, and what these gained."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from campaigns.choices import DeliverableState, FoundHow
from campaigns.models.shortlist import Candidate, by_whom
from influencers.choices import FeeKind, PostKind, Source
from influencers.models import Post

# What is paid for and what is read are not the same kinds: a story is no post, a link earns no fee.
KINDS = dict(PostKind.choices) | dict(FeeKind.choices)


class Deliverable(models.Model):
    """One piece of content that a creator owes a campaign.

    estimate: what `scoring.expected` said on the day of the agreement, {} where it said nothing. The counts
    are those of the last day that counts: kept when a post settles, or typed in by a person; NULL means
    hidden or not told, never 0. A post can be purged by its source's terms; the row then stays without it.
    """

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="deliverables")
    kind = models.CharField("kind of content", max_length=10, choices=FeeKind.choices, blank=True)
    due_on = models.DateField("due on", null=True, blank=True)
    # Per cent of the creator's fee; where it is not told, what is left is divided evenly.
    fee_share = models.DecimalField(
        "share of the fee",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=DeliverableState.choices, default=DeliverableState.AGREED)
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="deliverables"
    )
    link = models.URLField(max_length=500, blank=True)
    found_how = models.CharField(max_length=10, choices=FoundHow.choices, blank=True)
    # What was recognised, such as "#bakeweek" or "@ovenly".
    matched = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    found_at = models.DateTimeField(null=True, blank=True)
    found_by = by_whom()
    settled_at = models.DateTimeField(null=True, blank=True)
    likes = models.PositiveBigIntegerField(null=True, blank=True)
    comments = models.PositiveBigIntegerField(null=True, blank=True)
    shares = models.PositiveBigIntegerField(null=True, blank=True)
    views = models.PositiveBigIntegerField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    counted_source = models.CharField(max_length=12, choices=Source.choices, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    estimate = models.JSONField(default=dict, blank=True)
    added_by = by_whom()
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            # A post belongs to one account, and an account stands once on a shortlist: one post, one
            # deliverable in a campaign.
            models.UniqueConstraint(
                fields=["candidate", "post"],
                condition=~Q(state="dropped"),
                name="deliverable_post_unique",
                violation_error_message="This post stands for another deliverable already.",
            ),
            models.CheckConstraint(
                condition=Q(fee_share__isnull=True) | Q(fee_share__gte=0, fee_share__lte=100),
                name="deliverable_fee_share_0_to_100",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "missed"]) | Q(post__isnull=True),
                name="deliverable_without_post_while_open",
            ),
            models.CheckConstraint(
                condition=~Q(state="settled") | Q(settled_at__isnull=False, counted_at__isnull=False),
                name="deliverable_settled_has_date",
            ),
            models.CheckConstraint(
                condition=Q(counted_at__isnull=True) | ~Q(counted_source=""),
                name="deliverable_counts_have_source",
            ),
        ]
        indexes = [
            # Settling: what is still open, in the order of its key.
            models.Index(fields=["id"], name="deliverable_open", condition=Q(state__in=["agreed", "found"])),
            # Retention: kept counts of sources with a time limit, the oldest first.
            models.Index(
                fields=["counted_source", "counted_at"],
                name="deliverable_bound",
                condition=Q(counted_source="youtube"),
            ),
        ]

    def __str__(self) -> str:
        what = self.get_kind_display() if self.kind else "Post"
        return f"{what}, due {self.due_on:%-d %b %Y}" if self.due_on else what

    @property
    def made(self) -> str:
        """The kind that was agreed, else that of its post; "" while neither is known."""
        return self.kind or (self.post.kind if self.post else "")

    @property
    def what(self) -> str:
        """`made` in words."""
        return KINDS.get(self.made, "Any content")


class NotAResult(models.Model):
    """A post that looked as if it were for a campaign, and that a person said is not."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="not_results")
    # Named, because `influencers.post_rows` finds what hangs on a post by the names of the ways back.
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="not_results")
    by = by_whom()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["candidate", "post"], name="not_a_result_unique"),
        ]

    def __str__(self) -> str:
        return f"post {self.post_id} of candidate {self.candidate_id}"
