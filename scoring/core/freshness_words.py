"""Freshness in words. What looks sponsored is a lower bound, and is said as one."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from scoring.core.explain import count, percent
from scoring.core.schema import Brief
from scoring.core.weights import CONSTANTS, Constants

SHOWN = 5


def freshness_words(
    row: Mapping[str, Any], brief: Brief, c: Constants = CONSTANTS
) -> tuple[str, str, tuple[str, ...]]:
    """(value, why it is missing, evidence) of a stored freshness part."""
    if row.get("share") is None:
        return "", row.get("missing") or "not scored yet", ()
    named = f", {brands_words(row)}" if row["sponsored"] else ""
    return f"{share_words(row)}{named}", "", tuple(_evidence(row, brief, c))


def share_words(row: Mapping[str, Any]) -> str:
    """ "at least 12% of 48 posts look sponsored"; "none of 48 posts looks sponsored"."""
    if not row["sponsored"]:
        return f"none of {count(row['posts'], 'post')} looks sponsored"
    look = "looks" if row["posts"] == 1 else "look"
    return f"at least {_whole(row['share'])} of {count(row['posts'], 'post')} {look} sponsored"


def brands_words(row: Mapping[str, Any]) -> str:
    """ "3 brands named"; "no brand named"."""
    return f"{count(row['n_brands'], 'brand')} named" if row["n_brands"] else "no brand named"


def sensitivity_words(row: Mapping[str, Any], c: Constants = CONSTANTS) -> str:
    """What the share would be if only part of the sponsored posts can be told; "" where none was found."""
    if not row["sponsored"]:
        return ""
    about = min(1.0, row["expected"] / c.assumed_recall)
    return f"If {_whole(c.assumed_recall)} of sponsored posts say so, it is about {_whole(about)}"


def _evidence(row: Mapping[str, Any], brief: Brief, c: Constants) -> list[str]:
    lines = []
    if row["words"]:
        lines.append(f"Known by: {', '.join(_known_by(*told) for told in row['words'][:SHOWN])}")
    if row["brands"]:
        lines.append(f"Brands: {', '.join(_brand(brand) for brand in row['brands'][:SHOWN])}")
    if about := sensitivity_words(row, c):
        lines.append(about)
    if row["peers"]:
        lines.append(f"Usual in this catalogue: {percent(row['usual'])} ({count(row['peers'], 'creator')})")
    if brief.freshness == "proven":
        lines.append(
            f"The brief prefers creators with about {percent(c.proven_peak)} sponsored posts"
            f" and at least {count(c.proven_brands, 'brand')}"
        )
    return lines


def _known_by(rule: str, words: str, posts: int) -> str:
    return f"{words or rule} ({count(posts, 'post')})"


def _brand(brand: Mapping[str, Any]) -> str:
    last = date.fromisoformat(brand["last"])
    return f"{brand['name']} ({count(brand['posts'], 'post')}, last {last:%-d %b %Y})"


def _whole(share: float) -> str:
    """A share in whole per cent, rounded down, because it is a lower bound; under one with a digit."""
    return f"{int(share * 100 + 1e-9)}%" if share >= 0.01 else percent(share)
