"""What creators ask for, and what a currency is worth: entered by people, never guessed."""

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from influencers.choices import FeeKind

three_letters = RegexValidator(r"^[A-Z]{3}$", "A currency has three letters, for example EUR.")


class Fee(models.Model):
    """A known fee of an account for one piece of content; 0 is one that works without a fee.

    The newest fee takes the place of the estimated price. Amounts stay in the currency they were told in.
    """

    profile = models.ForeignKey("Profile", on_delete=models.CASCADE, related_name="fees")
    kind = models.CharField("kind of content", max_length=10, choices=FeeKind.choices, blank=True)
    amount = models.DecimalField(
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(0, "A fee cannot be negative. Enter 0 where there is none.")],
    )
    currency = models.CharField(max_length=3, validators=[three_letters])
    told_on = models.DateField("as of", default=timezone.localdate)
    note = models.CharField(max_length=200, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-told_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="fee_not_negative",
                violation_error_message="A fee cannot be negative. Enter 0 where there is none.",
            ),
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$"), name="fee_currency_three_letters"
            ),
        ]

    def __str__(self) -> str:
        what = self.get_kind_display().lower() if self.kind else "a post of any kind"
        return f"{self.currency} {self.amount:,.2f} for {what}, as of {self.told_on}"


class CurrencyRate(models.Model):
    """What one unit of a currency is worth in US dollars, as somebody entered it; the dollar has none."""

    currency = models.CharField(max_length=3, unique=True, validators=[three_letters])
    usd = models.DecimalField(
        "US dollars for one",
        max_digits=18,
        decimal_places=8,
        help_text="What one unit is worth in US dollars: 1.08 where one euro buys 1.08 dollars.",
    )
    as_of = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ["currency"]
        constraints = [
            models.CheckConstraint(
                condition=Q(usd__gt=0),
                name="currency_rate_positive",
                violation_error_message="A rate is above 0.",
            ),
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$") & ~Q(currency="USD"),
                name="currency_rate_not_the_dollar",
                violation_error_message="Rates are in US dollars: the dollar itself needs none.",
            ),
        ]

    def __str__(self) -> str:
        return f"1 {self.currency} = {self.usd.normalize():f} USD"
