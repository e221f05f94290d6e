"""Costs in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from scoring.core.explain import count

LIKES_HIDDEN = "likes are hidden, so engagements cannot be foretold"
ESTIMATE_ONLY = "No fee is known: the estimate may well be half or double, so it counts half"


def money(amount: float, currency: str = "USD") -> str:
    """ "$0.49", "$1,240", "EUR 300": cents only where the amount is small."""
    number = f"{amount:,.2f}" if 0 < amount < 10 else f"{amount:,.0f}"
    return f"${number}" if currency == "USD" else f"{currency} {number}"


def cost_words(row: Mapping[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    """(value, why it is missing, evidence) of the stored cost part."""
    if row.get("score") is None:
        return "", row.get("missing") or "engagement not known", ()
    if row["price"] == 0:
        return f"no fee, entered as of {_day(row)}", "", ()
    paid = _price(row)
    usual = "all platforms together" if row["of_all"] else "its platform"
    value = (
        f"{paid} for about {row['expected']:,.0f} engagements: {money(row['cpe'])} each, "
        f"usual for {usual}: {money(row['usual_cpe'])}"
    )
    return value, "", tuple(_evidence(row))


def _price(row: Mapping[str, Any]) -> str:
    if row["estimated"]:
        return f"{money(row['price'])} (estimated)"
    dollars = "" if row["currency"] == "USD" else f", {money(row['price'])}"
    return f"{money(row['amount'], row['currency'])} (entered as of {_day(row)}{dollars})"


def _day(row: Mapping[str, Any]) -> str:
    return f"{date.fromisoformat(row['day']):%-d %b %Y}"


def _evidence(row: Mapping[str, Any]) -> list[str]:
    if row["sponsored_posts"]:
        basis = f"by {count(row['sponsored_posts'], 'sponsored post')} of its own and what is usual"
    else:
        basis = "as is usual"
    lines = [
        f"A sponsored post is taken to get {100 * row['ratio']:.0f}% of the engagement of another, {basis}"
    ]
    lines.append(f"The usual is the median of {count(row['peers'], 'account')} of the catalogue")
    if row["estimated"]:
        lines.append(ESTIMATE_ONLY)
    return lines
