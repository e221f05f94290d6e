"""A plan by platform and by niche, and the caps that single ones of them have."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from campaigns.fees import money
from campaigns.plan_pool import Choice, Pool
from campaigns.plan_wish import Wish
from influencers.choices import Platform
from influencers.models import Profile
from scoring.core.portfolio import Limits

MOST_NICHES = 8
"""How many niches the form offers a cap of their own."""


@dataclass(frozen=True, slots=True)
class Group:
    """Those chosen of one platform or niche: how many, what they cost and bring, the cap on them in words."""

    name: str
    n: int
    cost: str
    expected: float
    share: float
    cap: str


def niche_of(profile: Profile) -> str:
    """The main niche as groups know it; "" where it is not known, which is no group."""
    return profile.primary_niche.slug if profile.primary_niche else ""


def groups_of(wish: Wish, chosen: list[Choice], limits: Limits, kind: str) -> list[Group]:
    """The chosen by platform or niche, the largest group first."""
    caps = {cap.name: cap for cap in limits.caps if cap.kind == kind}
    by: dict[str, list[Choice]] = {}
    for one in chosen:
        by.setdefault(one.profile.platform if kind == "platform" else niche_of(one.profile), []).append(one)
    groups = []
    for name, own in by.items():
        niche = own[0].profile.primary_niche
        shown = Platform(name).label if kind == "platform" else (niche.name if niche else "Niche not known")
        cap = caps.get(name)
        told = (
            "" if cap is None else f"at most {cap.most}" if cap.percent is None else f"at most {cap.percent}%"
        )
        cost = money(wish.currency, sum((one.cost for one in own), Decimal(0)))
        expected = sum(one.expected or 0 for one in own)
        groups.append(Group(shown, len(own), cost, expected, len(own) / len(chosen), told))
    return sorted(groups, key=lambda group: (-group.n, group.name))


def own_caps(wish: Wish, pool: Pool) -> list[tuple[str, str, str, str]]:
    """What the form offers as caps on single groups: every platform, and the largest niches."""
    platforms = Counter(one.profile.platform for one in pool.choices)
    niches = Counter(one.profile.primary_niche for one in pool.choices if one.profile.primary_niche)
    asked = {name for kind, name in wish.caps if kind == "niche"}
    shown = [(n, count) for n, count in niches.most_common() if n.slug in asked or count > 1][:MOST_NICHES]
    found = [("platform", name, Platform(name).label) for name in sorted(platforms)]
    found += [("niche", niche.slug, niche.name) for niche, _ in shown]
    return [(kind, name, label, cap_text(wish.caps.get((kind, name)))) for kind, name, label in found]


def cap_text(cap: tuple[int | None, int | None] | None) -> str:
    """A cap as the form holds it: "3", "40%" or ""."""
    if cap is None:
        return ""
    number, percent = cap
    return f"{number}" if percent is None else f"{percent}%"
