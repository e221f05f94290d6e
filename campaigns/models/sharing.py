"""Links for clients without an account: what each shows, what the client said, and when it was used."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from campaigns.choices import Chosen, SharedField, Verdict, Visit
from campaigns.models.campaign import Campaign
from campaigns.models.shortlist import Candidate, Stage, by_whom

LASTS = timedelta(days=30)


def in_a_month():
    """When a link ends unless somebody says otherwise."""
    return timezone.now() + LASTS


class ShareLink(models.Model):
    """A link to some creators of a campaign. Its address holds a token; only a salted digest of it is kept.

    `name` is for the team; `title` and `message` are what the client reads. `shown` lists what may be shown,
    so that a field nobody thought of stays hidden.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="share_links")
    name = models.CharField("for whom", max_length=80)
    title = models.CharField(max_length=120)
    message = models.TextField(max_length=1000, blank=True)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    shown = ArrayField(
        models.CharField(max_length=20, choices=SharedField.choices),
        default=list,
        verbose_name="what it shows",
    )
    chosen = models.CharField("which creators", max_length=10, choices=Chosen.choices, default=Chosen.STAGES)
    stages = models.ManyToManyField(Stage, blank=True, related_name="shared_by")
    picks = models.ManyToManyField(Candidate, blank=True, related_name="+", verbose_name="creators")
    expires_at = models.DateTimeField("ends", default=in_a_month)
    # A hash of Django's hashers; empty: none is asked for.
    password = models.CharField(max_length=128, blank=True, editable=False)
    may_decide = models.BooleanField("may approve and decline", default=True)
    may_comment = models.BooleanField("may comment", default=True)
    may_export = models.BooleanField("may download", default=False)
    created_by = by_whom()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    revoked_at = models.DateTimeField("revoked", null=True, blank=True, editable=False)
    revoked_by = by_whom()

    class Meta:
        verbose_name = "client link"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(token_digest__regex=r"^[0-9a-f]{64}$"), name="share_link_keeps_a_digest"
            ),
            models.CheckConstraint(
                condition=Q(shown__contained_by=SharedField.values), name="share_link_shows_known_fields"
            ),
            models.CheckConstraint(condition=Q(chosen__in=Chosen.values), name="share_link_chosen_known"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="share_link_ends_after_it_begins",
                violation_error_message="A link cannot end before it begins.",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=False) | Q(revoked_by__isnull=True),
                name="share_link_revoked_by_needs_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(title=""), name="share_link_has_name_and_title"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self):
        """The last day on which it works, unless it is revoked."""
        return timezone.localtime(self.expires_at - timedelta(seconds=1)).date()

    def works(self, now) -> bool:
        """Whether it can be opened: neither revoked nor past its end, and its campaign is worked on."""
        return self.revoked_at is None and now < self.expires_at and not self.campaign.is_archived


class ClientDecision(models.Model):
    """What a client decided about a creator through a link. All are kept; the latest of a link counts."""

    link = models.ForeignKey(ShareLink, on_delete=models.CASCADE, related_name="decisions")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="client_decisions")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.TextField(max_length=1000, blank=True)
    # As the client typed it: nobody vouches for it.
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="client_decision_verdict_known"
            ),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.DECLINE) | ~Q(reason=""),
                name="client_decision_decline_has_reason",
            ),
            models.CheckConstraint(condition=~Q(by_name=""), name="client_decision_has_a_name"),
        ]
        indexes = [
            # Client page, board and candidate page: the latest decision of each link about a candidate.
            models.Index(fields=["candidate", "link", "-at", "-id"], name="client_decision_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} by {self.by_name}"


class ClientComment(models.Model):
    """What a client wrote about a creator through a link, or what the team answered there. The client never
    reads who of the team it was."""

    link = models.ForeignKey(ShareLink, on_delete=models.CASCADE, related_name="client_comments")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="client_comments")
    text = models.TextField(max_length=2000)
    by_name = models.CharField(max_length=80)
    from_team = models.BooleanField(default=False)
    author = by_whom()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="client_comment_not_empty"),
            models.CheckConstraint(condition=~Q(by_name=""), name="client_comment_has_a_name"),
            models.CheckConstraint(
                condition=Q(from_team=True) | Q(author__isnull=True),
                name="client_comment_author_is_of_the_team",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class LinkView(models.Model):
    """How often one visitor did one thing with a link on one day.

    visitor is a salted digest of network address, day and link: two visitors of a day can be told apart,
    nobody can be followed from one day or link to the next, and no address is kept.
    """

    link = models.ForeignKey(ShareLink, on_delete=models.CASCADE, related_name="views")
    day = models.DateField()
    kind = models.CharField(max_length=10, choices=Visit.choices)
    visitor = models.CharField(max_length=16)
    count = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        ordering = ["-last_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["link", "day", "kind", "visitor"], name="link_view_unique"),
            models.CheckConstraint(condition=Q(kind__in=Visit.values), name="link_view_kind_known"),
            models.CheckConstraint(
                condition=Q(count__gte=1, last_at__gte=F("first_at")), name="link_view_counts_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.day:%Y-%m-%d}"
