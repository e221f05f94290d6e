"""What changed of a candidate since it was added: its figures, and its score criterion by criterion."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from campaigns.explanation import Explanation
from campaigns.models import Candidate
from influencers.models import Niche, Profile
from influencers.templatetags.figures import compact, country_name, language_name, percent
from scoring.core.schema import CRITERIA, LABELS
from scoring.overrides import base_of

WEIGHT_MOVED = 1.0
"""A weight that moved by fewer percentage points is not worth a word."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One figure when added and now, "" where it is not known (`gone`: it may not be kept any longer); change
    in words, "" where there is none; note: how to take it."""

    label: str
    then: str
    now: str
    change: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """One criterion: points lost when added and now (None: not known), what that gave or took, and why it may
    have."""

    label: str
    criterion: str
    then: float | None
    now: float | None
    gained: float
    note: str


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since `at`. fetched: the day of the figures when added. score: (when added, now,
    difference) where both are known; method: what of a difference is not the creator's, "" where nothing
    is."""

    at: datetime
    fetched: str
    figures: list[Changed]
    score: tuple[float, float, float] | None
    parts: list[Moved]
    method: str

    @property
    def moved(self) -> bool:
        """Whether any criterion gave or took points, or weighs otherwise, or came to be known."""
        return any(part.gained or part.note for part in self.parts)


def since(candidate: Candidate, then: Explanation | None, now: Explanation | None, version: str) -> Since:
    """What changed of a candidate, whose scores are given; version: of the method now."""
    score = None
    if then and now and then.score is not None and now.score is not None:
        score = (then.score, now.score, round(now.score - then.score, 1))
    frozen = candidate.frozen.get("figures", {})
    return Since(
        at=candidate.frozen_at,
        fetched=_day_of(frozen.get("fetched_at")),
        figures=_figures(candidate.profile, frozen),
        score=score,
        parts=_parts(then, now) if score else [],
        method=_method(candidate.frozen.get("version", ""), version),
    )


def _figures(profile: Profile, frozen: Mapping[str, Any]) -> list[Changed]:
    def told(label: str, name: str, words, change=lambda then, now: "", note: str = "") -> Changed:
        then, now = frozen.get(name), getattr(profile, name)
        known = then not in (None, "") and now not in (None, "")
        differs = change(then, now) if known and then != now else ""
        return Changed(
            label,
            words(then) if then not in (None, "") else "",
            words(now) if now not in (None, "") else "",
            differs,
            note if known else "",
        )

    return [
        told("Followers", "followers", compact, lambda then, now: f"{now / then - 1:+.1%}" if then else ""),
        told(
            "Engagement", "engagement_rate", percent, lambda then, now: f"{100 * (now - then):+.1f} points",
            _chance(profile, frozen),
        ),
        told("For its size", "percentile", lambda share: f"better than {100 * share:.0f}%"),
        told("Posts it rests on", "n_posts", str),
        Changed(
            "Last post",
            _day_of(frozen.get("last_post_at")),
            _day(profile.last_post_at) if profile.last_post_at else "",
            "",
        ),
        told("Country", "country", country_name),
        told("Language", "language", language_name),
        Changed(
            "Main niche",
            _niche(frozen.get("niche"), profile.primary_niche),
            profile.primary_niche.name if profile.primary_niche else "",
            "",
        ),
    ]  # fmt: skip


def _niche(slug: str | None, now: Niche | None) -> str:
    """The name of a niche that was frozen by its slug, as it is called today."""
    if not slug or (now and now.slug == slug):
        return now.name if slug and now else ""
    name = Niche.objects.filter(slug=slug).values_list("name", flat=True).first()
    return name or slug.replace("-", " ").capitalize()


def _chance(profile: Profile, frozen: Mapping[str, Any]) -> str:
    """Whether the rate now lies within what was likely when added."""
    low, high, now = frozen.get("er_low"), frozen.get("er_high"), profile.engagement_rate
    if low is None or high is None or now is None:
        return ""
    if low <= now <= high:
        return f"within the {percent(low)} to {percent(high)} that were likely then"
    return f"outside the {percent(low)} to {percent(high)} that were likely then"


def _day_of(frozen: str | None) -> str:
    return _day(date.fromisoformat(frozen[:10])) if frozen else ""


def _day(moment: date) -> str:
    return f"{moment:%-d %b %Y}"


def _parts(then: Explanation, now: Explanation) -> list[Moved]:
    """The criteria of both scores; what they gained adds up to the difference of the scores."""
    before = {line.part.criterion: line for line in then.lines}
    after = {line.part.criterion: line for line in now.lines}
    found = []
    for criterion in CRITERIA:
        old, new = before.get(criterion), after.get(criterion)
        if old is None and new is None:
            continue
        gained = round((old.lost if old else 0.0) - (new.lost if new else 0.0), 1)
        note = ""
        if old is None or new is None:
            note = "not known when it was added" if old is None else "not known now"
        elif abs(old.share - new.share) >= WEIGHT_MOVED:
            note = f"weighed {old.share:.0f}%, weighs {new.share:.0f}% now"
        found.append(Moved(LABELS[criterion], criterion, old and old.lost, new and new.lost, gained, note))
    return sorted(found, key=lambda moved: -abs(moved.gained))


def _method(then: str, now: str) -> str:
    if not then or then == now:
        return ""
    if base_of(then) != base_of(now):
        return f"The method went from {then} to {now} since, so part of a difference is the method's."
    return "An admin has changed words or numbers of the method since, so part of a difference may be that."
