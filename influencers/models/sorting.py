"""How creators are sorted: niches, of which an account has shares, and size bands."""

from django.db import models
from django.db.models import F, Q

from influencers.choices import Basis, Platform


class Niche(models.Model):
    """A node of the two-level niche tree; seeded from `scoring/data/niches.json`, edited by curators."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name


class Tier(models.Model):
    """A size band, `lower` <= followers < `upper`; an empty platform means every platform."""

    name = models.CharField(max_length=40)
    slug = models.SlugField(max_length=40)
    platform = models.CharField(max_length=12, choices=Platform.choices, blank=True)
    market = models.CharField(max_length=2, blank=True, help_text="Two-letter country code, or empty.")
    lower = models.PositiveIntegerField()
    upper = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["lower"]
        constraints = [
            models.UniqueConstraint(fields=["platform", "market", "slug"], name="tier_unique"),
            models.CheckConstraint(
                condition=Q(upper__isnull=True) | Q(upper__gt=F("lower")), name="tier_upper_above_lower"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProfileNiche(models.Model):
    """How much of an account belongs to a niche, and on what basis."""

    # No index of its own: `profile_niche_unique` begins with it.
    profile = models.ForeignKey("Profile", on_delete=models.CASCADE, related_name="niches", db_index=False)
    niche = models.ForeignKey(Niche, on_delete=models.CASCADE, related_name="profile_niches")
    basis = models.CharField(max_length=10, choices=Basis.choices)
    weight = models.FloatField(default=1.0)
    # {"words": [...], "posts": [post ids]}: what the measure rests on.
    evidence = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = "niche of an account"
        verbose_name_plural = "niches of accounts"
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "niche", "basis"],
                name="profile_niche_unique",
                violation_error_message="This account has that niche already.",
            ),
            models.CheckConstraint(
                condition=Q(weight__gt=0, weight__lte=1), name="profile_niche_weight_is_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.niche} ({self.get_basis_display().lower()})"
