"""Amounts of money and multiples as words."""

from decimal import Decimal

from django import template

register = template.Library()
UNKNOWN = "–"


@register.filter
def amount(value: Decimal | float | None, currency: str = "") -> str:
    """ "EUR 1,240", "EUR 0.43": cents only where the amount is small; None -> a dash."""
    if value is None:
        return UNKNOWN
    number = f"{value:,.2f}" if 0 < value < 100 else f"{value:,.0f}"
    return f"{currency} {number}".strip()


@register.filter
def times(value: float | Decimal | None) -> str:
    """1.43 -> "1.4×"; None -> a dash."""
    return UNKNOWN if value is None else f"{value:.1f}×"


@register.filter
def whole(value: float | None) -> str:
    """1238.4 -> "1,238"; None, and what a template does not find (""), -> a dash."""
    return UNKNOWN if value is None or value == "" else f"{value:,.0f}"
