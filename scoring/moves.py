"""What moved between two runs, and why: the scores that both kept, joined."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any

from django.db import connection

from influencers.models import Niche, Profile
from scoring.core.schema import LABELS
from scoring.core.weights import Constants
from scoring.models import ScoreRun
from scoring.models.run_score import KEPT_PARTS, WHOLE

POINT = WHOLE // 100
BIGGEST = 25
STEPS = (1, 5, 10, 20)
"""Edges of the distribution, in points of 100."""
MEANINGS = {
    own.name: own.metadata["means"]
    for own in fields(Constants)
    if not own.metadata["means"].startswith("the same")
}
"""What constants stand for, but for those that are told by the one before them."""
_MOVED = [f"abs(b.parts[{k}] - a.parts[{k}])" for k in range(1, len(KEPT_PARTS) + 1)]
_BOTH = (
    " FROM scoring_runscore a JOIN scoring_runscore b ON b.profile_id = a.profile_id AND b.run_id = %s"
    " WHERE a.run_id = %s"
)


@dataclass(frozen=True, slots=True)
class PartMoves:
    """One criterion: accounts that moved by a point or more, up and down, and the mean move in points."""

    label: str
    up: int
    down: int
    mean: float


@dataclass(frozen=True, slots=True)
class Mover:
    """One account whose `part` moved most: points of 100 before and after (None: not known then)."""

    profile: Profile | None
    part: str
    before: int | None
    after: int | None
    niche: str

    @property
    def by(self) -> int:
        """How far, in points."""
        return (self.after or 0) - (self.before or 0)


@dataclass(frozen=True, slots=True)
class Moves:
    """Two runs held against each other. spread: [(words, accounts)] by how far the part that moved most
    moved; new and gone: accounts that only one of them scored; changed_niche: whose main niche is another."""

    both: int
    new: int
    gone: int
    changed_niche: int
    spread: list[tuple[str, int]]
    parts: list[PartMoves]
    biggest: list[Mover]
    reasons: list[str]


def moves(before: ScoreRun, after: ScoreRun) -> Moves:
    """What moved from one run to another of the same kind. A fixed number of queries; only what both kept."""
    row = _summary(before, after)
    both, changed_niche, *rest = row
    spread, per_part = rest[: len(STEPS) + 1], rest[len(STEPS) + 1 :]
    return Moves(
        both=both,
        new=max(0, after.profiles - both),
        gone=max(0, before.profiles - both),
        changed_niche=changed_niche,
        spread=list(zip(_steps_in_words(), spread, strict=True)),
        parts=[
            PartMoves(LABELS[name], up, down, float(mean or 0) / POINT)
            for name, up, down, mean in zip(
                KEPT_PARTS, per_part[::3], per_part[1::3], per_part[2::3], strict=True
            )
            if mean is not None
        ],
        biggest=_biggest(before, after),
        reasons=reasons(before, after),
    )


def _summary(before: ScoreRun, after: ScoreRun) -> tuple:
    most = f"coalesce(greatest({', '.join(_MOVED)}), 0)"
    edges = [0, *STEPS]
    spread = [
        f"count(*) FILTER (WHERE {most} >= {low * POINT}"
        + (f" AND {most} < {edges[at + 1] * POINT})" if at + 1 < len(edges) else ")")
        for at, low in enumerate(edges)
    ]
    per_part = []
    for k, moved in enumerate(_MOVED, 1):
        change = f"b.parts[{k}] - a.parts[{k}]"
        per_part += [
            f"count(*) FILTER (WHERE {change} >= {POINT})",
            f"count(*) FILTER (WHERE {change} <= -{POINT})",
            f"avg({moved})",
        ]
    selected = ["count(*)", "count(*) FILTER (WHERE a.niche <> b.niche)", *spread, *per_part]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(selected)}{_BOTH}", [after.pk, before.pk])
        return cursor.fetchone()


def _biggest(before: ScoreRun, after: ScoreRun) -> list[Mover]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT a.profile_id, a.parts, b.parts, a.niche, b.niche{_BOTH}"
            f" AND greatest({', '.join(_MOVED)}) >= {POINT}"
            f" ORDER BY greatest({', '.join(_MOVED)}) DESC, a.profile_id LIMIT {BIGGEST}",
            [after.pk, before.pk],
        )
        rows = cursor.fetchall()
    shown = Profile.objects.shown().select_related("influencer").in_bulk([row[0] for row in rows])
    names = dict(Niche.objects.values_list("slug", "name"))
    return [_mover(shown.get(pk), old, new, *niches, names) for pk, old, new, *niches in rows]


def _mover(
    profile: Profile | None,
    old: list[int | None],
    new: list[int | None],
    niche_before: str,
    niche_after: str,
    names: Mapping[str, str],
) -> Mover:
    known = [k for k in range(len(old)) if old[k] is not None and new[k] is not None]
    most = max(known, key=lambda k: abs(new[k] - old[k]))
    niche = ""
    if niche_before != niche_after:
        called = [names.get(slug, slug) or "none" for slug in (niche_before, niche_after)]
        niche = " → ".join(called)
    return Mover(profile, LABELS[KEPT_PARTS[most]], round(old[most] / POINT), round(new[most] / POINT), niche)


def _steps_in_words() -> list[str]:
    between = [f"{low} to {high} points" for low, high in zip(STEPS, STEPS[1:], strict=False)]
    return ["less than 1 point", *between, f"{STEPS[-1]} points or more"]


def reasons(before: ScoreRun, after: ScoreRun) -> list[str]:
    """What differs between two runs beside their time, one plain sentence each."""
    found = []
    if before.version != after.version:
        found.append(f"The method changed from version {before.version} to {after.version}.")
    found += _numbers("Constant", before.constants, after.constants, MEANINGS)
    found += _numbers("Weight", before.weights, after.weights)
    told = [{_words(one) for one in run.overrides} for run in (before, after)]
    found += [f"Added since: {words}." for words in sorted(told[1] - told[0])]
    found += [f"Taken back since: {words}." for words in sorted(told[0] - told[1])]
    if before.files_hash != after.files_hash and before.files_hash:
        found.append("The words or numbers that ship with the app changed.")
    if before.data_hash != after.data_hash and not found:
        found.append("The niche tree changed.")
    if before.benchmark != after.benchmark:
        found.append("The benchmark was fitted anew on the catalogue of that day.")
    hours = round(abs(after.as_of - before.as_of).total_seconds() / 3600)
    if hours:
        number, unit = (hours // 24, "day") if hours >= 24 else (hours, "hour")
        lie = f"1 {unit} lies" if number == 1 else f"{number} {unit}s lie"
        found.append(f"{lie} between them: posts came and aged.")
    return found


def _numbers(
    kind: str,
    before: Mapping[str, float],
    after: Mapping[str, float],
    meanings: Mapping[str, str] = MappingProxyType({}),
) -> list[str]:
    """What became another number, what came and what went; meanings: what a name stands for."""
    found = []
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        told = f"{kind} {name}" + (f" ({meanings[name]})" if name in meanings else "")
        if old is None:
            found.append(f"{told}: new, {new:g}.")
        elif new is None:
            found.append(f"{told}: gone, it was {old:g}.")
        elif old != new:
            found.append(f"{told}: {old:g} → {new:g}.")
    return found


def _words(override: Mapping[str, Any]) -> str:
    return str(override.get("words", ""))
