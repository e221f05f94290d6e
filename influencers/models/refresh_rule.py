"""How often accounts are read again; one row, edited by curators."""

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from influencers.schedule import Cadence

# field: (least, most). Platforms' terms may shorten an interval further, never lengthen it.
BOUNDS = {
    "wanted_hours": (6, 168),
    "active_days": (1, 60),
    "dormant_days": (1, 180),
    "dormant_after_days": (7, 365),
    "searched_top": (0, 500),
}


def _bounded(name: str, default: int, label: str, hint: str = "") -> models.PositiveSmallIntegerField:
    least, most = BOUNDS[name]
    bounds = [MinValueValidator(least), MaxValueValidator(most)]
    return models.PositiveSmallIntegerField(label, default=default, validators=bounds, help_text=hint)


class RefreshRule(models.Model):
    """The intervals of each class of accounts. Where there is no row, the defaults hold."""

    wanted_hours = _bounded(
        "wanted_hours", 24, "Wanted accounts, every … hours", "On a shortlist, or on top of a saved search."
    )
    active_days = _bounded("active_days", 7, "Active accounts, every … days")
    dormant_days = _bounded("dormant_days", 30, "Dormant accounts, every … days")
    dormant_after_days = _bounded(
        "dormant_after_days", 60, "Dormant after … days", "This long without a new post."
    )
    searched_top = _bounded(
        "searched_top",
        50,
        "Wanted of each saved search",
        "So many accounts from its top, in its own order; 0 for none.",
    )
    # Accounts that already wait are planned anew up to this id; NULL once all of them are.
    applied_to = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "refresh rule"
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="refresh_rule_is_one"),
            models.CheckConstraint(
                condition=Q(wanted_hours__lte=F("active_days") * 24) & Q(active_days__lte=F("dormant_days")),
                name="refresh_rule_in_order",
                violation_error_message="Wanted accounts cannot be read less often than active ones, nor "
                "active ones less often than dormant ones.",
            ),
            *[
                models.CheckConstraint(
                    condition=Q(**{f"{name}__gte": least, f"{name}__lte": most}),
                    name=f"refresh_rule_{name}",
                    violation_error_message=f"Between {least} and {most}.",
                )
                for name, (least, most) in BOUNDS.items()
            ],
        ]

    def __str__(self) -> str:
        return "How often accounts are read"

    @property
    def cadence(self) -> Cadence:
        """The same as intervals."""
        return Cadence(
            wanted=timedelta(hours=self.wanted_hours),
            active=timedelta(days=self.active_days),
            dormant=timedelta(days=self.dormant_days),
            dormant_after=timedelta(days=self.dormant_after_days),
        )
