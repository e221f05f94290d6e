"""Money: known fees, and currencies by the rates that people entered. A rate that nobody entered is an error,
never a guess."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from influencers.curation import touch
from influencers.models import CurrencyRate, Fee, Profile

DOLLAR = "USD"


class UnknownRate(ValueError):
    """No rate was entered for a currency."""

    def __init__(self, currency: str):
        super().__init__(f"Nobody has entered a rate for {currency} yet.")
        self.currency = currency


def rates() -> dict[str, Decimal]:
    """{currency: US dollars for one unit}, the dollar included. One query."""
    return {DOLLAR: Decimal(1), **dict(CurrencyRate.objects.values_list("currency", "usd"))}


def convert(amount: Decimal, currency: str, into: str, known: Mapping[str, Decimal]) -> Decimal:
    """`amount` in another currency by the known rates. Raises UnknownRate, ValueError for a negative one."""
    if amount < 0:
        raise ValueError("An amount of money cannot be negative.")
    for name in (currency, into):
        if name not in known:
            raise UnknownRate(name)
    return amount if currency == into else amount * known[currency] / known[into]


@transaction.atomic
def enter_fee(fee: Fee) -> Fee:
    """Keeps a checked fee and makes scoring look at the account again."""
    fee.save()
    touch([fee.profile_id])
    return fee


@transaction.atomic
def remove_fee(fee: Fee) -> None:
    """Takes a fee away again; the next newest one counts, or else the estimate."""
    profile_id = fee.profile_id
    fee.delete()
    touch([profile_id])


@transaction.atomic
def rates_changed(currencies: set[str]) -> None:
    """Makes scoring look again at accounts whose fee is in one of these currencies."""
    touch(Profile.objects.filter(fees__currency__in=currencies).values_list("pk", flat=True).distinct())
