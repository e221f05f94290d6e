"""What a sponsored post of an account is expected to get, cost and be worth, frozen when it is agreed on."""

from collections.abc import Iterable, Mapping
from typing import Any

from influencers.models import Profile
from influencers.terms import why_not_measured
from scoring.core.benchmark import Benchmark
from scoring.core.expected import engagements, expected_range
from scoring.core.features import maturity_days
from scoring.core.weights import SHARES_COUNT
from scoring.media_values import media_values, value_of
from scoring.models import ProfileScore, ScoreRun


def estimates(profiles: Iterable[Profile]) -> dict[int, dict[str, Any]]:
    """{profile id: estimate of one sponsored post}, JSON-ready, by the last score of each. Three queries.

    With "missing" (why, in words) alone, or: engagements, low, high (nine in ten posts lie between), price
    and cpe in US dollars (None where unknown), estimated (whether the price is), emv in US dollars (that of a
    usual post, lowered as the engagements of a sponsored one are), version, run and as_of (ISO) of the score.
    """
    profiles = list(profiles)
    scores = ProfileScore.objects.filter(profile__in=profiles).values_list("profile", "run", "parts")
    known = {profile: (run, parts) for profile, run, parts in scores}
    runs = ScoreRun.objects.only("version", "benchmark").in_bulk({run for run, _ in known.values()})
    values = media_values({profile.platform for profile in profiles})
    found = {}
    for profile in profiles:
        if why := why_not_measured(profile):
            found[profile.pk] = {"missing": why}
        elif profile.pk not in known:
            found[profile.pk] = {"missing": "not scored yet"}
        else:
            run, parts = known[profile.pk]
            found[profile.pk] = _estimate(profile, runs[run], parts, values)
    return found


def _estimate(profile: Profile, run: ScoreRun, parts: Mapping[str, Any], values: Mapping) -> dict[str, Any]:
    cost, engagement = parts.get("cost", {}), parts.get("engagement", {})
    sigma2 = Benchmark.from_dict(run.benchmark).norm("rate", profile.platform).sigma2
    told = expected_range(cost, engagement, sigma2)
    if told is None:
        return {"missing": cost.get("missing") or engagement.get("missing") or "engagement not known"}
    expected, low, high = told
    usual = parts.get("content", {}).get("usual", {})
    factor = cost["ratio"] * (0.5 + 0.5 * cost["authenticity"])
    worth = value_of(values.get(profile.platform, ()), {name: factor * n for name, n in usual.items()})
    return {
        "engagements": expected,
        "low": low,
        "high": high,
        "price": cost.get("price"),
        "estimated": bool(cost.get("estimated")),
        "cpe": cost.get("cpe"),
        "emv": float(worth.usd) if worth else None,
        "version": run.version,
        "run": run.pk,
        "as_of": profile.scored_at.isoformat() if profile.scored_at else "",
    }


def engagements_of(platform: str, counts: Any) -> int | None:
    """Engagements of a post, or of whatever has likes, comments and shares; None where likes are hidden."""
    return engagements(platform, counts.likes, counts.comments, counts.shares, SHARES_COUNT)


def counts_shares(platform: str) -> bool:
    """Whether shares count as engagement there."""
    return platform in SHARES_COUNT


def mature_after(platform: str) -> float:
    """Age in days at which the method takes a post's counts for what they will be."""
    return maturity_days(platform)
