"""Rows out: measured parts into ProfileScore, headline numbers onto Profile, niches into ProfileNiche."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection, transaction

from influencers.choices import Basis
from influencers.models import Niche, ProfileNiche
from scoring.core.frames import Frames
from scoring.core.lexicon import Lexicon
from scoring.core.measure import Measured, rows
from scoring.core.niche_fit import root_shares
from scoring.core.schema import AUTHENTICITY, FRESHNESS, REPLIES
from scoring.models import ProfileScore, ScoreRun
from scoring.written import write_niches, write_scores

SMALLEST_SHARE = 0.05
PRIMARY_SHARE = 0.25
"""A niche below this share of what a creator writes about is not called its primary one."""
ENGAGEMENT_PART = (
    "score", "low", "high", "er", "er_low", "er_high", "basis", "missing", "n", "n_eff", "theta", "theta_var",
    "mu", "tau2", "typical", "peers", "floored", "view_share", "view_score", "claimed", "doubtful",
    "reported_alone", "median_rate", "mean_rate", "likes_rate", "top_ratio", "hidden", "visible",
)  # fmt: skip
HEADLINES = {
    "engagement_rate": "float8", "er_low": "float8", "er_high": "float8", "er_basis": "text",
    "percentile": "float8", "n_posts": "int", "growth_30d": "float8", "sponsored_share": "float8",
    "authenticity": "float8", "replies": "float8", "primary_niche_id": "bigint",
    "last_post_at": "timestamptz",
}  # fmt: skip


@transaction.atomic
def store(
    run: ScoreRun, frames: Frames, measured: Measured, lexicon: Lexicon, now: datetime
) -> list[ProfileScore]:
    """Writes one measured chunk and returns its scores; the same chunk twice leaves the same rows. A fixed
    number of statements."""
    ids = [int(i) for i in frames.profiles["profile_id"]]
    niche_ids = dict(Niche.objects.values_list("slug", "id"))
    standing = rows(measured.engagement)
    scores = _store_scores(run, ids, standing, measured, lexicon)
    _store_niches(ids, measured, lexicon, niche_ids)
    primary = primary_niches(ids, measured, lexicon, niche_ids)
    _store_headlines(run, ids, standing, measured, primary, now)
    return scores


def _store_scores(
    run: ScoreRun, ids: list[int], standing: list[dict], measured: Measured, lexicon: Lexicon
) -> list[ProfileScore]:
    names = (*lexicon.leaves, "other")
    scores = []
    for at, (profile_id, row) in enumerate(zip(ids, standing, strict=True)):
        shares = measured.niche.shares[at]
        known = bool(np.isfinite(shares).all())
        parts = {
            "engagement": {name: row[name] for name in ENGAGEMENT_PART},
            "consistency": {
                "score": _plain(measured.consistency[at]),
                "active_weeks": row["active_weeks"],
                "last_age": row["last_age"],
                "focus": _plain(measured.focus[at]),
            },
            "niche": {
                "texts": int(measured.niche.texts[at]),
                "telling": int(measured.niche.telling[at]),
                "strength": _plain(measured.niche.strength[at]),
                "reported": measured.reported_niches[at],
                "meaning": measured.niche.vectors is not None,
            },
            **{criterion: parts[at] for criterion, parts in measured.further.items()},
        }
        scores.append(
            ProfileScore(
                profile_id=profile_id,
                run=run,
                theta=row["theta"],
                theta_var=row["theta_var"],
                mu=row["mu"],
                n_eff=row["n_eff"] or 0,
                parts=parts,
                niches={n: float(s) for n, s in zip(names, shares, strict=True) if s > 0} if known else {},
                badges=measured.badges[at],
            )
        )
    write_scores(scores)
    return scores


def _store_niches(ids: list[int], measured: Measured, lexicon: Lexicon, niche_ids: Mapping[str, int]) -> None:
    """Replaces measured niches, and reported ones where a file names a category; never curated ones."""
    fresh = []
    for at, profile_id in enumerate(ids):
        for leaf, share in enumerate(measured.niche.shares[at][:-1]):
            niche_id = niche_ids.get(lexicon.leaves[leaf])
            if share >= SMALLEST_SHARE and niche_id:
                evidence = measured.niche.evidence[at].get(leaf, {})
                fresh.append(_row(profile_id, niche_id, Basis.MEASURED, min(1.0, float(share)), evidence))
        total = sum(measured.reported_niches[at].values())
        for slug, weight in measured.reported_niches[at].items():
            if niche_id := niche_ids.get(slug):
                fresh.append(_row(profile_id, niche_id, Basis.REPORTED, weight / total, {}))
    reported = [i for i, named in zip(ids, measured.reported_niches, strict=True) if named]
    # Plain DELETEs: the change history, which watches `.delete()`, is for what people do.
    with connection.cursor() as cursor:
        for basis, cleared in ((Basis.MEASURED, ids), (Basis.REPORTED, reported)):
            cursor.execute(
                "DELETE FROM influencers_profileniche WHERE basis = %s AND profile_id = ANY(%s)",
                [basis, cleared],
            )
    write_niches(fresh)


def _row(
    profile_id: int, niche_id: int, basis: str, weight: float, evidence: dict[str, list]
) -> ProfileNiche:
    return ProfileNiche(
        profile_id=profile_id, niche_id=niche_id, basis=basis, weight=weight, evidence=evidence
    )


def primary_niches(
    ids: list[int], measured: Measured, lexicon: Lexicon, niche_ids: Mapping[str, int]
) -> list[int | None]:
    """The id of each profile's primary niche: the heaviest curated one, else the measured leaf of the largest
    root (from a quarter on), else what a file reports, else None."""
    curated: dict[int, int] = {}
    chosen = ProfileNiche.objects.filter(profile__in=ids, basis=Basis.CURATED)
    for profile_id, niche_id in chosen.order_by("weight", "-niche__slug").values_list(
        "profile_id", "niche_id"
    ):
        curated[profile_id] = niche_id
    roots = root_shares(measured.niche.shares, lexicon)
    found: list[int | None] = []
    for at, profile_id in enumerate(ids):
        slug = None
        if np.isfinite(roots[at]).all() and roots[at].max() >= PRIMARY_SHARE:
            inside = np.where(lexicon.parent == roots[at].argmax(), measured.niche.shares[at][:-1], -1.0)
            slug = lexicon.leaves[int(inside.argmax())]
        elif named := measured.reported_niches[at]:
            slug = min(named, key=lambda s: (-named[s], s))
        found.append(curated.get(profile_id) or niche_ids.get(slug or ""))
    return found


def _store_headlines(
    run: ScoreRun,
    ids: list[int],
    standing: list[dict],
    measured: Measured,
    primary: Iterable[int | None],
    now: datetime,
) -> None:
    """One UPDATE over the chunk. A file's last post date stays where the catalogue has no posts."""
    columns: dict[str, list[Any]] = {name: [] for name in HEADLINES}
    for at, (row, niche_id) in enumerate(zip(standing, primary, strict=True)):
        last = row["last_age"]
        for name, value in {
            **_rates(row),
            "n_posts": int(row["n"] or 0),
            "growth_30d": _plain(measured.growth[at]),
            "sponsored_share": measured.further[FRESHNESS][at]["share"],
            "authenticity": measured.further[AUTHENTICITY][at]["score"],
            "replies": measured.further[REPLIES][at]["score"],
            "primary_niche_id": niche_id,
            "last_post_at": None if last is None else now.astimezone(UTC) - timedelta(days=last),
        }.items():
            columns[name].append(value)
    sets = ", ".join(f"{n} = v.{n}" for n in HEADLINES if n != "last_post_at")
    kinds = ", ".join(f"%s::{kind}[]" for kind in HEADLINES.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE influencers_profile p SET {sets},"
            " last_post_at = COALESCE(v.last_post_at, p.last_post_at),"
            " score_version = %s, scored_at = %s, updated_at = clock_timestamp()"
            f" FROM unnest(%s::bigint[], {kinds}) AS v (id, {', '.join(HEADLINES)}) WHERE p.id = v.id",
            [run.version, now, ids, *columns.values()],
        )


def _rates(row: Mapping[str, Any]) -> dict[str, Any]:
    """The engagement that lists show and sort by. A reported rate is shown as it was reported, without our
    interval; one that cannot be believed is left to be checked, so that it stands above nobody."""
    if row["basis"] == "reported":
        return {
            "engagement_rate": None if row["doubtful"] else row["claimed"],
            "er_low": None,
            "er_high": None,
            "er_basis": Basis.REPORTED,
            "percentile": row["score"],
        }
    return {
        "engagement_rate": row["er"],
        "er_low": row["er_low"],
        "er_high": row["er_high"],
        "er_basis": Basis.MEASURED if row["er"] is not None else "",
        "percentile": row["score"],
    }


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
