"""The Insights page as a value: engagement by size, as the last run left it. Nothing is computed here."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count

from influencers.choices import Platform
from influencers.models import Profile
from influencers.sources.registry import policy_of
from influencers.terms import withheld_accounts, withheld_sources, words_of_terms
from scoring.core.insights import BANDS, LARGE, LEAST, SMALL
from scoring.models import ScoreRun
from scoring.run import latest_run


@dataclass(frozen=True, slots=True)
class Band:
    """Accounts of a size: how many, their median rate, and what is usual in the middle of the band."""

    words: str
    accounts: int
    rate: float
    usual: float | None


@dataclass(frozen=True, slots=True)
class PlatformInsight:
    """One platform: its answer (see `scoring.core.insights.times`), the bands of its table, its chart;
    own says that the figure is ours and not the platform's, where its terms ask for that."""

    key: str
    label: str
    accounts: int
    answer: dict[str, Any]
    bands: list[Band]
    chart: dict[str, Any]
    own: str

    @property
    def lacking(self) -> str:
        """Which side has too few accounts for an answer, in words; "" with an answer."""
        sides = (("10k to 50k followers", "small"), ("more than 100k followers", "large"))
        few = [f"{self.answer[side]} with {words}" for words, side in sides if self.answer[side] < LEAST]
        return " and ".join(few)


@dataclass(frozen=True, slots=True)
class InsightsPage:
    """run is None where nothing was scored; demo tells which kind is shown, and both that there are two."""

    run: ScoreRun | None
    demo: bool
    both: bool
    platforms: list[PlatformInsight]
    withheld: list[str]
    least: int = LEAST
    small: tuple[int, int] = SMALL
    large: int = LARGE


def insights_page(demo: bool | None) -> InsightsPage:
    """The page for one kind of creators; for None real ones if any were scored, else demo ones."""
    kinds = {kind: latest_run(kind) for kind in (False, True)}
    if demo is None:
        demo = not kinds[False] and bool(kinds[True])
    run = ScoreRun.objects.get(pk=kinds[demo].pk) if kinds[demo] else None
    told = run.insights if run else {}
    return InsightsPage(
        run=run,
        demo=demo,
        both=all(kinds.values()),
        platforms=sorted(
            (_platform(key, raw, demo) for key, raw in told.items()), key=lambda p: (-p.accounts, p.label)
        ),
        withheld=[] if demo else _withheld(),
    )


def _platform(key: str, raw: dict[str, Any], demo: bool) -> PlatformInsight:
    label = Platform(key).label if key in Platform.values else key
    policy = None if demo else policy_of(key, settings)
    own = (
        f"Handpick's own figures, not {label}'s."
        if policy and policy.derived_figures and policy.whose
        else ""
    )
    bands = [
        Band(_band_in_words(start), number, rate, _usual(raw["curve"], start))
        for start, number, rate in raw["bands"]
    ]
    chart = {"points": raw["points"], "curve": raw["curve"], "label": label}
    return PlatformInsight(key, label, raw["n"], raw["answer"], bands, chart, own)


def _band_in_words(start: int) -> str:
    after = BANDS.index(start) + 1
    if after == len(BANDS):
        return f"{start:,} or more"
    return f"{start:,} to {BANDS[after]:,}" if start else f"below {BANDS[after]:,}"


def _usual(curve: Sequence[Sequence[float]], start: int) -> float | None:
    """The fitted rate at the geometric middle of a band; None outside the sizes that the curve is for."""
    after = BANDS.index(start) + 1
    if after == len(BANDS) or not start or not curve:
        return None
    middle = (start * BANDS[after]) ** 0.5
    at = bisect_left([point[0] for point in curve], middle)
    return curve[at][1] if 0 < at < len(curve) else None


def _withheld() -> list[str]:
    """Accounts that are left out since the terms of their source forbid it, in words."""
    if not withheld_sources():
        return []
    left_out = Profile.objects.real().filter(withheld_accounts()).order_by("platform")
    whose = ", ".join(words_of_terms(key) for key in withheld_sources())
    return [
        f"{number:,} account{'' if number == 1 else 's'} on {Platform(platform).label} left out: {whose}"
        " allow no figures made of theirs."
        for platform, number in left_out.values_list("platform").annotate(n=Count("pk"))
    ]
