"""What an engagement would cost as advertising, as a person says."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from influencers.choices import Platform


class Gained(models.TextChoices):
    """What a post gains."""

    LIKE = "like", "Like"
    COMMENT = "comment", "Comment"
    SHARE = "share", "Share"
    VIEW = "view", "View"


class MediaValue(models.Model):
    """The value in US dollars of one like, comment, share or view on a platform, and who says so.

    Filled from `scoring/data/emv.json`; an admin's own values stay.
    """

    platform = models.CharField(max_length=12, choices=Platform.choices)
    what = models.CharField(max_length=10, choices=Gained.choices)
    usd = models.DecimalField(
        "US dollars",
        max_digits=10,
        decimal_places=5,
        validators=[MinValueValidator(0, "A value cannot be negative.")],
    )
    source = models.CharField(max_length=200, help_text="Who says so, and when.")

    class Meta:
        ordering = ["platform", "what"]
        verbose_name = "media value"
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "what"],
                name="media_value_unique",
                violation_error_message="There is a value for this already.",
            ),
            models.CheckConstraint(
                condition=Q(usd__gte=0),
                name="media_value_not_negative",
                violation_error_message="A value cannot be negative.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} on {self.get_platform_display()}: ${self.usd.normalize():f}"
