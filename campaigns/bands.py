"""Size bands as presets of a brief: those of everybody, of a platform, of a market."""

from collections.abc import Iterable
from dataclasses import dataclass

from influencers.choices import Platform
from influencers.models import Tier
from influencers.templatetags.figures import country_name
from influencers.tiers import bounds

OWN = "own"


@dataclass(frozen=True, slots=True)
class Band:
    """A band to choose: key of the form, what it is called, its bounds in words, both ends, and for whom it
    is meant ("" for everybody)."""

    key: str
    name: str
    words: str
    low: int
    high: int
    group: str


def bands() -> list[Band]:
    """The bands with two ends, as a brief has: everybody's first, then by platform and market. One query."""
    found = [
        Band(str(tier.pk), tier.name, bounds(tier), max(tier.lower, 1), tier.upper, _group(tier))
        for tier in Tier.objects.order_by("platform", "market", "lower")
        if tier.upper is not None
    ]
    return sorted(found, key=lambda band: band.group)


def band_of(bands: Iterable[Band], low: int, high: int) -> str:
    """The key of the first band with these ends, or OWN."""
    return next((band.key for band in bands if (band.low, band.high) == (low, high)), OWN)


def _group(tier: Tier) -> str:
    platform = Platform(tier.platform).label if tier.platform else ""
    market = country_name(tier.market) if tier.market else ""
    return f"{platform} in {market}" if platform and market else platform or market
